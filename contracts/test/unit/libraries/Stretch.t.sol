// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Stretch} from "../../../src/libraries/Stretch.sol";

contract StretchTest is Test {
    function testFuzz_WhenALineIsCutAnywhere(uint256 sum, uint256 length, uint256[7] memory cuts) external pure {
        length = bound(length, 1, type(uint256).max);
        uint256 shared;
        uint256 start;
        for (uint256 i = 0; i <= cuts.length; ++i) {
            uint256 end = i == cuts.length ? length : bound(cuts[i], start, length);
            shared += Stretch.part(sum, start, end, length);
            start = end;
        }
        assertEq(shared, sum);
    }

    function testFuzz_WhenAStretchIsAnywhere(uint120 sum, uint120 a, uint120 b, uint120 c) external pure {
        (uint256 start, uint256 end) = a < b ? (a, b) : (b, a);
        uint256 length = end + c + 1;
        uint256 part = Stretch.part(sum, start, end, length);
        uint256 product = uint256(sum) * (end - start);
        assertGe(part + 1, product / length); // within a unit of its exact part, on both sides
        assertLe(part, product / length + 1);
    }

    function test_WhenAStretchIsEmpty() external pure {
        assertEq(Stretch.part(1000, 5, 5, 10), 0);
    }

    function test_WhenAStretchIsTheWholeLine() external pure {
        assertEq(Stretch.part(1000, 0, 7, 7), 1000);
    }
}
