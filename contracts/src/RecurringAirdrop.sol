// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {Campaign} from "./abstract/Campaign.sol";
import {GuardedCampaign} from "./abstract/GuardedCampaign.sol";
import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {ICampaign} from "./interfaces/ICampaign.sol";
import {Epoch, IRecurringAirdrop} from "./interfaces/IRecurringAirdrop.sol";
import {Leaf} from "./libraries/Leaf.sol";

/// @title RecurringAirdrop
/// @notice See {IRecurringAirdrop}. A list takes effect only when all it owes is there. From two days before the window until it
/// closes tokens leave by claims alone, so what takes effect then stays funded; before that the owner may call everything off.
contract RecurringAirdrop is GuardedCampaign, IRecurringAirdrop {
    using SafeTransferLib for address;

    uint256 private constant SHORTEST_DELAY = 1 days;
    uint256 private constant LONGEST_DELAY = 30 days;

    /// @inheritdoc IRecurringAirdrop
    address public immutable guardian;
    /// @inheritdoc IRecurringAirdrop
    uint40 public immutable delay;

    /// @inheritdoc IRecurringAirdrop
    uint256 public epoch;
    /// @inheritdoc IRecurringAirdrop
    uint256 public paidInTotal;
    /// @inheritdoc IRecurringAirdrop
    mapping(uint256 index => uint256) public paid;

    Epoch private _current;
    Epoch private _next;
    uint256 private _readyAt;

    constructor(AirdropParams memory params, address guardian_, uint40 delay_) Campaign(params) {
        if (delay_ < SHORTEST_DELAY || delay_ > LONGEST_DELAY) revert InvalidDelay(delay_);
        guardian = guardian_;
        delay = delay_;
        epoch = 1;
        _current = Epoch(params.root, params.total, params.bundleHash);
    }

    /// @inheritdoc IRecurringAirdrop
    function propose(Epoch calldata next) external {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        if (next.root == bytes32(0)) revert ZeroRoot();
        if (next.total < _current.total) revert TotalDecreased(next.total, _current.total);
        uint256 readyAt = block.timestamp + delay;
        _checkOpenAt(readyAt);
        (_next, _readyAt) = (next, readyAt);
        emit EpochProposed(epoch + 1, next.root, next.total, next.bundleHash, readyAt);
    }

    /// @inheritdoc IRecurringAirdrop
    function veto(bytes32 root_) external {
        if (msg.sender != guardian && msg.sender != owner) revert NotVetoer(msg.sender);
        if (_readyAt == 0) revert NoPendingEpoch();
        if (root_ != _next.root) revert StaleVeto(root_, _next.root);
        _clear();
        emit EpochVetoed(epoch + 1, msg.sender);
    }

    /// @inheritdoc IRecurringAirdrop
    function activate() external nonReentrant {
        (Epoch memory next, uint256 readyAt) = (_next, _readyAt);
        if (readyAt == 0) revert NoPendingEpoch();
        if (block.timestamp < readyAt) revert NotReady(block.timestamp, readyAt);
        _checkOpenAt(block.timestamp);
        uint256 balance = token.balanceOf(address(this));
        uint256 owed = next.total - paidInTotal;
        if (balance < owed) revert Unfunded(balance, owed);
        _clear();
        _current = next;
        emit EpochActivated(++epoch, next.root, next.total, next.bundleHash);
    }

    /// @inheritdoc ICampaign
    function root() external view returns (bytes32) {
        return _current.root;
    }

    /// @inheritdoc ICampaign
    function total() external view returns (uint256) {
        return _current.total;
    }

    /// @inheritdoc ICampaign
    function bundleHash() external view returns (bytes32) {
        return _current.bundleHash;
    }

    /// @inheritdoc IRecurringAirdrop
    function pending() external view returns (Epoch memory, uint256) {
        return (_next, _readyAt);
    }

    /// @dev Worth what its index was allotted and not yet paid.
    function _take(uint256 index, bytes32 claimant, address, uint256 amount, bytes32[] calldata proof)
        internal
        override
        returns (uint256 due)
    {
        uint256 before = paid[index];
        if (amount <= before) revert AlreadyClaimed(index);
        if (!Leaf.proves(_current.root, Leaf.hash(index, claimant, amount), proof)) {
            revert InvalidProof(index, claimant, amount);
        }
        due = amount - before;
        uint256 sum = paidInTotal + due;
        if (sum > _current.total) revert TotalExceeded(sum, _current.total);
        paid[index] = amount;
        paidInTotal = sum;
    }

    /// @dev Whoever has claimed has been paid.
    function _reserved() internal pure override returns (uint256) {
        return 0;
    }

    /// @dev A list that takes effect when the window has closed can be claimed by nobody.
    function _checkOpenAt(uint256 timestamp) private view {
        if (timestamp < claimEnd) return;
        uint256 end = endsAt();
        if (timestamp >= end) revert Ended(timestamp, end);
    }

    function _clear() private {
        delete _next;
        delete _readyAt;
    }
}
