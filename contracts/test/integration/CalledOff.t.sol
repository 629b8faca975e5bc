// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {RecurringFixture} from "../RecurringFixture.sol";

/// @notice An owner may take everything back until two days before the window. What was promised is then worth nothing, and no
/// contract says that it were worth something.
contract CalledOffTest is RecurringFixture {
    IVestingAirdrop private vesting;

    function setUp() public override {
        super.setUp();
        vesting = Deploy.vesting(params(address(token)), Schedule(0, 0, 100 days, 1, 0));
        token.mint(address(vesting), total);
    }

    modifier givenTheOwnerCalledEverythingOff() {
        vm.warp(START - 2 days - 1);
        vm.startPrank(OWNER);
        vesting.sweep(OWNER);
        recurring.sweep(OWNER);
        vm.stopPrank();
        assertEq(token.balanceOf(OWNER), total + 150);
        vm.warp(START);
        _;
    }

    function test_RevertWhen_ALeafIsGrantedWithNothingBehindIt() external givenTheOwnerCalledEverythingOff {
        (address account, uint256 amount, bytes32[] memory proof) = (leaves[9].account, leaves[9].amount, proofOf(9));
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.Unfunded.selector, 0, amount));
        vesting.claim(9, account, amount, proof);
        assertFalse(vesting.isClaimed(9));
        token.mint(address(vesting), amount - 1);
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.Unfunded.selector, amount - 1, amount));
        vesting.claim(9, account, amount, proof);
    }

    function test_WhenSomebodyFundsItAgain() external givenTheOwnerCalledEverythingOff {
        token.mint(address(vesting), leaves[9].amount);
        vest(9);
        vm.warp(START + 50 days);
        vesting.release(9); // half of it
        (address account, uint256 amount, bytes32[] memory proof) = (leaves[4].account, leaves[4].amount, proofOf(4));
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.Unfunded.selector, 5 ether, 10 ether));
        vesting.claim(4, account, amount, proof);
        token.mint(address(vesting), amount);
        vest(4);
        vm.warp(END);
        vm.prank(OWNER);
        vesting.sweep(OWNER);
        assertEq(token.balanceOf(OWNER), total + 150);
        vm.warp(END + 100 days);
        vesting.release(4);
        vesting.release(9);
        assertEq(token.balanceOf(account), amount);
        assertEq(token.balanceOf(leaves[9].account), leaves[9].amount);
    }

    function test_RevertWhen_SomebodyClaimsFromTheList() external givenTheOwnerCalledEverythingOff {
        bytes32[] memory proof = with(leafOfIdentity(100));
        vm.expectRevert(ICampaign.TransferFailed.selector);
        recurring.claim(1, leaves[1].account, 50, proof);
        assertEq(recurring.paid(1), 0);
    }

    function test_WhenTheNextListIsFunded() external givenTheOwnerCalledEverythingOff {
        propose(second);
        vm.warp(START + DELAY);
        token.mint(address(recurring), 90); // what is new, without what was taken back
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.Unfunded.selector, 90, 240));
        recurring.activate();
        token.mint(address(recurring), 150);
        recurring.activate();
        recurring.claim(1, leaves[1].account, 60, with(leafOfLinked(180)));
        assertEq(token.balanceOf(leaves[1].account), 60);
    }

    function test_RevertGiven_TheWindowOpensInTwoDays() external {
        vm.warp(START - 2 days);
        vm.startPrank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, START - 2 days, END));
        vesting.sweep(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, START - 2 days, END));
        recurring.sweep(OWNER);
    }

    function vest(uint256 index) private {
        vesting.claim(index, leaves[index].account, leaves[index].amount, proofOf(index));
    }
}
