// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IAirdropParamsErrors} from "./AirdropParams.sol";
import {Attestation} from "./IAttestorSet.sol";

/// @notice What an account allows by its signature: its leaf is paid to `to`, whoever sends the claim.
/// @dev EIP-712 type `Claim(uint256 index,address account,uint256 amount,address to,uint256 validAfter,uint256 validBefore,`
/// `uint256 nonce)`. It names leaf and amount, which are paid once, so it can be used once.
struct Authorization {
    address to;
    /// @dev First second in which it holds (Unix time).
    uint256 validAfter;
    /// @dev First second in which it no longer does (Unix time).
    uint256 validBefore;
    /// @dev The account's nonce at the campaign; {ICampaign.revoke} moves it on.
    uint256 nonce;
}

/// @title What all kinds of campaign have in common: four ways to claim, a window, a freeze, and what is left.
/// @notice Leaves are OpenZeppelin `standard-v1` over `(uint256 index, bytes32 claimant, uint256 amount)`. A claimant is a
/// wallet (its address, left-padded) or an identity (`keccak256("github:<numeric id>")`).
interface ICampaign is IAirdropParamsErrors {
    /// @notice A claimant was paid `amount`. A wallet is paid elsewhere than at its own address only when it said so
    /// itself; an identity is paid at the wallet that attestors named.
    event Claimed(uint256 indexed index, bytes32 indexed claimant, address indexed to, uint256 amount);

    /// @notice Signatures of `account` below this nonce are worth nothing from now on.
    event Revoked(address indexed account, uint256 nonce);

    /// @notice The owner took back what was left.
    event Swept(address indexed to, uint256 amount);

    /// @notice The window opens at `claimStart`.
    error NotStarted(uint256 timestamp, uint256 claimStart);

    /// @notice The window closed at `endsAt`.
    error Ended(uint256 timestamp, uint256 endsAt);

    /// @notice What is left may be swept from `endsAt` on.
    error NotEnded(uint256 timestamp, uint256 endsAt);

    /// @notice The leaf was paid before.
    error AlreadyClaimed(uint256 index);

    /// @notice The tree holds no such leaf, or the proof belongs to another.
    error InvalidProof(uint256 index, bytes32 claimant, uint256 amount);

    /// @notice Tokens sent to zero or to the campaign itself would be lost or come back.
    error InvalidRecipient(address to);

    /// @notice The signature is not by `account`, or over another message, campaign or chain.
    error InvalidSignature(address account);

    /// @notice The account has revoked this nonce, or has not reached it.
    error InvalidNonce(uint256 nonce, uint256 current);

    /// @notice The signature holds from `validAfter` on.
    error NotYetValid(uint256 timestamp, uint256 validAfter);

    /// @notice The signature held until `validBefore`.
    error Expired(uint256 timestamp, uint256 validBefore);

    /// @notice A wallet claims by the other ways.
    error NotAnIdentity(bytes32 claimant);

    /// @notice This campaign pays no identities.
    error NoAttestors();

    /// @notice This is for the owner alone.
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

    /// @notice Who may sweep.
    function owner() external view returns (address);

    /// @notice First second in which claims are accepted.
    function claimStart() external view returns (uint40);

    /// @notice First second in which they are not, had nothing been frozen.
    function claimEnd() external view returns (uint40);

    /// @notice SHA-256 of the published manifest that every amount can be recomputed from.
    function bundleHash() external view returns (bytes32);

    /// @notice Whose word binds an identity to a wallet.
    function attestors() external view returns (address);

    /// @notice First second in which claims are not accepted: `claimEnd` and as much as identity claims were frozen.
    function endsAt() external view returns (uint256);

    /// @notice What the account's next {Authorization} has to carry.
    function nonces(address account) external view returns (uint256);

    /// @notice Pays a leaf to its account. Anybody may send this.
    function claim(uint256 index, address account, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Pays the sender's own leaf to another address.
    function claimTo(uint256 index, address to, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Pays a leaf to where its account signed for (EIP-712, ERC-1271). Anybody may send this.
    function claimWithSignature(
        uint256 index,
        address account,
        uint256 amount,
        bytes32[] calldata proof,
        Authorization calldata authorization,
        bytes calldata signature
    ) external;

    /// @notice Pays the leaf of an identity to the wallet that attestors bound to it. Anybody may send this.
    function claimIdentity(
        uint256 index,
        uint256 amount,
        bytes32[] calldata proof,
        Attestation calldata attestation,
        bytes calldata endorsements
    ) external;

    /// @notice Makes all signatures of the sender so far worthless.
    function revoke() external;

    /// @notice Sends what is left to `to`. Only the owner, and only after the window or until two days before it.
    function sweep(address to) external;
}
