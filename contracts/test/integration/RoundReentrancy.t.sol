// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Gift, IDonations} from "../../src/interfaces/IDonations.sol";
import {IFundingRound} from "../../src/interfaces/IFundingRound.sol";
import {IMatchingPool} from "../../src/interfaces/IMatchingPool.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {ReentrantRecipient} from "../mocks/ReentrantRecipient.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {RoundFixture} from "../RoundFixture.sol";

/// @notice Tokens and recipients of coin that call back in the middle of a movement, by every way that moves money.
contract RoundReentrancyTest is RoundFixture {
    bytes4 private constant REENTERED = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;

    ReentrantToken private odd;

    modifier givenTheTokenCallsBack() {
        odd = new ReentrantToken();
        use(address(odd));
        _;
    }

    function test_WhenItDonatesDuringADonation() external givenTheTokenCallsBack {
        openDonations(1);
        afford(address(odd), odd, 5);
        Gift[] memory cart = one(1, address(odd), 5);
        afford(DONOR, odd, 5);
        odd.callDuringNextTransfer(address(round), abi.encodeCall(IDonations.donate, (cart)));
        vm.prank(DONOR);
        assertEq(round.donate(cart), 1);
        refusedInside();
        assertEq(odd.balanceOf(payoutOf(1)), 5);
    }

    function test_WhenItFundsDuringADeposit() external givenTheTokenCallsBack {
        // Otherwise the outer deposit would count what the inner one brought.
        afford(address(odd), odd, 5);
        afford(FUNDER, odd, 7);
        odd.callDuringNextTransfer(address(round), abi.encodeCall(IMatchingPool.fund, (5)));
        vm.prank(FUNDER);
        round.fund(7);
        refusedInside();
        assertEq(round.pool(), 7);
        assertEq(odd.balanceOf(address(round)), 7);
    }

    function test_WhenItRefundsDuringARefund() external givenTheTokenCallsBack {
        fund(FUNDER, 7);
        fund(ANYBODY, 5);
        cancelled();
        odd.callDuringNextTransfer(address(round), abi.encodeCall(IMatchingPool.refund, (0)));
        round.refund(0);
        refusedInside();
        assertEq(odd.balanceOf(FUNDER), 7);
        assertEq(round.refund(1), 5);
    }

    function test_WhenItCancelsDuringTheFinalisation() external givenTheTokenCallsBack {
        fund(FUNDER, 7);
        vm.warp(DONATIONS_END);
        propose(5);
        vm.warp(DEADLINE); // anybody's to finalise and to cancel
        odd.callDuringNextTransfer(address(round), abi.encodeCall(IFundingRound.cancel, (REASON)));
        address made = round.finalise();
        refusedInside();
        assertEq(odd.balanceOf(made), 5);
        assertEq(round.refundable(0), 2);
    }

    function test_WhenItFinalisesDuringTheFinalisation() external givenTheTokenCallsBack {
        fund(FUNDER, 10);
        vm.warp(DONATIONS_END);
        propose(5);
        vm.warp(DONATIONS_END + CHALLENGE);
        odd.callDuringNextTransfer(address(round), abi.encodeCall(IFundingRound.finalise, ()));
        round.finalise();
        refusedInside();
        assertEq(odd.balanceOf(address(round)), 5);
    }

    function test_WhenAProjectIsSentMoreMeanwhile() external givenTheTokenCallsBack {
        // A project that is called back could move its own tokens, to look as if a donor had given more.
        openDonations(1);
        afford(DONOR, odd, 5);
        odd.callDuringNextTransfer(address(odd), abi.encodeCall(PlainToken.mint, (payoutOf(1), 1000)));
        vm.expectEmit(address(round));
        emit IDonations.Donated(DONOR, 1, address(odd), payoutOf(1), 5);
        vm.prank(DONOR);
        round.donate(one(1, address(odd), 5));
        assertTrue(odd.succeeded());
        assertEq(odd.balanceOf(payoutOf(1)), 1005);
    }

    function test_WhenARecipientOfCoinDonatesAgain() external {
        ReentrantRecipient payout = new ReentrantRecipient(address(round));
        accepted(address(payout));
        accepted(payoutOf(2));
        payout.callWhenCoinArrives(abi.encodeCall(IDonations.donate, (new Gift[](0))));
        vm.warp(DONATIONS_START);
        assertEq(donate(two(1, COIN, 5, 2, COIN, 5)), 2);
        assertFalse(payout.succeeded());
        assertEq(payout.reason(), REENTERED);
        assertEq(address(payout).balance, 5);
        assertEq(payoutOf(2).balance, 5);
    }

    function test_WhenARecipientOfCoinTakesARefund() external {
        ReentrantRecipient payout = new ReentrantRecipient(address(round));
        accepted(address(payout));
        fund(FUNDER, 7);
        payout.callWhenCoinArrives(abi.encodeCall(IMatchingPool.refund, (0)));
        vm.warp(DONATIONS_START);
        donate(one(1, COIN, 5));
        assertEq(payout.reason(), REENTERED);
        assertEq(token.balanceOf(address(round)), 7);
    }

    function refusedInside() private view {
        assertFalse(odd.succeeded());
        assertEq(bytes4(odd.answer()), REENTERED);
    }
}
