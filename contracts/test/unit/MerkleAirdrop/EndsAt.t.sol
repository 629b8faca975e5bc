// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";

contract EndsAtTest is IdentityFixture {
    modifier givenTheCampaignHasAttestors() {
        vm.startPrank(GUARDIAN);
        _;
    }

    function test_GivenTheCampaignHasNoAttestors() external {
        AirdropParams memory p = params(address(token));
        p.attestors = address(0);
        assertEq(Deploy.airdrop(p).endsAt(), END);
    }

    function testFuzz_GivenNothingWasFrozen(uint40 time) external givenTheCampaignHasAttestors {
        vm.warp(time);
        assertEq(airdrop.endsAt(), END);
    }

    function testFuzz_GivenIdentityClaimsWereFrozen(uint256 first, uint256 second)
        external
        givenTheCampaignHasAttestors
    {
        (first, second) = (bound(first, 1, 7 days), bound(second, 1, 7 days));
        set.freeze(address(airdrop), uint40(START + first));
        assertEq(airdrop.endsAt(), END + first);
        vm.warp(START + 30 days);
        set.freeze(address(airdrop), uint40(START + 30 days + second));
        assertEq(airdrop.endsAt(), END + first + second);
        vm.warp(END + first + second);
        assertEq(airdrop.endsAt(), END + first + second);
    }

    function test_GivenAFreezeWasLifted() external givenTheCampaignHasAttestors {
        set.freeze(address(airdrop), START + 10 days);
        vm.warp(START + 3 days);
        set.freeze(address(airdrop), START);
        assertEq(airdrop.endsAt(), END + 3 days);
    }

    function test_GivenAnotherCampaignWasFrozen() external givenTheCampaignHasAttestors {
        IMerkleAirdrop other = Deploy.airdrop(params(address(token)));
        set.freeze(address(other), START + 10 days);
        assertEq(airdrop.endsAt(), END);
    }
}
