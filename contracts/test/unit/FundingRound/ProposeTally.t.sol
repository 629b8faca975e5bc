// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFundingRound, Tally} from "../../../src/interfaces/IFundingRound.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract ProposeTallyTest is RoundFixture {
    /// @dev The last second in which a tally can be proposed.
    uint40 private constant LATEST = DEADLINE - 7 days - CHALLENGE;

    Tally private wanted;

    function setUp() public override {
        super.setUp();
        fund(FUNDER, 1000);
        vm.warp(DONATIONS_END);
        wanted = tallyOf(1000);
    }

    function test_RevertWhen_TheSenderIsNotTheOwner() external {
        refused(GUARDIAN, abi.encodeWithSelector(IRound.NotOwner.selector, GUARDIAN, OWNER));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(OWNER, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_DonationsHaveNotEnded() external {
        vm.warp(DONATIONS_END - 1);
        refused(
            OWNER, abi.encodeWithSelector(IFundingRound.DonationsNotEnded.selector, DONATIONS_END - 1, DONATIONS_END)
        );
    }

    function test_RevertGiven_LessThanAWeekWouldBeLeftToFinalise() external {
        vm.warp(LATEST + 1);
        refused(OWNER, abi.encodeWithSelector(IFundingRound.TooLate.selector, LATEST + 1, LATEST));
    }

    function test_RevertGiven_ATallyHasStoodItsTime() external {
        propose(1);
        vm.warp(DONATIONS_END + CHALLENGE);
        uint256 now_ = DONATIONS_END + CHALLENGE;
        refused(OWNER, abi.encodeWithSelector(IFundingRound.ChallengeOver.selector, now_, now_));
    }

    function test_RevertWhen_TheHashOfTheInputsIsZero() external {
        wanted.inputHash = bytes32(0);
        refused(OWNER, abi.encodeWithSelector(IFundingRound.ZeroHash.selector));
    }

    function test_RevertWhen_TheRootIsZero() external {
        wanted.root = bytes32(0);
        refused(OWNER, abi.encodeWithSelector(IFundingRound.ZeroHash.selector));
    }

    function test_RevertWhen_TheHashOfTheBundleIsZero() external {
        wanted.bundleHash = bytes32(0);
        refused(OWNER, abi.encodeWithSelector(IFundingRound.ZeroHash.selector));
    }

    function test_RevertWhen_TheTotalIsZero() external {
        wanted.total = 0;
        refused(OWNER, abi.encodeWithSelector(IFundingRound.ZeroTotal.selector));
    }

    function test_RevertWhen_TheTotalIsMoreThanThePool() external {
        token.mint(address(round), 1); // nobody's deposit: it goes back with the rest
        wanted.total = 1001;
        refused(OWNER, abi.encodeWithSelector(IFundingRound.TotalExceedsPool.selector, 1001, 1000));
    }

    function test_WhenEverythingIsRight() external {
        vm.warp(LATEST);
        vm.expectEmit(address(round));
        emit IFundingRound.TallyProposed(
            1, wanted.inputHash, wanted.root, 1000, wanted.bundleHash, uint256(LATEST) + CHALLENGE
        );
        vm.prank(OWNER);
        assertEq(round.proposeTally(wanted), 1);
        stands(wanted, 1, uint256(LATEST) + CHALLENGE);
        assertEq(round.tallies(), 1);
    }

    function test_WhenTheOwnerProposesAgainInTime() external {
        propose(1);
        vm.warp(DONATIONS_END + CHALLENGE - 1);
        assertEq(propose(1000), 2);
        stands(wanted, 2, uint256(DONATIONS_END) + 2 * CHALLENGE - 1);
        vm.warp(DONATIONS_END + CHALLENGE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IFundingRound.NotReady.selector, DONATIONS_END + CHALLENGE, uint256(DONATIONS_END) + 2 * CHALLENGE - 1
            )
        );
        round.finalise();
    }

    function test_WhenNoneStands() external view {
        (Tally memory standing, uint256 number, uint256 readyAt) = round.tally();
        assertEq(standing.root, bytes32(0));
        assertEq(number, 0);
        assertEq(readyAt, 0);
    }

    function stands(Tally memory expected, uint256 number, uint256 readyAt) private view {
        (Tally memory standing, uint256 standingNumber, uint256 standingReadyAt) = round.tally();
        assertEq(abi.encode(standing), abi.encode(expected));
        assertEq(standingNumber, number);
        assertEq(standingReadyAt, readyAt);
    }

    function refused(address sender, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        round.proposeTally(wanted);
    }
}
