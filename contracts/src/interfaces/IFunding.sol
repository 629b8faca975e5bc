// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IAirdropParamsErrors} from "./AirdropParams.sol";

/// @title What the factories of all kinds say: what they made, or why they did not.
interface IFunding is IAirdropParamsErrors {
    /// @notice A campaign exists and holds its total. What a kind has beyond this is in the campaign's getters.
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
    error AlreadyDeployed(address campaign);

    /// @notice Less arrived than was sent: the token keeps a fee. Nothing was made.
    error Underfunded(address campaign, uint256 received, uint256 total);

    /// @notice The token would not move the sender's tokens: no allowance, no balance, or no token at that address.
    /// @dev Raised by solady's `SafeTransferLib`; named here so that readers of the interface can decode it.
    error TransferFromFailed();
}
