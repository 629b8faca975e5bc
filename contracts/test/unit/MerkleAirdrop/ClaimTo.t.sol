// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {AirdropFixture} from "../../AirdropFixture.sol";

contract ClaimToTest is AirdropFixture {
    address private immutable RECIPIENT = makeAddr("recipient");

    function test_RevertWhen_TheWindowHasNotOpened() external {
        vm.warp(START - 1);
        refused(RECIPIENT, abi.encodeWithSelector(ICampaign.NotStarted.selector, START - 1, START));
    }

    function test_RevertWhen_TheWindowHasClosed() external {
        vm.warp(END);
        refused(RECIPIENT, abi.encodeWithSelector(ICampaign.Ended.selector, END, END));
    }

    function test_RevertWhen_TheRecipientIsZero() external {
        refused(address(0), abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
    }

    function test_RevertWhen_TheRecipientIsTheAirdrop() external {
        refused(address(airdrop), abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(airdrop)));
    }

    function testFuzz_RevertWhen_TheSenderIsNotTheAccount(address sender) external {
        vm.assume(sender != leaves[7].account);
        (uint256 amount, bytes32[] memory proof) = (leaves[7].amount, proofOf(7));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidProof.selector, 7, sender, amount));
        vm.prank(sender);
        airdrop.claimTo(7, RECIPIENT, amount, proof);
    }

    function test_RevertGiven_TheLeafWasPaid() external {
        claim(7);
        refused(RECIPIENT, abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));
    }

    function test_RevertWhen_TheLeafIsClaimedAgainAfterClaimTo() external {
        send(RECIPIENT);
        (address account, uint256 amount, bytes32[] memory proof) = (leaves[7].account, leaves[7].amount, proofOf(7));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));
        airdrop.claim(7, account, amount, proof);
    }

    function testFuzz_WhenTheAccountSendsIt(address to) external {
        vm.assume(to != address(0) && to != address(airdrop));
        vm.expectEmit(address(airdrop));
        emit ICampaign.Claimed(7, bytes32(uint256(uint160(leaves[7].account))), to, leaves[7].amount);
        send(to);
        assertEq(token.balanceOf(to), leaves[7].amount);
        assertEq(token.balanceOf(address(airdrop)), total - leaves[7].amount);
        assertTrue(airdrop.isClaimed(7));
    }

    function send(address to) private {
        (uint256 amount, bytes32[] memory proof) = (leaves[7].amount, proofOf(7));
        vm.prank(leaves[7].account);
        airdrop.claimTo(7, to, amount, proof);
    }

    function refused(address to, bytes memory reason) private {
        (uint256 amount, bytes32[] memory proof) = (leaves[7].amount, proofOf(7));
        uint256 balance = token.balanceOf(address(airdrop));
        vm.expectRevert(reason);
        vm.prank(leaves[7].account);
        airdrop.claimTo(7, to, amount, proof);
        assertEq(token.balanceOf(address(airdrop)), balance);
    }
}
