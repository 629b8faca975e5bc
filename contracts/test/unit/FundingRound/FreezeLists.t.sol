// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFundingRound} from "../../../src/interfaces/IFundingRound.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract FreezeListsTest is RoundFixture {
    bytes32 private constant FIRST = keccak256("first");
    bytes32 private constant SECOND = keccak256("second");

    function setUp() public override {
        super.setUp();
        fund(FUNDER, 1000);
    }

    function test_RevertWhen_TheSenderIsNotTheOwner() external {
        refused(GUARDIAN, FIRST, abi.encodeWithSelector(IRound.NotOwner.selector, GUARDIAN, OWNER));
    }

    function test_RevertWhen_TheHashIsZero() external {
        refused(OWNER, bytes32(0), abi.encodeWithSelector(IFundingRound.ZeroHash.selector));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(OWNER, FIRST, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_TheRoundWasFinalised() external {
        finalised(900);
        refused(OWNER, FIRST, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Finalised));
    }

    function test_RevertGiven_ATallyHasStoodItsTime() external {
        vm.warp(DONATIONS_END);
        propose(900);
        uint256 ready = DONATIONS_END + CHALLENGE;
        vm.warp(ready);
        refused(OWNER, FIRST, abi.encodeWithSelector(IFundingRound.ChallengeOver.selector, ready, ready));
    }

    function test_WhenTheOwnerFreezesTheLists() external {
        assertEq(round.listsHash(), bytes32(0));
        assertEq(round.freezes(), 0);
        vm.expectEmit(address(round));
        emit IFundingRound.ListsFrozen(1, FIRST, bytes32(0));
        vm.prank(OWNER);
        assertEq(round.freezeLists(FIRST, bytes32(0)), 1);
        assertEq(round.listsHash(), FIRST);
        assertEq(round.freezes(), 1);
    }

    function test_WhenTheOwnerReplacesThemWithAReason() external {
        freeze(FIRST);
        vm.expectEmit(address(round));
        emit IFundingRound.ListsFrozen(2, SECOND, REASON);
        freeze(SECOND);
        assertEq(round.listsHash(), SECOND);
        assertEq(round.freezes(), 2);
    }

    function test_WhenATallyCanStillBeChallenged() external {
        vm.warp(DONATIONS_END);
        propose(900);
        vm.warp(DONATIONS_END + CHALLENGE - 1);
        freeze(SECOND);
        assertEq(round.listsHash(), SECOND);
    }

    function freeze(bytes32 listsHash) private {
        vm.prank(OWNER);
        round.freezeLists(listsHash, REASON);
    }

    function refused(address sender, bytes32 listsHash, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        round.freezeLists(listsHash, REASON);
    }
}
