// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {CampaignInvariants} from "./CampaignInvariants.sol";
import {CampaignHandler} from "./CampaignHandler.sol";
import {ClaimHandler} from "./ClaimHandler.sol";

/// @notice The sentences are in README.md.
contract MerkleAirdropInvariants is CampaignInvariants {
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
            handler.add(CampaignHandler.Entry(index, claimant, account, keyOf(index), amount, proofOf(index)));
        }
        for (uint256 index = FIRST; index < FIRST + IDENTITIES; ++index) {
            (bytes32 claimant, uint256 amount) = (identityOf(index), identityAmount(index));
            handler.add(CampaignHandler.Entry(index, claimant, address(0), 0, amount, identityProof(index)));
        }
        begin(handler, new bytes4[](0));
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

    function invariant_WhatIsOwedIsThereUntilTheWindowCloses() external view {
        if (block.timestamp >= handler.end()) return;
        assertGe(token.balanceOf(address(airdrop)) + handler.sweptBefore(), total - handler.paid());
    }
}
