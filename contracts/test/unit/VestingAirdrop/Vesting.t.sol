// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {Attestation} from "../../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {IVestingAirdrop, Schedule} from "../../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";
import {MerkleTree} from "../../libraries/MerkleTree.sol";

contract VestingTest is IdentityFixture {
    uint40 private constant CLIFF = 30 days;
    uint40 private constant DURATION = 360 days;

    /// @dev A tenth at the claim, the rest by the second over 360 days, nothing of it in the first 30.
    Schedule private wanted = Schedule(0, CLIFF, DURATION, 1, 1000);
    IVestingAirdrop private vesting;

    function setUp() public override {
        super.setUp();
        vesting = make();
    }

    function test_RevertWhen_TheTotalDoesNotFit128Bits() external {
        AirdropParams memory p = params(address(token));
        p.total = uint256(type(uint128).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.TotalTooLarge.selector, p.total));
        Deploy.vesting(p, wanted);
    }

    function test_WhenTheTotalJustFits128Bits() external {
        AirdropParams memory p = params(address(token));
        p.total = type(uint128).max;
        assertEq(Deploy.vesting(p, wanted).total(), type(uint128).max);
    }

    function test_RevertWhen_TheDurationIsZero() external {
        (wanted.duration, wanted.cliff, wanted.period) = (0, 0, 0);
        refused();
    }

    function test_RevertWhen_TheCliffIsLongerThanTheDuration() external {
        wanted.cliff = DURATION + 1;
        refused();
    }

    function test_RevertWhen_ThePeriodIsZero() external {
        wanted.period = 0;
        refused();
    }

    function test_RevertWhen_ThePeriodIsLongerThanTheDuration() external {
        wanted.period = DURATION + 1;
        refused();
    }

    function test_RevertWhen_MoreIsUnlockedThanThereIs() external {
        wanted.unlockBps = 10_001;
        refused();
    }

    function test_WhenTheScheduleIsAtItsLimits() external {
        wanted = Schedule(0, 100, 100, 100, 10_000);
        vesting = make();
        vest(9);
        assertEq(token.balanceOf(leaves[9].account), leaves[9].amount);
    }

    function test_WhenTheScheduleLastsASecond() external {
        wanted = Schedule(0, 1, 1, 1, 0);
        vesting = make();
        vest(9);
        assertEq(token.balanceOf(leaves[9].account), 0);
        vm.warp(START + 1);
        vesting.release(9);
        assertEq(token.balanceOf(leaves[9].account), leaves[9].amount);
    }

    function test_WhenTheScheduleIsSound() external view {
        (uint40 start, uint40 cliff, uint40 duration, uint40 period, uint16 unlockBps) = vesting.schedule();
        assertEq(abi.encode(start, cliff, duration, period, unlockBps), abi.encode(wanted));
        assertEq(vesting.root(), tree[0]);
        assertEq(vesting.total(), total);
        assertEq(vesting.bundleHash(), keccak256("bundle"));
    }

    function test_WhenAWalletClaims() external {
        uint256 amount = leaves[9].amount;
        vm.expectEmit(address(vesting));
        emit IVestingAirdrop.Granted(9, leaves[9].account, amount, START);
        vm.expectEmit(address(vesting));
        emit ICampaign.Claimed(9, bytes32(uint256(uint160(leaves[9].account))), leaves[9].account, amount / 10);
        vest(9);
        assertEq(token.balanceOf(leaves[9].account), amount / 10);
        assertTrue(vesting.isClaimed(9));
        assertFalse(vesting.isClaimed(8));
        (address to, uint40 start, uint128 granted, uint128 released) = vesting.grants(9);
        assertEq(abi.encode(to, start, granted, released), abi.encode(leaves[9].account, START, amount, amount / 10));
        (granted, released) = vesting.ledger();
        assertEq(granted, amount);
        assertEq(released, amount / 10);
    }

    function test_RevertGiven_TheLeafWasClaimed() external {
        vest(9);
        (address account, uint256 amount, bytes32[] memory proof) = (leaves[9].account, leaves[9].amount, proofOf(9));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 9));
        vesting.claim(9, account, amount, proof);
    }

    function test_RevertWhen_TheLeafIsOfTheZeroAddress() external {
        AirdropParams memory p = params(address(token));
        (bytes32 zero, bytes32 other) = (MerkleTree.leaf(0, address(0), 5), MerkleTree.leaf(1, ANYBODY, 5));
        (p.total, p.root) = (10, MerkleTree.node(zero, other));
        wanted.unlockBps = 0; // nothing moves at the claim, so the token has no say
        vesting = Deploy.vesting(p, wanted);
        token.mint(address(vesting), 10);
        for (uint256 time = 0; time < 2; ++time) {
            vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
            vesting.claim(0, address(0), 5, one(other));
        }
        vesting.claim(1, ANYBODY, 5, one(zero));
        (uint128 granted,) = vesting.ledger();
        assertEq(granted, 5);
    }

    function testFuzz_RevertWhen_TheAmountIsAnother(uint256 amount) external {
        vm.assume(amount != leaves[9].amount);
        (address account, bytes32[] memory proof) = (leaves[9].account, proofOf(9));
        vm.expectRevert(
            abi.encodeWithSelector(ICampaign.InvalidProof.selector, 9, bytes32(uint256(uint160(account))), amount)
        );
        vesting.claim(9, account, amount, proof);
    }

    function test_RevertWhen_TheLeavesAreMoreThanTheTotal() external {
        AirdropParams memory p = params(address(token));
        (p.total, p.root) = (5, MerkleTree.leaf(0, ANYBODY, 6));
        vesting = Deploy.vesting(p, wanted);
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.TotalExceeded.selector, 6, 5));
        vesting.claim(0, ANYBODY, 6, new bytes32[](0));
    }

    function test_WhenTheLeavesAreExactlyTheTotal() external {
        AirdropParams memory p = params(address(token));
        (p.total, p.root) = (5, MerkleTree.leaf(0, ANYBODY, 5));
        vesting = Deploy.vesting(p, wanted);
        token.mint(address(vesting), 5);
        vesting.claim(0, ANYBODY, 5, new bytes32[](0));
        assertTrue(vesting.isClaimed(0));
    }

    function test_WhenASingleUnitBecomesAvailable() external {
        AirdropParams memory p = params(address(token));
        (p.total, p.root) = (1, MerkleTree.leaf(0, ANYBODY, 1));
        wanted.unlockBps = 10_000;
        vesting = Deploy.vesting(p, wanted);
        token.mint(address(vesting), 1);
        vesting.claim(0, ANYBODY, 1, new bytes32[](0));
        assertEq(token.balanceOf(ANYBODY), 1);
    }

    function test_WhenNothingIsAvailableAtTheClaim() external {
        wanted.unlockBps = 0;
        vesting = make();
        // Some tokens refuse to move nothing.
        vm.mockCallRevert(address(token), abi.encodeWithSelector(IERC20.transfer.selector), "nothing moves");
        vest(9);
        assertTrue(vesting.isClaimed(9));
    }

    function test_WhenTheAccountSignsForAnotherAddress() external {
        bytes memory signature = signClaim(address(vesting), 9, authorization(RECIPIENT));
        (address account, uint256 amount, bytes32[] memory proof) = (leaves[9].account, leaves[9].amount, proofOf(9));
        vesting.claimWithSignature(9, account, amount, proof, authorization(RECIPIENT), signature);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 9));
        vesting.claimWithSignature(9, account, amount, proof, authorization(RECIPIENT), signature);
        vm.warp(START + DURATION);
        vesting.release(9);
        assertEq(token.balanceOf(RECIPIENT), amount);
    }

    function test_WhenAnIdentityClaims() external {
        Attestation memory a = attestation(FIRST, RECIPIENT);
        uint256 amount = identityAmount(FIRST);
        vesting.claimIdentity(FIRST, amount, identityProof(FIRST), a, endorse(address(vesting), a));
        assertEq(token.balanceOf(RECIPIENT), amount / 10);
        vm.warp(START + DURATION);
        vesting.release(FIRST);
        assertEq(token.balanceOf(RECIPIENT), amount);
    }

    function test_WhenTheAccountClaimsToAnotherAddressBeforeTheCliff() external {
        wanted.unlockBps = 0;
        vesting = make();
        (uint256 amount, bytes32[] memory proof) = (leaves[9].amount, proofOf(9));
        vm.prank(leaves[9].account);
        vesting.claimTo(9, RECIPIENT, amount, proof);
        assertEq(token.balanceOf(RECIPIENT), 0);
        vm.warp(START + CLIFF);
        vesting.release(9);
        assertEq(token.balanceOf(RECIPIENT), amount * CLIFF / DURATION);
    }

    function test_RevertGiven_TheLeafToReleaseWasNotClaimed() external {
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.NotClaimed.selector, 9));
        vesting.release(9);
        assertEq(vesting.releasable(9), 0);
    }

    function test_RevertGiven_NothingBecameAvailable() external {
        vest(9);
        vm.warp(START + CLIFF - 1);
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.NothingToRelease.selector, 9));
        vesting.release(9);
    }

    function testFuzz_WhenAnybodyReleases(uint256 first, uint256 second, address sender) external {
        vest(9);
        first = bound(first, CLIFF, DURATION - 1);
        second = bound(second, first + 1, 2 * DURATION);
        uint256 amount = leaves[9].amount;
        uint256 due = amount / 10 + (amount - amount / 10) * first / DURATION;
        vm.warp(START + first);
        assertEq(vesting.releasable(9), due - amount / 10);
        vm.expectEmit(address(vesting));
        emit IVestingAirdrop.Released(9, leaves[9].account, due - amount / 10);
        vm.prank(sender);
        assertEq(vesting.release(9), due - amount / 10);
        assertEq(token.balanceOf(leaves[9].account), due);
        vm.warp(START + second);
        vesting.release(9);
        assertEq(token.balanceOf(leaves[9].account), vesting.vested(amount, START, START + second));
    }

    function test_WhenEverythingIsReleasedAfterTheWindow() external {
        vest(9);
        vm.warp(START + DURATION);
        vesting.release(9);
        assertEq(token.balanceOf(leaves[9].account), leaves[9].amount);
        (uint128 granted, uint128 released) = vesting.ledger();
        assertEq(granted, released);
    }

    function test_WhenTheOwnerSweepsWhileGrantsRun() external {
        vest(9);
        vm.warp(END);
        vm.prank(OWNER);
        vesting.sweep(OWNER);
        assertEq(token.balanceOf(OWNER), total - leaves[9].amount);
        vm.warp(START + DURATION);
        vesting.release(9);
        assertEq(token.balanceOf(leaves[9].account), leaves[9].amount);
        assertEq(token.balanceOf(address(vesting)), 0);
    }

    function test_GivenAStartingDate() external {
        wanted.start = START + 10 days;
        vesting = make();
        vest(9);
        assertEq(token.balanceOf(leaves[9].account), 0);
        vm.warp(START + 10 days - 1);
        assertEq(vesting.releasable(9), 0);
        vest(7);
        assertEq(token.balanceOf(leaves[7].account), 0);
        vm.warp(START + 10 days);
        vest(8);
        assertEq(token.balanceOf(leaves[8].account), leaves[8].amount / 10);
        assertEq(vesting.releasable(9), leaves[9].amount / 10);
    }

    function test_GivenTranches() external {
        (wanted.cliff, wanted.period, wanted.unlockBps) = (0, 90 days, 0);
        vesting = make();
        for (uint256 quarter = 0; quarter < 4; ++quarter) {
            uint256 from = START + quarter * 90 days;
            assertEq(vesting.vested(100, START, from), quarter * 25);
            assertEq(vesting.vested(100, START, from + 90 days - 1), quarter * 25);
        }
        assertEq(vesting.vested(100, START, START + 360 days), 100);
    }

    function testFuzz_WhenTimePasses(uint128 amount, uint40 earlier, uint40 later, Schedule memory s) external {
        s.duration = uint40(bound(s.duration, 1, type(uint40).max));
        s.cliff = uint40(bound(s.cliff, 0, s.duration));
        s.period = uint40(bound(s.period, 1, s.duration));
        s.unlockBps = uint16(bound(s.unlockBps, 0, 10_000));
        later = uint40(bound(later, earlier, type(uint40).max));
        wanted = s;
        vesting = make();
        assertLe(vesting.vested(amount, START, earlier), vesting.vested(amount, START, later));
        assertLe(vesting.vested(amount, START, later), amount);
        assertEq(vesting.vested(amount, START, uint256(START) + s.duration), amount);
    }

    function vest(uint256 index) private {
        vesting.claim(index, leaves[index].account, leaves[index].amount, proofOf(index));
    }

    function one(bytes32 sibling) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = sibling;
    }

    function make() private returns (IVestingAirdrop made) {
        made = Deploy.vesting(params(address(token)), wanted);
        token.mint(address(made), total);
    }

    function refused() private {
        vm.expectRevert(IVestingAirdrop.InvalidSchedule.selector);
        Deploy.vesting(params(address(token)), wanted);
    }
}
