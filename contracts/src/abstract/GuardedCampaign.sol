// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICampaign} from "../interfaces/ICampaign.sol";
import {Campaign} from "./Campaign.sol";

/// @title GuardedCampaign
/// @notice A campaign that compares its balance with books of its own. A token that calls back before it moves shows it a
/// balance from which what is being paid has not gone yet, so one guard stands before everything that moves or counts tokens.
/// The instant kind compares nothing and does without.
abstract contract GuardedCampaign is Campaign, ReentrancyGuardTransient {
    /// @inheritdoc ICampaign
    function sweep(address to) external override nonReentrant {
        _sweep(to);
    }

    /// @dev Guarded even when nothing is due: a claim that moves nothing counts the balance all the same. And some tokens refuse
    /// to move nothing.
    function _pay(address to, uint256 amount) internal override nonReentrant {
        if (amount != 0) super._pay(to, amount);
    }
}
