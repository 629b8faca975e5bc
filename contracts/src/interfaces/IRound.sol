// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IRoundParamsErrors, Windows} from "./RoundParams.sol";

/// @notice A round is open until its pool has gone one of the two ways.
enum Status {
    Open,
    Finalised,
    Cancelled
}

/// @title What is fixed about a round, and what has become of it.
interface IRound is IRoundParamsErrors {
    /// @notice The round was finalised or cancelled.
    error NotOpen(Status status);

    /// @notice The window opens at `start`.
    error NotStarted(uint256 timestamp, uint256 start);

    /// @notice The window closed at `end`.
    error Ended(uint256 timestamp, uint256 end);

    /// @notice This is for the owner alone.
    error NotOwner(address caller, address owner);

    /// @notice Has the pool gone, and which way?
    function status() external view returns (Status);

    /// @notice The ERC-20 of the matching pool.
    function token() external view returns (address);

    /// @notice How much has to come in for the round to be called funded, in base units.
    function goal() external view returns (uint256);

    /// @notice Who proposes tallies, and may call the round off.
    function owner() external view returns (address);

    /// @notice Who may reject a tally.
    function guardian() external view returns (address);

    /// @notice SHA-256 of the published rules.
    function rulesHash() external view returns (bytes32);

    /// @notice When what may be done.
    function windows() external view returns (Windows memory);

    /// @notice What makes the airdrop that a finalised round is paid by.
    function airdropFactory() external view returns (address);
}
