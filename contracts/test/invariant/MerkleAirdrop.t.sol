// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropFixture} from "../AirdropFixture.sol";
import {ClaimHandler} from "./ClaimHandler.sol";

/// @notice The sentences are in README.md.
contract MerkleAirdropInvariants is AirdropFixture {
    /// @dev These leaves stand on both sides of a border between two bitmap words.
    uint256 private constant FIRST = 250;
    uint256 private constant LAST = 261;

    ClaimHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new ClaimHandler(airdrop, token);
        for (uint256 index = FIRST; index <= LAST; ++index) {
            handler.add(ClaimHandler.Entry(index, leaves[index].account, leaves[index].amount, proofOf(index)));
        }
        vm.warp(START - 2 days);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](7);
        actions[0] = handler.claim.selector;
        actions[1] = handler.claimTo.selector;
        actions[2] = handler.steal.selector;
        actions[3] = handler.forge.selector;
        actions[4] = handler.sweep.selector;
        actions[5] = handler.donate.selector;
        actions[6] = handler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
    }

    function invariant_PaidAndSweptAndLeftAreWhatCameIn() external view {
        uint256 left = token.balanceOf(address(airdrop));
        assertEq(handler.paid() + handler.swept() + left, handler.funded() + handler.donated());
    }

    function invariant_NoIndexPaysTwice() external view {
        for (uint256 index = FIRST; index <= LAST; ++index) {
            assertLe(handler.payments(index), 1);
        }
    }

    function invariant_TheBitmapSaysWhatWasPaid() external view {
        for (uint256 index = FIRST - 8; index <= LAST + 8; ++index) {
            assertEq(airdrop.isClaimed(index), handler.payments(index) == 1);
        }
    }

    function invariant_NothingIsSweptWhileTheWindowIsOpen() external view {
        if (block.timestamp < END) assertEq(handler.swept(), 0);
    }

    function invariant_WhatIsOwedIsThereUntilTheWindowCloses() external view {
        if (block.timestamp < END) assertGe(token.balanceOf(address(airdrop)), total - handler.paid());
    }

    function invariant_EverybodyHoldsWhatTheyWerePaid() external view {
        for (uint256 place = 0; place < handler.recipientCount(); ++place) {
            address recipient = handler.recipientAt(place);
            assertEq(token.balanceOf(recipient), handler.received(recipient));
        }
    }
}
