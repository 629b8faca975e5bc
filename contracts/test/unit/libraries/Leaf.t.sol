// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Leaf} from "../../../src/libraries/Leaf.sol";
import {MerkleTree} from "../../libraries/MerkleTree.sol";

contract LeafTest is Test {
    function testFuzz_WhenTheClaimantIsAWallet(address account) external pure {
        assertEq(Leaf.wallet(account), bytes32(abi.encode(account)));
        assertFalse(Leaf.isIdentity(Leaf.wallet(account)));
    }

    function testFuzz_WhenAClaimantHasMoreThanTwentyBytes(uint256 claimant) external pure {
        claimant = bound(claimant, 1 << 160, type(uint256).max);
        assertTrue(Leaf.isIdentity(bytes32(claimant)));
    }

    function test_WhenAClaimantIsAtTheEdge() external pure {
        assertFalse(Leaf.isIdentity(bytes32(uint256(type(uint160).max))));
        assertTrue(Leaf.isIdentity(bytes32(uint256(type(uint160).max) + 1)));
        assertTrue(Leaf.isIdentity(keccak256("github:583231")));
    }

    function testFuzz_WhenALeafIsHashed(uint256 index, bytes32 claimant, uint256 amount) external pure {
        assertEq(Leaf.hash(index, claimant, amount), MerkleTree.leafOf(index, claimant, amount));
    }

    function testFuzz_WhenALeafOfAWalletIsHashed(uint256 index, address account, uint256 amount) external pure {
        assertEq(Leaf.hash(index, Leaf.wallet(account), amount), MerkleTree.leaf(index, account, amount));
    }

    /// @dev Both write to memory that is free or scratch: what the caller keeps there stays.
    function testFuzz_WhenMemoryIsInUse(bytes memory kept, bytes32[] calldata proof) external pure {
        bytes32 before = keccak256(kept);
        uint256 free = pointer();
        bytes32 leaf = Leaf.hash(1, bytes32(uint256(2)), 3);
        Leaf.proves(leaf, leaf, proof);
        assertEq(pointer(), free);
        assertEq(keccak256(kept), before);
        assertEq(new bytes(64), bytes.concat(bytes32(0), bytes32(0)), "new memory is not zero");
    }

    function test_WhenTheTreeHasOneLeaf() external view {
        bytes32 leaf = keccak256("leaf");
        assertTrue(this.proves(leaf, leaf, new bytes32[](0)));
        assertFalse(this.proves(leaf, ~leaf, new bytes32[](0)));
    }

    function testFuzz_WhenTheTreeHasAnySize(uint256 n, uint256 seed) external view {
        n = bound(n, 2, 40);
        bytes32[] memory tree = treeOf(n, seed);
        for (uint256 i = 0; i < n; ++i) {
            bytes32 leaf = tree[n - 1 + i];
            assertTrue(this.proves(tree[0], leaf, MerkleTree.proof(tree, leaf)));
        }
    }

    function testFuzz_WhenOneBitIsChanged(uint256 n, uint256 seed, uint256 place, uint8 bit) external view {
        n = bound(n, 2, 40);
        bytes32[] memory tree = treeOf(n, seed);
        bytes32 leaf = tree[2 * n - 2];
        bytes32[] memory proof = MerkleTree.proof(tree, leaf);
        bytes32 change = bytes32(uint256(1) << bit);
        assertFalse(this.proves(tree[0] ^ change, leaf, proof));
        assertFalse(this.proves(tree[0], leaf ^ change, proof));
        proof[place % proof.length] ^= change;
        assertFalse(this.proves(tree[0], leaf, proof));
    }

    function testFuzz_WhenALeafHasItselfBeside(bytes32 leaf) external view {
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = leaf;
        assertTrue(this.proves(MerkleTree.node(leaf, leaf), leaf, proof));
    }

    /// @dev From outside, since a proof is read where the transaction carries it.
    function proves(bytes32 root, bytes32 node, bytes32[] calldata proof) external pure returns (bool) {
        return Leaf.proves(root, node, proof);
    }

    function treeOf(uint256 n, uint256 seed) private pure returns (bytes32[] memory) {
        bytes32[] memory leaves = new bytes32[](n);
        for (uint256 i = 0; i < n; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
        return MerkleTree.build(leaves);
    }

    function pointer() private pure returns (uint256 free) {
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }
}
