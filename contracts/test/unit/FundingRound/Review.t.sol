// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IApplications, Verdict} from "../../../src/interfaces/IApplications.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract ReviewTest is RoundFixture {
    uint256 private project;
    uint32 private seen = 1;

    function setUp() public override {
        super.setUp();
        project = submit(payoutOf(1));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(reviewing[0], abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_ReviewsHaveEnded() external {
        vm.warp(REVIEW_END);
        refused(reviewing[0], abi.encodeWithSelector(IRound.Ended.selector, REVIEW_END, REVIEW_END));
    }

    function test_RevertWhen_TheSenderIsNoReviewer() external {
        refused(OWNER, abi.encodeWithSelector(IApplications.NotReviewer.selector, OWNER));
    }

    function test_RevertWhen_TheVerdictIsNone() external {
        vm.expectRevert(IApplications.NoVerdict.selector);
        vm.prank(reviewing[0]);
        round.review(project, seen, Verdict.None, REASON);
    }

    function test_RevertGiven_NobodyAppliedUnderTheNumber() external {
        project = 2;
        refused(reviewing[0], abi.encodeWithSelector(IApplications.NoProject.selector, 2));
    }

    function test_RevertGiven_TheApplicationWasEditedSinceItWasRead() external {
        vm.prank(APPLICANT);
        round.edit(project, application(ANYBODY));
        refused(reviewing[0], abi.encodeWithSelector(IApplications.StaleRevision.selector, project, 1, 2));
    }

    function test_RevertWhen_TheRevisionHasNotBeenWritten() external {
        seen = 2;
        refused(reviewing[0], abi.encodeWithSelector(IApplications.StaleRevision.selector, project, 2, 1));
    }

    function test_RevertGiven_TheReviewerHasSaidTheSame() external {
        // Otherwise one reviewer could be two.
        review(project, 0, Verdict.Accepted);
        refused(reviewing[0], abi.encodeWithSelector(IApplications.AlreadyReviewed.selector, project, 1, reviewing[0]));
    }

    function test_WhenFewerThanTheThresholdAgree() external {
        vm.expectEmit(address(round));
        emit IApplications.Reviewed(project, reviewing[0], 1, Verdict.Accepted, REASON);
        review(project, 0, Verdict.Accepted);
        review(project, 1, Verdict.Rejected);
        assertTrue(verdictIs(Verdict.None));
        assertTrue(round.verdictOf(project, reviewing[0]) == Verdict.Accepted);
        assertTrue(round.verdictOf(project, reviewing[1]) == Verdict.Rejected);
        assertTrue(round.verdictOf(project, reviewing[2]) == Verdict.None);
    }

    function test_WhenTheThresholdAccepts() external {
        review(project, 2, Verdict.Accepted);
        vm.warp(REVIEW_END - 1);
        vm.expectEmit(address(round));
        emit IApplications.Reviewed(project, reviewing[0], 1, Verdict.Accepted, REASON);
        vm.expectEmit(address(round));
        emit IApplications.Decided(project, 1, Verdict.Accepted);
        review(project, 0, Verdict.Accepted);
        assertTrue(verdictIs(Verdict.Accepted));
    }

    function test_WhenTheThresholdRejects() external {
        review(project, 1, Verdict.Rejected);
        vm.expectEmit(address(round));
        emit IApplications.Decided(project, 1, Verdict.Rejected);
        review(project, 2, Verdict.Rejected);
        assertTrue(verdictIs(Verdict.Rejected));
    }

    function test_WhenAThirdAgrees() external {
        decide(project, Verdict.Accepted);
        vm.recordLogs();
        review(project, 2, Verdict.Accepted);
        assertEq(vm.getRecordedLogs().length, 1); // the review alone
        assertTrue(verdictIs(Verdict.Accepted));
    }

    function test_WhenOneOfTwoChangesTheirMind() external {
        // The verdict that was reached holds until as many agree on the other.
        decide(project, Verdict.Accepted);
        review(project, 1, Verdict.Rejected);
        assertTrue(verdictIs(Verdict.Accepted));
        assertTrue(round.verdictOf(project, reviewing[1]) == Verdict.Rejected);
        review(project, 2, Verdict.Rejected);
        assertTrue(verdictIs(Verdict.Rejected));
        review(project, 1, Verdict.Accepted);
        assertTrue(verdictIs(Verdict.Accepted));
    }

    function test_RevertWhen_SomebodyIsAskedForWhoReviewsNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IApplications.NotReviewer.selector, ANYBODY));
        round.verdictOf(project, ANYBODY);
    }

    function testFuzz_WhenReviewersSayAnythingInAnyOrder(uint8[24] memory steps) external {
        Verdict[3] memory said;
        Verdict held;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 reviewer = steps[i] % 3;
            Verdict verdict = steps[i] & 4 == 0 ? Verdict.Accepted : Verdict.Rejected;
            if (said[reviewer] == verdict) continue;
            said[reviewer] = verdict;
            uint256 agreeing;
            for (uint256 j = 0; j < 3; ++j) {
                if (said[j] == verdict) ++agreeing;
            }
            if (agreeing >= 2) held = verdict;
            review(project, reviewer, verdict);
            assertTrue(verdictIs(held));
        }
    }

    function verdictIs(Verdict wanted) private view returns (bool) {
        (,,, Verdict verdict,) = round.project(project);
        return verdict == wanted;
    }

    function refused(address sender, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        round.review(project, seen, Verdict.Accepted, REASON);
    }
}
