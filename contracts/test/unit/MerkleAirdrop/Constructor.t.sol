// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {AirdropParams, IAirdropParamsErrors} from "../../../src/interfaces/AirdropParams.sol";
import {IAttestorSet} from "../../../src/interfaces/IAttestorSet.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";

contract ConstructorTest is IdentityFixture {
    AirdropParams private sound;

    function setUp() public override {
        super.setUp();
        sound = params(address(token));
    }

    function test_RevertWhen_TheTokenIsZero() external {
        sound.token = address(0);
        vm.expectRevert(IAirdropParamsErrors.ZeroToken.selector);
        Deploy.airdrop(sound);
    }

    function test_RevertWhen_TheRootIsZero() external {
        sound.root = bytes32(0);
        vm.expectRevert(IAirdropParamsErrors.ZeroRoot.selector);
        Deploy.airdrop(sound);
    }

    function test_RevertWhen_TheTotalIsZero() external {
        sound.total = 0;
        vm.expectRevert(IAirdropParamsErrors.ZeroTotal.selector);
        Deploy.airdrop(sound);
    }

    function test_RevertWhen_TheOwnerIsZero() external {
        sound.owner = address(0);
        vm.expectRevert(IAirdropParamsErrors.ZeroOwner.selector);
        Deploy.airdrop(sound);
    }

    function test_RevertWhen_TheWindowIsEmpty() external {
        sound.claimEnd = sound.claimStart;
        vm.expectRevert(abi.encodeWithSelector(IAirdropParamsErrors.EmptyWindow.selector, START, START));
        Deploy.airdrop(sound);
    }

    function test_RevertWhen_TheWindowEndsBeforeItStarts() external {
        sound.claimEnd = sound.claimStart - 1;
        vm.expectRevert(abi.encodeWithSelector(IAirdropParamsErrors.EmptyWindow.selector, START, START - 1));
        Deploy.airdrop(sound);
    }

    function test_RevertWhen_TheAttestorsAreNoContract() external {
        sound.attestors = ANYBODY;
        vm.expectRevert(abi.encodeWithSelector(IAirdropParamsErrors.NoAttestorSet.selector, ANYBODY));
        Deploy.airdrop(sound);
    }

    /// @dev They could not say either when the window closes, and nothing could be swept.
    function test_RevertWhen_TheAttestorsAreAnotherContract() external {
        sound.attestors = address(token);
        vm.expectRevert(abi.encodeWithSelector(IAirdropParamsErrors.NoAttestorSet.selector, token));
        Deploy.airdrop(sound);
    }

    function test_RevertWhen_TheAttestorsSayThatItWasFrozen() external {
        vm.mockCall(address(set), abi.encodeWithSelector(IAttestorSet.frozenFor.selector), abi.encode(1));
        vm.expectRevert(abi.encodeWithSelector(IAirdropParamsErrors.NoAttestorSet.selector, set));
        Deploy.airdrop(sound);
    }

    function testFuzz_WhenTheParametersAreSound(AirdropParams memory p, bool withAttestors) external {
        vm.assume(p.token != address(0) && p.root != bytes32(0) && p.total != 0 && p.owner != address(0));
        vm.assume(p.claimStart < p.claimEnd);
        p.attestors = withAttestors ? address(set) : address(0);
        IMerkleAirdrop made = Deploy.airdrop(p);
        assertEq(made.token(), p.token);
        assertEq(made.root(), p.root);
        assertEq(made.total(), p.total);
        assertEq(made.owner(), p.owner);
        assertEq(made.claimStart(), p.claimStart);
        assertEq(made.claimEnd(), p.claimEnd);
        assertEq(made.bundleHash(), p.bundleHash);
        assertEq(made.attestors(), p.attestors);
    }
}
