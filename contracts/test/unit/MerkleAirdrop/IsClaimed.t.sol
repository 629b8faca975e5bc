// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropFixture} from "../../AirdropFixture.sol";

contract IsClaimedTest is AirdropFixture {
    function testFuzz_GivenNothingWasClaimed(uint256 index) external view {
        assertFalse(airdrop.isClaimed(index));
    }

    function test_GivenLeavesInTwoWordsWereClaimed() external {
        claim(0);
        claim(255);
        claim(256);
        for (uint256 index = 0; index < 1024; ++index) {
            assertEq(airdrop.isClaimed(index), index == 0 || index == 255 || index == 256);
        }
    }

    function test_GivenTheWindowHasClosed() external {
        claim(7);
        vm.warp(END);
        assertTrue(airdrop.isClaimed(7));
        assertFalse(airdrop.isClaimed(8));
    }
}
