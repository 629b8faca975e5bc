// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {Attestation, IAttestorSet} from "../../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";
import {MerkleTree} from "../../libraries/MerkleTree.sol";

contract ClaimIdentityTest is IdentityFixture {
    Attestation private wanted;

    function setUp() public override {
        super.setUp();
        wanted = attestation(FIRST, RECIPIENT);
    }

    function test_RevertWhen_TheWindowHasNotOpened() external {
        wanted.validAfter = 0;
        vm.warp(START - 1);
        refused(abi.encodeWithSelector(ICampaign.NotStarted.selector, START - 1, START));
    }

    function test_RevertWhen_TheWindowHasClosed() external {
        wanted.validBefore = type(uint256).max;
        vm.warp(END);
        refused(abi.encodeWithSelector(ICampaign.Ended.selector, END, END));
    }

    function test_RevertGiven_TheCampaignHasNoAttestors() external {
        AirdropParams memory without = params(address(token));
        without.attestors = address(0);
        airdrop = Deploy.airdrop(without);
        refused(abi.encodeWithSelector(ICampaign.NoAttestors.selector));
    }

    function test_RevertWhen_TheRecipientIsZero() external {
        wanted.recipient = address(0);
        refused(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
    }

    function test_RevertWhen_TheRecipientIsTheAirdrop() external {
        wanted.recipient = address(airdrop);
        refused(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(airdrop)));
    }

    function test_RevertWhen_TheAttestationIsNotYetValid() external {
        wanted.validAfter = START + 1;
        refused(abi.encodeWithSelector(ICampaign.NotYetValid.selector, START, START + 1));
        vm.warp(START + 1);
        claimIdentity(FIRST, wanted, endorse(wanted));
    }

    function test_RevertWhen_TheAttestationHasExpired() external {
        wanted.validBefore = START + 2;
        vm.warp(START + 2);
        refused(abi.encodeWithSelector(ICampaign.Expired.selector, START + 2, START + 2));
        vm.warp(START + 1);
        claimIdentity(FIRST, wanted, endorse(wanted));
    }

    function testFuzz_RevertWhen_TheClaimantIsAWallet(address account) external {
        // Even if every attestor swears that the wallet is an identity.
        wanted.identity = bytes32(uint256(uint160(account)));
        refused(abi.encodeWithSelector(ICampaign.NotAnIdentity.selector, wanted.identity));
    }

    function test_RevertWhen_TheLeafIsOfAWallet() external {
        wanted.identity = bytes32(uint256(uint160(leaves[7].account)));
        (uint256 amount, bytes32[] memory proof) = (leaves[7].amount, proofOf(7));
        bytes memory endorsements = endorse(wanted);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotAnIdentity.selector, wanted.identity));
        airdrop.claimIdentity(7, amount, proof, wanted, endorsements);
    }

    function test_RevertWhen_AWalletClaimsTheLeafOfAnIdentity() external {
        // The last twenty bytes of the identity as an address: the leaf is another.
        address account = address(uint160(uint256(identityOf(FIRST))));
        (uint256 amount, bytes32[] memory proof) = (identityAmount(FIRST), identityProof(FIRST));
        bytes memory reason =
            abi.encodeWithSelector(ICampaign.InvalidProof.selector, FIRST, bytes32(uint256(uint160(account))), amount);
        vm.expectRevert(reason);
        airdrop.claim(FIRST, account, amount, proof);
        vm.expectRevert(reason);
        vm.prank(account);
        airdrop.claimTo(FIRST, RECIPIENT, amount, proof);
    }

    function test_GivenAnIdentityThatLooksLikeAWallet() external {
        // One hash in 2^96. Publishing refuses it; if it stood in a tree all the same, nobody could claim it as an identity.
        bytes32 rare = bytes32(uint256(uint160(uint256(identityOf(FIRST)))));
        AirdropParams memory p = params(address(token));
        p.root = MerkleTree.leafOf(0, rare, 5);
        IMerkleAirdrop odd = Deploy.airdrop(p);
        wanted.identity = rare;
        bytes memory endorsements = endorse(address(odd), wanted);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotAnIdentity.selector, rare));
        odd.claimIdentity(0, 5, new bytes32[](0), wanted, endorsements);
    }

    function test_GivenAnIdentityThatIsOneBitMoreThanAWallet() external {
        wanted.identity = bytes32(uint256(1) << 160);
        AirdropParams memory p = params(address(token));
        p.root = MerkleTree.leafOf(0, wanted.identity, 5);
        IMerkleAirdrop odd = Deploy.airdrop(p);
        token.mint(address(odd), 5);
        odd.claimIdentity(0, 5, new bytes32[](0), wanted, endorse(address(odd), wanted));
        assertEq(token.balanceOf(RECIPIENT), 5);
    }

    function test_RevertWhen_TheIdentityIsAnother() external {
        wanted.identity = identityOf(FIRST + 1);
        refused(
            abi.encodeWithSelector(ICampaign.InvalidProof.selector, FIRST, identityOf(FIRST + 1), identityAmount(FIRST))
        );
    }

    function test_RevertGiven_TheLeafWasPaid() external {
        claimIdentity(FIRST, RECIPIENT);
        refused(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, FIRST));
        wanted.recipient = ANYBODY;
        refused(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, FIRST));
    }

    function test_RevertWhen_TheRelayPutsItsOwnAddress() external {
        bytes memory endorsements = endorse(wanted);
        wanted.recipient = ANYBODY;
        refused(endorsements, invalid());
    }

    function test_RevertWhen_TheAttestationIsForAnotherCampaign() external {
        IMerkleAirdrop other = Deploy.airdrop(params(address(token)));
        refused(endorse(address(other), wanted), invalid());
    }

    function test_RevertWhen_TheAttestationIsForAnotherChain() external {
        bytes memory endorsements = endorse(wanted);
        vm.chainId(block.chainid + 1);
        refused(endorsements, invalid());
    }

    function test_RevertGiven_IdentityClaimsAreFrozen() external {
        vm.prank(GUARDIAN);
        set.freeze(address(airdrop), START + 1 days);
        vm.warp(START + 1 days - 1);
        refused(abi.encodeWithSelector(IAttestorSet.IsFrozen.selector, START + 1 days - 1, START + 1 days));
        claim(7); // wallets are not held up
        vm.warp(START + 1 days);
        claimIdentity(FIRST, wanted, endorse(wanted));
    }

    function test_GivenTheWindowHasGrown() external {
        wanted.validBefore = type(uint256).max;
        vm.prank(GUARDIAN);
        set.freeze(address(airdrop), START + 5 days);
        assertEq(airdrop.endsAt(), END + 5 days);
        vm.warp(END + 5 days - 1);
        claimIdentity(FIRST, wanted, endorse(wanted));
        claim(7);
        vm.warp(END + 5 days);
        (uint256 amount, bytes32[] memory proof) = (identityAmount(FIRST + 1), identityProof(FIRST + 1));
        wanted.identity = identityOf(FIRST + 1);
        bytes memory endorsements = endorse(wanted);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.Ended.selector, END + 5 days, END + 5 days));
        airdrop.claimIdentity(FIRST + 1, amount, proof, wanted, endorsements);
    }

    function testFuzz_WhenAnybodySendsWhatWasAttested(uint256 index, address sender) external {
        index = bound(index, FIRST, FIRST + IDENTITIES - 1);
        wanted = attestation(index, RECIPIENT);
        bytes memory endorsements = endorse(wanted);
        (uint256 amount, bytes32[] memory proof) = (identityAmount(index), identityProof(index));
        vm.expectEmit(address(airdrop));
        emit ICampaign.Claimed(index, identityOf(index), RECIPIENT, amount);
        vm.prank(sender);
        airdrop.claimIdentity(index, amount, proof, wanted, endorsements);
        assertEq(token.balanceOf(RECIPIENT), amount);
        assertEq(token.balanceOf(address(airdrop)), total - amount);
        assertTrue(airdrop.isClaimed(index));
    }

    function refused(bytes memory reason) private {
        refused(endorse(wanted), reason);
    }

    function refused(bytes memory endorsements, bytes memory reason) private {
        (uint256 amount, bytes32[] memory proof) = (identityAmount(FIRST), identityProof(FIRST));
        uint256 balance = token.balanceOf(address(airdrop));
        vm.expectRevert(reason);
        airdrop.claimIdentity(FIRST, amount, proof, wanted, endorsements);
        assertEq(token.balanceOf(address(airdrop)), balance);
    }

    function invalid() private view returns (bytes memory) {
        return abi.encodeWithSelector(IAttestorSet.InvalidEndorsement.selector, attestor);
    }
}
