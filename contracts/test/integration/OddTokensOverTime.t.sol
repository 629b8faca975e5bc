// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {BlockingToken} from "../mocks/BlockingToken.sol";
import {FalseToken} from "../mocks/FalseToken.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {RecurringFixture} from "../RecurringFixture.sol";

/// @notice Tokens that do not do what they are asked, at the kinds that pay over time: a release, a claim of a list, and a list
/// that is to take effect. How they are funded is in `OddTokensAtFactories`.
contract OddTokensOverTimeTest is RecurringFixture {
    IVestingAirdrop private vesting;

    function test_WhenATokenPausesDuringAGrant() external {
        BlockingToken odd = new BlockingToken();
        grant(odd);
        odd.pause(true);
        vm.expectRevert(ICampaign.TransferFailed.selector);
        vesting.release(9);
        nothingIsReleased();
        odd.pause(false);
        vesting.release(9);
        assertEq(odd.balanceOf(leaves[9].account), leaves[9].amount / 2);
    }

    function test_WhenATokenAnswersFalseToARelease() external {
        FalseToken odd = new FalseToken();
        grant(odd);
        odd.refuse();
        vm.expectRevert(ICampaign.TransferFailed.selector);
        vesting.release(9);
        nothingIsReleased();
        odd.accept();
        vesting.release(9);
        assertEq(odd.balanceOf(leaves[9].account), leaves[9].amount / 2);
    }

    function test_WhenATokenBlocksABeneficiary() external {
        BlockingToken odd = new BlockingToken();
        grant(odd);
        odd.setBlocked(leaves[9].account, true);
        vm.expectRevert(ICampaign.TransferFailed.selector);
        vesting.release(9);
        vesting.release(8);
        assertEq(odd.balanceOf(leaves[8].account), leaves[8].amount / 2);
        vm.warp(END);
        vm.prank(OWNER);
        vesting.sweep(OWNER); // what waits for the blocked one stays
        vm.prank(leaves[9].account);
        vesting.releaseTo(9, RECIPIENT);
        assertEq(odd.balanceOf(RECIPIENT), leaves[9].amount);
    }

    function test_WhenATokenKeepsAFeeOfARelease() external {
        FeeToken odd = new FeeToken();
        grant(odd);
        vesting.release(9);
        assertEq(odd.balanceOf(leaves[9].account), leaves[9].amount / 2 * 99 / 100);
        vm.warp(START + 100);
        vesting.release(8); // the others are sent no less for it
        assertEq(odd.balanceOf(leaves[8].account), leaves[8].amount * 99 / 100);
    }

    function test_WhenATokenPausesDuringAnEpoch() external {
        BlockingToken odd = new BlockingToken();
        begin(odd);
        propose(second);
        odd.mint(address(recurring), 90);
        odd.pause(true);
        bytes32[] memory proof = with(leafOfIdentity(100));
        vm.expectRevert(ICampaign.TransferFailed.selector);
        recurring.claim(1, leaves[1].account, 50, proof);
        vm.warp(START + DELAY);
        recurring.activate(); // it moves nothing
        odd.pause(false);
        recurring.claim(1, leaves[1].account, 60, with(leafOfLinked(180)));
        assertEq(odd.balanceOf(leaves[1].account), 60);
    }

    function test_WhenATokenAnswersFalseToAClaimOfAList() external {
        FalseToken odd = new FalseToken();
        begin(odd);
        odd.refuse();
        bytes32[] memory proof = with(leafOfIdentity(100));
        vm.expectRevert(ICampaign.TransferFailed.selector);
        recurring.claim(1, leaves[1].account, 50, proof);
        assertEq(recurring.paid(1), 0);
        assertEq(recurring.paidInTotal(), 0);
        odd.accept();
        claimWallet(50);
        assertEq(odd.balanceOf(leaves[1].account), 50);
    }

    function test_WhenATokenBlocksSomebodyOfTheList() external {
        BlockingToken odd = new BlockingToken();
        begin(odd);
        odd.setBlocked(leaves[1].account, true);
        bytes32[] memory proof = with(leafOfIdentity(100));
        vm.expectRevert(ICampaign.TransferFailed.selector);
        recurring.claim(1, leaves[1].account, 50, proof);
        bringIntoEffect(); // nothing is lost by waiting
        vm.prank(leaves[1].account);
        recurring.claimTo(1, RECIPIENT, 60, with(leafOfLinked(180)));
        assertEq(odd.balanceOf(RECIPIENT), 60);
    }

    function test_WhenATokenKeepsAFeeOfAClaimOfAList() external {
        FeeToken odd = new FeeToken();
        begin(odd);
        bringIntoEffect();
        recurring.claim(0, leaves[0].account, 180, with(leafOfWallet(60)));
        assertEq(odd.balanceOf(leaves[0].account), 180 - 1);
        assertEq(recurring.paid(0), 180);
        assertEq(odd.balanceOf(address(recurring)), 60);
    }

    function test_WhenATokenKeepsAFeeOfTheIncrease() external {
        FeeToken odd = new FeeToken();
        begin(odd);
        second.total = 250;
        propose(second);
        odd.mint(OWNER, 200);
        vm.startPrank(OWNER);
        odd.transfer(address(recurring), 100); // of which 99 arrive
        vm.warp(START + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.Unfunded.selector, 249, 250));
        recurring.activate();
        odd.transfer(address(recurring), 1);
        recurring.activate();
        assertEq(recurring.total(), 250);
    }

    function nothingIsReleased() private view {
        (, uint128 released) = vesting.ledger();
        assertEq(released, 0);
        assertEq(vesting.releasable(9), leaves[9].amount / 2);
    }

    /// @dev Two grants of a vesting airdrop that pays this token; half of each is available.
    function grant(PlainToken odd) private {
        vesting = Deploy.vesting(params(address(odd)), Schedule(0, 0, 100, 1, 0));
        odd.mint(address(vesting), total);
        for (uint256 index = 8; index <= 9; ++index) {
            vesting.claim(index, leaves[index].account, leaves[index].amount, proofOf(index));
        }
        vm.warp(START + 50);
    }

    /// @dev The first list of a recurring airdrop that pays this token.
    function begin(PlainToken odd) private {
        token = odd;
        AirdropParams memory p = params(address(odd));
        (p.root, p.total) = (recurring.root(), 150);
        recurring = Deploy.recurring(p, VETOER, DELAY);
        odd.mint(address(recurring), 150);
    }
}
