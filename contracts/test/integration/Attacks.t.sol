// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {Attestation, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {Authorization, ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {IdentityFixture} from "../IdentityFixture.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {BlockingToken} from "../mocks/BlockingToken.sol";
import {DecimalsToken} from "../mocks/DecimalsToken.sol";
import {FalseToken} from "../mocks/FalseToken.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";

/// @notice What somebody might try, each against the ways of claiming and the kinds of campaign that it concerns. Attacks on
/// one function alone stand with that function; docs/SECURITY.md says where each is.
contract AttacksTest is IdentityFixture {
    function test_RevertWhen_AnInnerNodeIsShownAsTheLeafOfAnIdentity() external {
        // The root's children as "index" and "identity"; any amount would do if leaves were not hashed twice.
        (bytes32 smaller, bytes32 larger) = tree[1] < tree[2] ? (tree[1], tree[2]) : (tree[2], tree[1]);
        assertEq(keccak256(abi.encode(smaller, larger)), tree[0]);
        Attestation memory a = Attestation(larger, ANYBODY, START, END);
        bytes memory endorsements = endorse(a);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidProof.selector, uint256(smaller), larger, total));
        airdrop.claimIdentity(uint256(smaller), total, new bytes32[](0), a, endorsements);
    }

    function test_GivenTheSameListOnAnotherChain() external {
        // The same campaign at the same address, as after a fork of the chain: what was signed for one side is worth nothing
        // on the other, where the leaf is still unpaid. What needs no signature pays whom the leaf names.
        bytes memory signature = signClaim(7, authorization(RECIPIENT));
        Attestation memory a = attestation(FIRST, RECIPIENT);
        bytes memory endorsements = endorse(a);
        uint256 before = vm.snapshotState();
        claimWithSignature(7, authorization(RECIPIENT), signature);
        claimIdentity(FIRST, a, endorsements);
        vm.revertToState(before);
        vm.chainId(block.chainid + 1);

        bytes32[] memory proof = proofOf(7);
        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidSignature.selector, account));
        airdrop.claimWithSignature(7, account, amount, proof, authorization(RECIPIENT), signature);
        proof = identityProof(FIRST);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidEndorsement.selector, attestor));
        airdrop.claimIdentity(FIRST, identityAmount(FIRST), proof, a, endorsements);
        claim(7);
        assertEq(token.balanceOf(RECIPIENT), 0);
        assertEq(token.balanceOf(account), amount);
    }

    function test_WhenARelayIsFrontRun() external {
        // Somebody copies the sponsor's transactions from the mempool: the money goes where it was meant to go.
        bytes memory signature = signClaim(7, authorization(RECIPIENT));
        Attestation memory a = attestation(FIRST, RECIPIENT);
        bytes memory endorsements = endorse(a);
        vm.startPrank(makeAddr("front runner"));
        claimWithSignature(7, authorization(RECIPIENT), signature);
        claimIdentity(FIRST, a, endorsements);
        vm.stopPrank();
        assertEq(token.balanceOf(RECIPIENT), leaves[7].amount + identityAmount(FIRST));
        assertEq(token.balanceOf(makeAddr("front runner")), 0);
    }

    function test_WhenAPlainClaimIsSentBeforeASignedOne() external {
        // The account meant another address; a plain claim may come first, and pays the account, nobody else.
        bytes memory signature = signClaim(7, authorization(RECIPIENT));
        vm.prank(makeAddr("front runner"));
        claim(7);
        assertEq(token.balanceOf(leaves[7].account), leaves[7].amount);
        bytes32[] memory proof = proofOf(7);
        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));
        airdrop.claimWithSignature(7, account, amount, proof, authorization(RECIPIENT), signature);
    }

    function test_GivenTheTokenCallsBackByEveryOtherWay() external {
        ReentrantToken odd = new ReentrantToken();
        use(odd);
        Authorization memory allowed = authorization(RECIPIENT);
        bytes memory signed = abi.encodeCall(
            ICampaign.claimWithSignature,
            (7, leaves[7].account, leaves[7].amount, proofOf(7), allowed, signClaim(7, allowed))
        );
        odd.callDuringNextTransfer(address(airdrop), signed);
        claim(7);
        assertEq(odd.answer(), abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));

        Attestation memory a = attestation(FIRST, RECIPIENT);
        bytes memory again = abi.encodeCall(
            ICampaign.claimIdentity, (FIRST, identityAmount(FIRST), identityProof(FIRST), a, endorse(a))
        );
        odd.callDuringNextTransfer(address(airdrop), again);
        claimIdentity(FIRST, RECIPIENT);
        assertEq(odd.answer(), abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, FIRST));
        assertEq(odd.balanceOf(address(airdrop)), total - leaves[7].amount - identityAmount(FIRST));
    }

    function test_GivenTheTokenCallsBackIntoRelease() external {
        ReentrantToken odd = new ReentrantToken();
        token = odd;
        IVestingAirdrop vesting = Deploy.vesting(params(address(odd)), Schedule(0, 0, 100, 1, 0));
        odd.mint(address(vesting), total);
        vesting.claim(7, leaves[7].account, leaves[7].amount, proofOf(7));
        vm.warp(START + 50);
        odd.callDuringNextTransfer(address(vesting), abi.encodeCall(IVestingAirdrop.release, (7)));
        vesting.release(7);
        assertEq(odd.answer(), abi.encodeWithSelector(IVestingAirdrop.NothingToRelease.selector, 7));
        assertEq(odd.balanceOf(leaves[7].account), leaves[7].amount / 2);
    }

    function test_GivenTheTokenCallsBackIntoARecurringClaim() external {
        ReentrantToken odd = new ReentrantToken();
        IRecurringAirdrop recurring = Deploy.recurring(params(address(odd)), GUARDIAN, 1 days);
        odd.mint(address(recurring), total);
        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        bytes memory again = abi.encodeCall(ICampaign.claim, (7, account, amount, proofOf(7)));
        odd.callDuringNextTransfer(address(recurring), again);
        recurring.claim(7, account, amount, proofOf(7));
        assertEq(odd.answer(), abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));
        assertEq(odd.balanceOf(account), amount);
    }

    function test_GivenTheTokenPauses() external {
        BlockingToken odd = new BlockingToken();
        use(odd);
        odd.pause(true);
        vm.expectRevert(ICampaign.TransferFailed.selector);
        this.send(7);
        odd.pause(false);
        claim(7);
        assertEq(odd.balanceOf(leaves[7].account), leaves[7].amount);
    }

    function test_GivenTheTokenBlocksTheAccount() external {
        // The account is refused, but may still say where else it wants to be paid; the others are not held up.
        BlockingToken odd = new BlockingToken();
        use(odd);
        odd.setBlocked(leaves[7].account, true);
        vm.expectRevert(ICampaign.TransferFailed.selector);
        this.send(7);
        claim(8);
        claimWithSignature(7, authorization(RECIPIENT), signClaim(7, authorization(RECIPIENT)));
        assertEq(odd.balanceOf(RECIPIENT), leaves[7].amount);
    }

    function test_GivenTheTokenAnswersFalse() external {
        FalseToken odd = new FalseToken();
        use(odd);
        odd.refuse();
        Attestation memory a = attestation(FIRST, RECIPIENT);
        (bytes memory endorsements, bytes32[] memory proof) = (endorse(a), identityProof(FIRST));
        vm.expectRevert(ICampaign.TransferFailed.selector);
        airdrop.claimIdentity(FIRST, identityAmount(FIRST), proof, a, endorsements);
        assertFalse(airdrop.isClaimed(FIRST));
        odd.accept();
        claimIdentity(FIRST, RECIPIENT);
        assertEq(odd.balanceOf(RECIPIENT), identityAmount(FIRST));
    }

    function test_GivenTheTokenKeepsAFee() external {
        FeeToken odd = new FeeToken();
        use(odd);
        claimIdentity(FIRST, RECIPIENT);
        assertEq(odd.balanceOf(RECIPIENT), identityAmount(FIRST) - identityAmount(FIRST) / 100);
        assertEq(odd.balanceOf(address(airdrop)), total - identityAmount(FIRST));
    }

    function test_GivenTheTokenHasNoDecimals() external {
        paysBaseUnits(0);
    }

    function test_GivenTheTokenHas77Decimals() external {
        paysBaseUnits(77);
    }

    function test_GivenTheAmountIsAllThereCanBe() external {
        AirdropParams memory p = params(address(token));
        (p.root, p.total) = (MerkleTree.leaf(0, ANYBODY, type(uint256).max), type(uint256).max);
        token = new PlainToken();
        p.token = address(token);
        airdrop = Deploy.airdrop(p);
        token.mint(address(airdrop), type(uint256).max);
        airdrop.claim(0, ANYBODY, type(uint256).max, new bytes32[](0));
        assertEq(token.balanceOf(ANYBODY), type(uint256).max);
    }

    function test_RevertWhen_TheOwnerClawsBackAtEveryTurnOfTheClock() external {
        // Two days before the window, at its first second, at its last, and while a freeze makes it longer.
        uint40[4] memory times = [START - 2 days, START, END - 1, END + 5 days - 1];
        vm.prank(GUARDIAN);
        set.freeze(address(airdrop), START + 5 days);
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, times[i], END + 5 days));
            vm.prank(OWNER);
            airdrop.sweep(OWNER);
        }
        assertEq(token.balanceOf(address(airdrop)), total);
    }

    function test_RevertWhen_AFreezeWouldReopenAClosedWindow() external {
        vm.warp(END);
        vm.prank(OWNER);
        airdrop.sweep(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.CampaignEnded.selector, airdrop, END, END));
        vm.prank(GUARDIAN);
        set.freeze(address(airdrop), END + 1 days);
    }

    function test_GivenTheAttestorsHaveGoneMad() external {
        // A set that answers everything and says that nothing was ever frozen: wallets are paid, windows hold.
        vm.etch(address(set), hex"5f5f5260205ff3");
        claim(7);
        Attestation memory a = Attestation(identityOf(FIRST), ANYBODY, START, END);
        claimIdentity(FIRST, a, "");
        assertEq(token.balanceOf(ANYBODY), identityAmount(FIRST)); // the worst they can do
        a.identity = bytes32(uint256(uint160(leaves[8].account)));
        (uint256 amount, bytes32[] memory proof) = (leaves[8].amount, proofOf(8));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotAnIdentity.selector, a.identity));
        airdrop.claimIdentity(8, amount, proof, a, "");
        vm.warp(END - 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, END - 1, END));
        vm.prank(OWNER);
        airdrop.sweep(OWNER);
        vm.warp(END);
        vm.prank(OWNER);
        airdrop.sweep(OWNER);
        assertEq(token.balanceOf(address(airdrop)), 0);
    }

    function test_GivenTheAttestorsRevertAlways() external {
        vm.etch(address(set), hex"5f5ffd");
        claim(7);
        assertEq(token.balanceOf(leaves[7].account), leaves[7].amount);
        vm.warp(END - 1);
        claim(8);
        // From then on nobody can say whether the window has grown: nothing is paid, and nothing can be taken back.
        vm.warp(END);
        vm.expectRevert(bytes(""));
        this.send(9);
        vm.expectRevert(bytes(""));
        vm.prank(OWNER);
        airdrop.sweep(OWNER);
        assertEq(token.balanceOf(address(airdrop)), total - leaves[7].amount - leaves[8].amount);
    }

    /// @dev One call, as `vm.expectRevert` wants it.
    function send(uint256 index) external {
        claim(index);
    }

    function paysBaseUnits(uint8 decimals) private {
        DecimalsToken odd = new DecimalsToken(decimals);
        assertEq(odd.decimals(), decimals);
        use(odd);
        claim(7);
        claimIdentity(FIRST, RECIPIENT);
        assertEq(odd.balanceOf(leaves[7].account), leaves[7].amount);
        assertEq(odd.balanceOf(RECIPIENT), identityAmount(FIRST));
    }

    function use(PlainToken odd) private {
        token = odd;
        airdrop = Deploy.airdrop(params(address(odd)));
        deal(address(odd), address(airdrop), total);
    }
}
