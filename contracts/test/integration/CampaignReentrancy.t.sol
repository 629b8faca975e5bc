// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {RecurringFixture} from "../RecurringFixture.sol";

/// @notice A token that calls back before it moves, from one function into another, while books and balance differ by what is
/// being paid. Calls into the same function are in `Attacks`.
contract CampaignReentrancyTest is RecurringFixture {
    bytes4 private constant REENTERED = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;

    ReentrantToken private odd;
    IVestingAirdrop private vesting;

    function setUp() public override {
        super.setUp();
        odd = new ReentrantToken();
        token = odd;
    }

    /// @dev The owner is the token, so that what is called back is called by the owner.
    modifier givenAVestingAirdrop() {
        AirdropParams memory p = params(address(odd));
        p.owner = address(odd);
        vesting = Deploy.vesting(p, Schedule(0, 0, 200 days, 1, 0));
        _;
    }

    function test_WhenAClaimCallsBackIntoActivate() external {
        AirdropParams memory p = params(address(odd));
        (p.root, p.total) = (recurring.root(), 150);
        recurring = Deploy.recurring(p, VETOER, DELAY);
        odd.mint(address(recurring), 150);
        second.total = 200; // 50 more, which nobody sent: just what is being claimed
        propose(second);
        vm.warp(START + DELAY);
        odd.callDuringNextTransfer(address(recurring), abi.encodeCall(IRecurringAirdrop.activate, ()));
        claimWallet(50);
        refused();
        assertEq(recurring.epoch(), 1);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.Unfunded.selector, 100, 150));
        recurring.activate();
    }

    function test_WhenAReleaseCallsBackIntoSweep() external givenAVestingAirdrop {
        odd.mint(address(vesting), total);
        vest(7);
        vest(9);
        vm.warp(START + 100 days);
        odd.callDuringNextTransfer(address(vesting), abi.encodeCall(ICampaign.sweep, (ANYBODY)));
        vesting.release(7);
        refused();
        othersArePaid();
    }

    function test_WhenASweepCallsBackIntoSweep() external givenAVestingAirdrop {
        odd.mint(address(vesting), leaves[7].amount + leaves[9].amount + 1 ether);
        vest(7);
        vest(9);
        vm.warp(END);
        odd.callDuringNextTransfer(address(vesting), abi.encodeCall(ICampaign.sweep, (ANYBODY)));
        vm.prank(address(odd));
        vesting.sweep(ANYBODY);
        refused();
        assertEq(odd.balanceOf(ANYBODY), 1 ether);
        othersArePaid();
    }

    /// @dev It moves nothing, and counts the balance all the same.
    function test_WhenAReleaseCallsBackIntoAClaim() external givenAVestingAirdrop {
        (address account, uint256 amount, bytes32[] memory proof) = (leaves[2].account, leaves[2].amount, proofOf(2));
        odd.mint(address(vesting), leaves[7].amount);
        vest(7);
        vm.warp(START + 80 days);
        odd.callDuringNextTransfer(address(vesting), abi.encodeCall(ICampaign.claim, (2, account, amount, proof)));
        vesting.release(7);
        refused();
        uint256 left = leaves[7].amount * 120 / 200;
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.Unfunded.selector, left, left + amount));
        vesting.claim(2, account, amount, proof);
    }

    function refused() private view {
        assertFalse(odd.succeeded());
        assertEq(odd.answer(), abi.encodeWithSelector(REENTERED));
    }

    function othersArePaid() private {
        vm.warp(START + 200 days);
        vesting.release(7);
        vesting.release(9);
        assertEq(odd.balanceOf(leaves[7].account), leaves[7].amount);
        assertEq(odd.balanceOf(leaves[9].account), leaves[9].amount);
    }

    function vest(uint256 index) private {
        vesting.claim(index, leaves[index].account, leaves[index].amount, proofOf(index));
    }
}
