// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice An account that is a contract (ERC-1271): it has signed what it was told it has signed.
contract ContractWallet {
    mapping(bytes32 hash => bytes32 signatureHash) private signed;

    function sign(bytes32 hash, bytes calldata signature) external {
        signed[hash] = keccak256(signature);
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return signed[hash] == keccak256(signature) ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
