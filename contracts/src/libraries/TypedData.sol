// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title TypedData
/// @notice EIP-712 messages to a campaign, and who signed them.
library TypedData {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME = keccak256("Tributary");
    bytes32 private constant VERSION = keccak256("1");

    /// @notice The domain of a campaign. It is made anew each time, so that after a fork of the chain the messages of one
    /// side are worth nothing on the other.
    function domain(address campaign) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, block.chainid, campaign));
    }

    /// @notice What is signed.
    function digest(address campaign, bytes32 message) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain(campaign), message);
    }

    /// @notice Did `signer` sign? By its key (65 bytes, `s` in the lower half), or, if it is a contract, by its own word
    /// (ERC-1271). The key comes first, so that an account that delegates to code (EIP-7702) can still sign with it.
    function isSignedBy(bytes32 hash, address signer, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(hash, signature);
        if (problem == ECDSA.RecoverError.NoError && recovered == signer) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(signer, hash, signature);
    }
}
