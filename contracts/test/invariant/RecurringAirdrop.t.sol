// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {CampaignInvariants} from "./CampaignInvariants.sol";
import {RecurringHandler} from "./RecurringHandler.sol";

/// @notice The sentences are in README.md.
contract RecurringAirdropInvariants is CampaignInvariants {
    IRecurringAirdrop private recurring;
    RecurringHandler private handler;

    function setUp() public override {
        super.setUp();
        RecurringHandler.List memory first;
        first.amounts = [uint256(100), 50, 70, 30];
        (first.isWallet[0], first.isWallet[1]) = (true, true);
        AirdropParams memory p = params(address(token));
        // Another handler makes the tree, since this one has to know the airdrop.
        (p.root, p.total) = (new RecurringHandler(airdrop, set, token, attestorKey, first).rootOf(first), 250);
        recurring = Deploy.recurring(p, makeAddr("guardian of the lists"), 2 days);
        token.mint(address(recurring), p.total);
        handler = new RecurringHandler(recurring, set, token, attestorKey, first);
        bytes4[] memory actions = new bytes4[](4);
        actions[0] = handler.proposeList.selector;
        actions[1] = handler.veto.selector;
        actions[2] = handler.activate.selector;
        actions[3] = handler.activate.selector; // lists come in order to take effect
        begin(handler, actions);
    }

    function invariant_WhatIsInEffectIsFundedUntilTheWindowCloses() external view {
        if (block.timestamp >= recurring.endsAt() || handler.isCalledOff()) return;
        assertGe(token.balanceOf(address(recurring)), recurring.total() - recurring.paidInTotal());
    }

    function invariant_NobodyIsPaidMoreThanAllotted() external view {
        uint256 sum;
        for (uint256 index = 0; index < handler.PEOPLE(); ++index) {
            assertLe(handler.paidTo(index), handler.mostAllotted(index));
            assertEq(handler.paidTo(index), recurring.paid(index));
            sum += handler.paidTo(index);
        }
        assertEq(sum, recurring.paidInTotal());
        assertLe(recurring.paidInTotal(), recurring.total());
    }

    function invariant_TheListInEffectIsTheOneLastActivated() external view {
        assertEq(recurring.root(), handler.rootInEffect());
        assertEq(recurring.total(), handler.totalInEffect());
    }
}
