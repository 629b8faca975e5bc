// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Authorization, ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";
import {MerkleTree} from "../../libraries/MerkleTree.sol";
import {Messages} from "../../Messages.sol";
import {ContractWallet} from "../../mocks/ContractWallet.sol";

contract ClaimWithSignatureTest is IdentityFixture {
    Authorization private wanted;

    function setUp() public override {
        super.setUp();
        wanted = authorization(RECIPIENT);
    }

    function test_RevertWhen_TheWindowHasNotOpened() external {
        wanted.validAfter = 0;
        vm.warp(START - 1);
        refused(signClaim(7, wanted), abi.encodeWithSelector(ICampaign.NotStarted.selector, START - 1, START));
    }

    function test_RevertWhen_TheWindowHasClosed() external {
        wanted.validBefore = type(uint256).max;
        vm.warp(END);
        refused(signClaim(7, wanted), abi.encodeWithSelector(ICampaign.Ended.selector, END, END));
    }

    function test_RevertWhen_TheRecipientIsZero() external {
        wanted.to = address(0);
        refused(signClaim(7, wanted), abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
    }

    function test_RevertWhen_TheRecipientIsTheAirdrop() external {
        wanted.to = address(airdrop);
        refused(signClaim(7, wanted), abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(airdrop)));
    }

    function test_RevertWhen_TheSignatureIsNotYetValid() external {
        wanted.validAfter = START + 1;
        bytes memory signature = signClaim(7, wanted);
        refused(signature, abi.encodeWithSelector(ICampaign.NotYetValid.selector, START, START + 1));
        vm.warp(START + 1);
        send(signature);
    }

    function test_RevertWhen_TheSignatureHasExpired() external {
        wanted.validBefore = START + 2;
        bytes memory signature = signClaim(7, wanted);
        vm.warp(START + 2);
        refused(signature, abi.encodeWithSelector(ICampaign.Expired.selector, START + 2, START + 2));
        vm.warp(START + 1);
        send(signature);
    }

    function test_RevertGiven_TheNonceWasRevoked() external {
        bytes memory signature = signClaim(7, wanted);
        vm.prank(leaves[7].account);
        airdrop.revoke();
        refused(signature, abi.encodeWithSelector(ICampaign.InvalidNonce.selector, 0, 1));
        wanted.nonce = 1;
        send(signClaim(7, wanted));
    }

    function test_RevertWhen_TheNonceIsAheadOfTime() external {
        wanted.nonce = 1;
        refused(signClaim(7, wanted), abi.encodeWithSelector(ICampaign.InvalidNonce.selector, 1, 0));
    }

    function test_RevertGiven_TheSignatureWasUsed() external {
        bytes memory signature = signClaim(7, wanted);
        send(signature);
        refused(signature, abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));
    }

    function test_RevertWhen_TheSignatureIsOfAnotherAccount() external {
        uint256 key = keyOf(8);
        refused(Messages.sign(key, claimDigest(address(airdrop), 7, wanted)), invalid());
    }

    function testFuzz_RevertWhen_OneFieldIsAnother(uint256 field, uint128 change) external {
        vm.assume(change != 0);
        bytes memory signature = signClaim(7, wanted);
        field = bound(field, 0, 2);
        if (field == 0) wanted.to = address(uint160(wanted.to) ^ change);
        else if (field == 1) wanted.validAfter -= bound(change, 1, START);
        else wanted.validBefore += change;
        refused(signature, invalid());
    }

    function test_RevertWhen_TheSignatureIsForAnotherLeaf() external {
        // The account has two leaves; what it signed for one is worth nothing for the other.
        AirdropParams memory two = params(address(token));
        bytes32 other = MerkleTree.leaf(8, leaves[7].account, leaves[7].amount);
        two.root = MerkleTree.node(hashOf(leaves[7]), other);
        airdrop = Deploy.airdrop(two);
        bytes memory signature = signClaim(7, wanted);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = hashOf(leaves[7]);
        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        vm.expectRevert(invalid());
        airdrop.claimWithSignature(8, account, amount, proof, wanted, signature);
    }

    function test_RevertWhen_TheSignatureIsForAnotherCampaign() external {
        IMerkleAirdrop other = Deploy.airdrop(params(address(token)));
        refused(signClaim(address(other), 7, wanted), invalid());
    }

    function test_RevertWhen_TheSignatureIsForAnotherChain() external {
        bytes memory signature = signClaim(7, wanted);
        vm.chainId(block.chainid + 1);
        refused(signature, invalid());
    }

    function test_RevertWhen_TheSignatureIsTheHighTwin() external {
        bytes memory signature = signClaim(7, wanted);
        refused(Messages.twin(signature), invalid());
        send(signature);
        refused(Messages.twin(signature), invalid());
    }

    function test_RevertWhen_TheSignatureHas64Bytes() external {
        refused(Messages.compact(signClaim(7, wanted)), invalid());
    }

    function test_RevertWhen_TheSignatureIsEmpty() external {
        refused("", invalid());
    }

    function test_RevertWhen_TheAccountIsZero() external {
        // A signature that recovers nobody is not the signature of nobody.
        AirdropParams memory p = params(address(token));
        p.root = MerkleTree.leaf(0, address(0), 5);
        IMerkleAirdrop odd = Deploy.airdrop(p);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidSignature.selector, address(0)));
        odd.claimWithSignature(0, address(0), 5, new bytes32[](0), wanted, new bytes(65));
    }

    function testFuzz_WhenAnybodySendsWhatTheAccountSigned(address sender) external {
        bytes memory signature = signClaim(7, wanted);
        vm.expectEmit(address(airdrop));
        emit ICampaign.Claimed(7, bytes32(uint256(uint160(leaves[7].account))), RECIPIENT, leaves[7].amount);
        bytes32[] memory proof = proofOf(7);
        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        vm.prank(sender);
        airdrop.claimWithSignature(7, account, amount, proof, wanted, signature);
        assertEq(token.balanceOf(RECIPIENT), amount);
        assertEq(token.balanceOf(account), 0);
        assertTrue(airdrop.isClaimed(7));
    }

    function test_WhenTheAccountIsAContract() external {
        ContractWallet wallet = new ContractWallet();
        vm.etch(leaves[7].account, address(wallet).code);
        refused("yes", invalid());
        ContractWallet(leaves[7].account).sign(claimDigest(address(airdrop), 7, wanted), "yes");
        refused("no", invalid());
        send("yes");
        assertEq(token.balanceOf(RECIPIENT), leaves[7].amount);
    }

    function test_WhenTheAccountHasAKeyAndCode() external {
        // EIP-7702: the code answers no signature, the key still signs.
        vm.etch(leaves[7].account, hex"5f5ffd");
        send(signClaim(7, wanted));
        assertEq(token.balanceOf(RECIPIENT), leaves[7].amount);
    }

    function send(bytes memory signature) private {
        claimWithSignature(7, wanted, signature);
    }

    function invalid() private view returns (bytes memory) {
        return abi.encodeWithSelector(ICampaign.InvalidSignature.selector, leaves[7].account);
    }

    function refused(bytes memory signature, bytes memory reason) private {
        bytes32[] memory proof = proofOf(7);
        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        uint256 balance = token.balanceOf(address(airdrop));
        vm.expectRevert(reason);
        airdrop.claimWithSignature(7, account, amount, proof, wanted, signature);
        assertEq(token.balanceOf(address(airdrop)), balance);
    }
}
