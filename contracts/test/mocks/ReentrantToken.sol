// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PlainToken} from "./PlainToken.sol";

/// @notice Calls somebody in the middle of the next transfer, and remembers what came of it.
contract ReentrantToken is PlainToken {
    bool public succeeded;
    bytes public answer;

    address private target;
    bytes private data;

    function callDuringNextTransfer(address target_, bytes calldata data_) external {
        target = target_;
        data = data_;
    }

    function _update(address from, address to, uint256 value) internal override {
        address called = target;
        if (called != address(0)) {
            target = address(0);
            (succeeded, answer) = called.call(data);
        }
        super._update(from, to, value);
    }
}
