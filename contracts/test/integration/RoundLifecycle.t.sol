// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Verdict} from "../../src/interfaces/IApplications.sol";
import {Gift} from "../../src/interfaces/IDonations.sol";
import {IFundingRound, Tally} from "../../src/interfaces/IFundingRound.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {RoundFixture} from "../RoundFixture.sol";

/// @notice A whole round from the factory to the last unit: four projects apply, one is rejected, forty people give, the first
/// tally is rejected, one project never claims.
contract RoundLifecycleTest is RoundFixture {
    uint256 private constant DONORS = 40;

    bytes32[] private tree;

    function setUp() public override {
        super.setUp();
        round = IFundingRound(Deploy.fundingRoundFactory(airdrops).create(params(address(token)), "2026"));
    }

    function test_WhenARoundIsWalkedToItsEnd() external {
        fund(FUNDER, 700);
        fund(ANYBODY, 300);
        for (uint256 i = 1; i <= 3; ++i) {
            accepted(payoutOf(i));
        }
        decide(submit(payoutOf(4)), Verdict.Rejected);
        vm.warp(DONATIONS_START);
        fortyGive();

        vm.warp(DONATIONS_END);
        uint256[3] memory matches = [uint256(500), 300, 101];
        proposeMatches(matches);
        vm.prank(GUARDIAN);
        round.rejectTally(1, REASON);
        matches[2] = 100;
        proposeMatches(matches);
        vm.warp(DONATIONS_END + CHALLENGE);
        IMerkleAirdrop airdrop = IMerkleAirdrop(round.finalise());
        assertEq(round.refund(0), 70);

        claim(airdrop, 0, 500);
        claim(airdrop, 2, 100);
        vm.warp(DONATIONS_END + CHALLENGE + CLAIMS);
        assertEq(round.recover(), 300);
        assertEq(round.refund(0), 210);
        assertEq(round.refund(1), 120);

        assertEq(token.balanceOf(payoutOf(1)), 500 + DONORS);
        assertEq(token.balanceOf(payoutOf(2)), DONORS);
        assertEq(token.balanceOf(payoutOf(3)), 100);
        assertEq(payoutOf(3).balance, DONORS);
        assertEq(token.balanceOf(address(round)) + token.balanceOf(address(airdrop)) + address(round).balance, 0);
    }

    function test_WhenARoundIsCalledOff() external {
        fund(FUNDER, 700);
        for (uint256 i = 1; i <= 3; ++i) {
            accepted(payoutOf(i));
        }
        vm.warp(DONATIONS_START);
        fortyGive();
        cancelled();
        assertEq(round.refund(0), 700);
        assertEq(token.balanceOf(payoutOf(1)), DONORS); // what was given stays
    }

    function fortyGive() private {
        Gift[] memory cart = new Gift[](3);
        cart[0] = Gift(1, address(token), 1);
        cart[1] = Gift(2, address(token), 1);
        cart[2] = Gift(3, COIN, 1);
        for (uint256 i = 0; i < DONORS; ++i) {
            address donor = makeAddr(string.concat("donor ", vm.toString(i)));
            afford(donor, token, 2);
            vm.deal(donor, 1);
            vm.prank(donor);
            assertEq(round.donate{value: 1}(cart), 3);
        }
    }

    function proposeMatches(uint256[3] memory matches) private {
        bytes32[] memory leaves = new bytes32[](3);
        uint256 total;
        for (uint256 i = 0; i < 3; ++i) {
            leaves[i] = MerkleTree.leaf(i, payoutOf(i + 1), matches[i]);
            total += matches[i];
        }
        tree = MerkleTree.build(leaves);
        vm.prank(OWNER);
        round.proposeTally(Tally(keccak256("inputs"), tree[0], total, keccak256("bundle")));
    }

    function claim(IMerkleAirdrop airdrop, uint256 index, uint256 amount) private {
        address payout = payoutOf(index + 1);
        bytes32[] memory proof = MerkleTree.proof(tree, MerkleTree.leaf(index, payout, amount));
        airdrop.claim(index, payout, amount, proof);
    }
}
