// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IAirdropParamsErrors} from "./AirdropParams.sol";

/// @title One airdrop: a fixed list of amounts, claimed against a Merkle root.
/// @notice Leaves are OpenZeppelin `standard-v1` over `(uint256 index, address account, uint256 amount)`.
interface IMerkleAirdrop is IAirdropParamsErrors {
    /// @notice A leaf was paid. `to` differs from `account` only when the account itself said so.
    event Claimed(uint256 indexed index, address indexed account, address indexed to, uint256 amount);

    /// @notice The owner took back what was left after the window.
    event Swept(address indexed to, uint256 amount);

    /// @notice The window opens at `claimStart`.
    error NotStarted(uint256 timestamp, uint256 claimStart);

    /// @notice The window closed at `claimEnd`.
    error Ended(uint256 timestamp, uint256 claimEnd);

    /// @notice What is left may be swept from `claimEnd` on.
    error NotEnded(uint256 timestamp, uint256 claimEnd);

    /// @notice The leaf was paid before.
    error AlreadyClaimed(uint256 index);

    /// @notice The tree holds no such leaf, or the proof belongs to another.
    error InvalidProof(uint256 index, address account, uint256 amount);

    /// @notice Tokens sent to zero or to the airdrop itself would be lost or come back.
    error InvalidRecipient(address to);

    /// @notice Only the owner sweeps.
    error NotOwner(address caller, address owner);

    /// @notice The token would not pay.
    /// @dev Raised by solady's `SafeTransferLib`; named here so that readers of the interface can decode it.
    error TransferFailed();

    /// @notice The ERC-20 that is paid.
    function token() external view returns (address);

    /// @notice Root of the tree.
    function root() external view returns (bytes32);

    /// @notice Sum of all leaves, in base units; the factory funded the contract with it.
    function total() external view returns (uint256);

    /// @notice Who may sweep after the window. The owner has no other power.
    function owner() external view returns (address);

    /// @notice First second in which claims are accepted.
    function claimStart() external view returns (uint40);

    /// @notice First second in which they are not.
    function claimEnd() external view returns (uint40);

    /// @notice SHA-256 of the published manifest that every amount can be recomputed from.
    function bundleHash() external view returns (bytes32);

    /// @notice Was this leaf paid?
    function isClaimed(uint256 index) external view returns (bool);

    /// @notice Pays a leaf to its account. Anybody may send this.
    function claim(uint256 index, address account, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Pays the sender's own leaf to another address.
    function claimTo(uint256 index, address to, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Sends what is left to `to`. Only the owner, only after the window.
    function sweep(address to) external;
}
