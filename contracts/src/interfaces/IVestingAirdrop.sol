// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ICampaign} from "./ICampaign.sol";

/// @notice How an amount becomes available: `unlockBps` of it at the start, the rest in steps of `period` seconds over
/// `duration`. Steps are equal but for the last, which is what is left: less time passes before it where `period` does not divide
/// `duration`. Before `cliff` seconds have passed no step counts; then all that have passed count at once.
struct Schedule {
    /// @dev Unix time; zero for the moment of each claim.
    uint40 start;
    /// @dev Seconds from the start, at most `duration`.
    uint40 cliff;
    /// @dev Seconds from the start until everything is available.
    uint40 duration;
    /// @dev Seconds between two steps, at most `duration`: 1 is linear, more are tranches.
    uint40 period;
    /// @dev Hundredths of a percent that are available at the start.
    uint16 unlockBps;
}

/// @title An airdrop whose amounts become available over time. What was claimed is never forfeited.
/// @notice A claim fixes who is paid and starts the payments; the rest is released later, by anybody, without a proof.
/// {ICampaign.Claimed} carries what the claim itself paid, which may be nothing.
interface IVestingAirdrop is ICampaign {
    /// @notice From now on `amount` in all becomes available to `to`, counted from `start`.
    event Granted(uint256 indexed index, address indexed to, uint256 amount, uint256 start);

    /// @notice What had become available was paid, to the beneficiary or to where it wanted it.
    event Released(uint256 indexed index, address indexed to, uint256 amount);

    /// @notice No duration, a cliff or a period longer than it, no period, or more unlocked than there is.
    error InvalidSchedule();

    /// @notice More than fits 128 bits.
    error TotalTooLarge(uint256 total);

    /// @notice The leaves claimed would be more than the total.
    error TotalExceeded(uint256 granted, uint256 total);

    /// @notice The campaign holds less than all that was claimed and not paid yet, this leaf included: it was called off.
    error Unfunded(uint256 balance, uint256 owed);

    /// @notice Only whom the claim named says where else a grant is paid.
    error NotBeneficiary(address caller, address beneficiary);

    /// @notice The leaf was not claimed yet.
    error NotClaimed(uint256 index);

    /// @notice What has become available was paid already.
    error NothingToRelease(uint256 index);

    /// @notice When amounts become available.
    function schedule()
        external
        view
        returns (uint40 start, uint40 cliff, uint40 duration, uint40 period, uint16 unlockBps);

    /// @notice Who is paid for a leaf, since when, how much in all and how much so far; zeros before it is claimed.
    function grants(uint256 index) external view returns (address to, uint40 start, uint128 amount, uint128 released);

    /// @notice Sum of the amounts claimed, and of what was paid of them.
    function ledger() external view returns (uint128 granted, uint128 released);

    /// @notice Was this leaf claimed?
    function isClaimed(uint256 index) external view returns (bool);

    /// @notice How much of `amount` is available at `timestamp`, counted from `start`.
    function vested(uint256 amount, uint256 start, uint256 timestamp) external view returns (uint256);

    /// @notice What {release} would pay now.
    function releasable(uint256 index) external view returns (uint256);

    /// @notice Pays what has become available. Anybody may send this, at any time after the claim.
    function release(uint256 index) external returns (uint256 amount);

    /// @notice Pays what has become available to another address. Only the beneficiary, whom a token may refuse to pay.
    function releaseTo(uint256 index, address to) external returns (uint256 amount);
}
