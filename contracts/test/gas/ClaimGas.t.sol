// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {BitmapDistributor} from "./BitmapDistributor.sol";

interface Claimable {
    function claim(uint256 index, address account, uint256 amount, bytes32[] calldata proof) external;
}

/// @notice Gas of whole transactions: isolated, so that the intrinsic 21,000 and the calldata count and nothing is warm.
/// The token is OpenZeppelin's, and of each kind of claim the dearest of a sample is kept.
///
/// A recipient who held nothing of the token costs 17,100 gas more, whatever the airdrop does: the token writes to a
/// balance that was zero. With 21,000 for the transaction, 22,100 for that balance, 5,000 each for the airdrop's balance
/// and the bitmap, 2,600 to reach the token and the calldata, no claim of 1,000 leaves can then be below 61,000. The
/// published figures of the plain claim (53,720 and 70,868; 59,050 and 76,186) are those of recipients who hold some of
/// the token, so the bars are for these; the first tokens are measured beside them.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract ClaimGasTest is Test {
    uint256 private constant SAMPLE = 24;
    uint256 private constant START = 1_800_000_000;

    PlainToken private token;
    IAttestorSet private set;

    struct Dearest {
        uint256 newWord;
        uint256 wordInUse;
        uint256 newWordFirstTokens;
        uint256 wordInUseFirstTokens;
    }

    function setUp() public {
        vm.warp(START);
        token = new PlainToken();
        address[] memory attestors = new address[](1);
        attestors[0] = makeAddr("attestor");
        set = Deploy.attestorSet(address(this), address(this), 7 days, attestors, 1);
    }

    function test_GivenATreeOf1000Leaves() external {
        (Dearest memory ours, Dearest memory plain) = measure(1000, "1k");
        assertLt(ours.wordInUse, 53_700);
        assertLt(ours.newWord, 70_800);
        assertLt(ours.wordInUse, plain.wordInUse);
        assertLt(ours.newWord, plain.newWord);
    }

    function test_GivenATreeOf100000Leaves() external {
        (Dearest memory ours, Dearest memory plain) = measure(100_000, "100k");
        assertLt(ours.wordInUse, 59_000);
        assertLt(ours.newWord, 76_100);
        assertLt(ours.wordInUse, plain.wordInUse);
        assertLt(ours.newWord, plain.newWord);
    }

    function measure(uint256 n, string memory size) private returns (Dearest memory ours, Dearest memory plain) {
        bytes32[] memory tree = MerkleTree.build(leaves(n, MerkleTree.leaf));
        IMerkleAirdrop airdrop = Deploy.airdrop(params(tree[0], type(uint256).max));
        ours = claims(Claimable(address(airdrop)), n, tree, MerkleTree.leaf);
        snapshot("MerkleAirdrop", size, ours);

        // The same shape of tree, so that proofs are as long; only the leaf is Uniswap's.
        tree = MerkleTree.build(leaves(n, packedLeaf));
        plain = claims(Claimable(address(new BitmapDistributor(address(token), tree[0]))), n, tree, packedLeaf);
        snapshot("BitmapDistributor", size, plain);
    }

    function snapshot(string memory group, string memory size, Dearest memory dearest) private {
        vm.snapshotValue(group, string.concat(size, " leaves, new word, holder"), dearest.newWord);
        vm.snapshotValue(group, string.concat(size, " leaves, word in use, holder"), dearest.wordInUse);
        vm.snapshotValue(group, string.concat(size, " leaves, new word, first tokens"), dearest.newWordFirstTokens);
        vm.snapshotValue(group, string.concat(size, " leaves, word in use, first tokens"), dearest.wordInUseFirstTokens);
    }

    /// @dev Claims in each of some words: the first opens the word, the others find it in use.
    function claims(
        Claimable target,
        uint256 n,
        bytes32[] memory tree,
        function(uint256, address, uint256) pure returns (bytes32) hash
    ) private returns (Dearest memory dearest) {
        token.mint(address(target), 1_000_000_000 ether);
        uint256 words = n / 256 < SAMPLE ? n / 256 : SAMPLE;
        uint256 each = SAMPLE / words;
        for (uint256 word = 0; word < words; ++word) {
            for (uint256 bit = 0; bit <= each; ++bit) {
                // Every second word is for recipients that hold some of the token, every other for those that hold none.
                bool holder = (word + bit) % 2 == 0;
                uint256 used = claim(target, word * 256 + bit, holder ? 1 : 0, tree, hash);
                if (bit == 0 && holder) dearest.newWord = max(dearest.newWord, used);
                else if (bit == 0) dearest.newWordFirstTokens = max(dearest.newWordFirstTokens, used);
                else if (holder) dearest.wordInUse = max(dearest.wordInUse, used);
                else dearest.wordInUseFirstTokens = max(dearest.wordInUseFirstTokens, used);
            }
        }
    }

    function claim(
        Claimable target,
        uint256 index,
        uint256 held,
        bytes32[] memory tree,
        function(uint256, address, uint256) pure returns (bytes32) hash
    ) private returns (uint256 used) {
        (address account, uint256 amount) = entry(index);
        bytes32[] memory proof = MerkleTree.proof(tree, hash(index, account, amount));
        deal(address(token), account, held);
        target.claim(index, account, amount, proof);
        used = vm.lastCallGas().gasTotalUsed;
        assertEq(token.balanceOf(account), held + amount);
    }

    function leaves(uint256 n, function(uint256, address, uint256) pure returns (bytes32) hash)
        private
        pure
        returns (bytes32[] memory list)
    {
        list = new bytes32[](n);
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        for (uint256 index = 0; index < n; ++index) {
            (address account, uint256 amount) = entry(index);
            list[index] = hash(index, account, amount);
            assembly ("memory-safe") {
                mstore(0x40, free) // what `abi.encode` left behind is no longer needed
            }
        }
    }

    function entry(uint256 index) private pure returns (address account, uint256 amount) {
        uint256 seed = uint256(keccak256(abi.encode("entry", index)));
        return (address(uint160(seed)), 1 ether + (seed >> 160) % 1000 ether);
    }

    function packedLeaf(uint256 index, address account, uint256 amount) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(index, account, amount));
    }

    function params(bytes32 root, uint256 total) private view returns (AirdropParams memory) {
        return AirdropParams({
            token: address(token),
            root: root,
            total: total,
            owner: address(this),
            claimStart: uint40(START),
            claimEnd: uint40(START + 90 days),
            bundleHash: keccak256("bundle"),
            attestors: address(set)
        });
    }

    function max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
