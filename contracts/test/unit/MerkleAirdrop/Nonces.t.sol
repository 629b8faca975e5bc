// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Authorization} from "../../../src/interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";

contract NoncesTest is IdentityFixture {
    function testFuzz_GivenTheAccountNeverRevoked(address account) external view {
        assertEq(airdrop.nonces(account), 0);
    }

    function testFuzz_GivenTheAccountRevoked(address account, uint8 times) external {
        vm.startPrank(account);
        for (uint256 i = 0; i < times; ++i) {
            airdrop.revoke();
        }
        assertEq(airdrop.nonces(account), times);
    }

    function test_GivenTheAccountRevokedElsewhere() external {
        IMerkleAirdrop other = Deploy.airdrop(params(address(token)));
        vm.prank(leaves[7].account);
        other.revoke();
        assertEq(other.nonces(leaves[7].account), 1);
        assertEq(airdrop.nonces(leaves[7].account), 0);
    }

    function test_GivenASignatureWasUsed() external {
        Authorization memory a = authorization(RECIPIENT);
        claimWithSignature(7, a, signClaim(7, a));
        assertEq(airdrop.nonces(leaves[7].account), 0);
    }
}
