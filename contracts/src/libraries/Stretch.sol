// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Stretch
/// @notice The part of a sum that belongs to a stretch of a line.
library Stretch {
    /// @notice The part of `sum` for the stretch from `start` to `end` of a line of `length`: the difference of two rounded
    /// marks, so that stretches that cover the line share the sum without a rest. `start <= end <= length`, and no stretch
    /// lies on a line of length zero.
    function part(uint256 sum, uint256 start, uint256 end, uint256 length) internal pure returns (uint256) {
        return Math.mulDiv(sum, end, length) - Math.mulDiv(sum, start, length);
    }
}
