// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAttestorSet} from "../../../src/interfaces/IAttestorSet.sol";
import {AttestorSetFixture} from "../../AttestorSetFixture.sol";
import {Deploy} from "../../Deploy.sol";

contract ConstructorTest is AttestorSetFixture {
    function test_RevertWhen_TheOwnerIsZero() external {
        vm.expectRevert(IAttestorSet.ZeroOwner.selector);
        Deploy.attestorSet(address(0), GUARDIAN, 3 days, members, 2);
    }

    function test_RevertWhen_TheDelayIsTooShort() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidDelay.selector, 2 days - 1));
        Deploy.attestorSet(SET_OWNER, GUARDIAN, 2 days - 1, members, 2);
    }

    function test_RevertWhen_TheDelayIsTooLong() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidDelay.selector, 7 days + 1));
        Deploy.attestorSet(SET_OWNER, GUARDIAN, 7 days + 1, members, 2);
    }

    function test_RevertWhen_TheThresholdIsZero() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidThreshold.selector, 0, 3));
        Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, members, 0);
    }

    function test_RevertWhen_TheThresholdIsMoreThanThereAre() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidThreshold.selector, 4, 3));
        Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, members, 4);
    }

    function test_RevertWhen_AnAttestorIsZero() external {
        members[0] = address(0);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidAttestor.selector, address(0)));
        Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, members, 2);
    }

    function test_RevertWhen_AnAttestorIsNamedTwice() external {
        members[2] = members[1];
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidAttestor.selector, members[1]));
        Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, members, 2);
    }

    function test_WhenTheParametersAreSound() external {
        for (uint40 delay = 2 days; delay <= 7 days; delay += 5 days) {
            trio = Deploy.attestorSet(SET_OWNER, GUARDIAN, delay, members, 3);
            assertEq(trio.owner(), SET_OWNER);
            assertEq(trio.guardian(), GUARDIAN);
            assertEq(trio.delay(), delay);
            assertEq(trio.generation(), 1);
            assertEq(trio.threshold(), 3);
            assertEq(trio.attestors(), members);
            for (uint256 i = 0; i < 3; ++i) {
                assertTrue(trio.isAttestor(members[i]));
            }
            assertFalse(trio.isAttestor(attestor));
        }
    }
}
