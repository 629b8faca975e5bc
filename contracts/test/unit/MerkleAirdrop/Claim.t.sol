// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {Deploy} from "../../Deploy.sol";
import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {AirdropFixture} from "../../AirdropFixture.sol";
import {MerkleTree} from "../../libraries/MerkleTree.sol";

contract ClaimTest is AirdropFixture {
    modifier whenTheWindowIsOpen() {
        vm.warp(START + 1 days);
        _;
    }

    function test_RevertWhen_TheWindowHasNotOpened() external {
        vm.warp(START - 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotStarted.selector, START - 1, START));
        this.send(7, proofOf(7));
    }

    function test_RevertWhen_TheWindowHasClosed() external {
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.Ended.selector, END, END));
        this.send(7, proofOf(7));
    }

    function test_WhenItIsTheFirstSecond() external whenTheWindowIsOpen {
        vm.warp(START);
        claim(7);
        assertEq(token.balanceOf(leaves[7].account), leaves[7].amount);
    }

    function test_WhenItIsTheLastSecond() external whenTheWindowIsOpen {
        vm.warp(END - 1);
        claim(7);
        assertEq(token.balanceOf(leaves[7].account), leaves[7].amount);
    }

    function test_RevertGiven_TheLeafWasPaid() external whenTheWindowIsOpen {
        claim(7);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));
        this.send(7, proofOf(7));
    }

    function testFuzz_RevertWhen_TheIndexIsAnother(uint256 index) external whenTheWindowIsOpen {
        vm.assume(index != 7);
        leaves[7].index = index;
        refused(leaves[7], MerkleTree.proof(tree, MerkleTree.leaf(7, leaves[7].account, leaves[7].amount)));
    }

    function testFuzz_RevertWhen_TheAccountIsAnother(address account) external whenTheWindowIsOpen {
        vm.assume(account != leaves[7].account && account != address(0) && account != address(airdrop));
        bytes32[] memory proof = proofOf(7);
        leaves[7].account = account;
        refused(leaves[7], proof);
    }

    function testFuzz_RevertWhen_TheAmountIsAnother(uint256 amount) external whenTheWindowIsOpen {
        vm.assume(amount != leaves[7].amount);
        bytes32[] memory proof = proofOf(7);
        leaves[7].amount = amount;
        refused(leaves[7], proof);
    }

    function testFuzz_RevertWhen_TheProofIsOfAnotherLeaf(uint256 other) external whenTheWindowIsOpen {
        other = bound(other, 8, COUNT - 1);
        refused(leaves[7], proofOf(other));
    }

    function testFuzz_RevertWhen_OneBitOfTheProofIsChanged(uint256 level, uint8 bit) external whenTheWindowIsOpen {
        bytes32[] memory proof = proofOf(7);
        level = bound(level, 0, proof.length - 1);
        proof[level] ^= bytes32(uint256(1) << bit);
        refused(leaves[7], proof);
    }

    function test_RevertWhen_TheProofIsCutShort() external whenTheWindowIsOpen {
        bytes32[] memory whole = proofOf(7);
        for (uint256 length = 0; length < whole.length; ++length) {
            bytes32[] memory part = new bytes32[](length);
            for (uint256 level = 0; level < length; ++level) {
                part[level] = whole[level];
            }
            refused(leaves[7], part);
        }
    }

    function testFuzz_RevertWhen_TheProofIsLonger(bytes32 extra) external whenTheWindowIsOpen {
        bytes32[] memory whole = proofOf(7);
        bytes32[] memory longer = new bytes32[](whole.length + 1);
        for (uint256 level = 0; level < whole.length; ++level) {
            longer[level] = whole[level];
        }
        longer[whole.length] = extra;
        refused(leaves[7], longer);
    }

    function test_RevertWhen_AnInnerNodeIsShownAsALeaf() external whenTheWindowIsOpen {
        // The root's own children as "index" and "account": with leaves hashed once and packed this would be the root.
        (bytes32 smaller, bytes32 larger) = tree[1] < tree[2] ? (tree[1], tree[2]) : (tree[2], tree[1]);
        Leaf memory forged = Leaf(uint256(smaller), address(bytes20(larger)), uint256(uint96(uint256(larger))));
        assertEq(keccak256(abi.encodePacked(forged.index, forged.account, uint96(forged.amount))), tree[0]);
        refused(forged, new bytes32[](0));
    }

    function test_RevertWhen_TheAccountHasMoreThanTwentyBytes() external whenTheWindowIsOpen {
        bytes memory call = abi.encodeCall(airdrop.claim, (7, leaves[7].account, leaves[7].amount, proofOf(7)));
        call[4 + 32] = 0x01;
        (bool success, bytes memory answer) = address(airdrop).call(call);
        assertFalse(success);
        assertEq(answer, "");
        call[4 + 32] = 0x00;
        (success,) = address(airdrop).call(call);
        assertTrue(success);
    }

    function test_RevertWhen_TheAccountIsZero() external whenTheWindowIsOpen {
        refusedRecipient(address(0));
    }

    function test_RevertWhen_TheAccountIsTheAirdrop() external whenTheWindowIsOpen {
        refusedRecipient(address(airdrop));
    }

    function test_RevertGiven_TheTokenWillNotPay() external whenTheWindowIsOpen {
        bytes memory call = abi.encodeCall(IERC20.transfer, (leaves[7].account, leaves[7].amount));
        vm.mockCall(address(token), call, abi.encode(false));
        vm.expectRevert(ICampaign.TransferFailed.selector);
        this.send(7, proofOf(7));
        assertFalse(airdrop.isClaimed(7));

        vm.clearMockedCalls();
        claim(7);
        assertTrue(airdrop.isClaimed(7));
    }

    function test_WhenTheTreeHasOneLeaf() external whenTheWindowIsOpen {
        AirdropParams memory single = params(address(token));
        single.root = MerkleTree.leaf(0, ANYBODY, 5);
        IMerkleAirdrop small = Deploy.airdrop(single);
        token.mint(address(small), 5);
        small.claim(0, ANYBODY, 5, new bytes32[](0));
        assertEq(token.balanceOf(ANYBODY), 5);
    }

    function testFuzz_WhenTheTreeHasAnySize(uint256 n, uint256 seed) external whenTheWindowIsOpen {
        n = bound(n, 1, 70);
        Leaf[] memory list = new Leaf[](n);
        bytes32[] memory sorted = new bytes32[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Indexes far apart, so that all bits of a word and many words are met.
            list[i] = Leaf(i * (1 + seed % 1009), address(uint160(random)), random >> 160);
            sorted[i] = MerkleTree.leaf(list[i].index, list[i].account, list[i].amount);
        }
        bytes32[] memory nodes = MerkleTree.build(sorted);
        AirdropParams memory p = params(address(token));
        p.root = nodes[0];
        IMerkleAirdrop any = Deploy.airdrop(p);
        token.mint(address(any), n << 96);
        for (uint256 i = 0; i < n; ++i) {
            (uint256 index, address account, uint256 amount) = (list[i].index, list[i].account, list[i].amount);
            assertFalse(any.isClaimed(index));
            any.claim(index, account, amount, MerkleTree.proof(nodes, MerkleTree.leaf(index, account, amount)));
            assertEq(token.balanceOf(account), amount);
            assertTrue(any.isClaimed(index));
        }
    }

    function testFuzz_WhenAnybodySendsARightClaim(uint256 index) external whenTheWindowIsOpen {
        index = bound(index, 0, COUNT - 1);
        Leaf memory leaf = leaves[index];
        bytes32[] memory proof = proofOf(index);

        vm.expectEmit(address(airdrop));
        emit ICampaign.Claimed(index, bytes32(uint256(uint160(leaf.account))), leaf.account, leaf.amount);
        vm.prank(ANYBODY);
        airdrop.claim(index, leaf.account, leaf.amount, proof);

        assertEq(token.balanceOf(leaf.account), leaf.amount);
        assertEq(token.balanceOf(address(airdrop)), total - leaf.amount);
        assertEq(token.balanceOf(ANYBODY), 0);
        for (uint256 other = 0; other < COUNT; ++other) {
            assertEq(airdrop.isClaimed(other), other == index);
        }
    }

    /// @dev One call, as `vm.expectRevert` wants it.
    function send(uint256 index, bytes32[] calldata proof) external {
        airdrop.claim(index, leaves[index].account, leaves[index].amount, proof);
    }

    /// @dev Of a tree that holds such a leaf, and with a token that would let it be paid.
    function refusedRecipient(address account) private {
        leaves[7].account = account;
        tree = MerkleTree.build(hashes());
        // Made where the fixture's airdrop stands, since a leaf may name the airdrop.
        vm.etch(address(airdrop), address(Deploy.airdrop(params(address(token)))).code);
        vm.mockCall(address(token), abi.encodeWithSelector(IERC20.transfer.selector), abi.encode(true));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, account));
        this.send(7, proofOf(7));
        assertFalse(airdrop.isClaimed(7));
        claim(8);
    }

    function refused(Leaf memory leaf, bytes32[] memory proof) private {
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidProof.selector, leaf.index, leaf.account, leaf.amount));
        airdrop.claim(leaf.index, leaf.account, leaf.amount, proof);
        assertEq(token.balanceOf(address(airdrop)), total);
    }
}
