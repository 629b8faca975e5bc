// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @notice "This identity is paid to this wallet", said by attestors about one campaign on one chain.
/// @dev EIP-712 type `Attestation(bytes32 identity,address recipient,uint256 validAfter,uint256 validBefore)`, in the
/// domain of the campaign.
struct Attestation {
    /// @dev `keccak256("github:<numeric id>")`.
    bytes32 identity;
    /// @dev The only wallet that can be paid.
    address recipient;
    /// @dev First second in which it holds (Unix time).
    uint256 validAfter;
    /// @dev First second in which it no longer does (Unix time).
    uint256 validBefore;
}

/// @title Those whose word binds an identity to a wallet: `threshold` of them together. One set serves many campaigns.
interface IAttestorSet {
    /// @notice Other attestors will take over at `readyAt`, unless this is cancelled.
    event RotationProposed(address[] attestors, uint256 threshold, uint256 readyAt);

    /// @notice What was proposed will not happen.
    event RotationCancelled();

    /// @notice These attestors hold from now on, and no others.
    event AttestorsChanged(uint256 indexed generation, address[] attestors, uint256 threshold);

    /// @notice Identity claims of `campaign` rest until `until`; its window has grown by `frozenFor` seconds in all.
    event Frozen(address indexed campaign, uint256 until, uint256 frozenFor);

    error ZeroOwner();

    /// @notice The threshold is zero or more than there are attestors.
    error InvalidThreshold(uint256 threshold, uint256 attestors);

    /// @notice Not in ascending order of addresses from one up: the same attestor could count twice.
    error InvalidAttestor(address attestor);

    /// @notice The delay is too short to be noticed, or longer than a guardian can bridge by freezing.
    error InvalidDelay(uint256 delay);

    /// @notice Only the owner rotates.
    error NotOwner(address caller, address owner);

    /// @notice Only the owner or the guardian cancels.
    error NotOwnerOrGuardian(address caller);

    /// @notice Another rotation than that of `readyAt` is proposed by now.
    error StaleCancel(uint256 readyAt, uint256 pending);

    /// @notice Nothing is proposed.
    error NoRotation();

    /// @notice The rotation takes effect from `readyAt` on.
    error NotReady(uint256 timestamp, uint256 readyAt);

    /// @notice Fewer signatures than the threshold asks for.
    error TooFewEndorsements(uint256 given, uint256 threshold);

    /// @notice The signer is no attestor of this set.
    error NotAnAttestor(address attestor);

    /// @notice The signature is of another key, another message, another campaign or another chain.
    error InvalidEndorsement(address attestor);

    /// @notice Identity claims of the campaign rest until `until`.
    error IsFrozen(uint256 timestamp, uint256 until);

    /// @notice A moment that has passed ends the freeze that runs, and none does.
    error FreezeInThePast(uint256 timestamp, uint256 until);

    /// @notice The campaign asks another set, and a freeze of this one would change nothing.
    error AnotherSet(address campaign, address attestors);

    /// @notice All freezes of a campaign together would last longer than `longest`.
    error FreezeTooLong(uint256 frozenFor, uint256 longest);

    /// @notice The campaign's window has closed; growing it would open it again.
    error CampaignEnded(address campaign, uint256 timestamp, uint256 endsAt);

    /// @notice Only the guardian freezes.
    error NotGuardian(address caller, address guardian);

    /// @notice Who proposes rotations.
    function owner() external view returns (address);

    /// @notice Who may cancel them too, and freeze identity claims; zero for nobody.
    function guardian() external view returns (address);

    /// @notice Seconds between proposing a rotation and its effect.
    function delay() external view returns (uint40);

    /// @notice How often the attestors changed.
    function generation() external view returns (uint64);

    /// @notice How many must sign.
    function threshold() external view returns (uint64);

    /// @notice Does its signature count now?
    function isAttestor(address account) external view returns (bool);

    /// @notice Those whose signatures count, in ascending order.
    function attestors() external view returns (address[] memory);

    /// @notice What is proposed; `readyAt` is zero when nothing is.
    function pending() external view returns (address[] memory attestors, uint64 threshold, uint40 readyAt);

    /// @notice Reverts unless enough attestors signed `attestation` for the calling campaign, and no freeze is on.
    /// @param endorsements In ascending order of attestors, for each: its address (20 bytes), the length of its signature
    /// (2 bytes), its signature.
    function check(Attestation calldata attestation, bytes calldata endorsements) external view;

    /// @notice Until when identity claims of a campaign rest; a time that has passed if they do not.
    function frozenUntil(address campaign) external view returns (uint256);

    /// @notice How many seconds identity claims of a campaign rest in all; its window is longer by as much.
    function frozenFor(address campaign) external view returns (uint256);

    /// @notice Announces other attestors, in ascending order. A second proposal replaces the first and waits anew.
    function propose(address[] calldata attestors, uint64 threshold) external;

    /// @notice Takes back the rotation that is due at `readyAt`, if it is still the one that is proposed: what comes late takes
    /// back no other. Only the owner or the guardian.
    function cancel(uint40 readyAt) external;

    /// @notice Lets identity claims of a campaign rest until `until`; a moment that has passed ends a freeze that runs, from
    /// now on. Only the guardian, and for at most 14 days in all; the campaign's window grows by as much as they rested.
    function freeze(address campaign, uint40 until) external;

    /// @notice Puts a proposed rotation into effect after the delay. Anybody may send this.
    function rotate() external;
}
