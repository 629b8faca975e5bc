// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

import {AirdropParams} from "../interfaces/AirdropParams.sol";
import {IFunding} from "../interfaces/IFunding.sol";
import {Delivery} from "../libraries/Delivery.sol";

/// @title Funding
/// @notice What the factories of all kinds of campaign do: deploy at an address known in advance, and move the whole total
/// there in the same transaction. They have no owner and keep no tokens.
abstract contract Funding is IFunding {
    using Delivery for address;

    /// @dev `creation` ends with the parameters, so that the address commits to all of them, the owner included.
    function _deploy(bytes memory creation, AirdropParams calldata params, bytes32 salt)
        internal
        returns (address campaign)
    {
        (address token, uint256 total) = (params.token, params.total);
        campaign = _predict(creation, salt);
        if (campaign.code.length != 0) revert AlreadyDeployed(campaign);
        Create2.deploy(0, salt, creation);

        // Tokens that somebody sent in advance neither count nor get in the way.
        uint256 received = token.deliver(campaign, total);
        if (received < total) revert Underfunded(campaign, received, total);
        emit AirdropCreated(
            campaign,
            params.owner,
            token,
            params.root,
            total,
            params.claimStart,
            params.claimEnd,
            params.bundleHash,
            salt
        );
    }

    function _predict(bytes memory creation, bytes32 salt) internal view returns (address) {
        return Create2.computeAddress(salt, keccak256(creation));
    }
}
