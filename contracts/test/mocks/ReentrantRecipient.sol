// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice Calls somebody when coin arrives, and remembers what came of it.
contract ReentrantRecipient {
    bool public succeeded;
    bytes4 public reason;

    address private immutable TARGET;
    bytes private data;

    constructor(address target) {
        TARGET = target;
    }

    function callWhenCoinArrives(bytes calldata data_) external {
        data = data_;
    }

    receive() external payable {
        bytes memory answer;
        (succeeded, answer) = TARGET.call(data);
        reason = bytes4(answer);
    }
}
