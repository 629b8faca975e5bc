// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice A contract that looks at the gas it is given when coin arrives, and refuses at once if it is too little.
contract PickyRecipient {
    error TooLittle(uint256 gas);

    uint256 private immutable LEAST;

    constructor(uint256 least) {
        LEAST = least;
    }

    receive() external payable {
        if (gasleft() < LEAST) revert TooLittle(gasleft());
    }
}
