// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Bitmap} from "../../../src/libraries/Bitmap.sol";

contract BitmapTest is Test {
    using Bitmap for Bitmap.Map;

    Bitmap.Map private map;

    function testFuzz_GivenNothingWasSet(uint256 index) external view {
        assertFalse(map.get(index));
    }

    function testFuzz_WhenABitIsSet(uint256 index) external {
        assertTrue(map.set(index));
        assertTrue(map.get(index));
        for (uint256 bit = 0; bit < 256; ++bit) {
            if (bit != index & 0xff) assertFalse(map.get((index & ~uint256(0xff)) | bit), "a neighbour in its word");
            if (bit > 7) assertFalse(map.get(index ^ (1 << bit)), "the same place of another word");
        }
    }

    function testFuzz_WhenABitIsSetAgain(uint256 index) external {
        map.set(index);
        assertFalse(map.set(index));
        assertTrue(map.get(index));
    }

    function test_WhenAllBitsOfAWordAreSet() external {
        for (uint256 index = 256; index < 512; ++index) {
            assertTrue(map.set(index));
        }
        assertEq(map.words[1].bits, type(uint256).max);
        assertFalse(map.get(255));
        assertFalse(map.get(512));
    }

    function test_WhenTheIndexIsTheLastThereIs() external {
        assertTrue(map.set(type(uint256).max));
        assertEq(map.words[type(uint256).max >> 8].bits, 1 << 255);
        assertFalse(map.set(type(uint256).max));
    }
}
