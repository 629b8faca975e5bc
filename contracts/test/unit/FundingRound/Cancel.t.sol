// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFundingRound} from "../../../src/interfaces/IFundingRound.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract CancelTest is RoundFixture {
    function setUp() public override {
        super.setUp();
        fund(FUNDER, 1000);
    }

    function test_RevertWhen_SomebodyElseCancelsBeforeTheDeadline() external {
        vm.warp(DEADLINE - 1);
        refused(GUARDIAN, abi.encodeWithSelector(IRound.NotOwner.selector, GUARDIAN, OWNER));
    }

    function test_RevertWhen_TheOwnerCancelsWhatATallyHasGiven() external {
        vm.warp(DONATIONS_END);
        propose(900);
        uint256 ready = DONATIONS_END + CHALLENGE;
        vm.warp(ready);
        refused(OWNER, abi.encodeWithSelector(IFundingRound.ChallengeOver.selector, ready, ready));
    }

    function test_RevertGiven_TheRoundWasFinalised() external {
        finalised(900);
        refused(OWNER, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Finalised));
        vm.warp(DEADLINE);
        refused(ANYBODY, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Finalised));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(OWNER, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_WhenTheOwnerCancels() external {
        vm.expectEmit(address(round));
        emit IFundingRound.Cancelled(OWNER, REASON, 1000);
        cancelled();
        assertTrue(round.status() == Status.Cancelled);
        (uint256 left,) = round.returned();
        assertEq(left, 1000);
        assertEq(token.balanceOf(OWNER), 0);
    }

    function test_WhenTheOwnerCancelsWhileATallyIsChallenged() external {
        vm.warp(DONATIONS_END);
        propose(900);
        vm.warp(DONATIONS_END + CHALLENGE - 1);
        cancelled();
        assertEq(round.refundable(0), 1000);
    }

    function test_WhenTheDeadlineHasPassed() external {
        vm.warp(DEADLINE);
        vm.expectEmit(address(round));
        emit IFundingRound.Cancelled(ANYBODY, REASON, 1000);
        vm.prank(ANYBODY);
        round.cancel(REASON);
        assertEq(round.refundable(0), 1000);
    }

    function test_WhenTheDeadlineHasPassedAndNobodyCarriedOutTheTally() external {
        // There was a week for it at least; from here on the pool must have a way out even if the tally cannot be paid.
        vm.warp(DEADLINE - 7 days - CHALLENGE);
        propose(900);
        vm.warp(DEADLINE);
        vm.prank(ANYBODY);
        round.cancel(REASON);
        assertEq(round.refundable(0), 1000);
    }

    function test_WhenNobodyPutInAnything() external {
        use(address(token));
        cancelled();
        (uint256 left,) = round.returned();
        assertEq(left, 0);
    }

    function refused(address sender, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        round.cancel(REASON);
    }
}
