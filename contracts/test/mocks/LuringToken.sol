// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice Counts votes, and has what is signed over them count at another contract.
contract LuringToken {
    address public constant ELSEWHERE = 0x00000000000000000000000000000000DeaDBeef;

    function delegates(address) external pure returns (address) {
        return address(0);
    }

    function getVotes(address) external pure returns (uint256) {
        return 0;
    }

    function nonces(address) external pure returns (uint256) {
        return 0;
    }

    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        return (hex"0f", "Elsewhere", "1", block.chainid, ELSEWHERE, bytes32(0), new uint256[](0));
    }
}
