// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Verdict} from "../../src/interfaces/IApplications.sol";
import {Tally} from "../../src/interfaces/IFundingRound.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {RoundParams} from "../../src/interfaces/RoundParams.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {RoundFixture} from "../RoundFixture.sol";
import {ApplicationsHandler} from "./ApplicationsHandler.sol";
import {RoundHandler} from "./RoundHandler.sol";

/// @notice The sentences are in README.md. A round is a long walk, so there are fewer and longer ones.
/// forge-config: default.invariant.runs = 8
/// forge-config: default.invariant.depth = 256
/// forge-config: deep.invariant.runs = 64
/// forge-config: deep.invariant.depth = 512
contract FundingRoundInvariants is RoundFixture {
    PlainToken private given;
    RoundHandler private handler;

    function setUp() public override {
        given = new PlainToken();
        super.setUp();
        handler = new RoundHandler(round, token, given);
        // In the middle of it: two projects are accepted, people may apply, review and give.
        handler.submit();
        handler.submit();
        for (uint256 i = 0; i < 4; ++i) {
            handler.review(1 + i % 2, i / 2, true, 255);
        }
        handler.fund(1e18);
        vm.warp(DONATIONS_START);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](15);
        actions[0] = handler.submit.selector;
        actions[1] = handler.edit.selector;
        actions[2] = handler.review.selector;
        actions[3] = handler.donate.selector;
        actions[4] = handler.fund.selector;
        actions[5] = handler.send.selector;
        actions[6] = handler.propose.selector;
        actions[7] = handler.reject.selector;
        actions[8] = handler.finalise.selector;
        actions[9] = handler.cancel.selector;
        actions[10] = handler.claim.selector;
        actions[11] = handler.recover.selector;
        actions[12] = handler.refund.selector;
        actions[13] = handler.wait.selector;
        actions[14] = handler.freeze.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
    }

    /// @dev What is donated is another token than the pool's, so that a gift that rests can be told from it.
    function params(address paid) internal view override returns (RoundParams memory p) {
        p = super.params(paid);
        p.tokens[1] = address(given);
    }

    function invariant_WhatCameInIsThereOrWasPaidOrWentBack() external view {
        uint256 inAirdrop = round.airdrop() == address(0) ? 0 : token.balanceOf(round.airdrop());
        assertEq(
            token.balanceOf(address(round)) + inAirdrop + handler.claimed() + handler.refundedInTotal(),
            handler.cameIn()
        );
    }

    function invariant_NoDonationRests() external view {
        assertEq(given.balanceOf(address(round)), 0);
        assertEq(address(round).balance, 0);
    }

    function invariant_ProjectsHoldWhatWasGivenWhileTheyWereAccepted() external view {
        for (uint256 project = 1; project <= handler.MOST_PROJECTS(); ++project) {
            assertEq(given.balanceOf(handler.payoutOf(project)), handler.givenTokens(project));
            assertEq(handler.payoutOf(project).balance, handler.givenCoin(project));
        }
    }

    function invariant_ThePoolIsThereWhileTheRoundIsOpen() external view {
        assertEq(round.pool(), handler.pool());
        assertEq(uint8(round.status()), uint8(handler.outcome()));
        if (handler.outcome() == ApplicationsHandler.Outcome.Open) {
            assertGe(token.balanceOf(address(round)), round.pool());
            assertEq(round.airdrop(), address(0));
            assertEq(handler.refundedInTotal(), 0);
        }
    }

    function invariant_WhatGoesBackIsSharedWithoutARest() external view {
        (uint256 left, uint256 recovered) = round.returned();
        assertEq(left, handler.left());
        assertEq(recovered, handler.recovered());
        uint256 back;
        uint256 due;
        for (uint256 i = 0; i < round.deposits(); ++i) {
            (,, uint256 refunded) = round.deposit(i);
            back += refunded;
            due += round.refundable(i);
        }
        assertEq(back, handler.refundedInTotal());
        assertEq(back + due, left + recovered);
        assertGe(token.balanceOf(address(round)), due);
    }

    function invariant_AVerdictIsWhatEnoughReviewersLastAgreedOn() external view {
        assertEq(round.projects(), handler.projects());
        for (uint256 project = 1; project <= handler.MOST_PROJECTS(); ++project) {
            (,,, Verdict verdict,) = round.project(project);
            assertEq(uint8(verdict), uint8(handler.held(project)));
        }
    }

    function invariant_TheTallyIsTheOneLastProposedAndNotRejected() external view {
        (Tally memory standing, uint256 number, uint256 readyAt) = round.tally();
        assertEq(round.tallies(), handler.proposed());
        assertEq(readyAt, handler.readyAt());
        assertEq(number, readyAt == 0 ? 0 : handler.proposed());
        assertEq(standing.total, readyAt == 0 ? 0 : handler.total());
        if (handler.outcome() == ApplicationsHandler.Outcome.Finalised) assertTrue(handler.isReady());
    }

    function invariant_TheListsAreThoseLastFrozen() external view {
        assertEq(round.listsHash(), handler.listsHash());
        assertEq(round.freezes(), handler.freezes());
    }

    function invariant_OnlyTheRoundCanSweepItsAirdrop() external view {
        if (round.airdrop() == address(0)) return;
        IMerkleAirdrop airdrop = IMerkleAirdrop(round.airdrop());
        assertEq(airdrop.owner(), address(round));
        assertEq(token.allowance(address(round), airdrops), 0);
    }
}
