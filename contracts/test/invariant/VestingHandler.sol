// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IVestingAirdrop} from "../../src/interfaces/IVestingAirdrop.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Claims, releases, sweeps and lets time pass at a vesting airdrop, and keeps its own books by balances.
contract VestingHandler is Test {
    struct Entry {
        address account;
        uint256 amount;
        bytes32[] proof;
    }

    IVestingAirdrop private immutable VESTING;
    PlainToken private immutable TOKEN;

    Entry[] private entries;

    uint256 public paid;
    uint256 public swept;
    mapping(uint256 index => uint256) public mostAvailable;

    constructor(IVestingAirdrop vesting, PlainToken token) {
        VESTING = vesting;
        TOKEN = token;
    }

    function add(Entry calldata entry) external {
        entries.push(entry);
    }

    function claim(uint256 seed, address sender) external {
        uint256 index = bound(seed, 0, entries.length - 1);
        Entry memory entry = entries[index];
        bool open = block.timestamp >= VESTING.claimStart() && block.timestamp < VESTING.claimEnd();
        bool sound = open && !VESTING.isClaimed(index);
        bytes memory data = abi.encodeCall(ICampaign.claim, (index, entry.account, entry.amount, entry.proof));
        assertEq(send(sender, data, index), sound, "claim");
    }

    function release(uint256 seed, address sender) external {
        uint256 index = bound(seed, 0, entries.length - 1);
        bool sound = VESTING.releasable(index) != 0;
        assertEq(send(sender, abi.encodeCall(IVestingAirdrop.release, (index)), index), sound, "release");
    }

    function sweep(bool byOwner) external {
        uint256 left = TOKEN.balanceOf(address(VESTING));
        vm.prank(byOwner ? VESTING.owner() : address(this));
        (bool success,) = address(VESTING).call(abi.encodeCall(ICampaign.sweep, (address(0xbeef))));
        assertEq(success, byOwner && block.timestamp >= VESTING.claimEnd(), "sweep");
        swept += left - TOKEN.balanceOf(address(VESTING));
    }

    function wait(uint256 time) external {
        for (uint256 index = 0; index < entries.length; ++index) {
            mostAvailable[index] = availableOf(index);
        }
        vm.warp(block.timestamp + bound(time, 0, 30 days));
    }

    function availableOf(uint256 index) public view returns (uint256) {
        (, uint40 start, uint128 amount,) = VESTING.grants(index);
        return VESTING.vested(amount, start, block.timestamp);
    }

    function send(address sender, bytes memory data, uint256 index) private returns (bool success) {
        uint256 held = TOKEN.balanceOf(entries[index].account);
        vm.prank(sender);
        (success,) = address(VESTING).call(data);
        paid += TOKEN.balanceOf(entries[index].account) - held;
    }
}
