// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {AirdropFixture} from "../AirdropFixture.sol";
import {Deploy} from "../Deploy.sol";
import {VestingHandler} from "./VestingHandler.sol";

/// @notice The sentences are in README.md.
contract VestingAirdropInvariants is AirdropFixture {
    uint256 private constant CLAIMANTS = 10;

    IVestingAirdrop private vesting;
    VestingHandler private handler;

    function setUp() public override {
        super.setUp();
        vesting = Deploy.vesting(params(address(token)), Schedule(0, 20 days, 200 days, 10 days, 700));
        token.mint(address(vesting), total);
        handler = new VestingHandler(vesting, token);
        for (uint256 index = 0; index < CLAIMANTS; ++index) {
            handler.add(VestingHandler.Entry(leaves[index].account, leaves[index].amount, proofOf(index)));
        }
        vm.warp(START - 1 days);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](4);
        actions[0] = handler.claim.selector;
        actions[1] = handler.release.selector;
        actions[2] = handler.sweep.selector;
        actions[3] = handler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
    }

    function invariant_PaidAndSweptAndLeftAreWhatCameIn() external view {
        assertEq(handler.paid() + handler.swept() + token.balanceOf(address(vesting)), total);
    }

    function invariant_WhatWasClaimedIsThereUntilItIsPaid() external view {
        (uint128 granted, uint128 released) = vesting.ledger();
        assertEq(released, handler.paid());
        assertGe(token.balanceOf(address(vesting)), granted - released);
    }

    function invariant_NobodyIsPaidMoreThanIsAvailable() external view {
        uint256 sum;
        for (uint256 index = 0; index < CLAIMANTS; ++index) {
            (address to, uint40 start, uint128 amount, uint128 released) = vesting.grants(index);
            assertLe(released, vesting.vested(amount, start, block.timestamp));
            assertLe(released, leaves[index].amount);
            assertEq(token.balanceOf(leaves[index].account), released);
            assertTrue(to == address(0) || to == leaves[index].account);
            sum += amount;
        }
        (uint128 granted,) = vesting.ledger();
        assertEq(sum, granted);
    }

    function invariant_WhatIsAvailableNeverShrinks() external view {
        for (uint256 index = 0; index < CLAIMANTS; ++index) {
            assertGe(handler.availableOf(index), handler.mostAvailable(index));
        }
    }
}
