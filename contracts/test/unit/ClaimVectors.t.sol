// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {Attestation, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {Authorization} from "../../src/interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {Messages} from "../Messages.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Leaves, messages and signatures that Rust and TypeScript read too, made by none of the three.
contract ClaimVectorsTest is Test {
    string private json;
    PlainToken private token;
    IMerkleAirdrop private airdrop;

    /// @dev The campaign stands where the vectors say, on the chain they say.
    function setUp() public {
        json = vm.readFile("../tests/vectors/claims.json");
        token = new PlainToken();
        address[] memory attestors = new address[](1);
        attestors[0] = vm.parseJsonAddress(json, ".attestation.signer");
        IAttestorSet set = Deploy.attestorSet(address(this), address(0), 2 days, attestors, 1);
        vm.chainId(vm.parseUint(vm.parseJsonString(json, ".domain.chainId")));
        bytes32 root = vm.parseJsonBytes32Array(json, ".tree.tree")[0];
        IMerkleAirdrop made = Deploy.airdrop(
            AirdropParams(
                address(token), root, 1, address(this), 1_800_000_000, 1_800_009_000, bytes32(0), address(set)
            )
        );
        airdrop = IMerkleAirdrop(vm.parseJsonAddress(json, ".domain.verifyingContract"));
        vm.etch(address(airdrop), address(made).code);
        token.mint(address(airdrop), 10 ** 25);
        vm.warp(1_800_000_000);
    }

    function test_GivenTheIdentities() external view {
        for (uint256 i = 0; i < 3; ++i) {
            string memory key = string.concat(".identities[", vm.toString(i), "]");
            string memory id = vm.parseJsonString(json, string.concat(key, ".githubId"));
            assertEq(
                keccak256(bytes(string.concat("github:", id))),
                vm.parseJsonBytes32(json, string.concat(key, ".claimant"))
            );
        }
    }

    function test_GivenTheSignedClaim() external {
        (uint256 amount, bytes32[] memory proof) = leaf(0);
        Authorization memory a = Authorization(
            vm.parseJsonAddress(json, ".claim.message.to"),
            number(".claim.message.validAfter"),
            number(".claim.message.validBefore"),
            number(".claim.message.nonce")
        );
        address account = vm.parseJsonAddress(json, ".claim.message.account");
        bytes32 digest =
            Messages.digest(Messages.domain(address(airdrop), block.chainid), Messages.claim(0, account, amount, a));
        assertEq(digest, vm.parseJsonBytes32(json, ".claim.digest"));
        airdrop.claimWithSignature(0, account, amount, proof, a, vm.parseJsonBytes(json, ".claim.signature"));
        assertEq(token.balanceOf(a.to), amount);
    }

    function test_GivenTheAttestation() external {
        (uint256 amount, bytes32[] memory proof) = leaf(1);
        Attestation memory a = Attestation(
            vm.parseJsonBytes32(json, ".attestation.message.identity"),
            vm.parseJsonAddress(json, ".attestation.message.recipient"),
            number(".attestation.message.validAfter"),
            number(".attestation.message.validBefore")
        );
        bytes32 digest = Messages.digest(Messages.domain(address(airdrop), block.chainid), Messages.attestation(a));
        assertEq(digest, vm.parseJsonBytes32(json, ".attestation.digest"));
        airdrop.claimIdentity(1, amount, proof, a, vm.parseJsonBytes(json, ".attestation.endorsements"));
        assertEq(token.balanceOf(a.recipient), amount);
    }

    function leaf(uint256 place) private view returns (uint256 amount, bytes32[] memory proof) {
        string memory key = string.concat(".tree.values[", vm.toString(place), "]");
        amount = number(string.concat(key, ".amount"));
        proof = vm.parseJsonBytes32Array(json, string.concat(key, ".proof"));
    }

    function number(string memory key) private view returns (uint256) {
        return vm.parseUint(vm.parseJsonString(json, key));
    }
}
