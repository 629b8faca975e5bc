// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {IAirdropFactory} from "../../src/interfaces/IAirdropFactory.sol";
import {IApplications, Verdict} from "../../src/interfaces/IApplications.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IDonations, Skip} from "../../src/interfaces/IDonations.sol";
import {IFunding} from "../../src/interfaces/IFunding.sol";
import {IFundingRound, Tally} from "../../src/interfaces/IFundingRound.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {RoundFixture} from "../RoundFixture.sol";

/// @notice What somebody might try against a round as a whole. Attacks on one function alone stand with that function, odd
/// tokens in `RoundTokens`, calls back in `RoundReentrancy`; docs/SECURITY.md says where each is.
contract RoundAttacksTest is RoundFixture {
    uint256 private constant READY = DONATIONS_END + CHALLENGE;

    function test_WhenAnApplicantSwapsThePayoutAddressBeforeAReview() external {
        // Two reviewers have read revision 1 and send their reviews; the edit is mined first.
        uint256 project = submit(payoutOf(1));
        review(project, 0, Verdict.Accepted);
        vm.prank(APPLICANT);
        round.edit(project, application(ANYBODY));
        vm.expectRevert(abi.encodeWithSelector(IApplications.StaleRevision.selector, project, 1, 2));
        vm.prank(reviewing[1]);
        round.review(project, 1, Verdict.Accepted, REASON);
        vm.warp(DONATIONS_START);
        vm.deal(DONOR, 5);
        vm.expectRevert(IDonations.NothingGiven.selector);
        vm.prank(DONOR);
        round.donate{value: 5}(one(project, COIN, 5));
        assertEq(ANYBODY.balance, 0);
    }

    function test_WhenAnApplicantEditsBeforeEveryCart() external {
        // It holds up nobody but itself.
        openDonations(3);
        for (uint256 i = 0; i < 5; ++i) {
            vm.prank(APPLICANT);
            round.edit(1, application(payoutOf(1)));
            assertEq(donate(two(1, COIN, 1, 2, COIN, 1)), 1);
        }
        assertEq(payoutOf(2).balance, 5);
        assertEq(payoutOf(1).balance, 0);
        assertEq(DONOR.balance, 5);
    }

    function test_RevertWhen_SomebodyGivesWhatAnotherHasApproved() external {
        openDonations(1);
        afford(DONOR, token, 5);
        vm.expectRevert(IDonations.NothingGiven.selector);
        vm.prank(ANYBODY);
        round.donate(one(1, address(token), 5));
        assertEq(token.balanceOf(DONOR), 5);
    }

    function test_RevertWhen_TheOwnerSweepsTheAirdrop() external {
        fund(FUNDER, 10);
        IMerkleAirdrop made = finalised(10);
        uint40[3] memory times = [uint40(READY), uint40(READY + CLAIMS - 1), uint40(READY + CLAIMS)];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            vm.expectRevert(abi.encodeWithSelector(ICampaign.NotOwner.selector, OWNER, round));
            vm.prank(OWNER);
            made.sweep(OWNER);
        }
        round.recover();
        assertEq(round.refundable(0), 10);
    }

    function test_WhenOwnerAndGuardianTryEveryTurnOfTheClock() external {
        // Until it is ready a tally is the guardian's to reject; from then on nobody's to stop, for a week at least.
        fund(FUNDER, 10);
        vm.warp(DEADLINE - 7 days - CHALLENGE);
        propose(10);
        uint256[3] memory times = [uint256(DEADLINE - 7 days), DEADLINE - 1 days, DEADLINE - 1];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            bytes memory reason =
                abi.encodeWithSelector(IFundingRound.ChallengeOver.selector, times[i], DEADLINE - 7 days);
            vm.expectRevert(reason);
            vm.prank(GUARDIAN);
            round.rejectTally(1, REASON);
            vm.expectRevert(reason);
            vm.prank(OWNER);
            round.cancel(REASON);
        }
        vm.prank(ANYBODY);
        assertEq(token.balanceOf(round.finalise()), 10);
    }

    function test_WhenTheGuardianRejectsEverything() external {
        fund(FUNDER, 10);
        for (uint256 time = DONATIONS_END; time <= DEADLINE - 7 days - CHALLENGE; time += 2 days) {
            vm.warp(time);
            uint256 number = propose(10);
            vm.prank(GUARDIAN);
            round.rejectTally(number, REASON);
        }
        vm.warp(DEADLINE);
        round.cancel(REASON);
        assertEq(round.refund(0), 10);
    }

    function test_WhenSomebodyMakesTheSameAirdropFirst() external {
        // It costs them the total, which the projects get beside the round's; a second later the address is another.
        fund(FUNDER, 10);
        vm.warp(DONATIONS_END);
        propose(10);
        vm.warp(READY);
        Tally memory next = tallyOf(10);
        AirdropParams memory p = AirdropParams(
            address(token), next.root, 10, address(round), uint40(READY), uint40(READY + CLAIMS), next.bundleHash, COIN
        );
        token.mint(ANYBODY, 10);
        vm.startPrank(ANYBODY);
        token.approve(airdrops, 10);
        address theirs = IAirdropFactory(airdrops).create(p, bytes32(uint256(1)));
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IFunding.AlreadyDeployed.selector, theirs));
        round.finalise();
        vm.warp(READY + 1);
        address ours = round.finalise();
        IMerkleAirdrop(theirs).claim(0, payoutOf(1), 10, new bytes32[](0));
        IMerkleAirdrop(ours).claim(0, payoutOf(1), 10, new bytes32[](0));
        assertEq(token.balanceOf(payoutOf(1)), 20);
    }

    function test_WhenSomebodyMakesAThousandDepositsOfOneUnit() external {
        fund(FUNDER, 1001);
        for (uint256 i = 0; i < 1000; ++i) {
            fund(ANYBODY, 1);
        }
        finalised(1000); // 1,001 go back, among shares of 2,001
        assertEq(round.refund(0), 500); // no more and no less than its part, at the usual price
        uint256 paid;
        for (uint256 i = 1; i <= 1000; ++i) {
            if (round.refundable(i) != 0) paid += round.refund(i);
        }
        assertEq(paid, 501);
        assertEq(token.balanceOf(address(round)), 0);
    }

    function test_WhenAmountsAreAllThereCanBe() external {
        use(address(new PlainToken()));
        fund(FUNDER, type(uint256).max - 1);
        fund(ANYBODY, 1);
        cancelled();
        assertEq(round.refund(1), 1);
        assertEq(round.refund(0), type(uint256).max - 1);
    }

    function test_WhenAProjectIsTakenOutWhileDonationsComeIn() external {
        openDonations(2);
        donate(two(1, COIN, 1, 2, COIN, 1));
        review(1, 2, Verdict.Rejected);
        review(1, 1, Verdict.Rejected);
        vm.expectEmit(address(round));
        emit IDonations.GiftSkipped(DONOR, 1, COIN, 1, Skip.NotAccepted);
        donate(two(1, COIN, 1, 2, COIN, 1));
        assertEq(payoutOf(1).balance, 1);
        assertEq(payoutOf(2).balance, 2);
    }
}
