// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFundingRound, Tally} from "../../../src/interfaces/IFundingRound.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract RejectTallyTest is RoundFixture {
    function setUp() public override {
        super.setUp();
        fund(FUNDER, 1000);
        vm.warp(DONATIONS_END);
        propose(1000);
    }

    function test_RevertWhen_TheSenderIsNotTheGuardian() external {
        refused(OWNER, 1, abi.encodeWithSelector(IFundingRound.NotGuardian.selector, OWNER, GUARDIAN));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(GUARDIAN, 1, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_AnotherTallyHasReplacedIt() external {
        propose(999);
        refused(GUARDIAN, 1, abi.encodeWithSelector(IFundingRound.NoTally.selector, 1));
    }

    function test_RevertGiven_ItWasRejectedBefore() external {
        rejected(1);
        refused(GUARDIAN, 1, abi.encodeWithSelector(IFundingRound.NoTally.selector, 1));
    }

    function test_RevertGiven_TheTallyHasStoodItsTime() external {
        uint256 ready = DONATIONS_END + CHALLENGE;
        vm.warp(ready);
        refused(GUARDIAN, 1, abi.encodeWithSelector(IFundingRound.ChallengeOver.selector, ready, ready));
    }

    function test_WhenTheGuardianRejectsInTime() external {
        vm.warp(DONATIONS_END + CHALLENGE - 1);
        vm.expectEmit(address(round));
        emit IFundingRound.TallyRejected(1, REASON);
        rejected(1);
        (Tally memory standing, uint256 number, uint256 readyAt) = round.tally();
        assertEq(standing.root, bytes32(0));
        assertEq(number, 0);
        assertEq(readyAt, 0);
        vm.warp(DONATIONS_END + CHALLENGE);
        vm.expectRevert(abi.encodeWithSelector(IFundingRound.NoTally.selector, 1));
        round.finalise();
        assertEq(token.balanceOf(address(round)), 1000);
    }

    function test_WhenTheOwnerProposesAgain() external {
        rejected(1);
        assertEq(propose(900), 2);
        vm.warp(DONATIONS_END + CHALLENGE);
        assertEq(token.balanceOf(round.finalise()), 900);
    }

    function rejected(uint256 number) private {
        vm.prank(GUARDIAN);
        round.rejectTally(number, REASON);
    }

    function refused(address sender, uint256 number, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        round.rejectTally(number, REASON);
    }
}
