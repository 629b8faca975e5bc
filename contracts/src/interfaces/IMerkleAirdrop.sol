// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ICampaign} from "./ICampaign.sol";

/// @title One instant airdrop: a fixed list of amounts, each paid at once against a Merkle root.
interface IMerkleAirdrop is ICampaign {
    /// @notice Was this leaf paid?
    function isClaimed(uint256 index) external view returns (bool);
}
