// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IMatchingPool} from "../../../src/interfaces/IMatchingPool.sol";
import {BlockingToken} from "../../mocks/BlockingToken.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract RefundTest is RoundFixture {
    function setUp() public override {
        super.setUp();
        fund(FUNDER, 600);
        fund(ANYBODY, 400);
    }

    function test_RevertGiven_TheRoundIsOpen() external {
        vm.expectRevert(abi.encodeWithSelector(IMatchingPool.NothingToRefund.selector, 0));
        round.refund(0);
    }

    function test_RevertGiven_NobodyMadeTheDeposit() external {
        cancelled();
        for (uint256 number = round.deposits(); number <= round.deposits() + 1; ++number) {
            vm.expectRevert(abi.encodeWithSelector(IMatchingPool.NoDeposit.selector, number));
            round.refund(number);
            vm.expectRevert(abi.encodeWithSelector(IMatchingPool.NoDeposit.selector, number));
            round.refundable(number);
        }
    }

    function test_RevertGiven_ItWasRefundedBefore() external {
        cancelled();
        round.refund(0);
        vm.expectRevert(abi.encodeWithSelector(IMatchingPool.NothingToRefund.selector, 0));
        round.refund(0);
    }

    function test_RevertGiven_TheWholePoolWasPaidToProjects() external {
        finalised(1000);
        vm.expectRevert(abi.encodeWithSelector(IMatchingPool.NothingToRefund.selector, 0));
        round.refund(0);
    }

    function test_GivenTheRoundWasCancelled() external {
        cancelled();
        vm.expectEmit(address(round));
        emit IMatchingPool.Refunded(0, FUNDER, FUNDER, 600);
        vm.prank(DONOR);
        assertEq(round.refund(0), 600);
        assertEq(round.refund(1), 400);
        assertEq(token.balanceOf(FUNDER), 600);
        assertEq(token.balanceOf(ANYBODY), 400);
        (,, uint256 refunded) = round.deposit(0);
        assertEq(refunded, 600);
        assertEq(round.pool(), 1000); // what came in
    }

    function test_GivenAPartWasPaidToProjects() external {
        finalised(750);
        assertEq(round.refund(1), 100);
        assertEq(round.refund(0), 150);
        assertEq(token.balanceOf(address(round)), 0);
    }

    function test_RevertWhen_SomebodyElseWantsItElsewhere() external {
        cancelled();
        vm.expectRevert(abi.encodeWithSelector(IMatchingPool.NotFunder.selector, OWNER, FUNDER));
        vm.prank(OWNER);
        round.refundTo(0, OWNER);
    }

    function test_RevertWhen_TheFunderWantsItAtZero() external {
        refusedTo(address(0));
    }

    function test_RevertWhen_TheFunderWantsItAtTheRound() external {
        refusedTo(address(round));
    }

    function test_WhenTheFunderWantsItElsewhere() external {
        cancelled();
        vm.expectEmit(address(round));
        emit IMatchingPool.Refunded(0, FUNDER, DONOR, 600);
        vm.prank(FUNDER);
        assertEq(round.refundTo(0, DONOR), 600);
        assertEq(token.balanceOf(DONOR), 600);
        assertEq(token.balanceOf(FUNDER), 0);
    }

    function test_GivenTheTokenBlocksAFunder() external {
        BlockingToken odd = new BlockingToken();
        use(address(odd));
        fund(FUNDER, 600);
        fund(ANYBODY, 400);
        cancelled();
        odd.setBlocked(FUNDER, true);
        vm.expectRevert(IMatchingPool.TransferFailed.selector);
        round.refund(0);
        assertEq(round.refund(1), 400);
        vm.prank(FUNDER);
        assertEq(round.refundTo(0, DONOR), 600);
    }

    function testFuzz_WhenAnythingIsSharedAmongAnyDeposits(
        uint120[8] memory amounts,
        uint256 total,
        uint256 claimed,
        uint256 order
    ) external {
        token.mint(address(round), order % 5); // nobody's
        uint256 in_ = 1000 + order % 5;
        for (uint256 i = 0; i < amounts.length; ++i) {
            fund(makeAddr(vm.toString(i)), uint256(amounts[i]) + 1);
            in_ += uint256(amounts[i]) + 1;
        }
        total = bound(total, 1, round.pool());
        address airdrop = address(finalised(total));
        if (order & 1 == 0) refundAll(order);
        claimed = bound(claimed, 0, total); // some of what the airdrop holds goes to projects
        vm.prank(airdrop);
        assertTrue(token.transfer(payoutOf(1), claimed));
        vm.warp(block.timestamp + CLAIMS);
        round.recover();
        refundAll(order);
        assertEq(token.balanceOf(address(round)), 0);
        uint256 back = in_ - claimed;
        for (uint256 i = 0; i < amounts.length; ++i) {
            // Each of two sums is rounded at two ends, by less than a unit each.
            uint256 exact = back * (uint256(amounts[i]) + 1) / round.pool();
            assertApproxEqAbs(token.balanceOf(makeAddr(vm.toString(i))), exact, 3);
        }
    }

    function refundAll(uint256 order) private {
        uint256 count = round.deposits();
        for (uint256 i = 0; i < count; ++i) {
            uint256 deposit = (i + order % count) % count;
            if (round.refundable(deposit) != 0) round.refund(deposit);
        }
    }

    function refusedTo(address to) private {
        cancelled();
        vm.expectRevert(abi.encodeWithSelector(IMatchingPool.InvalidRecipient.selector, to));
        vm.prank(FUNDER);
        round.refundTo(0, to);
    }
}
