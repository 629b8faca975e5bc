// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {FactoryFixture} from "../FactoryFixture.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";

contract LifecycleTest is FactoryFixture {
    function test_GivenAnAirdropMadeByTheFactory() external {
        airdrop = IMerkleAirdrop(create());
        uint256 paid;
        for (uint256 index = 0; index < COUNT; index += 3) {
            claim(index);
            paid += leaves[index].amount;
            assertEq(token.balanceOf(leaves[index].account), leaves[index].amount);
        }
        address elsewhere = makeAddr("elsewhere");
        (uint256 amount, bytes32[] memory proof) = (leaves[1].amount, proofOf(1));
        vm.prank(leaves[1].account);
        airdrop.claimTo(1, elsewhere, amount, proof);
        assertEq(token.balanceOf(elsewhere), amount);
        assertEq(token.balanceOf(leaves[1].account), 0);
        paid += amount;

        vm.warp(END);
        vm.prank(OWNER);
        airdrop.sweep(OWNER);
        assertEq(token.balanceOf(OWNER), total - paid);
        assertEq(token.balanceOf(address(airdrop)), 0);
    }

    function test_GivenTwoAirdropsFromOneFactory() external {
        IMerkleAirdrop first = IMerkleAirdrop(create());
        bytes32[] memory proof = proofOf(7);

        wanted.root = MerkleTree.leaf(7, leaves[7].account, leaves[7].amount + 1);
        vm.prank(FUNDER);
        token.approve(address(factory), total);
        IMerkleAirdrop second = IMerkleAirdrop(create());

        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidProof.selector, 7, account, amount));
        second.claim(7, account, amount, proof);

        first.claim(7, account, amount, proof);
        assertFalse(second.isClaimed(7));
        assertEq(token.balanceOf(address(first)), total - amount);
        assertEq(token.balanceOf(address(second)), total);
    }

    function test_GivenTheLastClaimTakesTheLastToken() external {
        airdrop = IMerkleAirdrop(create());
        for (uint256 index = 0; index < COUNT; ++index) {
            claim(index);
        }
        assertEq(token.balanceOf(address(airdrop)), 0);
        vm.warp(END);
        vm.prank(OWNER);
        airdrop.sweep(OWNER);
        assertEq(token.balanceOf(OWNER), 0);
    }
}
