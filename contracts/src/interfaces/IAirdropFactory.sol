// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {AirdropParams, IAirdropParamsErrors} from "./AirdropParams.sol";

/// @title Makes airdrops at addresses that are known in advance, and funds them in the same transaction.
interface IAirdropFactory is IAirdropParamsErrors {
    /// @notice An airdrop exists and holds its total.
    event AirdropCreated(
        address indexed airdrop,
        address indexed owner,
        address indexed token,
        bytes32 root,
        uint256 total,
        uint40 claimStart,
        uint40 claimEnd,
        bytes32 bundleHash,
        bytes32 salt
    );

    /// @notice The same parameters and salt were used before.
    error AlreadyDeployed(address airdrop);

    /// @notice Less arrived than was sent: the token keeps a fee. Nothing was made.
    error Underfunded(address airdrop, uint256 received, uint256 total);

    /// @notice The token would not move the sender's tokens: no allowance, no balance, or no token at that address.
    /// @dev Raised by solady's `SafeTransferLib`; named here so that readers of the interface can decode it.
    error TransferFromFailed();

    /// @notice Deploys and funds with the sender's tokens, which must be approved to this factory.
    function create(AirdropParams calldata params, bytes32 salt) external returns (address airdrop);

    /// @notice The same with an EIP-2612 signature instead of an approval.
    function createWithPermit(
        AirdropParams calldata params,
        bytes32 salt,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (address airdrop);

    /// @notice Where `create` would put it.
    function predict(AirdropParams calldata params, bytes32 salt) external view returns (address airdrop);
}
