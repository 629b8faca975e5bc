// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {RecurringHandler} from "./RecurringHandler.sol";

/// @notice The sentences are in README.md.
contract RecurringAirdropInvariants is Test {
    uint40 private constant START = 1_800_000_000;
    uint40 private constant END = START + 90 days;

    PlainToken private token;
    IRecurringAirdrop private recurring;
    RecurringHandler private handler;

    function setUp() public {
        token = new PlainToken();
        uint256[2] memory first = [uint256(100), 50];
        bytes32 root = MerkleTree.node(
            MerkleTree.leaf(0, address(0xa11ce), first[0]), MerkleTree.leaf(1, address(0xb0b), first[1])
        );
        AirdropParams memory p =
            AirdropParams(address(token), root, 150, address(this), START, END, bytes32(0), address(0));
        recurring = Deploy.recurring(p, makeAddr("guardian"), 2 days);
        token.mint(address(recurring), 150);
        handler = new RecurringHandler(recurring, token, first);
        vm.warp(START);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](7);
        actions[0] = handler.propose.selector;
        actions[1] = handler.veto.selector;
        actions[2] = handler.activate.selector;
        actions[3] = handler.claim.selector;
        actions[4] = handler.fund.selector;
        actions[5] = handler.sweep.selector;
        actions[6] = handler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
    }

    function invariant_PaidAndSweptAndLeftAreWhatCameIn() external view {
        assertEq(handler.paidToAll() + handler.swept() + token.balanceOf(address(recurring)), handler.funded());
    }

    function invariant_WhatIsInEffectIsFundedUntilTheWindowCloses() external view {
        if (block.timestamp >= END) return;
        assertGe(token.balanceOf(address(recurring)), recurring.total() - recurring.paidInTotal());
        assertEq(handler.swept(), 0);
    }

    function invariant_NobodyIsPaidMoreThanAllotted() external view {
        for (uint256 index = 0; index < 2; ++index) {
            assertLe(handler.held(index), handler.mostAllotted(index));
            assertEq(handler.held(index), recurring.paid(index));
        }
        assertLe(recurring.paidInTotal(), recurring.total());
    }
}
