// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice A contract that takes no coin, until it is told to.
contract CoinRefuser {
    error NotWanted();

    bool private takes;

    function accept() external {
        takes = true;
    }

    receive() external payable {
        if (!takes) revert NotWanted();
    }

    /// @notice Does for somebody what only a contract can be made to do.
    function send(address target, uint256 value, bytes calldata data) external {
        (bool success, bytes memory answer) = target.call{value: value}(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
