// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Attestation, IAttestorSet} from "../../../src/interfaces/IAttestorSet.sol";
import {AttestorSetFixture} from "../../AttestorSetFixture.sol";

contract RotationTest is AttestorSetFixture {
    address[] private others;

    function setUp() public override {
        super.setUp();
        others = list("fourth", "fifth", "sixth");
    }

    modifier givenARotationIsProposed() {
        vm.prank(SET_OWNER);
        trio.propose(others, 3);
        _;
    }

    function testFuzz_RevertWhen_TheProposerIsNotTheOwner(address sender) external {
        vm.assume(sender != SET_OWNER);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotOwner.selector, sender, SET_OWNER));
        vm.prank(sender);
        trio.propose(others, 3);
    }

    function test_RevertWhen_TheProposedThresholdIsUnsound() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidThreshold.selector, 4, 3));
        vm.prank(SET_OWNER);
        trio.propose(others, 4);
    }

    function test_RevertWhen_TheProposedAttestorsAreNotInOrder() external {
        (others[0], others[1]) = (others[1], others[0]);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidAttestor.selector, others[1]));
        vm.prank(SET_OWNER);
        trio.propose(others, 3);
    }

    function test_RevertGiven_NothingIsProposed() external {
        vm.expectRevert(IAttestorSet.NoRotation.selector);
        trio.rotate();
        vm.expectRevert(IAttestorSet.NoRotation.selector);
        vm.prank(GUARDIAN);
        trio.cancel(START + 3 days);
    }

    function test_WhenTheOwnerProposes() external {
        vm.expectEmit(address(trio));
        emit IAttestorSet.RotationProposed(others, 3, START + 3 days);
        vm.prank(SET_OWNER);
        trio.propose(others, 3);
        (address[] memory attestors, uint64 threshold, uint40 readyAt) = trio.pending();
        assertEq(attestors, others);
        assertEq(threshold, 3);
        assertEq(readyAt, START + 3 days);
        assertEq(trio.attestors(), members);
        assertFalse(trio.isAttestor(others[0]));
    }

    function test_WhenTheOwnerProposesAgain() external givenARotationIsProposed {
        vm.warp(START + 3 days - 1);
        vm.prank(SET_OWNER);
        trio.propose(others, 1);
        vm.warp(START + 3 days);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotReady.selector, START + 3 days, START + 6 days - 1));
        trio.rotate();
    }

    function test_RevertWhen_TheDelayHasNotPassed() external givenARotationIsProposed {
        vm.warp(START + 3 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotReady.selector, START + 3 days - 1, START + 3 days));
        trio.rotate();
    }

    function testFuzz_RevertWhen_SomebodyElseCancels(address sender) external givenARotationIsProposed {
        vm.assume(sender != SET_OWNER && sender != GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotOwnerOrGuardian.selector, sender));
        vm.prank(sender);
        trio.cancel(START + 3 days);
    }

    function test_RevertWhen_AnotherRotationIsProposedByNow() external givenARotationIsProposed {
        vm.warp(START + 1);
        vm.prank(SET_OWNER);
        trio.propose(others, 2);
        uint40 other = START + 3 days + 1;
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.StaleCancel.selector, START + 3 days, other));
        vm.prank(GUARDIAN);
        trio.cancel(START + 3 days);
        (,, uint40 readyAt) = trio.pending();
        assertEq(readyAt, other);
    }

    function test_WhenTheGuardianCancels() external givenARotationIsProposed {
        cancelledBy(GUARDIAN);
    }

    function test_WhenTheOwnerCancels() external givenARotationIsProposed {
        cancelledBy(SET_OWNER);
    }

    function test_WhenAnybodyRotatesAfterTheDelay() external givenARotationIsProposed {
        vm.warp(START + 3 days);
        vm.expectEmit(address(trio));
        emit IAttestorSet.AttestorsChanged(2, others, 3);
        vm.prank(ANYBODY);
        trio.rotate();
        assertEq(trio.attestors(), others);
        assertEq(trio.threshold(), 3);
        assertEq(trio.generation(), 2);
        for (uint256 i = 0; i < 3; ++i) {
            assertTrue(trio.isAttestor(others[i]));
            assertFalse(trio.isAttestor(members[i]));
        }
        (,, uint40 readyAt) = trio.pending();
        assertEq(readyAt, 0);

        Attestation memory a = attestation(FIRST, RECIPIENT);
        bytes32 digest = attestationDigest(address(this), a);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAnAttestor.selector, members[0]));
        trio.check(a, endorsedBy(members[0], digest));
    }

    function cancelledBy(address sender) private {
        vm.expectEmit(address(trio));
        emit IAttestorSet.RotationCancelled();
        vm.prank(sender);
        trio.cancel(START + 3 days);
        vm.warp(START + 3 days);
        vm.expectRevert(IAttestorSet.NoRotation.selector);
        trio.rotate();
        assertEq(trio.attestors(), members);
    }
}
