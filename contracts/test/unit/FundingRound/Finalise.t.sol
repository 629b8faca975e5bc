// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IFunding} from "../../../src/interfaces/IFunding.sol";
import {IFundingRound} from "../../../src/interfaces/IFundingRound.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {FeeToken} from "../../mocks/FeeToken.sol";
import {PlainToken} from "../../mocks/PlainToken.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract FinaliseTest is RoundFixture {
    uint256 private constant READY = DONATIONS_END + CHALLENGE;

    function setUp() public override {
        super.setUp();
        fund(FUNDER, 1000);
    }

    modifier givenATallyHasStoodItsTime() {
        vm.warp(DONATIONS_END);
        propose(900);
        vm.warp(READY);
        _;
    }

    function test_RevertGiven_NoTallyWasProposed() external {
        refused(abi.encodeWithSelector(IFundingRound.NoTally.selector, 0));
    }

    function test_RevertGiven_TheRoundWasCancelledWithoutATally() external {
        cancelled();
        refused(abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_TheTallyHasNotStoodItsTime() external {
        vm.warp(DONATIONS_END);
        propose(900);
        vm.warp(READY - 1);
        refused(abi.encodeWithSelector(IFundingRound.NotReady.selector, READY - 1, READY));
    }

    function test_RevertGiven_TheRoundWasCancelled() external givenATallyHasStoodItsTime {
        vm.warp(DEADLINE);
        round.cancel(REASON);
        refused(abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_TheRoundWasFinalised() external givenATallyHasStoodItsTime {
        round.finalise();
        refused(abi.encodeWithSelector(IRound.NotOpen.selector, Status.Finalised));
    }

    function test_RevertGiven_TheTokenHasBegunToKeepAFee() external givenATallyHasStoodItsTime {
        vm.etch(address(token), address(new FeeToken()).code);
        vm.expectPartialRevert(IFunding.Underfunded.selector);
        round.finalise();
        assertTrue(round.status() == Status.Open);
        vm.warp(DEADLINE);
        round.cancel(REASON); // the way out
        assertEq(round.refundable(0), 1000);
    }

    function test_WhenAnybodyFinalises() external givenATallyHasStoodItsTime {
        // The allowance is used up, and nothing is paid for taking it back.
        vm.expectCall(address(token), abi.encodeCall(IERC20.approve, (airdrops, 0)), 0);
        vm.prank(ANYBODY);
        IMerkleAirdrop made = IMerkleAirdrop(round.finalise());
        assertEq(round.airdrop(), address(made));
        assertTrue(round.status() == Status.Finalised);
        assertEq(token.balanceOf(address(made)), 900);
        assertEq(token.balanceOf(address(round)), 100);
        assertEq(token.allowance(address(round), airdrops), 0);
        assertEq(made.token(), address(token));
        assertEq(made.root(), tallyOf(900).root);
        assertEq(made.total(), 900);
        assertEq(made.owner(), address(round));
        assertEq(made.claimStart(), READY);
        assertEq(made.claimEnd(), READY + CLAIMS);
        assertEq(made.bundleHash(), keccak256("bundle"));
        assertEq(made.attestors(), address(0));
        made.claim(0, payoutOf(1), 900, new bytes32[](0));
        assertEq(token.balanceOf(payoutOf(1)), 900);
    }

    function test_WhenAnEventIsExpected() external givenATallyHasStoodItsTime {
        vm.recordLogs();
        address made = round.finalise();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last = logs[logs.length - 1];
        assertEq(last.emitter, address(round));
        assertEq(last.topics[0], IFundingRound.Finalised.selector);
        assertEq(uint256(last.topics[1]), 1);
        assertEq(address(uint160(uint256(last.topics[2]))), made);
        assertEq(last.data, abi.encode(900, 100));
    }

    function test_WhenTokensWereSentWithoutADeposit() external givenATallyHasStoodItsTime {
        token.mint(address(round), 7);
        address made = round.finalise();
        assertEq(token.balanceOf(made), 900);
        (uint256 left,) = round.returned();
        assertEq(left, 107);
    }

    function test_WhenItIsLateAndNobodyHasCancelled() external givenATallyHasStoodItsTime {
        vm.warp(DEADLINE + 100 days);
        IMerkleAirdrop made = IMerkleAirdrop(round.finalise());
        assertEq(made.claimStart(), DEADLINE + 100 days);
        assertEq(made.claimEnd(), DEADLINE + 100 days + CLAIMS);
    }

    function test_GivenTheTokenNeverUsesUpTheLargestAllowance() external {
        use(address(new PlainToken()));
        fund(FUNDER, type(uint256).max);
        IMerkleAirdrop made = finalised(type(uint256).max);
        assertEq(token.balanceOf(address(made)), type(uint256).max);
        assertEq(token.allowance(address(round), airdrops), 0);
    }

    function refused(bytes memory reason) private {
        vm.expectRevert(reason);
        round.finalise();
    }
}
