// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Attestation} from "../../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {IVestingAirdrop, Schedule} from "../../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";
import {BlockingToken} from "../../mocks/BlockingToken.sol";

contract ReleaseToTest is IdentityFixture {
    IVestingAirdrop private vesting;
    address private beneficiary;

    function setUp() public override {
        super.setUp();
        beneficiary = leaves[9].account;
        vesting = make();
    }

    /// @dev Half of it is available.
    modifier givenTheLeafWasClaimed() {
        vest();
        vm.warp(START + 50);
        _;
    }

    function test_RevertGiven_TheLeafWasNotClaimed() external {
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.NotClaimed.selector, 9));
        vm.prank(beneficiary);
        vesting.releaseTo(9, RECIPIENT);
    }

    function testFuzz_RevertWhen_SomebodyElseWantsItElsewhere(address sender) external givenTheLeafWasClaimed {
        vm.assume(sender != beneficiary);
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.NotBeneficiary.selector, sender, beneficiary));
        vm.prank(sender);
        vesting.releaseTo(9, sender);
    }

    function test_RevertWhen_TheBeneficiaryWantsItAtZero() external givenTheLeafWasClaimed {
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, address(0)));
        vm.prank(beneficiary);
        vesting.releaseTo(9, address(0));
    }

    function test_RevertWhen_TheBeneficiaryWantsItAtTheAirdrop() external givenTheLeafWasClaimed {
        vm.expectRevert(abi.encodeWithSelector(ICampaign.InvalidRecipient.selector, vesting));
        vm.prank(beneficiary);
        vesting.releaseTo(9, address(vesting));
    }

    function test_RevertGiven_NothingBecameAvailable() external givenTheLeafWasClaimed {
        vesting.release(9);
        vm.expectRevert(abi.encodeWithSelector(IVestingAirdrop.NothingToRelease.selector, 9));
        vm.prank(beneficiary);
        vesting.releaseTo(9, RECIPIENT);
    }

    function test_WhenTheBeneficiaryWantsItElsewhere() external givenTheLeafWasClaimed {
        uint256 amount = leaves[9].amount;
        vm.expectEmit(address(vesting));
        emit IVestingAirdrop.Released(9, RECIPIENT, amount / 2);
        vm.prank(beneficiary);
        assertEq(vesting.releaseTo(9, RECIPIENT), amount / 2);
        assertEq(token.balanceOf(RECIPIENT), amount / 2);
        (address to,,, uint128 released) = vesting.grants(9);
        assertEq(to, beneficiary);
        assertEq(released, amount / 2);
        (, released) = vesting.ledger();
        assertEq(released, amount / 2);
        vm.warp(START + 100);
        vesting.release(9);
        assertEq(token.balanceOf(beneficiary), amount / 2);
    }

    function test_WhenAnAttestedWalletWantsItElsewhere() external {
        Attestation memory a = attestation(FIRST, RECIPIENT);
        uint256 amount = identityAmount(FIRST);
        vesting.claimIdentity(FIRST, amount, identityProof(FIRST), a, endorse(address(vesting), a));
        vm.warp(START + 100);
        vm.prank(RECIPIENT);
        vesting.releaseTo(FIRST, ANYBODY);
        assertEq(token.balanceOf(ANYBODY), amount);
    }

    /// @dev Nothing moves at the claim, so the token has no say, and a stranger's plain claim names the account for ever.
    function test_GivenTheTokenBlocksTheBeneficiary() external {
        BlockingToken odd = new BlockingToken();
        token = odd;
        vesting = make();
        odd.setBlocked(beneficiary, true);
        vest();
        vm.warp(START + 100);
        vm.expectRevert(ICampaign.TransferFailed.selector);
        vesting.release(9);
        vm.prank(beneficiary);
        vesting.releaseTo(9, RECIPIENT);
        assertEq(odd.balanceOf(RECIPIENT), leaves[9].amount);
    }

    /// @dev By anybody, as a plain claim.
    function vest() private {
        vesting.claim(9, beneficiary, leaves[9].amount, proofOf(9));
    }

    function make() private returns (IVestingAirdrop made) {
        made = Deploy.vesting(params(address(token)), Schedule(0, 0, 100, 1, 0));
        token.mint(address(made), total);
    }
}
