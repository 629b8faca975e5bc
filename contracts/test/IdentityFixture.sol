// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../src/interfaces/AirdropParams.sol";
import {Attestation, IAttestorSet} from "../src/interfaces/IAttestorSet.sol";
import {Authorization} from "../src/interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "../src/interfaces/IMerkleAirdrop.sol";
import {AirdropFixture} from "./AirdropFixture.sol";
import {Deploy} from "./Deploy.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";
import {Messages} from "./Messages.sol";

/// @notice The same airdrop, in whose tree identities stand beside the wallets, with one attestor of one.
abstract contract IdentityFixture is AirdropFixture {
    uint256 internal constant IDENTITIES = 5;

    /// @dev The leaf of the first identity.
    uint256 internal constant FIRST = COUNT;

    address internal immutable GUARDIAN = makeAddr("guardian");
    address internal immutable SET_OWNER = makeAddr("owner of the set");
    address internal immutable RECIPIENT = makeAddr("recipient");

    IAttestorSet internal set;
    address internal attestor;
    uint256 internal attestorKey;

    function setUp() public virtual override {
        (attestor, attestorKey) = makeAddrAndKey("attestor");
        address[] memory attestors = new address[](1);
        attestors[0] = attestor;
        set = Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, attestors, 1);
        super.setUp();
    }

    function params(address paid) internal view virtual override returns (AirdropParams memory p) {
        p = super.params(paid);
        p.attestors = address(set);
    }

    function hashes() internal override returns (bytes32[] memory list) {
        bytes32[] memory wallets = super.hashes();
        list = new bytes32[](COUNT + IDENTITIES);
        for (uint256 index = 0; index < list.length; ++index) {
            list[index] = index < COUNT ? wallets[index] : identityHash(index);
            if (index >= COUNT) total += identityAmount(index);
        }
    }

    function identityOf(uint256 index) internal pure returns (bytes32) {
        return keccak256(bytes(string.concat("github:", vm.toString(583_231 + index))));
    }

    function identityAmount(uint256 index) internal pure returns (uint256) {
        return index * 2 ether;
    }

    function identityProof(uint256 index) internal view returns (bytes32[] memory) {
        return MerkleTree.proof(tree, identityHash(index));
    }

    function identityHash(uint256 index) private pure returns (bytes32) {
        return MerkleTree.leafOf(index, identityOf(index), identityAmount(index));
    }

    /// @dev What account `index` signs to be paid at `to`, good for the whole window.
    function authorization(address to) internal pure returns (Authorization memory) {
        return Authorization(to, START, END, 0);
    }

    function signClaim(uint256 index, Authorization memory a) internal returns (bytes memory) {
        return signClaim(address(airdrop), index, a);
    }

    function signClaim(address campaign, uint256 index, Authorization memory a) internal returns (bytes memory) {
        return Messages.sign(keyOf(index), claimDigest(campaign, index, a));
    }

    function claimDigest(address campaign, uint256 index, Authorization memory a) internal view returns (bytes32) {
        bytes32 message = Messages.claim(index, leaves[index].account, leaves[index].amount, a);
        return Messages.digest(Messages.domain(campaign, block.chainid), message);
    }

    function keyOf(uint256 index) internal returns (uint256 key) {
        (, key) = makeAddrAndKey(string.concat("account ", vm.toString(index)));
    }

    function claimWithSignature(uint256 index, Authorization memory a, bytes memory signature) internal {
        airdrop.claimWithSignature(index, leaves[index].account, leaves[index].amount, proofOf(index), a, signature);
    }

    /// @dev What attestors say about identity `index`, good for the whole window.
    function attestation(uint256 index, address to) internal pure returns (Attestation memory) {
        return Attestation(identityOf(index), to, START, END);
    }

    function endorse(Attestation memory a) internal view returns (bytes memory) {
        return endorse(address(airdrop), a);
    }

    function endorse(address campaign, Attestation memory a) internal view returns (bytes memory) {
        return Messages.endorsement(attestor, Messages.sign(attestorKey, attestationDigest(campaign, a)));
    }

    function attestationDigest(address campaign, Attestation memory a) internal view returns (bytes32) {
        return Messages.digest(Messages.domain(campaign, block.chainid), Messages.attestation(a));
    }

    function claimIdentity(uint256 index, Attestation memory a, bytes memory endorsements) internal {
        airdrop.claimIdentity(index, identityAmount(index), identityProof(index), a, endorsements);
    }

    function claimIdentity(uint256 index, address to) internal {
        Attestation memory a = attestation(index, to);
        claimIdentity(index, a, endorse(a));
    }
}
