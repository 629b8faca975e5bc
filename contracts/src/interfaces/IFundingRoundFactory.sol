// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IRoundParamsErrors, RoundParams} from "./RoundParams.sol";

/// @title Makes funding rounds at addresses that are known in advance.
interface IFundingRoundFactory is IRoundParamsErrors {
    /// @notice A round exists. What else is fixed about it is in its getters.
    event RoundCreated(
        address indexed round,
        address indexed owner,
        address indexed token,
        uint256 goal,
        bytes32 rulesHash,
        bytes32 salt
    );

    /// @notice The same parameters and salt were used before.
    error AlreadyDeployed(address round);

    /// @notice What makes the airdrops that its rounds are paid by.
    function airdropFactory() external view returns (address);

    /// @notice Deploys a round. Anybody may send this; the sender gets no part in the round by it.
    function create(RoundParams calldata params, bytes32 salt) external returns (address round);

    /// @notice Where `create` would put it.
    function predict(RoundParams calldata params, bytes32 salt) external view returns (address round);
}
