// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../src/interfaces/AirdropParams.sol";
import {Epoch, IRecurringAirdrop} from "../src/interfaces/IRecurringAirdrop.sol";
import {Deploy} from "./Deploy.sol";
import {IdentityFixture} from "./IdentityFixture.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";

/// @notice A recurring airdrop for two people: index 0, an identity that links a wallet before the second list, and index 1, a
/// wallet.
abstract contract RecurringFixture is IdentityFixture {
    uint40 internal constant DELAY = 3 days;

    address internal immutable VETOER = makeAddr("vetoer");

    IRecurringAirdrop internal recurring;
    Epoch internal second;

    function setUp() public virtual override {
        super.setUp();
        AirdropParams memory p = params(address(token));
        p.root = MerkleTree.node(leafOfIdentity(100), leafOfWallet(50));
        p.total = 150;
        recurring = Deploy.recurring(p, VETOER, DELAY);
        token.mint(address(recurring), 150);
        // In the second list the identity has become a wallet, under the same index.
        second = Epoch(MerkleTree.node(leafOfLinked(180), leafOfWallet(60)), 240, keccak256("second"));
    }

    modifier givenAListIsProposed() {
        propose(second);
        _;
    }

    modifier givenTheSecondListIsInEffect() {
        bringIntoEffect();
        _;
    }

    function propose(Epoch memory next) internal {
        vm.prank(OWNER);
        recurring.propose(next);
    }

    function bringIntoEffect() internal {
        propose(second);
        token.mint(address(recurring), 90);
        vm.warp(START + DELAY);
        recurring.activate();
    }

    function claimWallet(uint256 amount) internal {
        recurring.claim(1, leaves[1].account, amount, with(leafOfIdentity(100)));
    }

    function leafOfIdentity(uint256 amount) internal pure returns (bytes32) {
        return MerkleTree.leafOf(0, identityOf(0), amount);
    }

    function leafOfLinked(uint256 amount) internal view returns (bytes32) {
        return MerkleTree.leaf(0, leaves[0].account, amount);
    }

    function leafOfWallet(uint256 amount) internal view returns (bytes32) {
        return MerkleTree.leaf(1, leaves[1].account, amount);
    }

    function with(bytes32 sibling) internal pure returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = sibling;
    }
}
