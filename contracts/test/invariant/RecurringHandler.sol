// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {Epoch, IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {CampaignHandler} from "./CampaignHandler.sol";

/// @notice A recurring airdrop for four people: two with a wallet, and two identities who may link one from one list to the
/// next. Lists are proposed, vetoed, funded and activated, and claims are made from all of them, by the four ways.
contract RecurringHandler is CampaignHandler {
    uint256 public constant PEOPLE = 4;
    /// @dev The first of those who begin as identities.
    uint256 private constant FIRST_IDENTITY = 2;

    struct List {
        uint256[PEOPLE] amounts;
        bool[PEOPLE] isWallet;
    }

    address[PEOPLE] private accounts;
    uint256[PEOPLE] private keys;
    List[] private lists;
    uint256 private inEffect;
    uint256 private proposed;

    mapping(uint256 index => uint256) public paidTo;
    mapping(uint256 index => uint256) public mostAllotted;

    constructor(ICampaign campaign, IAttestorSet set, PlainToken token, uint256 attestorKey, List memory first)
        CampaignHandler(campaign, set, token, attestorKey)
    {
        lists.push(first);
        allot(first.amounts);
        for (uint256 index = 0; index < PEOPLE; ++index) {
            (accounts[index], keys[index]) = makeAddrAndKey(string.concat("account ", vm.toString(index)));
            know(accounts[index]);
        }
    }

    /// @dev One list in four takes from everybody and gives all of it to one, which the contract cannot see. Amounts are small,
    /// so that what people donate is often enough for the next list.
    function proposeList(uint8[PEOPLE] calldata more, uint256 links, uint8 whim) external {
        List memory next = lists[inEffect];
        for (uint256 index = 0; index < PEOPLE; ++index) {
            next.amounts[index] += more[index];
            next.isWallet[index] = index < FIRST_IDENTITY || next.isWallet[index] || (links >> index) % 4 == 0;
        }
        if (whim % 4 == 0) {
            uint256 sum = sumOf(next.amounts);
            delete next.amounts;
            next.amounts[(whim >> 2) % PEOPLE] = sum;
        }
        lists.push(next);
        uint256 number = lists.length - 1;
        Epoch memory list = Epoch(rootOf(next), sumOf(next.amounts), keccak256(abi.encode(number)));
        vm.prank(CAMPAIGN.owner());
        (bool success,) = address(CAMPAIGN).call(abi.encodeCall(IRecurringAirdrop.propose, (list)));
        assertEq(success, block.timestamp + recurring().delay() < end(), "propose");
        if (success) proposed = number;
    }

    /// @dev The list that is proposed, or now and then the first, which is over.
    function veto(uint256 seed, bool late) external {
        address[3] memory senders = [recurring().guardian(), CAMPAIGN.owner(), address(this)];
        uint256 sender = bound(seed, 0, 2);
        bytes32 root = rootOf(lists[late ? 0 : proposed]);
        bool sound = sender != 2 && proposed != 0 && root == rootOf(lists[proposed]);
        vm.prank(senders[sender]);
        (bool success,) = address(CAMPAIGN).call(abi.encodeCall(IRecurringAirdrop.veto, (root)));
        assertEq(success, sound, "veto");
        if (success) proposed = 0;
    }

    function activate() external {
        (Epoch memory next, uint256 readyAt) = recurring().pending();
        bool funds = TOKEN.balanceOf(address(CAMPAIGN)) + paid >= next.total;
        bool sound = proposed != 0 && block.timestamp >= readyAt && block.timestamp < end() && funds;
        (bool success,) = address(CAMPAIGN).call(abi.encodeCall(IRecurringAirdrop.activate, ()));
        assertEq(success, sound, "activate");
        if (!success) return;
        (inEffect, proposed) = (proposed, 0);
        noteFunded();
        allot(lists[inEffect].amounts);
    }

    function rootInEffect() external view returns (bytes32) {
        return rootOf(lists[inEffect]);
    }

    function totalInEffect() external view returns (uint256) {
        return sumOf(lists[inEffect].amounts);
    }

    function rootOf(List memory list) public view returns (bytes32) {
        return MerkleTree.node(
            MerkleTree.node(leafOf(list, 0), leafOf(list, 1)), MerkleTree.node(leafOf(list, 2), leafOf(list, 3))
        );
    }

    /// @dev Of somebody who has one in the list.
    function wallet(uint256 seed) internal view override returns (Entry memory) {
        List memory list = pick(seed);
        uint256 index = (seed >> 8) % PEOPLE;
        return entryOf(list, list.isWallet[index] ? index : index % FIRST_IDENTITY);
    }

    /// @dev Once both have linked a wallet in all lists, it is an identity of the first.
    function identity(uint256 seed) internal view override returns (Entry memory) {
        List memory list = pick(seed);
        uint256 index = FIRST_IDENTITY + (seed >> 8) % (PEOPLE - FIRST_IDENTITY);
        return entryOf(list.isWallet[index] ? lists[0] : list, index);
    }

    function worth(Entry memory entry) internal view override returns (bool, uint256) {
        uint256 before = paidTo[entry.index];
        bool same = rootThrough(entry) == rootOf(lists[inEffect]);
        if (!same || entry.amount <= before) return (false, 0);
        uint256 due = entry.amount - before;
        return (paid + due <= sumOf(lists[inEffect].amounts), due);
    }

    function noteClaim(Entry memory entry, address, uint256 moved) internal override {
        paidTo[entry.index] += moved;
    }

    /// @dev Three of four times the list in effect; else one that was vetoed, waits or is over.
    function pick(uint256 seed) private view returns (List memory) {
        return lists[seed % 4 != 0 ? inEffect : (seed >> 16) % lists.length];
    }

    function entryOf(List memory list, uint256 index) private view returns (Entry memory entry) {
        entry.index = index;
        entry.amount = list.amounts[index];
        entry.claimant = claimantOf(list, index);
        if (list.isWallet[index]) (entry.account, entry.key) = (accounts[index], keys[index]);
        entry.proof = new bytes32[](2);
        entry.proof[0] = leafOf(list, index ^ 1);
        uint256 other = index < 2 ? 2 : 0;
        entry.proof[1] = MerkleTree.node(leafOf(list, other), leafOf(list, other + 1));
    }

    function rootThrough(Entry memory entry) private pure returns (bytes32) {
        bytes32 leaf = MerkleTree.leafOf(entry.index, entry.claimant, entry.amount);
        return MerkleTree.node(MerkleTree.node(leaf, entry.proof[0]), entry.proof[1]);
    }

    function leafOf(List memory list, uint256 index) private view returns (bytes32) {
        return MerkleTree.leafOf(index, claimantOf(list, index), list.amounts[index]);
    }

    function claimantOf(List memory list, uint256 index) private view returns (bytes32) {
        if (list.isWallet[index]) return bytes32(uint256(uint160(accounts[index])));
        return keccak256(bytes(string.concat("github:", vm.toString(index))));
    }

    function recurring() private view returns (IRecurringAirdrop) {
        return IRecurringAirdrop(address(CAMPAIGN));
    }

    function sumOf(uint256[PEOPLE] memory amounts) private pure returns (uint256 sum) {
        for (uint256 index = 0; index < PEOPLE; ++index) {
            sum += amounts[index];
        }
    }

    function allot(uint256[PEOPLE] memory amounts) private {
        for (uint256 index = 0; index < PEOPLE; ++index) {
            if (amounts[index] > mostAllotted[index]) mostAllotted[index] = amounts[index];
        }
    }
}
