// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {Campaign} from "./abstract/Campaign.sol";
import {GuardedCampaign} from "./abstract/GuardedCampaign.sol";
import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {ICampaign} from "./interfaces/ICampaign.sol";
import {IVestingAirdrop, Schedule} from "./interfaces/IVestingAirdrop.sol";
import {Leaf} from "./libraries/Leaf.sol";

/// @title VestingAirdrop
/// @notice See {IVestingAirdrop}. What was claimed and not yet paid is out of the owner's reach for ever.
contract VestingAirdrop is GuardedCampaign, IVestingAirdrop {
    using SafeTransferLib for address;

    uint256 private constant ALL = 10_000;

    /// @dev Two words.
    struct Grant {
        address to;
        uint40 start;
        uint128 amount;
        uint128 released;
    }

    struct Ledger {
        uint128 granted;
        uint128 released;
    }

    /// @inheritdoc ICampaign
    bytes32 public immutable root;
    /// @inheritdoc ICampaign
    uint256 public immutable total;
    /// @inheritdoc ICampaign
    bytes32 public immutable bundleHash;

    uint40 private immutable _start;
    uint40 private immutable _cliff;
    uint40 private immutable _duration;
    uint40 private immutable _period;
    uint16 private immutable _unlockBps;

    /// @inheritdoc IVestingAirdrop
    mapping(uint256 index => Grant) public grants;
    /// @inheritdoc IVestingAirdrop
    Ledger public ledger;

    constructor(AirdropParams memory params, Schedule memory s) Campaign(params) {
        if (params.total > type(uint128).max) revert TotalTooLarge(params.total);
        if (s.duration == 0 || s.cliff > s.duration || s.period == 0 || s.period > s.duration || s.unlockBps > ALL) {
            revert InvalidSchedule();
        }
        root = params.root;
        total = params.total;
        bundleHash = params.bundleHash;
        (_start, _cliff, _duration, _period, _unlockBps) = (s.start, s.cliff, s.duration, s.period, s.unlockBps);
    }

    /// @inheritdoc IVestingAirdrop
    function release(uint256 index) external returns (uint256 amount) {
        return _release(index, _beneficiary(index));
    }

    /// @inheritdoc IVestingAirdrop
    function releaseTo(uint256 index, address to) external returns (uint256 amount) {
        address beneficiary = _beneficiary(index);
        if (msg.sender != beneficiary) revert NotBeneficiary(msg.sender, beneficiary);
        _checkRecipient(to);
        return _release(index, to);
    }

    /// @inheritdoc IVestingAirdrop
    function schedule() external view returns (uint40, uint40, uint40, uint40, uint16) {
        return (_start, _cliff, _duration, _period, _unlockBps);
    }

    /// @inheritdoc IVestingAirdrop
    function isClaimed(uint256 index) external view returns (bool) {
        return grants[index].to != address(0);
    }

    /// @inheritdoc IVestingAirdrop
    function releasable(uint256 index) public view returns (uint256) {
        Grant storage grant = grants[index];
        return vested(grant.amount, grant.start, block.timestamp) - grant.released;
    }

    /// @inheritdoc IVestingAirdrop
    function vested(uint256 amount, uint256 start, uint256 timestamp) public view returns (uint256) {
        if (timestamp < start) return 0;
        uint256 elapsed = timestamp - start;
        if (elapsed >= _duration) return amount;
        uint256 unlocked = amount * _unlockBps / ALL;
        if (elapsed < _cliff) return unlocked;
        return unlocked + (amount - unlocked) * (elapsed - elapsed % _period) / _duration;
    }

    /// @dev Opens a grant and takes from it what is available already.
    function _take(uint256 index, bytes32 claimant, address to, uint256 amount, bytes32[] calldata proof)
        internal
        override
        returns (uint256 due)
    {
        if (grants[index].to != address(0)) revert AlreadyClaimed(index);
        if (!Leaf.proves(root, Leaf.hash(index, claimant, amount), proof)) {
            revert InvalidProof(index, claimant, amount);
        }
        uint256 granted = ledger.granted + amount;
        if (granted > total) revert TotalExceeded(granted, total);
        _checkFunded(granted - ledger.released);
        uint256 start = _start == 0 ? block.timestamp : _start;
        due = vested(amount, start, block.timestamp);
        // All are at most `total`, which fits 128 bits.
        grants[index] = Grant(to, uint40(start), uint128(amount), uint128(due));
        (ledger.granted, ledger.released) = (uint128(granted), uint128(ledger.released + due));
        emit Granted(index, to, amount, start);
    }

    function _reserved() internal view override returns (uint256) {
        return ledger.granted - ledger.released;
    }

    function _release(uint256 index, address to) private returns (uint256 amount) {
        amount = releasable(index);
        if (amount == 0) revert NothingToRelease(index);
        grants[index].released += uint128(amount); // at most `amount` of the grant, which fits
        ledger.released += uint128(amount);
        emit Released(index, to, amount);
        _pay(to, amount);
    }

    /// @dev The owner may have called the campaign off in time; then there is nothing that could be granted.
    function _checkFunded(uint256 owed) private view {
        uint256 balance = token.balanceOf(address(this));
        if (balance < owed) revert Unfunded(balance, owed);
    }

    function _beneficiary(uint256 index) private view returns (address to) {
        to = grants[index].to;
        if (to == address(0)) revert NotClaimed(index);
    }
}
