// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IRound, Status} from "../interfaces/IRound.sol";
import {RoundParams, Windows} from "../interfaces/RoundParams.sol";

/// @title Round
/// @notice See {IRound}. What the parts of a round share: what is fixed, whether the round is open, and one guard for all
/// that moves money, so that no token and no recipient of coin can begin a second movement during the first.
abstract contract Round is IRound, ReentrancyGuardTransient {
    /// @dev A day is enough to recompute a tally, thirty are a mistake.
    uint256 private constant SHORTEST_CHALLENGE = 1 days;
    uint256 private constant LONGEST_CHALLENGE = 30 days;
    /// @dev What projects have at least to claim.
    uint256 private constant SHORTEST_CLAIMS = 30 days;
    /// @dev Nothing is in custody for longer, neither before the deadline nor in the airdrop.
    uint256 private constant LONGEST = 730 days;
    /// @dev What anybody has at least to carry out a tally that has stood its time, before anybody may cancel.
    uint256 internal constant TIME_TO_FINALISE = 7 days;

    /// @inheritdoc IRound
    address public immutable token;
    /// @inheritdoc IRound
    uint256 public immutable goal;
    /// @inheritdoc IRound
    address public immutable owner;
    /// @inheritdoc IRound
    address public immutable guardian;
    /// @inheritdoc IRound
    bytes32 public immutable rulesHash;
    /// @inheritdoc IRound
    address public immutable airdropFactory;

    uint40 internal immutable _applicationsStart;
    uint40 internal immutable _applicationsEnd;
    uint40 internal immutable _reviewEnd;
    uint40 internal immutable _donationsStart;
    uint40 internal immutable _donationsEnd;
    uint40 internal immutable _challenge;
    uint40 internal immutable _claims;
    uint40 internal immutable _deadline;

    /// @inheritdoc IRound
    Status public status;

    constructor(RoundParams memory params, address airdropFactory_) {
        if (params.token.code.length == 0) revert NoContract(params.token);
        if (airdropFactory_.code.length == 0) revert NoContract(airdropFactory_);
        if (params.goal == 0) revert ZeroGoal();
        if (params.owner == address(0)) revert ZeroOwner();
        if (params.guardian == address(0) || params.guardian == params.owner) revert InvalidGuardian(params.guardian);
        if (params.rulesHash == bytes32(0)) revert ZeroRules();
        if (!_isSound(params.windows)) revert InvalidWindows();
        token = params.token;
        goal = params.goal;
        owner = params.owner;
        guardian = params.guardian;
        rulesHash = params.rulesHash;
        airdropFactory = airdropFactory_;
        _applicationsStart = params.windows.applicationsStart;
        _applicationsEnd = params.windows.applicationsEnd;
        _reviewEnd = params.windows.reviewEnd;
        _donationsStart = params.windows.donationsStart;
        _donationsEnd = params.windows.donationsEnd;
        _challenge = params.windows.challenge;
        _claims = params.windows.claims;
        _deadline = params.windows.deadline;
    }

    /// @inheritdoc IRound
    function windows() external view returns (Windows memory) {
        return Windows({
            applicationsStart: _applicationsStart,
            applicationsEnd: _applicationsEnd,
            reviewEnd: _reviewEnd,
            donationsStart: _donationsStart,
            donationsEnd: _donationsEnd,
            challenge: _challenge,
            claims: _claims,
            deadline: _deadline
        });
    }

    /// @dev Once, and for good.
    function _close(Status outcome) internal {
        _checkOpen();
        status = outcome;
    }

    function _checkOpen() internal view {
        if (status != Status.Open) revert NotOpen(status);
    }

    function _checkNotBefore(uint256 start) internal view {
        if (block.timestamp < start) revert NotStarted(block.timestamp, start);
    }

    function _checkBefore(uint256 end) internal view {
        if (block.timestamp >= end) revert Ended(block.timestamp, end);
    }

    function _checkOwner() internal view {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
    }

    /// @dev Reviews may go on while donations come in, so that a project can be taken out; not longer, so that what is
    /// accepted is known when the tally is made.
    function _isSound(Windows memory w) private view returns (bool) {
        return w.applicationsStart < w.applicationsEnd && w.applicationsEnd <= w.reviewEnd
            && w.reviewEnd <= w.donationsEnd && w.donationsStart < w.donationsEnd
            && w.applicationsStart <= w.donationsStart && w.challenge >= SHORTEST_CHALLENGE
            && w.challenge <= LONGEST_CHALLENGE && w.claims >= SHORTEST_CLAIMS && w.claims <= LONGEST
            && uint256(w.donationsEnd) + w.challenge + TIME_TO_FINALISE <= w.deadline
            && w.deadline <= block.timestamp + LONGEST;
    }
}
