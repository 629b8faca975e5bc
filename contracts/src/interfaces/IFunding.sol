// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IAirdropParamsErrors} from "./AirdropParams.sol";

/// @title Why a factory does not make a campaign.
interface IFunding is IAirdropParamsErrors {
    /// @notice The same parameters and salt were used before.
    error AlreadyDeployed(address campaign);

    /// @notice Less arrived than was sent: the token keeps a fee. Nothing was made.
    error Underfunded(address campaign, uint256 received, uint256 total);

    /// @notice The token would not move the sender's tokens: no allowance, no balance, or no token at that address.
    /// @dev Raised by solady's `SafeTransferLib`; named here so that readers of the interface can decode it.
    error TransferFromFailed();
}
