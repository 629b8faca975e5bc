// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MerkleAirdrop} from "../../../src/MerkleAirdrop.sol";
import {AirdropParams, IAirdropParamsErrors} from "../../../src/interfaces/AirdropParams.sol";
import {AirdropFixture} from "../../AirdropFixture.sol";

contract ConstructorTest is AirdropFixture {
    AirdropParams private sound;

    function setUp() public override {
        super.setUp();
        sound = params(address(token));
    }

    function test_RevertWhen_TheTokenIsZero() external {
        sound.token = address(0);
        vm.expectRevert(IAirdropParamsErrors.ZeroToken.selector);
        new MerkleAirdrop(sound);
    }

    function test_RevertWhen_TheRootIsZero() external {
        sound.root = bytes32(0);
        vm.expectRevert(IAirdropParamsErrors.ZeroRoot.selector);
        new MerkleAirdrop(sound);
    }

    function test_RevertWhen_TheTotalIsZero() external {
        sound.total = 0;
        vm.expectRevert(IAirdropParamsErrors.ZeroTotal.selector);
        new MerkleAirdrop(sound);
    }

    function test_RevertWhen_TheOwnerIsZero() external {
        sound.owner = address(0);
        vm.expectRevert(IAirdropParamsErrors.ZeroOwner.selector);
        new MerkleAirdrop(sound);
    }

    function test_RevertWhen_TheWindowIsEmpty() external {
        sound.claimEnd = sound.claimStart;
        vm.expectRevert(abi.encodeWithSelector(IAirdropParamsErrors.EmptyWindow.selector, START, START));
        new MerkleAirdrop(sound);
    }

    function test_RevertWhen_TheWindowEndsBeforeItStarts() external {
        sound.claimEnd = sound.claimStart - 1;
        vm.expectRevert(abi.encodeWithSelector(IAirdropParamsErrors.EmptyWindow.selector, START, START - 1));
        new MerkleAirdrop(sound);
    }

    function testFuzz_WhenTheParametersAreSound(AirdropParams memory p) external {
        vm.assume(p.token != address(0) && p.root != bytes32(0) && p.total != 0 && p.owner != address(0));
        vm.assume(p.claimStart < p.claimEnd);
        MerkleAirdrop made = new MerkleAirdrop(p);
        assertEq(made.token(), p.token);
        assertEq(made.root(), p.root);
        assertEq(made.total(), p.total);
        assertEq(made.owner(), p.owner);
        assertEq(made.claimStart(), p.claimStart);
        assertEq(made.claimEnd(), p.claimEnd);
        assertEq(made.bundleHash(), p.bundleHash);
    }
}
