// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

import {ProjectToken} from "../../../src/ProjectToken.sol";
import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {Attestation} from "../../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {Delegation, IClaimBatch, Step} from "../../../src/interfaces/IClaimBatch.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {IVestingAirdrop, Schedule} from "../../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";
import {Messages} from "../../Messages.sol";

contract SendTest is IdentityFixture {
    IClaimBatch private batch;
    Step[] private steps;
    Delegation[] private delegations;

    function setUp() public override {
        super.setUp();
        batch = Deploy.claimBatch();
    }

    function test_RevertWhen_AStepIsNoClaim() external {
        steps.push(claimStep(7));
        steps.push(Step(address(token), abi.encodeCall(token.transfer, (ANYBODY, 1))));
        vm.expectRevert(abi.encodeWithSelector(IClaimBatch.NotAClaim.selector, 1, token.transfer.selector));
        batch.send(steps, delegations);
        assertFalse(airdrop.isClaimed(7));
    }

    function test_RevertWhen_AStepNeedsTheAccountItself() external {
        bytes memory data = abi.encodeCall(ICampaign.claimTo, (7, RECIPIENT, leaves[7].amount, proofOf(7)));
        steps.push(Step(address(airdrop), data));
        vm.expectRevert(abi.encodeWithSelector(IClaimBatch.NotAClaim.selector, 0, ICampaign.claimTo.selector));
        batch.send(steps, delegations);
        steps[0].data = abi.encodeCall(IVestingAirdrop.releaseTo, (7, RECIPIENT));
        vm.expectRevert(abi.encodeWithSelector(IClaimBatch.NotAClaim.selector, 0, IVestingAirdrop.releaseTo.selector));
        batch.send(steps, delegations);
    }

    function test_WhenThereIsNothingToDo() external {
        assertEq(batch.send(steps, delegations).length, 0);
    }

    function test_WhenEveryWayIsTaken() external {
        IVestingAirdrop vesting = Deploy.vesting(params(address(token)), Schedule(START - 1 days, 0, 2 days, 1, 0));
        token.mint(address(vesting), total);
        vesting.claim(9, leaves[9].account, leaves[9].amount, proofOf(9));
        vm.warp(START + 1 days);

        steps.push(claimStep(7));
        steps.push(signedStep(8));
        Attestation memory a = attestation(FIRST, RECIPIENT);
        bytes memory data = abi.encodeCall(
            ICampaign.claimIdentity, (FIRST, identityAmount(FIRST), identityProof(FIRST), a, endorse(a))
        );
        steps.push(Step(address(airdrop), data));
        steps.push(Step(address(vesting), abi.encodeCall(IVestingAirdrop.release, (9))));
        bool[] memory done = batch.send(steps, delegations);
        assertEq(done.length, 4);
        for (uint256 i = 0; i < 4; ++i) {
            assertTrue(done[i]);
        }
        assertEq(token.balanceOf(leaves[7].account), leaves[7].amount);
        assertEq(token.balanceOf(RECIPIENT), leaves[8].amount + identityAmount(FIRST));
        assertEq(token.balanceOf(leaves[9].account), leaves[9].amount);
    }

    function test_GivenOneStepFails() external {
        claim(8);
        steps.push(claimStep(7));
        steps.push(claimStep(8));
        steps.push(claimStep(9));
        vm.expectEmit(address(batch));
        bytes memory reason = abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 8);
        emit IClaimBatch.StepFailed(1, address(airdrop), reason);
        bool[] memory done = batch.send(steps, delegations);
        assertTrue(done[0] && !done[1] && done[2]);
        assertTrue(airdrop.isClaimed(7) && airdrop.isClaimed(9));
        assertEq(token.balanceOf(leaves[8].account), leaves[8].amount);
    }

    function test_GivenNoCampaignIsAtTheAddress() external {
        steps.push(claimStep(7));
        steps[0].campaign = ANYBODY;
        vm.expectEmit(address(batch));
        emit IClaimBatch.StepFailed(0, ANYBODY, "");
        assertFalse(batch.send(steps, delegations)[0]);
    }

    function test_GivenTwoCampaigns() external {
        AirdropParams memory p = params(address(token));
        p.bundleHash = keccak256("other");
        IMerkleAirdrop other = Deploy.airdrop(p);
        token.mint(address(other), total);
        steps.push(claimStep(7));
        steps.push(claimStep(7));
        steps[1].campaign = address(other);
        batch.send(steps, delegations);
        assertEq(token.balanceOf(leaves[7].account), 2 * leaves[7].amount);
    }

    function test_WhenVotesAreDelegatedWithTheClaim() external {
        address votes = withVotes();
        delegations.push(signDelegation(votes));
        steps.push(claimStep(7));
        bool[] memory done = batch.send(steps, delegations);
        assertTrue(done[0] && done[1]);
        assertEq(IVotes(votes).delegates(leaves[7].account), ANYBODY);
        assertEq(IVotes(votes).getVotes(ANYBODY), leaves[7].amount);
    }

    function test_GivenTheDelegationFails() external {
        address votes = withVotes();
        delegations.push(signDelegation(votes));
        delegations[0].expiry = START - 1;
        steps.push(claimStep(7));
        bytes memory reason = abi.encodeWithSelector(IVotes.VotesExpiredSignature.selector, START - 1);
        vm.expectEmit(address(batch));
        emit IClaimBatch.StepFailed(1, votes, reason);
        bool[] memory done = batch.send(steps, delegations);
        assertTrue(done[0] && !done[1]);
        assertTrue(airdrop.isClaimed(7));
    }

    function test_WhenVotesAreDelegatedTwice() external {
        address votes = withVotes();
        delegations.push(Delegation(address(token), ANYBODY, 0, END, 27, "r", "s"));
        delegations.push(signDelegation(votes));
        steps.push(claimStep(7));
        steps.push(claimStep(8));
        bool[] memory done = batch.send(steps, delegations);
        assertTrue(done[0] && done[1] && !done[2] && done[3]);
        assertEq(IVotes(votes).delegates(leaves[7].account), ANYBODY);
        delegations.pop();
        delegations.push(delegations[0]);
        vm.expectEmit(true, true, true, false, address(batch));
        emit IClaimBatch.StepFailed(3, address(token), "");
        batch.send(steps, delegations);
    }

    function test_GivenTheTokenHasNoVotes() external {
        delegations.push(Delegation(address(token), ANYBODY, 0, END, 27, "r", "s"));
        steps.push(claimStep(7));
        bool[] memory done = batch.send(steps, delegations);
        assertTrue(done[0] && !done[1]);
        assertEq(token.balanceOf(leaves[7].account), leaves[7].amount);
    }

    function withVotes() private returns (address votes) {
        votes = address(new ProjectToken("Project", "PRJ", address(this), total));
        airdrop = Deploy.airdrop(params(votes));
        deal(votes, address(airdrop), total);
    }

    function signDelegation(address votes) private returns (Delegation memory d) {
        bytes32 kind = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Project"),
                keccak256("1"),
                block.chainid,
                votes
            )
        );
        bytes32 digest = Messages.digest(domain, keccak256(abi.encode(kind, ANYBODY, 0, END)));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(7), digest);
        return Delegation(votes, ANYBODY, 0, END, v, r, s);
    }

    function claimStep(uint256 index) private view returns (Step memory) {
        return Step(
            address(airdrop),
            abi.encodeCall(ICampaign.claim, (index, leaves[index].account, leaves[index].amount, proofOf(index)))
        );
    }

    function signedStep(uint256 index) private returns (Step memory) {
        bytes memory signature = signClaim(index, authorization(RECIPIENT));
        return Step(
            address(airdrop),
            abi.encodeCall(
                ICampaign.claimWithSignature,
                (
                    index,
                    leaves[index].account,
                    leaves[index].amount,
                    proofOf(index),
                    authorization(RECIPIENT),
                    signature
                )
            )
        );
    }
}
