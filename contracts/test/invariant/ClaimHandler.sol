// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Attestation, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {Authorization, ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {Messages} from "../Messages.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Does what people may do to an airdrop, in any order, and keeps its own books by looking at balances only.
/// Every action knows whether it has to succeed; one that answers otherwise fails the run.
contract ClaimHandler is Test {
    /// @dev A wallet has an account and its key; an identity has neither.
    struct Entry {
        uint256 index;
        bytes32 claimant;
        address account;
        uint256 key;
        uint256 amount;
        bytes32[] proof;
    }

    uint256 private constant MOST_FROZEN = 14 days;

    IMerkleAirdrop private immutable AIRDROP;
    IAttestorSet private immutable SET;
    PlainToken private immutable TOKEN;
    uint256 private immutable ATTESTOR_KEY;

    Entry[] private wallets;
    Entry[] private identities;
    address[] private recipients;

    /// @dev What the airdrop began with, and what people sent it afterwards.
    uint256 public funded;
    uint256 public donated;
    uint256 public paid;
    uint256 public swept;
    mapping(uint256 index => uint256) public payments;
    mapping(address recipient => uint256) public received;
    /// @dev When identity claims were frozen, by these books.
    uint256 public frozenUntil;
    uint256 public frozenFor;

    constructor(IMerkleAirdrop airdrop, IAttestorSet set, PlainToken token, uint256 attestorKey) {
        AIRDROP = airdrop;
        SET = set;
        TOKEN = token;
        ATTESTOR_KEY = attestorKey;
        funded = token.balanceOf(address(airdrop));
        for (uint256 i = 0; i < 8; ++i) {
            recipients.push(makeAddr(string.concat("recipient ", vm.toString(i))));
        }
    }

    function add(Entry calldata entry) external {
        if (entry.account == address(0)) {
            identities.push(entry);
        } else {
            wallets.push(entry);
            recipients.push(entry.account);
        }
    }

    function claim(uint256 seed, address sender) external {
        Entry memory entry = wallet(seed);
        send(entry, sender, entry.account, claimOf(entry), true);
    }

    function claimTo(uint256 seed, uint256 recipientSeed) external {
        Entry memory entry = wallet(seed);
        address to = recipient(recipientSeed);
        bytes memory data = abi.encodeCall(ICampaign.claimTo, (entry.index, to, entry.amount, entry.proof));
        send(entry, entry.account, to, data, true);
    }

    function claimWithSignature(uint256 seed, uint256 recipientSeed, address sender, bool old) external {
        Entry memory entry = wallet(seed);
        address to = recipient(recipientSeed);
        uint256 nonce = AIRDROP.nonces(entry.account);
        bool sound = !old || nonce == 0;
        Authorization memory a = Authorization(to, 0, type(uint256).max, sound ? nonce : nonce - 1);
        bytes memory signature = sign(entry.key, Messages.claim(entry.index, entry.account, entry.amount, a));
        bytes memory data = abi.encodeCall(
            ICampaign.claimWithSignature, (entry.index, entry.account, entry.amount, entry.proof, a, signature)
        );
        send(entry, sender, to, data, sound);
    }

    function revoke(uint256 seed) external {
        address account = wallet(seed).account;
        vm.prank(account);
        AIRDROP.revoke();
    }

    function claimIdentity(uint256 seed, uint256 recipientSeed, address sender) external {
        Entry memory entry = identity(seed);
        address to = recipient(recipientSeed);
        send(entry, sender, to, identityClaim(entry, to), block.timestamp >= frozenUntil);
    }

    /// @dev The leaf of an identity by the wallet's door, and the leaf of a wallet by the identity's, fully attested.
    function crossDoors(uint256 seed, bool wallets_) external {
        Entry memory entry = wallets_ ? wallet(seed) : identity(seed);
        address account = address(uint160(uint256(entry.claimant)));
        entry.account = account;
        bytes memory data = wallets_ ? identityClaim(entry, account) : claimOf(entry);
        send(entry, account, account, data, false);
    }

    /// @dev Somebody else's leaf by `claimTo`.
    function steal(uint256 seed, address thief) external {
        Entry memory entry = wallet(seed);
        vm.assume(thief != entry.account && thief != address(0) && thief != address(AIRDROP));
        bytes memory data = abi.encodeCall(ICampaign.claimTo, (entry.index, thief, entry.amount, entry.proof));
        send(entry, thief, thief, data, false);
    }

    /// @dev A right proof for another amount or another index.
    function forge(uint256 seed, uint256 index, uint256 amount) external {
        Entry memory entry = wallet(seed);
        vm.assume(index != entry.index || amount != entry.amount);
        bytes memory data = abi.encodeCall(ICampaign.claim, (index, entry.account, amount, entry.proof));
        send(entry, entry.account, entry.account, data, false);
    }

    function freeze(bool byGuardian, uint256 length) external {
        length = bound(length, 0, MOST_FROZEN + 1 days);
        uint256 left = frozenUntil > block.timestamp ? frozenUntil - block.timestamp : 0;
        uint256 sum = frozenFor - left + length;
        bool sound = byGuardian && block.timestamp < end() && sum <= MOST_FROZEN;
        vm.prank(byGuardian ? SET.guardian() : address(this));
        (bool success,) =
            address(SET).call(abi.encodeCall(IAttestorSet.freeze, (address(AIRDROP), uint40(block.timestamp + length))));
        assertEq(success, sound, "freeze");
        if (success) (frozenUntil, frozenFor) = (block.timestamp + length, sum);
    }

    function sweep(bool byOwner, uint256 recipientSeed) external {
        address to = recipient(recipientSeed);
        uint256 left = TOKEN.balanceOf(address(AIRDROP));
        vm.prank(byOwner ? AIRDROP.owner() : to);
        (bool success,) = address(AIRDROP).call(abi.encodeCall(ICampaign.sweep, (to)));
        assertEq(success, byOwner && block.timestamp >= end(), "sweep");
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

    /// @dev The end of the window by these books.
    function end() public view returns (uint256) {
        return uint256(AIRDROP.claimEnd()) + frozenFor;
    }

    function wallet(uint256 seed) private view returns (Entry memory) {
        return wallets[bound(seed, 0, wallets.length - 1)];
    }

    function identity(uint256 seed) private view returns (Entry memory) {
        return identities[bound(seed, 0, identities.length - 1)];
    }

    function recipient(uint256 seed) private view returns (address) {
        return recipients[bound(seed, 0, recipients.length - 1)];
    }

    function claimOf(Entry memory entry) private pure returns (bytes memory) {
        return abi.encodeCall(ICampaign.claim, (entry.index, entry.account, entry.amount, entry.proof));
    }

    function identityClaim(Entry memory entry, address to) private view returns (bytes memory) {
        Attestation memory a = Attestation(entry.claimant, to, 0, type(uint256).max);
        bytes memory endorsement =
            Messages.endorsement(vm.addr(ATTESTOR_KEY), sign(ATTESTOR_KEY, Messages.attestation(a)));
        return abi.encodeCall(ICampaign.claimIdentity, (entry.index, entry.amount, entry.proof, a, endorsement));
    }

    function sign(uint256 key, bytes32 message) private view returns (bytes memory) {
        return Messages.sign(key, Messages.digest(Messages.domain(address(AIRDROP), block.chainid), message));
    }

    /// @dev Sends a claim and writes down what `to` got, whatever the airdrop says about it.
    function send(Entry memory entry, address sender, address to, bytes memory data, bool sound) private {
        uint256 left = TOKEN.balanceOf(address(AIRDROP));
        bool open = block.timestamp >= AIRDROP.claimStart() && block.timestamp < end();
        // After a sweep a freeze can no longer make the window longer, so whatever is open is funded.
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
