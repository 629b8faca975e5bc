// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Application, IApplications, Verdict} from "../../src/interfaces/IApplications.sol";
import {Gift, IDonations} from "../../src/interfaces/IDonations.sol";
import {IFundingRound} from "../../src/interfaces/IFundingRound.sol";
import {Windows} from "../../src/interfaces/RoundParams.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Applies, edits, reviews, donates and lets time pass at a round, and says before each step from books of its own
/// whether it should succeed.
abstract contract ApplicationsHandler is Test {
    uint256 public constant MOST_PROJECTS = 4;

    enum Outcome {
        Open,
        Finalised,
        Cancelled
    }

    IFundingRound internal immutable ROUND;
    PlainToken private immutable GIVEN;
    Windows internal windows;
    address[] private reviewers;

    Outcome public outcome;
    uint256 public projects;
    mapping(uint256 project => mapping(uint256 reviewer => Verdict)) private said;
    mapping(uint256 project => Verdict) public held;
    mapping(uint256 project => uint256) public givenTokens;
    mapping(uint256 project => uint256) public givenCoin;

    constructor(IFundingRound round, PlainToken given) {
        (ROUND, GIVEN) = (round, given);
        windows = round.windows();
        reviewers = round.reviewers();
    }

    function submit() external {
        if (projects == MOST_PROJECTS) return;
        bytes memory call = abi.encodeCall(IApplications.submit, (application(projects + 1)));
        vm.prank(applicant());
        if (attempt(call, isOpen() && block.timestamp < windows.applicationsEnd, "submit")) ++projects;
    }

    function edit(uint256 project) external {
        project = bound(project, 1, MOST_PROJECTS);
        bytes memory call = abi.encodeCall(IApplications.edit, (project, application(project)));
        vm.prank(applicant());
        if (!attempt(call, isReviewing() && project <= projects, "edit")) return;
        held[project] = Verdict.None;
        for (uint256 i = 0; i < reviewers.length; ++i) {
            said[project][i] = Verdict.None;
        }
    }

    function review(uint256 project, uint256 reviewer, bool accepts, uint8 lag) external {
        project = bound(project, 1, MOST_PROJECTS);
        reviewer = bound(reviewer, 0, reviewers.length - 1);
        Verdict verdict = accepts ? Verdict.Accepted : Verdict.Rejected;
        (,, uint32 revision,,) = ROUND.project(project);
        bool isStale = lag < 32 && revision > 1;
        if (isStale) --revision;
        bool sound = isReviewing() && project <= projects && !isStale && said[project][reviewer] != verdict;
        bytes memory call = abi.encodeCall(IApplications.review, (project, revision, verdict, bytes32(0)));
        vm.prank(reviewers[reviewer]);
        if (!attempt(call, sound, "review")) return;
        said[project][reviewer] = verdict;
        uint256 agreeing;
        for (uint256 i = 0; i < reviewers.length; ++i) {
            if (said[project][i] == verdict) ++agreeing;
        }
        if (agreeing >= ROUND.threshold()) held[project] = verdict;
    }

    function donate(uint256 first, uint256 second, uint64 tokens, uint64 coin) external {
        // Project zero and the one after the last do not exist.
        (first, second) = (bound(first, 0, MOST_PROJECTS + 1), bound(second, 0, MOST_PROJECTS + 1));
        Gift[] memory cart = new Gift[](2);
        cart[0] = Gift(first, address(GIVEN), uint256(tokens) + 1);
        cart[1] = Gift(second, address(0), uint256(coin) + 1);
        GIVEN.mint(address(this), cart[0].amount);
        GIVEN.approve(address(ROUND), cart[0].amount);
        vm.deal(address(this), cart[1].amount);
        (bool takesFirst, bool takesSecond) = (held[first] == Verdict.Accepted, held[second] == Verdict.Accepted);
        bool sound = isOpen() && block.timestamp >= windows.donationsStart && block.timestamp < windows.donationsEnd
            && (takesFirst || takesSecond);
        bytes memory call = abi.encodeCall(IDonations.donate, (cart));
        (bool success,) = address(ROUND).call{value: cart[1].amount}(call);
        assertEq(success, sound, "donate");
        if (success && takesFirst) givenTokens[first] += cart[0].amount;
        if (success && takesSecond) givenCoin[second] += cart[1].amount;
        assertEq(address(this).balance, success && takesSecond ? 0 : cart[1].amount, "coin that comes back");
    }

    /// @dev Days while there is much to do, then months, so that a walk comes to its end.
    function wait(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 0, outcome == Outcome.Finalised ? 60 days : 4 days));
    }

    receive() external payable {}

    function payoutOf(uint256 project) public pure returns (address) {
        return address(uint160(0xabc000 + project));
    }

    function attempt(bytes memory call, bool sound, string memory name) internal returns (bool success) {
        (success,) = address(ROUND).call(call);
        assertEq(success, sound, name);
    }

    function isOpen() internal view returns (bool) {
        return outcome == Outcome.Open;
    }

    function isReviewing() private view returns (bool) {
        return isOpen() && block.timestamp < windows.reviewEnd;
    }

    function applicant() private pure returns (address) {
        return address(0xa991);
    }

    function application(uint256 project) private pure returns (Application memory a) {
        a.repositories = new uint64[](1);
        a.repositories[0] = uint64(project);
        a.payout = payoutOf(project);
    }
}
