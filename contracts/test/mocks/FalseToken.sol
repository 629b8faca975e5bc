// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PlainToken} from "./PlainToken.sol";

/// @notice Answers `false` instead of reverting, while it has been told to refuse.
contract FalseToken is PlainToken {
    bool private refuses;

    function refuse() external {
        refuses = true;
    }

    function accept() external {
        refuses = false;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        return !refuses && super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return !refuses && super.transferFrom(from, to, value);
    }
}
