// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Does what people may do to an airdrop, in any order, and keeps its own books by looking at balances only.
/// Every action knows whether it has to succeed; one that answers otherwise fails the run.
contract ClaimHandler is Test {
    struct Entry {
        uint256 index;
        address account;
        uint256 amount;
        bytes32[] proof;
    }

    IMerkleAirdrop private immutable AIRDROP;
    PlainToken private immutable TOKEN;

    Entry[] private entries;
    address[] private recipients;

    /// @dev What the airdrop began with, and what people sent it afterwards.
    uint256 public funded;
    uint256 public donated;
    uint256 public paid;
    uint256 public swept;
    mapping(uint256 index => uint256) public payments;
    mapping(address recipient => uint256) public received;

    constructor(IMerkleAirdrop airdrop, PlainToken token) {
        AIRDROP = airdrop;
        TOKEN = token;
        funded = token.balanceOf(address(airdrop));
        for (uint256 i = 0; i < 8; ++i) {
            recipients.push(makeAddr(string.concat("recipient ", vm.toString(i))));
        }
    }

    function add(Entry calldata entry) external {
        entries.push(entry);
        recipients.push(entry.account);
    }

    function claim(uint256 seed, address sender) external {
        Entry memory entry = pick(seed);
        bytes memory data = abi.encodeCall(AIRDROP.claim, (entry.index, entry.account, entry.amount, entry.proof));
        send(entry, sender, entry.account, data, true);
    }

    function claimTo(uint256 seed, uint256 recipientSeed) external {
        Entry memory entry = pick(seed);
        address to = recipients[bound(recipientSeed, 0, recipients.length - 1)];
        bytes memory data = abi.encodeCall(AIRDROP.claimTo, (entry.index, to, entry.amount, entry.proof));
        send(entry, entry.account, to, data, true);
    }

    /// @dev Somebody else's leaf by `claimTo`.
    function steal(uint256 seed, address thief) external {
        Entry memory entry = pick(seed);
        vm.assume(thief != entry.account && thief != address(0) && thief != address(AIRDROP));
        bytes memory data = abi.encodeCall(AIRDROP.claimTo, (entry.index, thief, entry.amount, entry.proof));
        send(entry, thief, thief, data, false);
    }

    /// @dev A right proof for another amount or another index.
    function forge(uint256 seed, uint256 index, uint256 amount) external {
        Entry memory entry = pick(seed);
        vm.assume(index != entry.index || amount != entry.amount);
        bytes memory data = abi.encodeCall(AIRDROP.claim, (index, entry.account, amount, entry.proof));
        send(entry, entry.account, entry.account, data, false);
    }

    function sweep(bool byOwner, uint256 recipientSeed) external {
        address to = recipients[bound(recipientSeed, 0, recipients.length - 1)];
        uint256 left = TOKEN.balanceOf(address(AIRDROP));
        vm.prank(byOwner ? AIRDROP.owner() : to);
        (bool success,) = address(AIRDROP).call(abi.encodeCall(AIRDROP.sweep, (to)));
        assertEq(success, byOwner && block.timestamp >= AIRDROP.claimEnd(), "sweep");
        if (!success) return;
        swept += left;
        received[to] += left;
    }

    function donate(uint128 amount) external {
        TOKEN.mint(address(AIRDROP), amount);
        donated += amount;
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 0, 24 days));
    }

    function recipientCount() external view returns (uint256) {
        return recipients.length;
    }

    function recipientAt(uint256 place) external view returns (address) {
        return recipients[place];
    }

    function pick(uint256 seed) private view returns (Entry memory) {
        return entries[bound(seed, 0, entries.length - 1)];
    }

    /// @dev Sends a claim and writes down what `to` got, whatever the airdrop says about it.
    function send(Entry memory entry, address sender, address to, bytes memory data, bool sound) private {
        uint256 left = TOKEN.balanceOf(address(AIRDROP));
        bool open = block.timestamp >= AIRDROP.claimStart() && block.timestamp < AIRDROP.claimEnd();
        vm.prank(sender);
        (bool success,) = address(AIRDROP).call(data);
        assertEq(success, sound && open && payments[entry.index] == 0, "claim");
        uint256 moved = left - TOKEN.balanceOf(address(AIRDROP));
        assertEq(moved, success ? entry.amount : 0, "moved");
        if (moved == 0) return;
        payments[entry.index] += 1;
        paid += moved;
        received[to] += moved;
    }
}
