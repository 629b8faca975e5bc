// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

import {ICampaign} from "./interfaces/ICampaign.sol";
import {Delegation, IClaimBatch, Step} from "./interfaces/IClaimBatch.sol";
import {IVestingAirdrop} from "./interfaces/IVestingAirdrop.sol";

/// @title ClaimBatch
/// @notice See {IClaimBatch}. Delegation stands here and not in the campaigns: `delegateBySig` needs nobody's leave, so a
/// campaign would only get dearer by it, and whoever does not delegate pays nothing for those who do.
contract ClaimBatch is IClaimBatch {
    /// @inheritdoc IClaimBatch
    function send(Step[] calldata steps, Delegation[] calldata delegations) external returns (bool[] memory done) {
        done = new bool[](steps.length + delegations.length);
        for (uint256 i = 0; i < steps.length; ++i) {
            bytes4 selector = bytes4(steps[i].data);
            if (!_isClaim(selector)) revert NotAClaim(i, selector);
            done[i] = _call(i, steps[i].campaign, steps[i].data);
        }
        for (uint256 i = 0; i < delegations.length; ++i) {
            Delegation calldata d = delegations[i];
            bytes memory data = abi.encodeCall(IVotes.delegateBySig, (d.delegatee, d.nonce, d.expiry, d.v, d.r, d.s));
            done[steps.length + i] = _call(steps.length + i, d.token, data);
        }
    }

    function _call(uint256 place, address target, bytes memory data) private returns (bool done) {
        bytes memory answer;
        if (target.code.length != 0) (done, answer) = target.call(data);
        if (!done) emit StepFailed(place, target, answer);
    }

    function _isClaim(bytes4 selector) private pure returns (bool) {
        return selector == ICampaign.claim.selector || selector == ICampaign.claimWithSignature.selector
            || selector == ICampaign.claimIdentity.selector || selector == IVestingAirdrop.release.selector;
    }
}
