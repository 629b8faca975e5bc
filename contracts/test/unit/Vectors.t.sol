// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {BitmapDistributor} from "../gas/BitmapDistributor.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice The vectors that Rust and TypeScript read too.
contract VectorsTest is Test {
    string private json;
    PlainToken private token;

    function setUp() public {
        json = vm.readFile("../tests/vectors/merkle.json");
        token = new PlainToken();
    }

    function test_GivenTheVectorOfSablier() external {
        bytes32[] memory published = vm.parseJsonBytes32Array(json, ".sablier_csv_two_rows_two_decimals.dump.tree");
        bytes32[] memory leaves = new bytes32[](2);
        for (uint256 i = 0; i < 2; ++i) {
            (uint256 index, address account, uint256 amount) = sablierRow(i);
            assertEq(index, i);
            leaves[i] = MerkleTree.leaf(index, account, amount);
        }
        bytes32[] memory built = MerkleTree.build(leaves);
        assertEq(built, published);

        IMerkleAirdrop airdrop = open(published[0]);
        for (uint256 i = 0; i < 2; ++i) {
            (uint256 index, address account, uint256 amount) = sablierRow(i);
            string memory key = string.concat(".sablier_csv_two_rows_two_decimals.proofs[", vm.toString(i), "]");
            bytes32[] memory proof = vm.parseJsonBytes32Array(json, key);
            assertEq(MerkleTree.proof(built, MerkleTree.leaf(index, account, amount)), proof);
            airdrop.claim(index, account, amount, proof);
            assertEq(token.balanceOf(account), amount);
        }
    }

    function test_GivenThePairOfOpenZeppelin() external view {
        bytes32[] memory published = vm.parseJsonBytes32Array(json, ".oz_readme_pair.tree");
        bytes32[] memory leaves = new bytes32[](2);
        for (uint256 i = 0; i < 2; ++i) {
            string memory value = string.concat(".oz_readme_pair.values[", vm.toString(i), "].value");
            address account = vm.parseJsonAddress(json, string.concat(value, "[0]"));
            uint256 amount = vm.parseUint(vm.parseJsonString(json, string.concat(value, "[1]")));
            leaves[i] = keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
        }
        assertEq(MerkleTree.build(leaves), published);
    }

    function test_GivenTheSingleAccountOfUniswap() external {
        bytes32 root = vm.parseJsonBytes32(json, ".uniswap_json.one_account.root");
        address account = vm.parseAddress(vm.parseJsonKeys(json, ".uniswap_json.one_account.balances")[0]);
        BitmapDistributor distributor = new BitmapDistributor(address(token), root);
        token.mint(address(distributor), 100);
        distributor.claim(0, account, 100, new bytes32[](0));
        assertEq(token.balanceOf(account), 100);
    }

    function sablierRow(uint256 row) private view returns (uint256 index, address account, uint256 amount) {
        string memory value =
            string.concat(".sablier_csv_two_rows_two_decimals.dump.values[", vm.toString(row), "].value");
        index = vm.parseUint(vm.parseJsonString(json, string.concat(value, "[0]")));
        account = vm.parseJsonAddress(json, string.concat(value, "[1]"));
        amount = vm.parseUint(vm.parseJsonString(json, string.concat(value, "[2]")));
    }

    function open(bytes32 root) private returns (IMerkleAirdrop airdrop) {
        airdrop = Deploy.airdrop(
            AirdropParams(address(token), root, 30_000, address(this), 0, type(uint40).max, bytes32(0), address(0))
        );
        token.mint(address(airdrop), 30_000);
    }
}
