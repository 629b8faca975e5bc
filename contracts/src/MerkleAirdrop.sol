// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {IMerkleAirdrop} from "./interfaces/IMerkleAirdrop.sol";

/// @title MerkleAirdrop
/// @notice See {IMerkleAirdrop}. Everything but the bitmap is immutable: there is no upgrade, no pause and no way to
/// change an amount. Nobody is ever asked for an approval.
contract MerkleAirdrop is IMerkleAirdrop {
    using SafeTransferLib for address;

    /// @inheritdoc IMerkleAirdrop
    address public immutable token;
    /// @inheritdoc IMerkleAirdrop
    bytes32 public immutable root;
    /// @inheritdoc IMerkleAirdrop
    uint256 public immutable total;
    /// @inheritdoc IMerkleAirdrop
    address public immutable owner;
    /// @inheritdoc IMerkleAirdrop
    uint40 public immutable claimStart;
    /// @inheritdoc IMerkleAirdrop
    uint40 public immutable claimEnd;
    /// @inheritdoc IMerkleAirdrop
    bytes32 public immutable bundleHash;

    /// @dev 256 leaves. A struct, so that its place in storage is computed once for reading and writing.
    struct Word {
        uint256 bits;
    }

    /// @dev Bit `index % 256` of word `index / 256` is set once the leaf is paid.
    mapping(uint256 number => Word) private _claimed;

    constructor(AirdropParams memory params) {
        if (params.token == address(0)) revert ZeroToken();
        if (params.root == bytes32(0)) revert ZeroRoot();
        if (params.total == 0) revert ZeroTotal();
        if (params.owner == address(0)) revert ZeroOwner();
        if (params.claimStart >= params.claimEnd) revert EmptyWindow(params.claimStart, params.claimEnd);
        token = params.token;
        root = params.root;
        total = params.total;
        owner = params.owner;
        claimStart = params.claimStart;
        claimEnd = params.claimEnd;
        bundleHash = params.bundleHash;
    }

    /// @inheritdoc IMerkleAirdrop
    function claim(uint256 index, address account, uint256 amount, bytes32[] calldata proof) external {
        _claim(index, account, account, amount, proof);
    }

    /// @inheritdoc IMerkleAirdrop
    function claimTo(uint256 index, address to, uint256 amount, bytes32[] calldata proof) external {
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        _claim(index, msg.sender, to, amount, proof);
    }

    /// @inheritdoc IMerkleAirdrop
    function sweep(address to) external {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        if (block.timestamp < claimEnd) revert NotEnded(block.timestamp, claimEnd);
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        uint256 amount = token.balanceOf(address(this));
        emit Swept(to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IMerkleAirdrop
    function isClaimed(uint256 index) external view returns (bool) {
        return (_claimed[index >> 8].bits >> (index & 0xff)) & 1 == 1;
    }

    function _claim(uint256 index, address account, address to, uint256 amount, bytes32[] calldata proof) private {
        // Checks.
        if (block.timestamp < claimStart) revert NotStarted(block.timestamp, claimStart);
        if (block.timestamp >= claimEnd) revert Ended(block.timestamp, claimEnd);
        Word storage word = _claimed[index >> 8];
        uint256 bits = word.bits;
        uint256 bit = 1 << (index & 0xff);
        if (bits & bit != 0) revert AlreadyClaimed(index);
        if (!_proves(root, _leaf(index, account, amount), proof)) revert InvalidProof(index, account, amount);

        // Effect, before the token can call back.
        word.bits = bits | bit;
        emit Claimed(index, account, to, amount);

        // Interaction.
        token.safeTransfer(to, amount);
    }

    /// @dev `keccak256(bytes.concat(keccak256(abi.encode(index, account, amount))))`. Hashed twice, so that an inner
    /// node (64 bytes) can never be shown as a leaf.
    function _leaf(uint256 index, address account, uint256 amount) private pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            let pointer := mload(0x40) // free memory; nothing is kept there, so the pointer need not move
            mstore(pointer, index) // word 0, as `abi.encode` lays it out
            mstore(add(pointer, 0x20), shr(96, shl(96, account))) // word 1; the upper 12 bytes are cleared in any case
            mstore(add(pointer, 0x40), amount) // word 2
            mstore(0x00, keccak256(pointer, 0x60)) // the inner hash goes to scratch space, where the outer reads it
            leaf := keccak256(0x00, 0x20) // the outer hash covers 32 bytes, which no node does
        }
    }

    /// @dev OpenZeppelin's rule: a node is the hash of its two children in ascending order.
    function _proves(bytes32 expected, bytes32 node, bytes32[] calldata proof) private pure returns (bool holds) {
        assembly ("memory-safe") {
            let end := add(proof.offset, shl(5, proof.length)) // proofs are read where they lie, not copied to memory
            for { let sibling := proof.offset } lt(sibling, end) { sibling := add(sibling, 0x20) } {
                let slot := shl(5, gt(node, calldataload(sibling))) // 0x00 if the node is the smaller, else 0x20
                mstore(slot, node) // the smaller comes first, without a jump
                mstore(xor(slot, 0x20), calldataload(sibling)) // the sibling takes the other half of scratch space
                node := keccak256(0x00, 0x40) // the parent
            }
            holds := eq(node, expected) // a tree of one leaf has no siblings and is its own root
        }
    }
}
