// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {IAttestorSet} from "../../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../../src/interfaces/ICampaign.sol";
import {Deploy} from "../../Deploy.sol";
import {IdentityFixture} from "../../IdentityFixture.sol";

contract FreezeTest is IdentityFixture {
    modifier whenTheSenderIsTheGuardian() {
        vm.startPrank(GUARDIAN);
        _;
    }

    function testFuzz_RevertWhen_TheSenderIsNotTheGuardian(address sender) external {
        vm.assume(sender != GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotGuardian.selector, sender, GUARDIAN));
        vm.prank(sender);
        set.freeze(address(airdrop), START + 1 days);
    }

    /// @dev A guardian who takes the wrong address would think that claims rest.
    function test_RevertWhen_TheCampaignAsksAnotherSet() external whenTheSenderIsTheGuardian {
        AirdropParams memory p = params(address(token));
        p.attestors = address(0);
        address other = address(Deploy.airdrop(p));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.AnotherSet.selector, other, address(0)));
        set.freeze(other, START + 1 days);
    }

    function test_RevertGiven_TheCampaignHasEnded() external whenTheSenderIsTheGuardian {
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.CampaignEnded.selector, airdrop, END, END));
        set.freeze(address(airdrop), END + 1 days);
    }

    function test_RevertWhen_TheFreezeEndsInThePastAndNoneRuns() external whenTheSenderIsTheGuardian {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.FreezeInThePast.selector, START, START - 1));
        set.freeze(address(airdrop), START - 1);
        set.freeze(address(airdrop), START + 1 days);
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.FreezeInThePast.selector, START + 1 days, 86_400));
        set.freeze(address(airdrop), 86_400); // a length of time, where a moment is asked for
        assertEq(set.frozenFor(address(airdrop)), 1 days);
    }

    function test_RevertWhen_ItWouldLastLongerThanFourteenDays() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 14 days);
        refusedAsTooLong(START + 14 days + 1, 14 days + 1);
    }

    function test_RevertWhen_ManyWouldLastLongerThanFourteenDays() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 10 days);
        vm.warp(START + 20 days);
        set.freeze(address(airdrop), START + 24 days);
        vm.warp(START + 30 days);
        refusedAsTooLong(START + 30 days + 1, 14 days + 1);
    }

    function test_RevertWhen_ItWouldLastForEver() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 1 days);
        refusedAsTooLong(type(uint40).max, uint256(type(uint40).max) - START);
    }

    function testFuzz_WhenItIsNotTooLong(uint256 length) external whenTheSenderIsTheGuardian {
        length = bound(length, 1, 14 days);
        vm.expectEmit(address(set));
        emit IAttestorSet.Frozen(address(airdrop), START + length, length);
        set.freeze(address(airdrop), uint40(START + length));
        assertEq(set.frozenUntil(address(airdrop)), START + length);
        assertEq(set.frozenFor(address(airdrop)), length);
        assertEq(airdrop.endsAt(), END + length);
        assertEq(set.frozenFor(address(this)), 0);
    }

    function test_WhenItIsLiftedEarly() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 10 days);
        vm.warp(START + 4 days);
        set.freeze(address(airdrop), START + 4 days);
        assertEq(airdrop.endsAt(), END + 4 days);
        claimIdentity(FIRST, RECIPIENT);
        assertEq(token.balanceOf(RECIPIENT), identityAmount(FIRST));
    }

    /// @dev No transaction can name the second in which it is mined.
    function testFuzz_WhenItIsLiftedWithAMomentThatHasPassed(uint40 until, uint256 lasted)
        external
        whenTheSenderIsTheGuardian
    {
        set.freeze(address(airdrop), START + 10 days);
        lasted = bound(lasted, 1, 10 days - 1);
        vm.warp(START + lasted);
        vm.expectEmit(address(set));
        emit IAttestorSet.Frozen(address(airdrop), START + lasted, lasted);
        set.freeze(address(airdrop), uint40(bound(until, 0, START + lasted - 1)));
        assertEq(set.frozenUntil(address(airdrop)), START + lasted);
        assertEq(set.frozenFor(address(airdrop)), lasted);
        assertEq(airdrop.endsAt(), END + lasted);
        claimIdentity(FIRST, RECIPIENT);
        assertEq(token.balanceOf(RECIPIENT), identityAmount(FIRST));
    }

    function test_WhenItIsLiftedInItsLastSecond() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 1 days);
        vm.warp(START + 1 days - 1);
        set.freeze(address(airdrop), START);
        assertEq(set.frozenFor(address(airdrop)), 1 days - 1);
    }

    function test_WhenItEndsNowAndNoneRuns() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START);
        assertEq(set.frozenFor(address(airdrop)), 0);
        assertEq(airdrop.endsAt(), END);
    }

    function test_RevertWhen_SomebodyElseLiftsIt() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 10 days);
        vm.warp(START + 4 days);
        for (uint256 i = 0; i < 2; ++i) {
            address sender = i == 0 ? ANYBODY : SET_OWNER;
            vm.startPrank(sender);
            vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotGuardian.selector, sender, GUARDIAN));
            set.freeze(address(airdrop), START);
        }
        assertEq(set.frozenUntil(address(airdrop)), START + 10 days);
    }

    function test_WhenItIsLiftedAndSetAgain() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 10 days);
        vm.warp(START + 4 days);
        set.freeze(address(airdrop), 0);
        refusedAsTooLong(START + 4 days + 10 days + 1, 14 days + 1);
        set.freeze(address(airdrop), START + 4 days + 10 days);
        assertEq(airdrop.endsAt(), END + 14 days);
    }

    function test_WhenItIsMadeLonger() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 2 days);
        vm.warp(START + 1 days);
        set.freeze(address(airdrop), START + 5 days);
        assertEq(set.frozenFor(address(airdrop)), 5 days);
        assertEq(airdrop.endsAt(), END + 5 days);
    }

    function test_WhenItIsMadeLongerInItsLastSecond() external whenTheSenderIsTheGuardian {
        set.freeze(address(airdrop), START + 2);
        vm.warp(START + 1);
        set.freeze(address(airdrop), START + 5);
        assertEq(set.frozenFor(address(airdrop)), 5);
    }

    function test_GivenTheOwnerWantsToSweepMeanwhile() external whenTheSenderIsTheGuardian {
        vm.warp(END - 1);
        set.freeze(address(airdrop), END + 3 days);
        vm.warp(END);
        vm.startPrank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ICampaign.NotEnded.selector, END, END + 3 days + 1));
        airdrop.sweep(OWNER);
        vm.warp(END + 3 days + 1);
        airdrop.sweep(OWNER);
        assertEq(token.balanceOf(OWNER), total);
    }

    function refusedAsTooLong(uint40 until, uint256 frozenFor) private {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.FreezeTooLong.selector, frozenFor, 14 days));
        set.freeze(address(airdrop), until);
    }
}
