// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {CampaignHandler} from "./CampaignHandler.sol";
import {CampaignInvariants} from "./CampaignInvariants.sol";
import {VestingHandler} from "./VestingHandler.sol";

/// @notice The sentences are in README.md. Here time runs from each claim.
contract VestingAirdropInvariants is CampaignInvariants {
    uint256 private constant WALLETS = 6;

    IVestingAirdrop private vesting;
    VestingHandler private handler;

    function setUp() public override {
        super.setUp();
        vesting = Deploy.vesting(params(address(token)), schedule());
        token.mint(address(vesting), total);
        handler = new VestingHandler(vesting, schedule(), set, token, attestorKey);
        for (uint256 index = 0; index < WALLETS; ++index) {
            (address account, uint256 amount) = (leaves[index].account, leaves[index].amount);
            bytes32 claimant = bytes32(uint256(uint160(account)));
            handler.add(CampaignHandler.Entry(index, claimant, account, keyOf(index), amount, proofOf(index)));
        }
        for (uint256 index = FIRST; index < FIRST + IDENTITIES; ++index) {
            (bytes32 claimant, uint256 amount) = (identityOf(index), identityAmount(index));
            handler.add(CampaignHandler.Entry(index, claimant, address(0), 0, amount, identityProof(index)));
        }
        bytes4[] memory actions = new bytes4[](3);
        (actions[0], actions[1]) = (handler.release.selector, handler.release.selector); // there is much to release
        actions[2] = handler.releaseTo.selector;
        begin(handler, actions);
    }

    function schedule() internal pure virtual returns (Schedule memory) {
        return Schedule(0, 20 days, 200 days, 10 days, 700);
    }

    function invariant_WhatWasClaimedIsThereUntilItIsPaid() external view {
        (uint128 granted, uint128 released) = vesting.ledger();
        assertEq(released, handler.paid());
        assertGe(token.balanceOf(address(vesting)), granted - released);
    }

    function invariant_NobodyIsPaidMoreThanIsAvailable() external view {
        uint256 sum;
        for (uint256 i = 0; i < handler.count(); ++i) {
            uint256 index = handler.indices(i);
            (address to,, uint128 amount, uint128 released) = vesting.grants(index);
            (address claimedFor,, uint256 claimed, uint256 paid) = handler.grants(index);
            assertEq(released, paid);
            assertEq(to, claimedFor);
            assertEq(amount, claimed);
            assertLe(released, handler.availableOf(index));
            assertLe(released, index < FIRST ? leaves[index].amount : identityAmount(index));
            sum += amount;
        }
        (uint128 granted,) = vesting.ledger();
        assertEq(sum, granted);
    }

    function invariant_WhatIsAvailableNeverShrinks() external view {
        for (uint256 i = 0; i < handler.count(); ++i) {
            uint256 index = handler.indices(i);
            (, uint40 start, uint128 amount,) = vesting.grants(index);
            uint256 available = vesting.vested(amount, start, block.timestamp);
            assertEq(available, handler.availableOf(index));
            assertGe(available, handler.mostAvailable(index));
        }
    }
}

/// @notice Here time runs from one date for everybody, which lies in the window.
contract VestingFromDateInvariants is VestingAirdropInvariants {
    function schedule() internal pure override returns (Schedule memory) {
        return Schedule(START + 15 days, 0, 90 days, 1 days, 2500);
    }
}
