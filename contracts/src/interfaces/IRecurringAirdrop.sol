// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ICampaign} from "./ICampaign.sol";

/// @notice One list of a recurring airdrop. Amounts are cumulative: all that a leaf's index was ever allotted.
struct Epoch {
    bytes32 root;
    /// @dev Sum of all leaves, what was paid already included.
    uint256 total;
    /// @dev SHA-256 of the published manifest.
    bytes32 bundleHash;
}

/// @title An airdrop that goes on: a new list each epoch, with cumulative amounts under the same indexes.
/// @notice A claim pays what an index was allotted and has not been paid. An index stays with its person; between two
/// epochs its claimant may change, from an identity to a wallet. That nobody's amount decreased is checked from the
/// published lists, before a pending list takes effect; the guardian may veto it until then.
interface IRecurringAirdrop is ICampaign {
    /// @notice The next list, from `readyAt` on.
    event EpochProposed(uint256 indexed number, bytes32 root, uint256 total, bytes32 bundleHash, uint256 readyAt);

    /// @notice The list that was proposed will not take effect.
    event EpochVetoed(uint256 indexed number, address by);

    /// @notice The list is in effect, and all it owes is there.
    event EpochActivated(uint256 indexed number, bytes32 root, uint256 total, bytes32 bundleHash);

    /// @notice Less than a day is too short to be noticed, more than thirty days is a mistake.
    error InvalidDelay(uint256 delay);

    /// @notice Only the guardian or the owner vetoes.
    error NotVetoer(address caller);

    /// @notice Cumulative amounts only grow.
    error TotalDecreased(uint256 total, uint256 current);

    /// @notice Another list than this one is proposed by now.
    error StaleVeto(bytes32 root, bytes32 pending);

    /// @notice Nothing is proposed.
    error NoPendingEpoch();

    /// @notice The list takes effect from `readyAt` on.
    error NotReady(uint256 timestamp, uint256 readyAt);

    /// @notice The campaign holds less than the list would owe.
    error Unfunded(uint256 balance, uint256 owed);

    /// @notice The leaves claimed would be more than the total.
    error TotalExceeded(uint256 paid, uint256 total);

    /// @notice Who may veto a list; zero for the owner alone.
    function guardian() external view returns (address);

    /// @notice Seconds between proposing a list and its effect.
    function delay() external view returns (uint40);

    /// @notice How many lists have taken effect.
    function epoch() external view returns (uint256);

    /// @notice What is proposed; `readyAt` is zero when nothing is.
    function pending() external view returns (Epoch memory next, uint256 readyAt);

    /// @notice What an index was paid so far.
    function paid(uint256 index) external view returns (uint256);

    /// @notice What all were paid so far.
    function paidInTotal() external view returns (uint256);

    /// @notice Announces the next list. A second proposal replaces the first and waits anew. Only the owner, and only
    /// while the list would take effect before the window closes.
    function propose(Epoch calldata next) external;

    /// @notice Takes back the list with this root, if it is still the one that is proposed: a veto that comes late takes back no
    /// other. Only the guardian or the owner.
    function veto(bytes32 root) external;

    /// @notice Puts the proposed list into effect after the delay, if the campaign holds all that it owes and the
    /// window is not over. Anybody may send this, and anybody may send the tokens before it.
    function activate() external;
}
