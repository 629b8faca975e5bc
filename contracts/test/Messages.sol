// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {Attestation} from "../src/interfaces/IAttestorSet.sol";
import {Authorization} from "../src/interfaces/ICampaign.sol";

/// @notice The EIP-712 messages, written from their published types and sharing no code with the contracts under test.
library Messages {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Half the order of secp256k1 and its order: a signature is also right with `order - s` and the other `v`.
    uint256 internal constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function domain(address campaign, uint256 chain) internal pure returns (bytes32) {
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        return keccak256(abi.encode(kind, keccak256("Tributary"), keccak256("1"), chain, campaign));
    }

    function claim(uint256 index, address account, uint256 amount, Authorization memory a)
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Claim(uint256 index,address account,uint256 amount,address to,uint256 validAfter,uint256 validBefore,uint256 nonce)"
        );
        return keccak256(abi.encode(kind, index, account, amount, a.to, a.validAfter, a.validBefore, a.nonce));
    }

    function attestation(Attestation memory a) internal pure returns (bytes32) {
        bytes32 kind =
            keccak256("Attestation(bytes32 identity,address recipient,uint256 validAfter,uint256 validBefore)");
        return keccak256(abi.encode(kind, a.identity, a.recipient, a.validAfter, a.validBefore));
    }

    function digest(bytes32 domain_, bytes32 message) internal pure returns (bytes32) {
        return keccak256(bytes.concat(hex"1901", domain_, message));
    }

    function sign(uint256 key, bytes32 digest_) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest_);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The other signature that the curve gives for the same key and message.
    function twin(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, uint256 s, uint8 v) = split(signature);
        return abi.encodePacked(r, ORDER - s, v == 27 ? 28 : 27);
    }

    /// @dev The same signature in 64 bytes (ERC-2098).
    function compact(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, uint256 s, uint8 v) = split(signature);
        return abi.encodePacked(r, s | (uint256(v - 27) << 255));
    }

    function endorsement(address attestor, bytes memory signature) internal pure returns (bytes memory) {
        return abi.encodePacked(attestor, uint16(signature.length), signature);
    }

    function split(bytes memory signature) private pure returns (bytes32 r, uint256 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
    }
}
