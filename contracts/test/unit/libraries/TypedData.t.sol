// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {TypedData} from "../../../src/libraries/TypedData.sol";
import {Messages} from "../../Messages.sol";
import {ContractWallet} from "../../mocks/ContractWallet.sol";

contract TypedDataTest is Test {
    bytes32 private constant HASH = keccak256("what is signed");

    address private signer;
    uint256 private key;

    function setUp() public {
        (signer, key) = makeAddrAndKey("signer");
    }

    function testFuzz_WhenADomainIsMade(address campaign, uint64 chain) external {
        vm.chainId(chain);
        assertEq(TypedData.domain(campaign), Messages.domain(campaign, chain));
    }

    function testFuzz_WhenAMessageIsHashed(address campaign, bytes32 message) external view {
        bytes32 domain = Messages.domain(campaign, block.chainid);
        assertEq(TypedData.digest(campaign, message), Messages.digest(domain, message));
    }

    function testFuzz_WhenTheKeySigned(uint256 anyKey, bytes32 hash) external view {
        anyKey = boundPrivateKey(anyKey);
        assertTrue(this.isSignedBy(hash, vm.addr(anyKey), Messages.sign(anyKey, hash)));
    }

    function testFuzz_WhenAnotherSigned(address other) external view {
        vm.assume(other != signer && other.code.length == 0);
        assertFalse(this.isSignedBy(HASH, other, Messages.sign(key, HASH)));
    }

    function testFuzz_WhenSomethingElseWasSigned(bytes32 hash) external view {
        vm.assume(hash != HASH);
        assertFalse(this.isSignedBy(HASH, signer, Messages.sign(key, hash)));
    }

    function test_WhenTheSignatureIsTheHighTwin() external view {
        assertFalse(this.isSignedBy(HASH, signer, Messages.twin(Messages.sign(key, HASH))));
    }

    function test_WhenTheSignatureHasAnotherLength() external view {
        bytes memory signature = Messages.sign(key, HASH);
        assertFalse(this.isSignedBy(HASH, signer, Messages.compact(signature)));
        assertFalse(this.isSignedBy(HASH, signer, bytes.concat(signature, hex"00")));
        assertFalse(this.isSignedBy(HASH, signer, ""));
    }

    function testFuzz_WhenTheSignerIsNobody(bytes memory signature) external view {
        assertFalse(this.isSignedBy(HASH, address(0), signature));
        assertFalse(this.isSignedBy(HASH, address(0), new bytes(65)));
    }

    function test_WhenTheSignerIsAContract() external {
        ContractWallet wallet = new ContractWallet();
        wallet.sign(HASH, "its own word");
        assertTrue(this.isSignedBy(HASH, address(wallet), "its own word"));
        assertFalse(this.isSignedBy(HASH, address(wallet), "another word"));
        assertFalse(this.isSignedBy(~HASH, address(wallet), "its own word"));
    }

    function test_WhenTheSignerIsAContractThatKnowsNoSignatures() external view {
        assertFalse(this.isSignedBy(HASH, address(this), Messages.sign(key, HASH)));
    }

    /// @dev EIP-7702: an account with a key and with code.
    function test_WhenTheSignerDelegatesToCode() external {
        vm.signAndAttachDelegation(address(new ContractWallet()), key);
        assertTrue(this.isSignedBy(HASH, signer, Messages.sign(key, HASH)));
        assertFalse(this.isSignedBy(HASH, signer, "its own word"));
        ContractWallet(signer).sign(HASH, "its own word");
        assertTrue(this.isSignedBy(HASH, signer, "its own word"));
    }

    /// @dev From outside, since a signature is read where the transaction carries it.
    function isSignedBy(bytes32 hash, address by, bytes calldata signature) external view returns (bool) {
        return TypedData.isSignedBy(hash, by, signature);
    }
}
