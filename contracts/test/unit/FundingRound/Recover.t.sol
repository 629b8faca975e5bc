// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {IFundingRound} from "../../../src/interfaces/IFundingRound.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract RecoverTest is RoundFixture {
    uint256 private constant CLAIMS_END = DONATIONS_END + CHALLENGE + CLAIMS;

    function setUp() public override {
        super.setUp();
        fund(FUNDER, 600);
        fund(ANYBODY, 400);
    }

    modifier givenTheRoundWasFinalised() {
        finalised(900);
        _;
    }

    function test_RevertGiven_TheRoundIsOpen() external {
        refused(abi.encodeWithSelector(IFundingRound.NothingToRecover.selector));
    }

    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(abi.encodeWithSelector(IFundingRound.NothingToRecover.selector));
    }

    function test_RevertGiven_ProjectsMayStillClaim() external givenTheRoundWasFinalised {
        vm.warp(CLAIMS_END - 1);
        refused(abi.encodeWithSelector(ICampaign.NotEnded.selector, CLAIMS_END - 1, CLAIMS_END));
    }

    function test_RevertGiven_ItWasRecoveredBefore() external givenTheRoundWasFinalised {
        vm.warp(CLAIMS_END);
        round.recover();
        refused(abi.encodeWithSelector(IFundingRound.NothingToRecover.selector));
    }

    function test_WhenNothingWasClaimed() external givenTheRoundWasFinalised {
        vm.warp(CLAIMS_END);
        vm.expectEmit(address(round));
        emit IFundingRound.Recovered(900);
        vm.prank(ANYBODY);
        assertEq(round.recover(), 900);
        (uint256 left, uint256 recovered) = round.returned();
        assertEq(left, 100);
        assertEq(recovered, 900);
        assertEq(round.refundable(0), 600);
        assertEq(round.refundable(1), 400);
    }

    function test_WhenSomeWereRefundedBefore() external givenTheRoundWasFinalised {
        assertEq(round.refund(0), 60);
        vm.warp(CLAIMS_END);
        assertEq(round.recover(), 900);
        assertEq(round.refund(0), 540);
        assertEq(round.refund(1), 400);
        assertEq(token.balanceOf(address(round)), 0);
    }

    function test_WhenEverythingWasClaimed() external givenTheRoundWasFinalised {
        IMerkleAirdrop(round.airdrop()).claim(0, payoutOf(1), 900, new bytes32[](0));
        vm.warp(CLAIMS_END);
        assertEq(round.recover(), 0);
        assertEq(round.refundable(0), 60);
    }

    function test_WhenTokensWereSentMeanwhile() external givenTheRoundWasFinalised {
        token.mint(address(round), 10);
        vm.warp(CLAIMS_END);
        assertEq(round.recover(), 910);
        assertEq(round.refund(0), 606);
        assertEq(round.refund(1), 404);
    }

    function refused(bytes memory reason) private {
        vm.expectRevert(reason);
        round.recover();
    }
}
