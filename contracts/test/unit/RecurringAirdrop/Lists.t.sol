// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAirdropParamsErrors} from "../../../src/interfaces/AirdropParams.sol";
import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {Epoch, IRecurringAirdrop} from "../../../src/interfaces/IRecurringAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {RecurringFixture} from "../../RecurringFixture.sol";

/// @notice How a list takes effect, and how it does not.
contract ListsTest is RecurringFixture {
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
        propose(second);
    }

    function test_RevertWhen_TheProposedTotalIsLess() external {
        second.total = 149;
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.TotalDecreased.selector, 149, 150));
        propose(second);
        second.total = 150;
        propose(second);
    }

    function test_WhenTheOwnerProposes() external {
        vm.expectEmit(address(recurring));
        emit IRecurringAirdrop.EpochProposed(2, second.root, 240, second.bundleHash, START + DELAY);
        propose(second);
        (Epoch memory next, uint256 readyAt) = recurring.pending();
        assertEq(abi.encode(next), abi.encode(second));
        assertEq(readyAt, START + DELAY);
        assertEq(recurring.total(), 150);
        claimWallet(50);
    }

    function test_RevertWhen_TheListWouldTakeEffectAfterTheWindow() external {
        vm.warp(END - DELAY);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.Ended.selector, END, END));
        propose(second);
    }

    function test_WhenTheListTakesEffectInTheLastSecond() external {
        vm.warp(END - DELAY - 1);
        propose(second);
        token.mint(address(recurring), 90);
        vm.warp(END - 1);
        recurring.activate();
        recurring.claim(1, leaves[1].account, 60, with(leafOfLinked(180)));
        assertEq(token.balanceOf(leaves[1].account), 60);
    }

    function test_GivenAFreezeHasMadeTheWindowLonger() external {
        vm.prank(GUARDIAN);
        set.freeze(address(recurring), START + 1);
        vm.warp(END - DELAY);
        propose(second);
        token.mint(address(recurring), 90);
        vm.warp(END);
        recurring.activate();
        assertEq(recurring.epoch(), 2);
    }

    function test_RevertGiven_NothingIsProposed() external {
        vm.expectRevert(IRecurringAirdrop.NoPendingEpoch.selector);
        recurring.activate();
        vm.expectRevert(IRecurringAirdrop.NoPendingEpoch.selector);
        vm.prank(VETOER);
        recurring.veto(second.root);
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

    function test_RevertGiven_TheWindowHasClosed() external givenAListIsProposed {
        token.mint(address(recurring), 90);
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.Ended.selector, END, END));
        recurring.activate();
    }

    function testFuzz_RevertWhen_SomebodyElseVetoes(address sender) external givenAListIsProposed {
        vm.assume(sender != VETOER && sender != OWNER);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.NotVetoer.selector, sender));
        vm.prank(sender);
        recurring.veto(second.root);
    }

    function test_WhenTheGuardianVetoes() external givenAListIsProposed {
        vetoedBy(VETOER);
    }

    function test_WhenTheOwnerVetoes() external givenAListIsProposed {
        vetoedBy(OWNER);
    }

    function test_RevertWhen_AnotherListIsProposedByNow() external givenAListIsProposed {
        bytes32 bad = second.root;
        second.root = keccak256("corrected");
        propose(second);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.StaleVeto.selector, bad, second.root));
        vm.prank(VETOER);
        recurring.veto(bad);
        (Epoch memory next, uint256 readyAt) = recurring.pending();
        assertEq(abi.encode(next, readyAt), abi.encode(second, START + DELAY));
    }

    function test_WhenTheOwnerProposesAgain() external givenAListIsProposed {
        vm.warp(START + 1 days);
        propose(second);
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

    function vetoedBy(address sender) private {
        vm.expectEmit(address(recurring));
        emit IRecurringAirdrop.EpochVetoed(2, sender);
        vm.prank(sender);
        recurring.veto(second.root);
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
}
