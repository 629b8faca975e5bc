// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IFundingRound, Tally} from "../../src/interfaces/IFundingRound.sol";
import {IMatchingPool} from "../../src/interfaces/IMatchingPool.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {ApplicationsHandler} from "./ApplicationsHandler.sol";

/// @notice Walks a round in any order of steps: of what applicants, reviewers and donors do, and here of what funders, owner
/// and guardian do with the pool.
contract RoundHandler is ApplicationsHandler {
    PlainToken private immutable POOLED;

    /// @dev Who funds, in turn.
    address[3] private funders = [address(0xf1), address(0xf2), address(0xf3)];
    /// @dev Where they have it sent: nobody pays these otherwise.
    address public constant ELSEWHERE = address(0xe15e);

    /// @dev The ends of the deposits on their line.
    uint256[] private ends;
    uint256[] private refunded;
    /// @dev All of the pool's token that ever came to the round, deposited or not.
    uint256 public cameIn;
    uint256 public refundedInTotal;
    uint256 public claimed;
    uint256 public left;
    uint256 public recovered;

    bytes32 public listsHash;
    uint256 public freezes;
    uint256 public proposed;
    uint256 public readyAt;
    uint256 public total;
    uint256 private claimsEnd;
    bool private isRecovered;

    constructor(IFundingRound round, PlainToken pooled, PlainToken given) ApplicationsHandler(round, given) {
        POOLED = pooled;
    }

    function fund(uint64 amount) external {
        address funder = funderOf(ends.length);
        POOLED.mint(funder, uint256(amount) + 1);
        vm.prank(funder);
        POOLED.approve(address(ROUND), uint256(amount) + 1);
        bool sound = isOpen() && block.timestamp < windows.donationsEnd;
        vm.prank(funder);
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

    function freeze(uint8 lists, uint8 whim, bool asOwner) external {
        if (whim < 192) return; // not too often: each takes back the tally that stands
        bytes32 next = bytes32(uint256(lists));
        uint256 number = whim % 8 == 0 ? freezes : freezes + 1;
        bool sound = isOpen() && !isReady() && asOwner && lists != 0 && number == freezes + 1;
        bytes memory call = abi.encodeCall(IFundingRound.freezeLists, (number, next, "reason"));
        if (asOwner) vm.prank(ROUND.owner());
        if (!attempt(call, sound, "freeze")) return;
        (listsHash, freezes, readyAt) = (next, number, 0);
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

    /// @dev By anybody, to the funder; or by a funder, to another address, which counts only from who made the deposit.
    function refund(uint256 deposit, uint256 caller, bool elsewhere) external {
        deposit = bound(deposit, 0, ends.length - 1);
        address sender = funders[caller % funders.length];
        uint256 due = part(left, deposit) + part(recovered, deposit) - refunded[deposit];
        bool sound = due != 0 && (!elsewhere || sender == funderOf(deposit));
        address to = elsewhere ? ELSEWHERE : funderOf(deposit);
        uint256 before = POOLED.balanceOf(to);
        bytes memory data = elsewhere
            ? abi.encodeCall(IMatchingPool.refundTo, (deposit, ELSEWHERE))
            : abi.encodeCall(IMatchingPool.refund, (deposit));
        vm.prank(sender);
        bool success = attempt(data, sound, "refund");
        assertEq(POOLED.balanceOf(to) - before, success ? due : 0, "what was refunded");
        if (!success) return;
        refunded[deposit] += due;
        refundedInTotal += due;
    }

    function pool() public view returns (uint256) {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /// @dev Amounts are below 2^70 and their sums below 2^80: products fit.
    function part(uint256 sum, uint256 deposit) public view returns (uint256) {
        uint256 start = deposit == 0 ? 0 : ends[deposit - 1];
        return sum * ends[deposit] / pool() - sum * start / pool();
    }

    function isReady() public view returns (bool) {
        return readyAt != 0 && block.timestamp >= readyAt;
    }

    function funderOf(uint256 deposit) private view returns (address) {
        return funders[deposit % funders.length];
    }
}
