// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {AirdropFixture} from "../../AirdropFixture.sol";

contract SweepTest is AirdropFixture {
    address private immutable TREASURY = makeAddr("treasury");

    modifier whenTheSenderIsTheOwner() {
        vm.warp(END);
        vm.startPrank(OWNER);
        _;
    }

    function testFuzz_RevertWhen_TheSenderIsNotTheOwner(address sender) external {
        vm.assume(sender != OWNER);
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotOwner.selector, sender, OWNER));
        vm.prank(sender);
        airdrop.sweep(TREASURY);
    }

    function testFuzz_RevertGiven_TheWindowHasNotClosed(uint40 time) external whenTheSenderIsTheOwner {
        vm.warp(bound(time, START - 2 days, END - 1));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, block.timestamp, END));
        airdrop.sweep(TREASURY);
    }

    function testFuzz_GivenTheWindowOpensInMoreThanTwoDays(uint40 time) external whenTheSenderIsTheOwner {
        vm.warp(bound(time, 0, START - 2 days - 1));
        airdrop.sweep(TREASURY);
        assertEq(token.balanceOf(TREASURY), total);
    }

    function test_GivenTheWindowOpensInTwoDaysAndASecond() external whenTheSenderIsTheOwner {
        vm.warp(START - 2 days - 1);
        airdrop.sweep(TREASURY);
        assertEq(token.balanceOf(TREASURY), total);
    }

    function test_RevertGiven_TheWindowOpensInTwoDays() external whenTheSenderIsTheOwner {
        vm.warp(START - 2 days);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, START - 2 days, END));
        airdrop.sweep(TREASURY);
    }

    function test_RevertGiven_ItIsTheLastSecondOfTheWindow() external whenTheSenderIsTheOwner {
        vm.warp(END - 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, END - 1, END));
        airdrop.sweep(TREASURY);
    }

    function test_RevertWhen_TheRecipientIsZero() external whenTheSenderIsTheOwner {
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
        airdrop.sweep(address(0));
    }

    function test_RevertWhen_TheRecipientIsTheAirdrop() external whenTheSenderIsTheOwner {
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(airdrop)));
        airdrop.sweep(address(airdrop));
    }

    function test_RevertGiven_TheTokenWillNotPay() external whenTheSenderIsTheOwner {
        vm.mockCall(address(token), abi.encodeCall(IERC20.transfer, (TREASURY, total)), abi.encode(false));
        vm.expectRevert(ICampaign.TransferFailed.selector);
        airdrop.sweep(TREASURY);
    }

    function test_GivenSomethingIsLeft() external whenTheSenderIsTheOwner {
        vm.warp(END - 1);
        claim(7);
        vm.warp(END);
        uint256 left = total - leaves[7].amount;
        vm.expectEmit(address(airdrop));
        emit ICampaign.Swept(TREASURY, left);
        airdrop.sweep(TREASURY);
        assertEq(token.balanceOf(TREASURY), left);
        assertEq(token.balanceOf(address(airdrop)), 0);
    }

    function test_GivenItWasSweptAndTokensArrivedLater() external whenTheSenderIsTheOwner {
        airdrop.sweep(TREASURY);
        token.mint(address(airdrop), 3);
        airdrop.sweep(TREASURY);
        assertEq(token.balanceOf(TREASURY), total + 3);
    }
}
