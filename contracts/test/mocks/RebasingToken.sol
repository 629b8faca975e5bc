// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PlainToken} from "./PlainToken.sol";

/// @notice Balances that grow by themselves, by one per cent a day.
contract RebasingToken is PlainToken {
    uint256 private immutable START = block.timestamp;

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * (100 + (block.timestamp - START) / 1 days) / 100;
    }
}
