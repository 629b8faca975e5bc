// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {AirdropParams} from "../interfaces/AirdropParams.sol";
import {Attestation, IAttestorSet} from "../interfaces/IAttestorSet.sol";
import {Authorization, ICampaign} from "../interfaces/ICampaign.sol";
import {Leaf} from "../libraries/Leaf.sol";
import {TypedData} from "../libraries/TypedData.sol";

/// @title Campaign
/// @notice See {ICampaign}. A kind of campaign says what a leaf is worth now ({_take}) and what it still owes
/// ({_reserved}); who may claim, and where the money goes, is the same for all and stands here. There is no upgrade and
/// no pause of claims by wallet, and nobody is ever asked for an approval.
abstract contract Campaign is ICampaign {
    using SafeTransferLib for address;

    /// @dev From so long before the window until its end, nobody can take anything back.
    uint256 private constant LOCKED_BEFORE_START = 2 days;

    bytes32 private constant CLAIM_TYPE = keccak256(
        "Claim(uint256 index,address account,uint256 amount,address to,uint256 validAfter,uint256 validBefore,uint256 nonce)"
    );

    /// @inheritdoc ICampaign
    address public immutable token;
    /// @inheritdoc ICampaign
    address public immutable owner;
    /// @inheritdoc ICampaign
    uint40 public immutable claimStart;
    /// @inheritdoc ICampaign
    uint40 public immutable claimEnd;
    /// @inheritdoc ICampaign
    address public immutable attestors;

    /// @inheritdoc ICampaign
    mapping(address account => uint256) public nonces;

    constructor(AirdropParams memory params) {
        if (params.token == address(0)) revert ZeroToken();
        if (params.root == bytes32(0)) revert ZeroRoot();
        if (params.total == 0) revert ZeroTotal();
        if (params.owner == address(0)) revert ZeroOwner();
        if (params.claimStart >= params.claimEnd) revert EmptyWindow(params.claimStart, params.claimEnd);
        if (params.attestors != address(0)) _checkAttestors(params.attestors);
        token = params.token;
        owner = params.owner;
        claimStart = params.claimStart;
        claimEnd = params.claimEnd;
        attestors = params.attestors;
    }

    /// @inheritdoc ICampaign
    function claim(uint256 index, address account, uint256 amount, bytes32[] calldata proof) external {
        _claim(index, Leaf.wallet(account), account, amount, proof);
    }

    /// @inheritdoc ICampaign
    function claimTo(uint256 index, address to, uint256 amount, bytes32[] calldata proof) external {
        _claim(index, Leaf.wallet(msg.sender), to, amount, proof);
    }

    /// @inheritdoc ICampaign
    function claimWithSignature(
        uint256 index,
        address account,
        uint256 amount,
        bytes32[] calldata proof,
        Authorization calldata authorization,
        bytes calldata signature
    ) external {
        _checkTime(authorization.validAfter, authorization.validBefore);
        uint256 nonce = nonces[account];
        if (authorization.nonce != nonce) revert InvalidNonce(authorization.nonce, nonce);
        bytes32 message = keccak256(abi.encode(CLAIM_TYPE, index, account, amount, authorization));
        if (!TypedData.isSignedBy(TypedData.digest(address(this), message), account, signature)) {
            revert InvalidSignature(account);
        }
        _claim(index, Leaf.wallet(account), authorization.to, amount, proof);
    }

    /// @inheritdoc ICampaign
    function claimIdentity(
        uint256 index,
        uint256 amount,
        bytes32[] calldata proof,
        Attestation calldata attestation,
        bytes calldata endorsements
    ) external {
        (bytes32 identity, address to) = (attestation.identity, attestation.recipient);
        if (attestors == address(0)) revert NoAttestors();
        if (!Leaf.isIdentity(identity)) revert NotAnIdentity(identity);
        _checkTime(attestation.validAfter, attestation.validBefore);
        IAttestorSet(attestors).check(attestation, endorsements);
        _claim(index, identity, to, amount, proof);
    }

    /// @inheritdoc ICampaign
    function revoke() external {
        unchecked {
            emit Revoked(msg.sender, ++nonces[msg.sender]); // one at a time, nobody gets to 2^256
        }
    }

    /// @inheritdoc ICampaign
    function sweep(address to) external virtual {
        _sweep(to);
    }

    /// @inheritdoc ICampaign
    function endsAt() public view returns (uint256 end) {
        end = claimEnd;
        if (attestors != address(0)) end += IAttestorSet(attestors).frozenFor(address(this));
    }

    /// @dev Checks the leaf, marks it, and says what it is worth now. Called inside the window.
    function _take(uint256 index, bytes32 claimant, address to, uint256 amount, bytes32[] calldata proof)
        internal
        virtual
        returns (uint256 due);

    /// @dev What the campaign holds for those who have claimed.
    function _reserved() internal view virtual returns (uint256);

    /// @dev The interaction: last of all, when nothing is left to be said twice.
    function _pay(address to, uint256 amount) internal virtual {
        token.safeTransfer(to, amount);
    }

    /// @dev What {sweep} does, for a kind that has a guard before it.
    function _sweep(address to) internal {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        if (block.timestamp + LOCKED_BEFORE_START >= claimStart) {
            uint256 end = endsAt();
            if (block.timestamp < end) revert NotEnded(block.timestamp, end);
        }
        _checkRecipient(to);
        uint256 amount = token.balanceOf(address(this)) - _reserved();
        emit Swept(to, amount);
        token.safeTransfer(to, amount);
    }

    /// @dev Tokens sent there would be lost, or come back.
    function _checkRecipient(address to) internal view {
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
    }

    /// @dev Whatever the way: nobody is paid at zero, so a kind may take it for "not claimed yet".
    function _claim(uint256 index, bytes32 claimant, address to, uint256 amount, bytes32[] calldata proof) private {
        _checkRecipient(to);
        if (block.timestamp < claimStart) revert NotStarted(block.timestamp, claimStart);
        if (block.timestamp >= claimEnd) {
            // Only those who come after the window as it was made pay for looking whether it has grown.
            uint256 end = endsAt();
            if (block.timestamp >= end) revert Ended(block.timestamp, end);
        }
        uint256 due = _take(index, claimant, to, amount, proof);
        emit Claimed(index, claimant, to, due);
        _pay(to, due);
    }

    /// @dev What cannot say now how long this was frozen could not say either when the window closes: nothing could be swept.
    function _checkAttestors(address set) private view {
        if (set.code.length == 0) revert NoAttestorSet(set);
        try IAttestorSet(set).frozenFor(address(this)) returns (uint256 frozenFor) {
            if (frozenFor == 0) return;
        } catch {}
        revert NoAttestorSet(set);
    }

    function _checkTime(uint256 validAfter, uint256 validBefore) private view {
        if (block.timestamp < validAfter) revert NotYetValid(block.timestamp, validAfter);
        if (block.timestamp >= validBefore) revert Expired(block.timestamp, validBefore);
    }
}
