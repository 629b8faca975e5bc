// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IdentityFixture} from "../IdentityFixture.sol";
import {ClaimHandler} from "./ClaimHandler.sol";

/// @notice The sentences are in README.md.
contract MerkleAirdropInvariants is IdentityFixture {
    /// @dev These leaves stand on both sides of a border between two bitmap words.
    uint256 private constant FROM = 250;
    uint256 private constant TO = 261;

    ClaimHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new ClaimHandler(airdrop, set, token, attestorKey);
        for (uint256 index = FROM; index <= TO; ++index) {
            (address account, uint256 amount) = (leaves[index].account, leaves[index].amount);
            bytes32 claimant = bytes32(uint256(uint160(account)));
            handler.add(ClaimHandler.Entry(index, claimant, account, keyOf(index), amount, proofOf(index)));
        }
        for (uint256 index = FIRST; index < FIRST + IDENTITIES; ++index) {
            (bytes32 claimant, uint256 amount) = (identityOf(index), identityAmount(index));
            handler.add(ClaimHandler.Entry(index, claimant, address(0), 0, amount, identityProof(index)));
        }
        vm.warp(START - 2 days);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](12);
        actions[0] = handler.claim.selector;
        actions[1] = handler.claimTo.selector;
        actions[2] = handler.claimWithSignature.selector;
        actions[3] = handler.claimIdentity.selector;
        actions[4] = handler.revoke.selector;
        actions[5] = handler.crossDoors.selector;
        actions[6] = handler.steal.selector;
        actions[7] = handler.forge.selector;
        actions[8] = handler.freeze.selector;
        actions[9] = handler.sweep.selector;
        actions[10] = handler.donate.selector;
        actions[11] = handler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
    }

    function invariant_PaidAndSweptAndLeftAreWhatCameIn() external view {
        uint256 left = token.balanceOf(address(airdrop));
        assertEq(handler.paid() + handler.swept() + left, handler.funded() + handler.donated());
    }

    function invariant_NoIndexPaysTwice() external view {
        for (uint256 index = FROM; index <= TO; ++index) {
            assertLe(handler.payments(index), 1);
        }
        for (uint256 index = FIRST; index < FIRST + IDENTITIES; ++index) {
            assertLe(handler.payments(index), 1);
        }
    }

    function invariant_TheBitmapSaysWhatWasPaid() external view {
        for (uint256 index = FROM - 4; index <= TO + 4; ++index) {
            assertEq(airdrop.isClaimed(index), handler.payments(index) == 1);
        }
        for (uint256 index = FIRST - 4; index < FIRST + IDENTITIES + 4; ++index) {
            assertEq(airdrop.isClaimed(index), handler.payments(index) == 1);
        }
    }

    function invariant_NothingIsSweptWhileTheWindowIsOpen() external view {
        if (block.timestamp < handler.end()) assertEq(handler.swept(), 0);
    }

    function invariant_WhatIsOwedIsThereUntilTheWindowCloses() external view {
        if (block.timestamp < handler.end()) assertGe(token.balanceOf(address(airdrop)), total - handler.paid());
    }

    function invariant_EverybodyHoldsWhatTheyWerePaid() external view {
        for (uint256 place = 0; place < handler.recipientCount(); ++place) {
            address recipient = handler.recipientAt(place);
            assertEq(token.balanceOf(recipient), handler.received(recipient));
        }
    }

    function invariant_TheWindowGrowsByWhatWasFrozenAndNoMore() external view {
        assertEq(airdrop.endsAt(), uint256(END) + set.frozenFor(address(airdrop)));
        assertEq(airdrop.endsAt(), handler.end());
        assertLe(airdrop.endsAt(), uint256(END) + 14 days);
    }
}
