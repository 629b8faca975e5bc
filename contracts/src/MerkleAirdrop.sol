// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Campaign} from "./abstract/Campaign.sol";
import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {ICampaign} from "./interfaces/ICampaign.sol";
import {IMerkleAirdrop} from "./interfaces/IMerkleAirdrop.sol";
import {Bitmap} from "./libraries/Bitmap.sol";
import {Leaf} from "./libraries/Leaf.sol";

/// @title MerkleAirdrop
/// @notice See {IMerkleAirdrop}. Amounts are immutable; the only thing that changes about a leaf is that it gets paid.
contract MerkleAirdrop is Campaign, IMerkleAirdrop {
    using Bitmap for Bitmap.Map;

    /// @inheritdoc ICampaign
    bytes32 public immutable root;
    /// @inheritdoc ICampaign
    uint256 public immutable total;
    /// @inheritdoc ICampaign
    bytes32 public immutable bundleHash;

    Bitmap.Map private _claimed;

    constructor(AirdropParams memory params) Campaign(params) {
        root = params.root;
        total = params.total;
        bundleHash = params.bundleHash;
    }

    /// @inheritdoc IMerkleAirdrop
    function isClaimed(uint256 index) external view returns (bool) {
        return _claimed.get(index);
    }

    /// @dev Worth its amount, once. The mark comes before the proof, which a revert takes back, and before the token can
    /// call back.
    function _take(uint256 index, bytes32 claimant, address, uint256 amount, bytes32[] calldata proof)
        internal
        override
        returns (uint256)
    {
        if (!_claimed.set(index)) revert AlreadyClaimed(index);
        if (!Leaf.proves(root, Leaf.hash(index, claimant, amount), proof)) {
            revert InvalidProof(index, claimant, amount);
        }
        return amount;
    }

    /// @dev Whoever has claimed has been paid.
    function _reserved() internal pure override returns (uint256) {
        return 0;
    }
}
