// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PlainToken} from "./PlainToken.sol";

/// @notice A token that its issuer can pause, or refuse to move to somebody.
contract BlockingToken is PlainToken {
    error Paused();
    error Blocked(address account);

    bool public paused;
    mapping(address account => bool) public blocked;

    function pause(bool on) external {
        paused = on;
    }

    function setBlocked(address account, bool on) external {
        blocked[account] = on;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (paused) revert Paused();
        if (blocked[to]) revert Blocked(to);
        super._update(from, to, value);
    }
}
