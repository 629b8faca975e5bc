// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IdentityFixture} from "../IdentityFixture.sol";
import {CampaignHandler} from "./CampaignHandler.sol";

/// @notice What holds for campaigns of all kinds, after every action. The sentences are in README.md.
abstract contract CampaignInvariants is IdentityFixture {
    CampaignHandler private actor;
    ICampaign private campaign;

    /// @dev What everybody does, and what is done at this kind alone; from some days before an owner can take nothing back.
    function begin(CampaignHandler handler, bytes4[] memory ownActions) internal {
        (actor, campaign) = (handler, handler.CAMPAIGN());
        // Time passes three times as often as anything else happens, so that most runs come to the end of the window.
        bytes4[18] memory shared = [
            handler.claim.selector,
            handler.claimTo.selector,
            handler.claimWithSignature.selector,
            handler.claimIdentity.selector,
            handler.revoke.selector,
            handler.crossDoors.selector,
            handler.steal.selector,
            handler.forge.selector,
            handler.freeze.selector,
            handler.thaw.selector,
            handler.proposeAttestor.selector,
            handler.cancelRotation.selector,
            handler.rotate.selector,
            handler.sweep.selector,
            handler.donate.selector,
            handler.wait.selector,
            handler.wait.selector,
            handler.wait.selector
        ];
        bytes4[] memory actions = new bytes4[](shared.length + ownActions.length);
        for (uint256 i = 0; i < actions.length; ++i) {
            actions[i] = i < shared.length ? shared[i] : ownActions[i - shared.length];
        }
        vm.warp(START - 6 days);
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
    }

    function invariant_PaidAndSweptAndLeftAreWhatCameIn() external view {
        uint256 left = token.balanceOf(address(campaign));
        assertEq(actor.paid() + actor.swept() + left, actor.funded() + actor.donated());
    }

    function invariant_NothingIsSweptWhileTheWindowIsOpen() external view {
        if (block.timestamp < actor.end()) assertEq(actor.swept(), actor.sweptBefore());
    }

    function invariant_EverybodyHoldsWhatTheyWerePaid() external view {
        for (uint256 place = 0; place < actor.recipientCount(); ++place) {
            address recipient = actor.recipientAt(place);
            assertEq(token.balanceOf(recipient), actor.received(recipient));
        }
    }

    function invariant_TheWindowGrowsByWhatWasFrozenAndNoMore() external view {
        assertEq(campaign.endsAt(), uint256(END) + set.frozenFor(address(campaign)));
        assertEq(campaign.endsAt(), actor.end());
        assertEq(set.frozenUntil(address(campaign)), actor.frozenUntil());
        assertLe(campaign.endsAt(), uint256(END) + 14 days);
    }

    function invariant_TheAttestorIsWhoWasLastRotatedIn() external view {
        address[] memory attestors = set.attestors();
        assertEq(attestors.length, 1);
        assertEq(attestors[0], actor.attestor());
        assertTrue(set.isAttestor(actor.attestor()));
    }
}
