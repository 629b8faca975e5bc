// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IMerkleAirdrop} from "../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "./Deploy.sol";
import {AirdropParams} from "../src/interfaces/AirdropParams.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";
import {PlainToken} from "./mocks/PlainToken.sol";

/// @notice An open, funded airdrop to a list of accounts: what most tests begin with.
abstract contract AirdropFixture is Test {
    struct Leaf {
        uint256 index;
        address account;
        uint256 amount;
    }

    uint40 internal constant START = 1_800_000_000;
    uint40 internal constant END = START + 90 days;

    /// @dev More than one bitmap word, and not a power of two.
    uint256 internal constant COUNT = 300;

    address internal immutable OWNER = makeAddr("owner");
    address internal immutable ANYBODY = makeAddr("anybody");

    PlainToken internal token;
    IMerkleAirdrop internal airdrop;
    Leaf[] internal leaves;
    bytes32[] internal tree;
    uint256 internal total;

    function setUp() public virtual {
        token = new PlainToken();
        for (uint256 index = 0; index < COUNT; ++index) {
            address account = makeAddr(string.concat("account ", vm.toString(index)));
            leaves.push(Leaf(index, account, (index + 1) * 1 ether));
            total += leaves[index].amount;
        }
        tree = MerkleTree.build(hashes());
        airdrop = open();
        token.mint(address(airdrop), total);
        vm.warp(START);
    }

    function open() internal virtual returns (IMerkleAirdrop) {
        return Deploy.airdrop(params(address(token)));
    }

    function params(address paid) internal view virtual returns (AirdropParams memory) {
        return AirdropParams({
            token: paid,
            root: tree[0],
            total: total,
            owner: OWNER,
            claimStart: START,
            claimEnd: END,
            bundleHash: keccak256("bundle"),
            attestors: address(0)
        });
    }

    function proofOf(uint256 index) internal view returns (bytes32[] memory) {
        return MerkleTree.proof(tree, hashOf(leaves[index]));
    }

    function claim(uint256 index) internal {
        airdrop.claim(index, leaves[index].account, leaves[index].amount, proofOf(index));
    }

    function hashes() internal virtual returns (bytes32[] memory list) {
        list = new bytes32[](leaves.length);
        for (uint256 index = 0; index < list.length; ++index) {
            list[index] = hashOf(leaves[index]);
        }
    }

    function hashOf(Leaf memory leaf) internal pure returns (bytes32) {
        return MerkleTree.leaf(leaf.index, leaf.account, leaf.amount);
    }
}
