// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {AirdropParams} from "../interfaces/AirdropParams.sol";
import {IFunding} from "../interfaces/IFunding.sol";

/// @title Funding
/// @notice What the factories of all kinds of campaign do: deploy at an address known in advance, and move the whole total
/// there in the same transaction. They have no owner and keep no tokens.
abstract contract Funding is IFunding {
    using SafeTransferLib for address;

    /// @dev `creation` ends with the parameters, so that the address commits to all of them, the owner included.
    function _deploy(bytes memory creation, AirdropParams calldata params, bytes32 salt)
        internal
        returns (address campaign)
    {
        (address token, uint256 total) = (params.token, params.total);
        campaign = _predict(creation, salt);
        if (campaign.code.length != 0) revert AlreadyDeployed(campaign);
        Create2.deploy(0, salt, creation);

        // By difference: tokens that somebody sent in advance neither count nor get in the way.
        uint256 before = token.balanceOf(campaign);
        token.safeTransferFrom(msg.sender, campaign, total);
        uint256 balance = token.balanceOf(campaign);
        uint256 received = balance > before ? balance - before : 0;
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

    /// @dev Somebody may have sent the permit already; then the allowance is there and its failure is no matter.
    function _permit(address token, uint256 total, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        try IERC20Permit(token).permit(msg.sender, address(this), total, deadline, v, r, s) {} catch {}
    }

    function _predict(bytes memory creation, bytes32 salt) internal view returns (address) {
        return Create2.computeAddress(salt, keccak256(creation));
    }
}
