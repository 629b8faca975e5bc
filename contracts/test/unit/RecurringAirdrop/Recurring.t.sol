// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {Attestation} from "../../../src/interfaces/IAttestorSet.sol";
import {Authorization, ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {Epoch, IRecurringAirdrop} from "../../../src/interfaces/IRecurringAirdrop.sol";
import {IAirdropParamsErrors} from "../../../src/interfaces/AirdropParams.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";
import {MerkleTree} from "../../libraries/MerkleTree.sol";

/// @notice Two people: index 0, an identity that links a wallet before the second list, and index 1, a wallet.
contract RecurringTest is IdentityFixture {
    uint40 private constant DELAY = 3 days;

    address private immutable VETOER = makeAddr("vetoer");

    IRecurringAirdrop private recurring;
    Epoch private second;

    function setUp() public override {
        super.setUp();
        AirdropParams memory p = params(address(token));
        p.root = MerkleTree.node(leafOfIdentity(100), leafOfWallet(50));
        p.total = 150;
        recurring = Deploy.recurring(p, VETOER, DELAY);
        token.mint(address(recurring), 150);
        // In the second list the identity has become a wallet, under the same index.
        second = Epoch(MerkleTree.node(leafOfLinked(180), leafOfWallet(60)), 240, keccak256("second"));
    }

    modifier givenAListIsProposed() {
        vm.prank(OWNER);
        recurring.propose(second);
        _;
    }

    modifier givenTheSecondListIsInEffect() {
        vm.prank(OWNER);
        recurring.propose(second);
        token.mint(address(recurring), 90);
        vm.warp(START + DELAY);
        recurring.activate();
        _;
    }

    function test_RevertWhen_TheDelayIsTooShort() external {
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.InvalidDelay.selector, 1 days - 1));
        Deploy.recurring(params(address(token)), VETOER, 1 days - 1);
    }

    function test_RevertWhen_TheDelayIsTooLong() external {
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.InvalidDelay.selector, 30 days + 1));
        Deploy.recurring(params(address(token)), VETOER, 30 days + 1);
    }

    function test_WhenTheDelayIsAtItsLimits() external {
        assertEq(Deploy.recurring(params(address(token)), VETOER, 1 days).delay(), 1 days);
        assertEq(Deploy.recurring(params(address(token)), VETOER, 30 days).delay(), 30 days);
    }

    function test_WhenItIsMade() external view {
        assertEq(recurring.guardian(), VETOER);
        assertEq(recurring.delay(), DELAY);
        assertEq(recurring.epoch(), 1);
        assertEq(recurring.total(), 150);
        assertEq(recurring.bundleHash(), keccak256("bundle"));
        (, uint256 readyAt) = recurring.pending();
        assertEq(readyAt, 0);
    }

    function testFuzz_RevertWhen_TheProposerIsNotTheOwner(address sender) external {
        vm.assume(sender != OWNER);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotOwner.selector, sender, OWNER));
        vm.prank(sender);
        recurring.propose(second);
    }

    function test_RevertWhen_TheProposedRootIsZero() external {
        second.root = bytes32(0);
        vm.expectRevert(IAirdropParamsErrors.ZeroRoot.selector);
        vm.prank(OWNER);
        recurring.propose(second);
    }

    function test_RevertWhen_TheProposedTotalIsLess() external {
        second.total = 149;
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.TotalDecreased.selector, 149, 150));
        vm.prank(OWNER);
        recurring.propose(second);
        second.total = 150;
        vm.prank(OWNER);
        recurring.propose(second);
    }

    function test_WhenTheOwnerProposes() external {
        vm.expectEmit(address(recurring));
        emit IRecurringAirdrop.EpochProposed(2, second.root, 240, second.bundleHash, START + DELAY);
        vm.prank(OWNER);
        recurring.propose(second);
        (Epoch memory next, uint256 readyAt) = recurring.pending();
        assertEq(abi.encode(next), abi.encode(second));
        assertEq(readyAt, START + DELAY);
        assertEq(recurring.total(), 150);
        claimWallet(50);
    }

    function test_RevertGiven_NothingIsProposed() external {
        vm.expectRevert(IRecurringAirdrop.NoPendingEpoch.selector);
        recurring.activate();
        vm.expectRevert(IRecurringAirdrop.NoPendingEpoch.selector);
        vm.prank(VETOER);
        recurring.veto();
    }

    function test_RevertWhen_TheDelayHasNotPassed() external givenAListIsProposed {
        token.mint(address(recurring), 90);
        vm.warp(START + DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.NotReady.selector, START + DELAY - 1, START + DELAY));
        recurring.activate();
    }

    function test_RevertGiven_TheIncreaseIsNotThere() external givenAListIsProposed {
        claimWallet(50);
        token.mint(address(recurring), 89);
        vm.warp(START + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.Unfunded.selector, 189, 190));
        recurring.activate();
        token.mint(address(recurring), 1);
        recurring.activate();
    }

    function testFuzz_RevertWhen_SomebodyElseVetoes(address sender) external givenAListIsProposed {
        vm.assume(sender != VETOER && sender != OWNER);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.NotVetoer.selector, sender));
        vm.prank(sender);
        recurring.veto();
    }

    function test_WhenTheGuardianVetoes() external givenAListIsProposed {
        vetoedBy(VETOER);
    }

    function test_WhenTheOwnerVetoes() external givenAListIsProposed {
        vetoedBy(OWNER);
    }

    function test_WhenTheOwnerProposesAgain() external givenAListIsProposed {
        vm.warp(START + 1 days);
        vm.prank(OWNER);
        recurring.propose(second);
        vm.warp(START + DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IRecurringAirdrop.NotReady.selector, START + DELAY, START + 1 days + DELAY)
        );
        recurring.activate();
    }

    function test_WhenAnybodyActivates() external givenAListIsProposed {
        token.mint(address(recurring), 90);
        vm.warp(START + DELAY);
        vm.expectEmit(address(recurring));
        emit IRecurringAirdrop.EpochActivated(2, second.root, 240, second.bundleHash);
        vm.prank(ANYBODY);
        recurring.activate();
        assertEq(recurring.epoch(), 2);
        assertEq(recurring.root(), second.root);
        assertEq(recurring.total(), 240);
        assertEq(recurring.bundleHash(), second.bundleHash);
        nothingIsPending();
    }

    function test_RevertWhen_TheLeafIsOfTheZeroAddress() external {
        AirdropParams memory p = params(address(token));
        p.root = MerkleTree.node(MerkleTree.leaf(0, address(0), 100), leafOfWallet(50));
        p.total = 150;
        recurring = Deploy.recurring(p, VETOER, DELAY);
        bytes memory toZero = abi.encodeCall(IERC20.transfer, (address(0), 100));
        vm.mockCall(address(token), toZero, abi.encode(true)); // some tokens would move it
        bytes32[] memory proof = with(leafOfWallet(50));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
        recurring.claim(0, address(0), 100, proof);
        assertEq(recurring.paid(0), 0);
        assertEq(recurring.paidInTotal(), 0);
    }

    function test_RevertGiven_TheIndexWasPaidItsAmount() external {
        claimWallet(50);
        bytes32[] memory proof = with(leafOfIdentity(100));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 1));
        recurring.claim(1, leaves[1].account, 50, proof);
    }

    function test_RevertWhen_TheProofIsOfTheLastList() external givenTheSecondListIsInEffect {
        bytes32[] memory proof = with(leafOfIdentity(100));
        bytes32 claimant = bytes32(uint256(uint160(leaves[1].account)));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidProof.selector, 1, claimant, 50));
        recurring.claim(1, leaves[1].account, 50, proof);
    }

    function test_RevertWhen_TheLeavesAreMoreThanTheTotal() external {
        AirdropParams memory p = params(address(token));
        (p.root, p.total) = (leafOfWallet(50), 49);
        recurring = Deploy.recurring(p, VETOER, DELAY);
        token.mint(address(recurring), 50);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.TotalExceeded.selector, 50, 49));
        recurring.claim(1, leaves[1].account, 50, new bytes32[](0));
    }

    function test_WhenTheLeavesAreExactlyTheTotal() external {
        AirdropParams memory p = params(address(token));
        (p.root, p.total) = (leafOfWallet(50), 50);
        recurring = Deploy.recurring(p, VETOER, DELAY);
        token.mint(address(recurring), 50);
        recurring.claim(1, leaves[1].account, 50, new bytes32[](0));
        assertEq(token.balanceOf(leaves[1].account), 50);
    }

    function test_WhenTheSameIndexClaimsFromBothLists() external {
        claimWallet(50);
        assertEq(recurring.paid(1), 50);
        vm.prank(OWNER);
        recurring.propose(second);
        token.mint(address(recurring), 90);
        vm.warp(START + DELAY);
        recurring.activate();
        vm.expectEmit(address(recurring));
        emit ICampaign.Claimed(1, bytes32(uint256(uint160(leaves[1].account))), leaves[1].account, 10);
        recurring.claim(1, leaves[1].account, 60, with(leafOfLinked(180)));
        assertEq(token.balanceOf(leaves[1].account), 60);
        assertEq(recurring.paid(1), 60);
        assertEq(recurring.paidInTotal(), 60);
    }

    function test_WhenAnIdentityHasBecomeAWallet() external {
        Attestation memory a = Attestation(identityOf(0), RECIPIENT, START, END);
        bytes32[] memory proof = with(leafOfWallet(50));
        recurring.claimIdentity(0, 100, proof, a, endorse(address(recurring), a));
        assertEq(token.balanceOf(RECIPIENT), 100);
        vm.prank(OWNER);
        recurring.propose(second);
        token.mint(address(recurring), 90);
        vm.warp(START + DELAY);
        recurring.activate();
        recurring.claim(0, leaves[0].account, 180, with(leafOfWallet(60)));
        assertEq(token.balanceOf(leaves[0].account), 80);
        assertEq(token.balanceOf(address(recurring)), 60);
    }

    function test_WhenASignatureIsSentAgainInTheNextEpoch() external {
        Authorization memory allowed = authorization(RECIPIENT);
        bytes memory signature = signOne(50, allowed);
        recurring.claimWithSignature(1, leaves[1].account, 50, with(leafOfIdentity(100)), allowed, signature);
        assertEq(token.balanceOf(RECIPIENT), 50);
        vm.prank(OWNER);
        recurring.propose(second);
        token.mint(address(recurring), 90);
        vm.warp(START + DELAY);
        recurring.activate();
        bytes32[] memory proof = with(leafOfLinked(180));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidSignature.selector, leaves[1].account));
        recurring.claimWithSignature(1, leaves[1].account, 60, proof, allowed, signature);
    }

    function test_WhenTheOwnerSweepsAfterTheWindow() external {
        claimWallet(50);
        vm.startPrank(OWNER);
        vm.warp(END - 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, END - 1, END));
        recurring.sweep(OWNER);
        vm.warp(END);
        recurring.sweep(OWNER);
        assertEq(token.balanceOf(OWNER), 100);
    }

    function signOne(uint256 amount, Authorization memory allowed) private returns (bytes memory) {
        leaves[1].amount = amount;
        return signClaim(address(recurring), 1, allowed);
    }

    function vetoedBy(address sender) private {
        vm.expectEmit(address(recurring));
        emit IRecurringAirdrop.EpochVetoed(2, sender);
        vm.prank(sender);
        recurring.veto();
        vm.warp(START + DELAY);
        token.mint(address(recurring), 90);
        vm.expectRevert(IRecurringAirdrop.NoPendingEpoch.selector);
        recurring.activate();
        assertEq(recurring.total(), 150);
        nothingIsPending();
    }

    function nothingIsPending() private view {
        (Epoch memory next, uint256 readyAt) = recurring.pending();
        assertEq(abi.encode(next, readyAt), abi.encode(Epoch(0, 0, 0), 0));
    }

    function claimWallet(uint256 amount) private {
        recurring.claim(1, leaves[1].account, amount, with(leafOfIdentity(100)));
    }

    function leafOfIdentity(uint256 amount) private pure returns (bytes32) {
        return MerkleTree.leafOf(0, identityOf(0), amount);
    }

    function leafOfLinked(uint256 amount) private view returns (bytes32) {
        return MerkleTree.leaf(0, leaves[0].account, amount);
    }

    function leafOfWallet(uint256 amount) private view returns (bytes32) {
        return MerkleTree.leaf(1, leaves[1].account, amount);
    }

    function with(bytes32 sibling) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = sibling;
    }
}
