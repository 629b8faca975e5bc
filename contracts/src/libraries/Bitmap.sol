// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title Bitmap
/// @notice Which leaves were paid: bit `index % 256` of word `index / 256`.
library Bitmap {
    /// @dev 256 leaves. A struct, so that its place in storage is computed once for reading and writing.
    struct Word {
        uint256 bits;
    }

    struct Map {
        mapping(uint256 number => Word) words;
    }

    /// @notice Sets a bit; false if it was set before.
    function set(Map storage map, uint256 index) internal returns (bool isNew) {
        Word storage word = map.words[index >> 8];
        uint256 bits = word.bits;
        uint256 bit = 1 << (index & 0xff);
        isNew = bits & bit == 0;
        word.bits = bits | bit;
    }

    /// @notice Is the bit set?
    function get(Map storage map, uint256 index) internal view returns (bool) {
        return (map.words[index >> 8].bits >> (index & 0xff)) & 1 == 1;
    }
}
