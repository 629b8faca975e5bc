// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title Delivery
/// @notice What a token delivers when it is asked to move something, and what it is allowed before.
library Delivery {
    using SafeTransferLib for address;

    /// @notice Moves the sender's tokens to `to`, and says what arrived; reverts if the token does not move them. By difference:
    /// what lay there before does not count, and a balance that shrank meanwhile received nothing.
    function deliver(address token, address to, uint256 amount) internal returns (uint256 arrived) {
        uint256 before = token.balanceOf(to);
        token.safeTransferFrom(msg.sender, to, amount);
        return _since(token, to, before);
    }

    /// @notice The same, and says whether the token moved them instead of reverting.
    function tryDeliver(address token, address to, uint256 amount) internal returns (bool moved, uint256 arrived) {
        uint256 before = token.balanceOf(to);
        moved = token.trySafeTransferFrom(msg.sender, to, amount);
        arrived = _since(token, to, before);
    }

    /// @notice Sends the sender's permit (EIP-2612) for this contract. Somebody may have sent it already; then the allowance is
    /// there and its failure is no matter.
    function tryPermit(address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }

    function _since(address token, address to, uint256 before) private view returns (uint256) {
        uint256 balance = token.balanceOf(to);
        return balance > before ? balance - before : 0;
    }
}
