// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Attestation, IAttestorSet} from "./interfaces/IAttestorSet.sol";
import {ICampaign} from "./interfaces/ICampaign.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @title AttestorSet
/// @notice See {IAttestorSet}. A contract of its own, so that stolen keys are replaced once and not in every campaign, and
/// so that a campaign stays small. It holds no money, and the worst it can say is to whom an identity is paid: wallets,
/// amounts and windows are out of its reach.
contract AttestorSet is IAttestorSet {
    /// @dev Two days are enough to be noticed.
    uint256 private constant SHORTEST_DELAY = 2 days;
    uint256 private constant LONGEST_DELAY = 7 days;
    /// @dev Of one campaign, all together. Twice the longest delay, so that a guardian can bridge the time until stolen
    /// keys are replaced, even if the first replacement has to be cancelled.
    uint256 private constant LONGEST_FREEZE = 14 days;

    bytes32 private constant ATTESTATION_TYPE =
        keccak256("Attestation(bytes32 identity,address recipient,uint256 validAfter,uint256 validBefore)");

    struct Rotation {
        address[] attestors;
        uint64 threshold;
        uint40 readyAt;
    }

    struct Freeze {
        uint40 until;
        uint40 total;
    }

    /// @inheritdoc IAttestorSet
    address public immutable owner;
    /// @inheritdoc IAttestorSet
    address public immutable guardian;
    /// @inheritdoc IAttestorSet
    uint40 public immutable delay;

    /// @inheritdoc IAttestorSet
    uint64 public generation;
    /// @inheritdoc IAttestorSet
    uint64 public threshold;

    address[] private _attestors;
    Rotation private _pending;
    /// @dev The generation that an attestor belongs to, so that a rotation need not remove anybody.
    mapping(address attestor => uint64) private _generationOf;
    mapping(address campaign => Freeze) private _freezes;

    constructor(address owner_, address guardian_, uint40 delay_, address[] memory attestors_, uint64 threshold_) {
        if (owner_ == address(0)) revert ZeroOwner();
        if (delay_ < SHORTEST_DELAY || delay_ > LONGEST_DELAY) revert InvalidDelay(delay_);
        owner = owner_;
        guardian = guardian_;
        delay = delay_;
        _checkAttestors(attestors_, threshold_);
        _install(attestors_, threshold_);
    }

    /// @inheritdoc IAttestorSet
    function propose(address[] calldata attestors_, uint64 threshold_) external {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        _checkAttestors(attestors_, threshold_);
        uint40 readyAt = uint40(block.timestamp) + delay;
        _pending = Rotation(attestors_, threshold_, readyAt);
        emit RotationProposed(attestors_, threshold_, readyAt);
    }

    /// @inheritdoc IAttestorSet
    function cancel(uint40 readyAt) external {
        if (msg.sender != owner && msg.sender != guardian) revert NotOwnerOrGuardian(msg.sender);
        uint40 pendingReadyAt = _pending.readyAt;
        if (pendingReadyAt == 0) revert NoRotation();
        if (readyAt != pendingReadyAt) revert StaleCancel(readyAt, pendingReadyAt);
        delete _pending;
        emit RotationCancelled();
    }

    /// @inheritdoc IAttestorSet
    function rotate() external {
        Rotation memory rotation = _pending;
        if (rotation.readyAt == 0) revert NoRotation();
        if (block.timestamp < rotation.readyAt) revert NotReady(block.timestamp, rotation.readyAt);
        delete _pending;
        _install(rotation.attestors, rotation.threshold);
    }

    /// @inheritdoc IAttestorSet
    function freeze(address campaign, uint40 until) external {
        if (msg.sender != guardian) revert NotGuardian(msg.sender, guardian);
        address set = ICampaign(campaign).attestors();
        if (set != address(this)) revert AnotherSet(campaign, set);
        uint256 end = ICampaign(campaign).endsAt();
        if (block.timestamp >= end) revert CampaignEnded(campaign, block.timestamp, end);
        Freeze storage running = _freezes[campaign];
        if (until < block.timestamp) {
            // No transaction knows the second in which it is mined, so a freeze that runs may be ended with any before.
            if (running.until <= block.timestamp) revert FreezeInThePast(block.timestamp, until);
            until = uint40(block.timestamp);
        }
        // Up to here the running freeze is counted already; what it gains or loses is the difference.
        uint256 counted = running.until > block.timestamp ? running.until : block.timestamp;
        uint256 total = uint256(running.total) + until - counted;
        if (total > LONGEST_FREEZE) revert FreezeTooLong(total, LONGEST_FREEZE);
        (running.until, running.total) = (until, uint40(total));
        emit Frozen(campaign, until, total);
    }

    /// @inheritdoc IAttestorSet
    function check(Attestation calldata attestation, bytes calldata endorsements) external view {
        if (block.timestamp < _freezes[msg.sender].until) {
            revert IsFrozen(block.timestamp, _freezes[msg.sender].until);
        }
        bytes32 digest = TypedData.digest(msg.sender, keccak256(abi.encode(ATTESTATION_TYPE, attestation)));
        uint256 count;
        address last;
        for (; endorsements.length != 0; ++count) {
            address attestor = address(bytes20(endorsements[:20]));
            uint256 end = 22 + uint256(uint16(bytes2(endorsements[20:22])));
            if (attestor <= last) revert InvalidAttestor(attestor);
            if (!isAttestor(attestor)) revert NotAnAttestor(attestor);
            if (!TypedData.isSignedBy(digest, attestor, endorsements[22:end])) revert InvalidEndorsement(attestor);
            last = attestor;
            endorsements = endorsements[end:];
        }
        if (count < threshold) revert TooFewEndorsements(count, threshold);
    }

    /// @inheritdoc IAttestorSet
    function attestors() external view returns (address[] memory) {
        return _attestors;
    }

    /// @inheritdoc IAttestorSet
    function pending() external view returns (address[] memory, uint64, uint40) {
        return (_pending.attestors, _pending.threshold, _pending.readyAt);
    }

    /// @inheritdoc IAttestorSet
    function frozenUntil(address campaign) external view returns (uint256) {
        return _freezes[campaign].until;
    }

    /// @inheritdoc IAttestorSet
    function frozenFor(address campaign) external view returns (uint256) {
        return _freezes[campaign].total;
    }

    /// @inheritdoc IAttestorSet
    function isAttestor(address account) public view returns (bool) {
        return _generationOf[account] == generation;
    }

    function _install(address[] memory attestors_, uint64 threshold_) private {
        uint64 current = ++generation; // from one on, so that nobody belongs to it by default
        threshold = threshold_;
        _attestors = attestors_;
        for (uint256 i = 0; i < attestors_.length; ++i) {
            _generationOf[attestors_[i]] = current;
        }
        emit AttestorsChanged(current, attestors_, threshold_);
    }

    function _checkAttestors(address[] memory attestors_, uint64 threshold_) private pure {
        if (threshold_ == 0 || threshold_ > attestors_.length) {
            revert InvalidThreshold(threshold_, attestors_.length);
        }
        address last;
        for (uint256 i = 0; i < attestors_.length; ++i) {
            if (attestors_[i] <= last) revert InvalidAttestor(attestors_[i]);
            last = attestors_[i];
        }
    }
}
