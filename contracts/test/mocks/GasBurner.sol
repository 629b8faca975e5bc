// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice A contract that uses gas when coin arrives: as much as it was told to, or all there is.
contract GasBurner {
    uint256 private immutable APPETITE;
    uint256 private spent;

    constructor(uint256 appetite) {
        APPETITE = appetite;
    }

    receive() external payable {
        uint256 before = gasleft();
        while (before - gasleft() < APPETITE) ++spent;
    }
}
