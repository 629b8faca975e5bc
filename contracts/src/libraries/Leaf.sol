// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title Leaf
/// @notice The leaf `(uint256 index, bytes32 claimant, uint256 amount)` of every tree, and how a proof leads from it to
/// the root. A claimant is a wallet, its address left-padded with zeros, or an identity, `keccak256("github:<id>")`.
library Leaf {
    /// @notice The claimant of a wallet.
    function wallet(address account) internal pure returns (bytes32 claimant) {
        return bytes32(uint256(uint160(account)));
    }

    /// @notice An identity is what no address can be: its upper 12 bytes are not all zero.
    function isIdentity(bytes32 claimant) internal pure returns (bool) {
        return uint256(claimant) >> 160 != 0;
    }

    /// @notice `keccak256(bytes.concat(keccak256(abi.encode(index, claimant, amount))))`. Hashed twice, so that an inner
    /// node (64 bytes) can never be shown as a leaf.
    function hash(uint256 index, bytes32 claimant, uint256 amount) internal pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            let pointer := mload(0x40) // free memory; nothing is kept there, so the pointer need not move
            mstore(pointer, index) // word 0, as `abi.encode` lays it out
            mstore(add(pointer, 0x20), claimant) // word 1; of a wallet, the same bytes as its address
            mstore(add(pointer, 0x40), amount) // word 2
            mstore(0x00, keccak256(pointer, 0x60)) // the inner hash goes to scratch space, where the outer reads it
            leaf := keccak256(0x00, 0x20) // the outer hash covers 32 bytes, which no node does
        }
    }

    /// @notice Does `proof` lead from `node` to `root`? OpenZeppelin's rule: a node is the hash of its two children in
    /// ascending order.
    function proves(bytes32 root, bytes32 node, bytes32[] calldata proof) internal pure returns (bool holds) {
        assembly ("memory-safe") {
            let end := add(proof.offset, shl(5, proof.length)) // proofs are read where they lie, not copied to memory
            for { let sibling := proof.offset } lt(sibling, end) { sibling := add(sibling, 0x20) } {
                let slot := shl(5, gt(node, calldataload(sibling))) // 0x00 if the node is the smaller, else 0x20
                mstore(slot, node) // the smaller comes first, without a jump
                mstore(xor(slot, 0x20), calldataload(sibling)) // the sibling takes the other half of scratch space
                node := keccak256(0x00, 0x40) // the parent
            }
            holds := eq(node, root) // a tree of one leaf has no siblings and is its own root
        }
    }
}
