// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @notice When what may be done. Times are Unix times: a window holds from its first second until the second before its end.
struct Windows {
    /// @dev Projects apply in this window.
    uint40 applicationsStart;
    uint40 applicationsEnd;
    /// @dev Applications are reviewed, and edited, until then.
    uint40 reviewEnd;
    /// @dev Donations are passed on in this window. The pool is topped up until its end.
    uint40 donationsStart;
    uint40 donationsEnd;
    /// @dev Seconds that a proposed tally stands before it can be carried out.
    uint40 challenge;
    /// @dev Seconds that projects have to claim what the tally gives them.
    uint40 claims;
    /// @dev From then on anybody may cancel a round that was not finalised.
    uint40 deadline;
}

/// @notice Everything that is fixed when a round is made. Its address commits to all of it.
struct RoundParams {
    /// @dev The ERC-20 of the matching pool.
    address token;
    /// @dev How much has to come in for the round to be called funded, in base units.
    uint256 goal;
    /// @dev Who proposes tallies, and may call the round off.
    address owner;
    /// @dev Who may reject a tally; never the owner.
    address guardian;
    /// @dev Who reviews applications, in ascending order of addresses.
    address[] reviewers;
    /// @dev How many reviewers make a verdict.
    uint8 threshold;
    /// @dev What may be donated, in ascending order of addresses; zero, the first, is the chain's own coin.
    address[] tokens;
    /// @dev SHA-256 of the published rules.
    bytes32 rulesHash;
    Windows windows;
}

/// @title What a round refuses to be made with, whether directly or through the factory.
interface IRoundParamsErrors {
    error ZeroGoal();
    error ZeroOwner();
    error ZeroRules();

    /// @notice No contract is where a token or the factory of airdrops should be.
    error NoContract(address place);

    /// @notice Nobody, or the owner: who proposes a tally must not be the one who could reject it.
    error InvalidGuardian(address guardian);

    /// @notice Not in ascending order of addresses from one up: the same reviewer could count twice.
    error InvalidReviewer(address reviewer);

    /// @notice More reviewers than a ballot has places for.
    error TooManyReviewers(uint256 reviewers, uint256 most);

    /// @notice The threshold is zero or more than there are reviewers.
    error InvalidThreshold(uint256 threshold, uint256 reviewers);

    /// @notice Nothing can be donated.
    error NoTokens();

    /// @notice Not in ascending order of addresses, or twice the same.
    error InvalidToken(address token);

    /// @notice A window is empty, two are in the wrong order, a period is too short or too long, or the deadline leaves no
    /// time for a tally or is more than two years away.
    error InvalidWindows();
}
