// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Attestation, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {Authorization, ICampaign} from "../../src/interfaces/ICampaign.sol";
import {Messages} from "../Messages.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {AttestorHandler} from "./AttestorHandler.sol";

/// @notice Does what people may do to a campaign of any kind, in any order, and keeps its own books by looking at balances
/// only. A kind says which leaves there are, whether one can be claimed now, and what it is worth.
abstract contract CampaignHandler is AttestorHandler {
    /// @dev A wallet has an account and its key; an identity has neither.
    struct Entry {
        uint256 index;
        bytes32 claimant;
        address account;
        uint256 key;
        uint256 amount;
        bytes32[] proof;
    }

    PlainToken internal immutable TOKEN;

    address[] private recipients;

    /// @dev What the campaign began with, and what people sent it afterwards.
    uint256 public funded;
    uint256 public donated;
    uint256 public paid;
    uint256 public swept;
    /// @dev Of that, what the owner took back in time, and whether it is still missing.
    uint256 public sweptBefore;
    bool public isCalledOff;
    mapping(address recipient => uint256) public received;

    constructor(ICampaign campaign, IAttestorSet set, PlainToken token, uint256 attestorKey)
        AttestorHandler(campaign, set, attestorKey)
    {
        TOKEN = token;
        funded = token.balanceOf(address(campaign));
        for (uint256 i = 0; i < 4; ++i) {
            recipients.push(makeAddr(string.concat("recipient ", vm.toString(i))));
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
        uint256 nonce = CAMPAIGN.nonces(entry.account);
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
        uint256 nonce = CAMPAIGN.nonces(account);
        vm.prank(account);
        CAMPAIGN.revoke();
        assertEq(CAMPAIGN.nonces(account), nonce + 1, "revoke");
    }

    /// @dev Attested by whoever is in office, or by somebody who was, or may be.
    function claimIdentity(uint256 seed, uint256 recipientSeed, address sender, bool byOther) external {
        Entry memory entry = identity(seed);
        address to = recipient(recipientSeed);
        (bytes memory data, bool sound) = identityClaim(entry, to, byOther);
        send(entry, sender, to, data, sound);
    }

    /// @dev The leaf of an identity by the wallet's door, and the leaf of a wallet by the identity's, fully attested.
    function crossDoors(uint256 seed, bool wallets) external {
        Entry memory entry = wallets ? wallet(seed) : identity(seed);
        address account = address(uint160(uint256(entry.claimant)));
        entry.account = account;
        (bytes memory data,) = wallets ? identityClaim(entry, account, false) : (claimOf(entry), false);
        send(entry, account, account, data, false);
    }

    /// @dev Somebody else's leaf by `claimTo`.
    function steal(uint256 seed, address thief) external {
        Entry memory entry = wallet(seed);
        vm.assume(thief != entry.account && thief != address(0) && thief != address(CAMPAIGN));
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

    function sweep(bool byOwner, uint256 recipientSeed) external {
        address to = recipient(recipientSeed);
        uint256 free = TOKEN.balanceOf(address(CAMPAIGN)) - reserved();
        uint256 held = TOKEN.balanceOf(to);
        vm.prank(byOwner ? CAMPAIGN.owner() : to);
        (bool success,) = address(CAMPAIGN).call(abi.encodeCall(ICampaign.sweep, (to)));
        bool early = block.timestamp + 2 days < CAMPAIGN.claimStart();
        assertEq(success, byOwner && (early || block.timestamp >= end()), "sweep");
        assertEq(TOKEN.balanceOf(to) - held, success ? free : 0, "what was swept");
        if (!success) return;
        if (early) {
            sweptBefore += free;
            isCalledOff = true;
        }
        swept += free;
        received[to] += free;
    }

    function donate(uint64 amount) external {
        TOKEN.mint(address(CAMPAIGN), amount);
        donated += amount;
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 0, 24 days));
        noteTime();
    }

    function recipientCount() external view returns (uint256) {
        return recipients.length;
    }

    function recipientAt(uint256 place) external view returns (address) {
        return recipients[place];
    }

    /// @dev A leaf of somebody with an account.
    function wallet(uint256 seed) internal view virtual returns (Entry memory);

    /// @dev A leaf of an identity.
    function identity(uint256 seed) internal view virtual returns (Entry memory);

    /// @dev By these books: can it be claimed, if the window is open, and what is then paid?
    function worth(Entry memory entry) internal view virtual returns (bool claimable, uint256 due);

    /// @dev What has to be there for it: what it is paid, unless more is promised with it.
    function backing(Entry memory, uint256 due) internal view virtual returns (uint256) {
        return due;
    }

    /// @dev Writes down that `to` claimed.
    function noteClaim(Entry memory entry, address to, uint256 moved) internal virtual;

    /// @dev What is there for those who have claimed.
    function reserved() internal view virtual returns (uint256) {
        return 0;
    }

    /// @dev Everything that is owed is there again.
    function noteFunded() internal {
        isCalledOff = false;
    }

    function noteTime() internal virtual {}

    function notePayment(address to, uint256 moved) internal {
        paid += moved;
        received[to] += moved;
    }

    function know(address account) internal {
        recipients.push(account);
    }

    function recipient(uint256 seed) internal view returns (address) {
        return recipients[bound(seed, 0, recipients.length - 1)];
    }

    function claimOf(Entry memory entry) private pure returns (bytes memory) {
        return abi.encodeCall(ICampaign.claim, (entry.index, entry.account, entry.amount, entry.proof));
    }

    function identityClaim(Entry memory entry, address to, bool byOther) private view returns (bytes memory, bool) {
        Attestation memory a = Attestation(entry.claimant, to, 0, type(uint256).max);
        (bytes memory endorsement, bool sound) = endorse(a, byOther);
        return
            (abi.encodeCall(ICampaign.claimIdentity, (entry.index, entry.amount, entry.proof, a, endorsement)), sound);
    }

    /// @dev Sends a claim and writes down what `to` got, whatever the campaign says about it.
    function send(Entry memory entry, address sender, address to, bytes memory data, bool sound) private {
        bool open = block.timestamp >= CAMPAIGN.claimStart() && block.timestamp < end();
        (bool claimable, uint256 due) = worth(entry);
        uint256 left = TOKEN.balanceOf(address(CAMPAIGN));
        bool expected = sound && open && claimable && left >= backing(entry, due);
        uint256 held = TOKEN.balanceOf(to);
        vm.prank(sender);
        (bool success,) = address(CAMPAIGN).call(data);
        assertEq(success, expected, "claim");
        assertEq(left - TOKEN.balanceOf(address(CAMPAIGN)), expected ? due : 0, "what left");
        assertEq(TOKEN.balanceOf(to) - held, expected ? due : 0, "what arrived");
        if (!success) return;
        notePayment(to, due);
        noteClaim(entry, to, due);
    }
}
