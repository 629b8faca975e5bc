// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Application, IApplications, Verdict} from "../../../src/interfaces/IApplications.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract SubmitTest is RoundFixture {
    Application private wanted;

    function setUp() public override {
        super.setUp();
        wanted = application(payoutOf(1));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_ApplicationsHaveNotOpened() external {
        vm.warp(START - 1);
        refused(abi.encodeWithSelector(IRound.NotStarted.selector, START - 1, START));
    }

    function test_RevertGiven_ApplicationsHaveEnded() external {
        vm.warp(APPLICATIONS_END);
        refused(abi.encodeWithSelector(IRound.Ended.selector, APPLICATIONS_END, APPLICATIONS_END));
    }

    function test_RevertWhen_ThePayoutAddressIsZero() external {
        wanted.payout = address(0);
        refused(abi.encodeWithSelector(IApplications.InvalidPayout.selector, address(0)));
    }

    function test_RevertWhen_ThePayoutAddressIsTheRound() external {
        wanted.payout = address(round);
        refused(abi.encodeWithSelector(IApplications.InvalidPayout.selector, address(round)));
    }

    function test_RevertWhen_NoRepositoryIsNamed() external {
        wanted.repositories = new uint64[](0);
        refused(abi.encodeWithSelector(IApplications.InvalidRepositoryCount.selector, 0));
    }

    function test_RevertWhen_TooManyRepositoriesAreNamed() external {
        wanted.repositories = repositoriesInOrder(33);
        refused(abi.encodeWithSelector(IApplications.InvalidRepositoryCount.selector, 33));
    }

    function test_RevertWhen_ARepositoryIsZero() external {
        wanted.repositories[0] = 0;
        refused(abi.encodeWithSelector(IApplications.InvalidRepository.selector, 0));
    }

    function test_RevertWhen_ARepositoryIsNamedTwice() external {
        wanted.repositories[1] = wanted.repositories[0];
        refused(abi.encodeWithSelector(IApplications.InvalidRepository.selector, wanted.repositories[0]));
    }

    function test_WhenAsManyRepositoriesAsCanBeAreNamed() external {
        wanted.repositories = repositoriesInOrder(32);
        vm.warp(APPLICATIONS_END - 1);
        assertEq(round.submit(wanted), 1);
    }

    function test_WhenEverythingIsRight() external {
        vm.expectEmit(address(round));
        emit IApplications.Applied(1, APPLICANT, wanted.payout, 1, wanted.repositories, wanted.metadataHash);
        vm.prank(APPLICANT);
        assertEq(round.submit(wanted), 1);
        assertEq(round.projects(), 1);
        (address applicant, address payout, uint32 revision, Verdict verdict, bytes32 hash) = round.project(1);
        assertEq(applicant, APPLICANT);
        assertEq(payout, wanted.payout);
        assertEq(revision, 1);
        assertTrue(verdict == Verdict.None);
        assertEq(hash, keccak256(abi.encode(wanted)));
    }

    function test_WhenSomebodyAppliesAfterwards() external {
        submit(payoutOf(1));
        vm.prank(ANYBODY);
        assertEq(round.submit(application(payoutOf(2))), 2);
        (address applicant, address payout,,,) = round.project(1);
        assertEq(applicant, APPLICANT);
        assertEq(payout, payoutOf(1));
        (applicant, payout,,,) = round.project(2);
        assertEq(applicant, ANYBODY);
        assertEq(payout, payoutOf(2));
    }

    function repositoriesInOrder(uint64 count) private pure returns (uint64[] memory list) {
        list = new uint64[](count);
        for (uint64 i = 0; i < count; ++i) {
            list[i] = i + 1;
        }
    }

    function refused(bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(APPLICANT);
        round.submit(wanted);
    }
}
