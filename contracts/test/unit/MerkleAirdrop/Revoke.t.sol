// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";

contract RevokeTest is IdentityFixture {
    function testFuzz_WhenAnAccountRevokes(address account, address other) external {
        vm.assume(account != other);
        vm.expectEmit(address(airdrop));
        emit ICampaign.Revoked(account, 1);
        vm.prank(account);
        airdrop.revoke();
        assertEq(airdrop.nonces(account), 1);
        assertEq(airdrop.nonces(other), 0);
    }

    function test_WhenAnAccountRevokesAgain() external {
        vm.startPrank(ANYBODY);
        airdrop.revoke();
        airdrop.revoke();
        assertEq(airdrop.nonces(ANYBODY), 2);
    }
}
