// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFundingRound, Tally} from "../../../src/interfaces/IFundingRound.sol";
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
        refused(GUARDIAN, 1, FIRST, abi.encodeWithSelector(IRound.NotOwner.selector, GUARDIAN, OWNER));
    }

    function test_RevertWhen_TheHashIsZero() external {
        refused(OWNER, 1, bytes32(0), abi.encodeWithSelector(IFundingRound.ZeroHash.selector));
    }

    function test_RevertWhen_ListsWereFrozenSince() external {
        freeze(1, FIRST);
        refused(OWNER, 1, SECOND, abi.encodeWithSelector(IFundingRound.StaleFreeze.selector, 1, 2));
        refused(OWNER, 3, SECOND, abi.encodeWithSelector(IFundingRound.StaleFreeze.selector, 3, 2));
    }

    function test_RevertWhen_ListsAreReplacedWithoutAReason() external {
        freeze(1, FIRST);
        vm.expectRevert(IFundingRound.ZeroHash.selector);
        vm.prank(OWNER);
        round.freezeLists(2, SECOND, bytes32(0));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(OWNER, 1, FIRST, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_TheRoundWasFinalised() external {
        finalised(900);
        refused(OWNER, 1, FIRST, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Finalised));
    }

    function test_RevertGiven_ATallyHasStoodItsTime() external {
        vm.warp(DONATIONS_END);
        propose(900);
        uint256 ready = DONATIONS_END + CHALLENGE;
        vm.warp(ready);
        refused(OWNER, 1, FIRST, abi.encodeWithSelector(IFundingRound.ChallengeOver.selector, ready, ready));
    }

    function test_WhenTheOwnerFreezesTheLists() external {
        assertEq(round.listsHash(), bytes32(0));
        assertEq(round.freezes(), 0);
        vm.expectEmit(address(round));
        emit IFundingRound.ListsFrozen(1, FIRST, bytes32(0));
        vm.prank(OWNER);
        round.freezeLists(1, FIRST, bytes32(0));
        assertEq(round.listsHash(), FIRST);
        assertEq(round.freezes(), 1);
    }

    function test_WhenTheOwnerReplacesThemWithAReason() external {
        freeze(1, FIRST);
        vm.expectEmit(address(round));
        emit IFundingRound.ListsFrozen(2, SECOND, REASON);
        freeze(2, SECOND);
        assertEq(round.listsHash(), SECOND);
        assertEq(round.freezes(), 2);
    }

    function test_WhenATallyCanStillBeChallenged() external {
        vm.warp(DONATIONS_END);
        propose(900);
        vm.warp(DONATIONS_END + CHALLENGE - 1);
        vm.expectEmit(address(round));
        emit IFundingRound.ListsFrozen(1, SECOND, REASON);
        vm.expectEmit(address(round));
        emit IFundingRound.TallyRejected(1, REASON);
        freeze(1, SECOND);
        assertEq(round.listsHash(), SECOND);
        (Tally memory standing, uint256 number, uint256 readyAt) = round.tally();
        assertEq(standing.total + number + readyAt, 0);
        vm.warp(DONATIONS_END + CHALLENGE);
        vm.expectRevert(abi.encodeWithSelector(IFundingRound.NoTally.selector, 1));
        round.finalise();
    }

    function freeze(uint256 number, bytes32 listsHash) private {
        vm.prank(OWNER);
        round.freezeLists(number, listsHash, REASON);
    }

    function refused(address sender, uint256 number, bytes32 listsHash, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        round.freezeLists(number, listsHash, REASON);
    }
}
