// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {Epoch, IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Proposes, vetoes, funds and activates lists of two people at a recurring airdrop, and claims from all of them.
contract RecurringHandler is Test {
    uint256 private constant PEOPLE = 2;

    IRecurringAirdrop private immutable RECURRING;
    PlainToken private immutable TOKEN;

    address[PEOPLE] private accounts = [address(0xa11ce), address(0xb0b)];
    /// @dev Of each list ever proposed, both amounts.
    uint256[PEOPLE][] private lists;
    uint256 private inEffect;
    uint256 private proposed;

    uint256 public funded;
    uint256 public swept;
    mapping(uint256 index => uint256) public mostAllotted;

    constructor(IRecurringAirdrop recurring, PlainToken token, uint256[PEOPLE] memory first) {
        RECURRING = recurring;
        TOKEN = token;
        lists.push(first);
        allot(first);
        funded = token.balanceOf(address(recurring));
    }

    function propose(uint64 more, uint64 evenMore) external {
        uint256[PEOPLE] memory last = lists[inEffect];
        uint256[PEOPLE] memory next = [last[0] + more, last[1] + evenMore];
        lists.push(next);
        proposed = lists.length - 1;
        vm.prank(RECURRING.owner());
        RECURRING.propose(Epoch(rootOf(next), next[0] + next[1], keccak256(abi.encode(proposed))));
    }

    function veto() external {
        vm.prank(RECURRING.guardian());
        (bool success,) = address(RECURRING).call(abi.encodeCall(IRecurringAirdrop.veto, ()));
        assertEq(success, proposed != 0, "veto");
        proposed = 0;
    }

    function activate() external {
        (Epoch memory next, uint256 readyAt) = RECURRING.pending();
        uint256 owed = next.total > paidToAll() ? next.total - paidToAll() : 0;
        bool sound = proposed != 0 && block.timestamp >= readyAt && TOKEN.balanceOf(address(RECURRING)) >= owed;
        (bool success,) = address(RECURRING).call(abi.encodeCall(IRecurringAirdrop.activate, ()));
        assertEq(success, sound, "activate");
        if (!success) return;
        (inEffect, proposed) = (proposed, 0);
        allot(lists[inEffect]);
    }

    function claim(uint256 list, uint256 index) external {
        // Lists that were vetoed, wait or are over are tried as well.
        list = bound(list, 0, lists.length - 1);
        index = bound(index, 0, PEOPLE - 1);
        uint256 amount = lists[list][index];
        uint256 before = TOKEN.balanceOf(accounts[index]);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = leafOf(1 - index, lists[list][1 - index]);
        bool same = rootOf(lists[list]) == RECURRING.root();
        bool open = block.timestamp >= RECURRING.claimStart() && block.timestamp < RECURRING.claimEnd();
        (bool success,) =
            address(RECURRING).call(abi.encodeCall(ICampaign.claim, (index, accounts[index], amount, proof)));
        assertEq(success, same && open && amount > before, "claim");
        assertEq(TOKEN.balanceOf(accounts[index]), success ? amount : before, "held");
    }

    function fund(uint64 amount) external {
        TOKEN.mint(address(RECURRING), amount);
        funded += amount;
    }

    function sweep() external {
        uint256 left = TOKEN.balanceOf(address(RECURRING));
        vm.prank(RECURRING.owner());
        (bool success,) = address(RECURRING).call(abi.encodeCall(ICampaign.sweep, (address(0xbeef))));
        assertEq(success, block.timestamp >= RECURRING.claimEnd(), "sweep");
        if (success) swept += left;
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 0, 4 days));
    }

    function paidToAll() public view returns (uint256) {
        return TOKEN.balanceOf(accounts[0]) + TOKEN.balanceOf(accounts[1]);
    }

    function held(uint256 index) external view returns (uint256) {
        return TOKEN.balanceOf(accounts[index]);
    }

    function rootOf(uint256[PEOPLE] memory amounts) public view returns (bytes32) {
        return MerkleTree.node(leafOf(0, amounts[0]), leafOf(1, amounts[1]));
    }

    function leafOf(uint256 index, uint256 amount) private view returns (bytes32) {
        return MerkleTree.leaf(index, accounts[index], amount);
    }

    function allot(uint256[PEOPLE] memory amounts) private {
        for (uint256 index = 0; index < PEOPLE; ++index) {
            if (amounts[index] > mostAllotted[index]) mostAllotted[index] = amounts[index];
        }
    }
}
