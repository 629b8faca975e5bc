// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Application, IApplications, Verdict} from "../../src/interfaces/IApplications.sol";
import {Gift, IDonations} from "../../src/interfaces/IDonations.sol";
import {IFundingRound, Tally} from "../../src/interfaces/IFundingRound.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IMatchingPool} from "../../src/interfaces/IMatchingPool.sol";
import {Windows} from "../../src/interfaces/RoundParams.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Walks a round in any order of steps, and says before each step whether it should succeed, from books of its own.
contract RoundHandler is Test {
    uint256 public constant MOST_PROJECTS = 4;

    IFundingRound private immutable ROUND;
    PlainToken private immutable POOLED;
    PlainToken private immutable GIVEN;
    Windows private windows;
    address[] private reviewers;

    enum Outcome {
        Open,
        Finalised,
        Cancelled
    }

    Outcome public outcome;
    uint256 public projects;
    mapping(uint256 project => mapping(uint256 reviewer => Verdict)) private said;
    mapping(uint256 project => Verdict) public held;
    mapping(uint256 project => uint256) public givenTokens;
    mapping(uint256 project => uint256) public givenCoin;

    /// @dev The ends of the deposits on their line.
    uint256[] private ends;
    uint256[] private refunded;
    /// @dev All of the pool's token that ever came to the round, deposited or not.
    uint256 public cameIn;
    uint256 public refundedInTotal;
    uint256 public claimed;
    uint256 public left;
    uint256 public recovered;

    uint256 private proposed;
    uint256 private readyAt;
    uint256 private total;
    uint256 private claimsEnd;
    bool private isRecovered;

    constructor(IFundingRound round, PlainToken pooled, PlainToken given) {
        (ROUND, POOLED, GIVEN) = (round, pooled, given);
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

    function fund(uint64 amount) external {
        POOLED.mint(address(this), uint256(amount) + 1);
        POOLED.approve(address(ROUND), uint256(amount) + 1);
        bool sound = isOpen() && block.timestamp < windows.donationsEnd;
        if (!attempt(abi.encodeCall(IMatchingPool.fund, (uint256(amount) + 1)), sound, "fund")) return;
        ends.push(pool() + amount + 1);
        refunded.push(0);
        cameIn += uint256(amount) + 1;
    }

    /// @dev Tokens that nobody deposits: to the funders, if the round learns of them before it is too late.
    function send(uint32 amount) external {
        POOLED.mint(address(ROUND), amount);
        cameIn += amount;
    }

    function propose(uint256 amount) external {
        amount = bound(amount, 0, pool() + 1);
        bytes32 root = MerkleTree.leaf(0, payoutOf(1), amount);
        uint256 latest = windows.deadline - 7 days - windows.challenge;
        bool sound = isOpen() && block.timestamp >= windows.donationsEnd && block.timestamp <= latest && !isReady()
            && amount != 0 && amount <= pool();
        bytes memory call = abi.encodeCall(IFundingRound.proposeTally, (Tally("i", root, amount, "b")));
        vm.prank(ROUND.owner());
        if (!attempt(call, sound, "propose")) return;
        ++proposed;
        (readyAt, total) = (block.timestamp + windows.challenge, amount);
    }

    function reject(uint8 lag) external {
        uint256 number = lag < 64 ? proposed + 1 : proposed;
        bool sound = isOpen() && readyAt != 0 && !isReady() && number == proposed;
        bytes memory call = abi.encodeCall(IFundingRound.rejectTally, (number, bytes32(0)));
        vm.prank(ROUND.guardian());
        if (attempt(call, sound, "reject")) readyAt = 0;
    }

    function finalise() external {
        uint256 before = POOLED.balanceOf(address(ROUND));
        if (!attempt(abi.encodeCall(IFundingRound.finalise, ()), isOpen() && isReady(), "finalise")) return;
        (outcome, left) = (Outcome.Finalised, before - total);
        claimsEnd = block.timestamp + windows.claims;
    }

    function cancel(uint8 whim, bool asOwner) external {
        if (whim < 248) return; // not in every walk
        bool sound = isOpen() && (block.timestamp >= windows.deadline || (asOwner && !isReady()));
        bytes memory call = abi.encodeCall(IFundingRound.cancel, (bytes32(0)));
        if (asOwner) vm.prank(ROUND.owner());
        if (!attempt(call, sound, "cancel")) return;
        (outcome, left) = (Outcome.Cancelled, POOLED.balanceOf(address(ROUND)));
    }

    function claim() external {
        if (outcome != Outcome.Finalised) return;
        bool sound = claimed == 0 && block.timestamp < claimsEnd;
        bytes memory call = abi.encodeCall(ICampaign.claim, (0, payoutOf(1), total, new bytes32[](0)));
        (bool success,) = ROUND.airdrop().call(call);
        assertEq(success, sound, "claim");
        if (success) claimed = total;
    }

    function recover() external {
        uint256 there = POOLED.balanceOf(address(ROUND));
        bool sound = outcome == Outcome.Finalised && !isRecovered && block.timestamp >= claimsEnd;
        if (!attempt(abi.encodeCall(IFundingRound.recover, ()), sound, "recover")) return;
        isRecovered = true;
        recovered = POOLED.balanceOf(address(ROUND)) + refundedInTotal - left;
        assertEq(POOLED.balanceOf(address(ROUND)) - there, total - claimed, "what the airdrop gave back");
    }

    function refund(uint256 deposit) external {
        deposit = bound(deposit, 0, ends.length - 1);
        uint256 due = part(left, deposit) + part(recovered, deposit) - refunded[deposit];
        uint256 before = POOLED.balanceOf(address(this));
        attempt(abi.encodeCall(IMatchingPool.refund, (deposit)), due != 0, "refund");
        assertEq(POOLED.balanceOf(address(this)) - before, due, "what was refunded");
        refunded[deposit] += due;
        refundedInTotal += due;
    }

    /// @dev Days while there is much to do, then months, so that a walk comes to its end.
    function wait(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 0, outcome == Outcome.Finalised ? 60 days : 4 days));
    }

    receive() external payable {}

    function payoutOf(uint256 project) public pure returns (address) {
        return address(uint160(0xabc000 + project));
    }

    function pool() public view returns (uint256) {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /// @dev Amounts are below 2^70 and their sums below 2^80: products fit.
    function part(uint256 sum, uint256 deposit) public view returns (uint256) {
        uint256 start = deposit == 0 ? 0 : ends[deposit - 1];
        return sum * ends[deposit] / pool() - sum * start / pool();
    }

    function attempt(bytes memory call, bool sound, string memory name) private returns (bool success) {
        (success,) = address(ROUND).call(call);
        assertEq(success, sound, name);
    }

    function isOpen() private view returns (bool) {
        return outcome == Outcome.Open;
    }

    function isReviewing() private view returns (bool) {
        return isOpen() && block.timestamp < windows.reviewEnd;
    }

    function isReady() private view returns (bool) {
        return readyAt != 0 && block.timestamp >= readyAt;
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
