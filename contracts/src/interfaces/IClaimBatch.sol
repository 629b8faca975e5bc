// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @notice A claim that anybody may send, at one campaign.
struct Step {
    address campaign;
    /// @dev A call of `claim`, `claimWithSignature`, `claimIdentity` or `release`.
    bytes data;
}

/// @notice An account's signature that hands the votes of its tokens to somebody (`ERC20Votes.delegateBySig`).
struct Delegation {
    address token;
    address delegatee;
    uint256 nonce;
    uint256 expiry;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title Many claims in one transaction, at any campaigns, and votes delegated after them.
/// @notice Steps are isolated: one that fails, because somebody else sent the same claim first or a token refuses, holds up
/// no other. A sponsor who sends fifty claims pays for fifty attempts, and nobody can spoil forty-nine of them by sending
/// one. It holds no tokens, has no owner, keeps nothing and is entitled to nothing: what it sends, anybody could.
interface IClaimBatch {
    /// @notice Step `place` was not done, for the reason its campaign gave. Delegations are counted after the claims.
    event StepFailed(uint256 indexed place, address indexed target, bytes reason);

    /// @notice The step is no claim. Nothing was sent.
    error NotAClaim(uint256 place, bytes4 selector);

    /// @notice Sends the claims, then the delegations. Answers which of them were done.
    function send(Step[] calldata steps, Delegation[] calldata delegations) external returns (bool[] memory done);
}
