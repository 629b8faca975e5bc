// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibSort} from "solady/utils/LibSort.sol";

/// @notice OpenZeppelin's `standard-v1` tree, written from its rule and sharing no code with the contract under test.
/// An array of `2n - 1` nodes: root at 0, children of `i` at `2i + 1` and `2i + 2`, leaves at the end in descending order.
library MerkleTree {
    /// @dev The published formula, word by word.
    function leaf(uint256 index, address account, uint256 amount) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, account, amount))));
    }

    function leafOf(uint256 index, bytes32 claimant, uint256 amount) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, claimant, amount))));
    }

    /// @dev Sorts `leaves` in place.
    function build(bytes32[] memory leaves) internal pure returns (bytes32[] memory tree) {
        uint256 n = leaves.length;
        LibSort.sort(leaves);
        tree = new bytes32[](2 * n - 1);
        for (uint256 k = 0; k < n; ++k) {
            tree[tree.length - 1 - k] = leaves[k];
        }
        for (uint256 i = n - 1; i > 0; --i) {
            tree[i - 1] = node(tree[2 * i - 1], tree[2 * i]);
        }
    }

    /// @dev Siblings from the leaf to the root.
    function proof(bytes32[] memory tree, bytes32 wanted) internal pure returns (bytes32[] memory siblings) {
        uint256 place = find(tree, wanted);
        siblings = new bytes32[](depth(place));
        for (uint256 level = 0; place > 0; ++level) {
            siblings[level] = tree[place % 2 == 1 ? place + 1 : place - 1];
            place = (place - 1) / 2;
        }
    }

    /// @dev Where a leaf stands in the array, by bisection.
    function find(bytes32[] memory tree, bytes32 wanted) internal pure returns (uint256 low) {
        low = tree.length / 2;
        uint256 high = tree.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (tree[middle] > wanted) low = middle + 1;
            else high = middle;
        }
        require(low < tree.length && tree[low] == wanted, "MerkleTree: no such leaf");
    }

    function depth(uint256 place) internal pure returns (uint256 levels) {
        for (; place > 0; place = (place - 1) / 2) {
            ++levels;
        }
    }

    function node(bytes32 a, bytes32 b) internal pure returns (bytes32 hash) {
        (bytes32 first, bytes32 second) = a < b ? (a, b) : (b, a);
        assembly ("memory-safe") {
            // Scratch space, since `abi.encode` would leave 100,000 copies behind in memory.
            mstore(0x00, first)
            mstore(0x20, second)
            hash := keccak256(0x00, 0x40)
        }
    }
}
