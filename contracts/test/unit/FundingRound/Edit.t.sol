// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Application, IApplications, Verdict} from "../../../src/interfaces/IApplications.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract EditTest is RoundFixture {
    uint256 private project;
    Application private wanted;

    function setUp() public override {
        super.setUp();
        project = submit(payoutOf(1));
        wanted = application(payoutOf(2));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(APPLICANT, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_ReviewsHaveEnded() external {
        vm.warp(REVIEW_END);
        refused(APPLICANT, abi.encodeWithSelector(IRound.Ended.selector, REVIEW_END, REVIEW_END));
    }

    function test_RevertGiven_NobodyAppliedUnderTheNumber() external {
        project = 2;
        refused(APPLICANT, abi.encodeWithSelector(IApplications.NoProject.selector, 2));
    }

    function test_RevertWhen_TheSenderIsNotTheApplicant() external {
        refused(ANYBODY, abi.encodeWithSelector(IApplications.NotApplicant.selector, ANYBODY, APPLICANT));
    }

    function test_RevertWhen_ThePayoutAddressIsZero() external {
        wanted.payout = address(0);
        refused(APPLICANT, abi.encodeWithSelector(IApplications.InvalidPayout.selector, address(0)));
    }

    function test_GivenItWasAccepted() external {
        decide(project, Verdict.Accepted);
        editedAndUndecided();
    }

    function test_GivenItWasRejected() external {
        decide(project, Verdict.Rejected);
        editedAndUndecided();
    }

    function test_GivenOneReviewerAcceptedIt() external {
        // What was said about the first revision does not count for the second.
        review(project, 0, Verdict.Accepted);
        editedAndUndecided();
        review(project, 1, Verdict.Accepted);
        (,,, Verdict verdict,) = round.project(project);
        assertTrue(verdict == Verdict.None);
        review(project, 0, Verdict.Accepted);
        (,,, verdict,) = round.project(project);
        assertTrue(verdict == Verdict.Accepted);
    }

    function test_WhenApplicationsHaveEndedAndReviewsHaveNot() external {
        vm.warp(REVIEW_END - 1);
        editedAndUndecided();
    }

    function editedAndUndecided() private {
        vm.expectEmit(address(round));
        emit IApplications.Applied(project, APPLICANT, wanted.payout, 2, wanted.repositories, wanted.metadataHash);
        vm.prank(APPLICANT);
        round.edit(project, wanted);
        (address applicant, address payout, uint32 revision, Verdict verdict, bytes32 hash) = round.project(project);
        assertEq(applicant, APPLICANT);
        assertEq(payout, wanted.payout);
        assertEq(revision, 2);
        assertTrue(verdict == Verdict.None);
        assertEq(hash, keccak256(abi.encode(wanted)));
        for (uint256 i = 0; i < 3; ++i) {
            assertTrue(round.verdictOf(project, reviewing[i]) == Verdict.None);
        }
        assertEq(round.projects(), 1);
    }

    function refused(address sender, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        round.edit(project, wanted);
    }
}
