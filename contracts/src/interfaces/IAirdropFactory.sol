// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {AirdropParams} from "./AirdropParams.sol";
import {IFunding} from "./IFunding.sol";

/// @title Makes airdrops at addresses that are known in advance, and funds them in the same transaction.
interface IAirdropFactory is IFunding {
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
