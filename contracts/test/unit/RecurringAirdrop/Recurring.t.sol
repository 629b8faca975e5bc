// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {Attestation} from "../../../src/interfaces/IAttestorSet.sol";
import {Authorization, ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {IRecurringAirdrop} from "../../../src/interfaces/IRecurringAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {MerkleTree} from "../../libraries/MerkleTree.sol";
import {RecurringFixture} from "../../RecurringFixture.sol";

/// @notice What is paid of a list, and of the one after it.
contract RecurringTest is RecurringFixture {
    function test_RevertWhen_TheLeafIsOfTheZeroAddress() external {
        AirdropParams memory p = params(address(token));
        p.root = MerkleTree.node(MerkleTree.leaf(0, address(0), 100), leafOfWallet(50));
        p.total = 150;
        recurring = Deploy.recurring(p, VETOER, DELAY);
        bytes memory toZero = abi.encodeCall(IERC20.transfer, (address(0), 100));
        vm.mockCall(address(token), toZero, abi.encode(true)); // some tokens would move it
        bytes32[] memory proof = with(leafOfWallet(50));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
        recurring.claim(0, address(0), 100, proof);
        assertEq(recurring.paid(0), 0);
        assertEq(recurring.paidInTotal(), 0);
    }

    function test_RevertGiven_TheIndexWasPaidItsAmount() external {
        claimWallet(50);
        bytes32[] memory proof = with(leafOfIdentity(100));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 1));
        recurring.claim(1, leaves[1].account, 50, proof);
    }

    function test_RevertWhen_TheProofIsOfTheLastList() external givenTheSecondListIsInEffect {
        bytes32[] memory proof = with(leafOfIdentity(100));
        bytes32 claimant = bytes32(uint256(uint160(leaves[1].account)));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidProof.selector, 1, claimant, 50));
        recurring.claim(1, leaves[1].account, 50, proof);
    }

    function test_RevertWhen_TheLeavesAreMoreThanTheTotal() external {
        AirdropParams memory p = params(address(token));
        (p.root, p.total) = (leafOfWallet(50), 49);
        recurring = Deploy.recurring(p, VETOER, DELAY);
        token.mint(address(recurring), 50);
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.TotalExceeded.selector, 50, 49));
        recurring.claim(1, leaves[1].account, 50, new bytes32[](0));
    }

    function test_WhenTheLeavesAreExactlyTheTotal() external {
        AirdropParams memory p = params(address(token));
        (p.root, p.total) = (leafOfWallet(50), 50);
        recurring = Deploy.recurring(p, VETOER, DELAY);
        token.mint(address(recurring), 50);
        recurring.claim(1, leaves[1].account, 50, new bytes32[](0));
        assertEq(token.balanceOf(leaves[1].account), 50);
    }

    function test_WhenTheSameIndexClaimsFromBothLists() external {
        claimWallet(50);
        assertEq(recurring.paid(1), 50);
        bringIntoEffect();
        vm.expectEmit(address(recurring));
        emit ICampaign.Claimed(1, bytes32(uint256(uint160(leaves[1].account))), leaves[1].account, 10);
        recurring.claim(1, leaves[1].account, 60, with(leafOfLinked(180)));
        assertEq(token.balanceOf(leaves[1].account), 60);
        assertEq(recurring.paid(1), 60);
        assertEq(recurring.paidInTotal(), 60);
    }

    function test_WhenAnIdentityHasBecomeAWallet() external {
        Attestation memory a = Attestation(identityOf(0), RECIPIENT, START, END);
        bytes32[] memory proof = with(leafOfWallet(50));
        recurring.claimIdentity(0, 100, proof, a, endorse(address(recurring), a));
        assertEq(token.balanceOf(RECIPIENT), 100);
        bringIntoEffect();
        recurring.claim(0, leaves[0].account, 180, with(leafOfWallet(60)));
        assertEq(token.balanceOf(leaves[0].account), 80);
        assertEq(token.balanceOf(address(recurring)), 60);
    }

    function test_WhenASignatureIsSentAgainInTheNextEpoch() external {
        Authorization memory allowed = authorization(RECIPIENT);
        bytes memory signature = signOne(50, allowed);
        recurring.claimWithSignature(1, leaves[1].account, 50, with(leafOfIdentity(100)), allowed, signature);
        assertEq(token.balanceOf(RECIPIENT), 50);
        bringIntoEffect();
        bytes32[] memory proof = with(leafOfLinked(180));
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidSignature.selector, leaves[1].account));
        recurring.claimWithSignature(1, leaves[1].account, 60, proof, allowed, signature);
    }

    /// @dev As long as it is valid, whoever was attested gets what is new. Attestors who mean one list alone let it expire.
    function test_WhenAnAttestationIsSentAgainInTheNextEpoch() external {
        Attestation memory a = Attestation(identityOf(0), RECIPIENT, START, END - 1);
        bytes memory endorsements = endorse(address(recurring), a);
        recurring.claimIdentity(0, 100, with(leafOfWallet(50)), a, endorsements);
        second.root = MerkleTree.node(leafOfIdentity(180), leafOfWallet(60)); // it has linked nothing
        bringIntoEffect();
        bytes32[] memory proof = with(leafOfWallet(60));
        uint256 before = vm.snapshotState();
        recurring.claimIdentity(0, 180, proof, a, endorsements);
        assertEq(token.balanceOf(RECIPIENT), 180);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 0));
        recurring.claimIdentity(0, 180, proof, a, endorsements);
        vm.revertToState(before);
        vm.warp(END - 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.Expired.selector, END - 1, END - 1));
        recurring.claimIdentity(0, 180, proof, a, endorsements);
    }

    function test_WhenTheOwnerSweepsAfterTheWindow() external {
        claimWallet(50);
        vm.startPrank(OWNER);
        vm.warp(END - 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, END - 1, END));
        recurring.sweep(OWNER);
        vm.warp(END);
        recurring.sweep(OWNER);
        assertEq(token.balanceOf(OWNER), 100);
    }

    function signOne(uint256 amount, Authorization memory allowed) private returns (bytes memory) {
        leaves[1].amount = amount;
        return signClaim(address(recurring), 1, allowed);
    }
}
