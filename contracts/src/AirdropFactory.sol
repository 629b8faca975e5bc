// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {IAirdropFactory} from "./interfaces/IAirdropFactory.sol";
import {MerkleAirdrop} from "./MerkleAirdrop.sol";

/// @title AirdropFactory
/// @notice See {IAirdropFactory}. It has no owner and keeps no tokens.
contract AirdropFactory is IAirdropFactory {
    using SafeTransferLib for address;

    /// @inheritdoc IAirdropFactory
    function create(AirdropParams calldata params, bytes32 salt) public returns (address airdrop) {
        airdrop = predict(params, salt);
        if (airdrop.code.length != 0) revert AlreadyDeployed(airdrop);
        new MerkleAirdrop{salt: salt}(params);

        // By difference: tokens that somebody sent in advance neither count nor get in the way.
        uint256 before = params.token.balanceOf(airdrop);
        params.token.safeTransferFrom(msg.sender, airdrop, params.total);
        uint256 balance = params.token.balanceOf(airdrop);
        uint256 received = balance > before ? balance - before : 0;
        if (received < params.total) revert Underfunded(airdrop, received, params.total);

        emit AirdropCreated(
            airdrop,
            params.owner,
            params.token,
            params.root,
            params.total,
            params.claimStart,
            params.claimEnd,
            params.bundleHash,
            salt
        );
    }

    /// @inheritdoc IAirdropFactory
    function createWithPermit(
        AirdropParams calldata params,
        bytes32 salt,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (address airdrop) {
        // Somebody may have sent the permit already; then the allowance is there and its failure is no matter.
        try IERC20Permit(params.token).permit(msg.sender, address(this), params.total, deadline, v, r, s) {} catch {}
        return create(params, salt);
    }

    /// @inheritdoc IAirdropFactory
    function predict(AirdropParams calldata params, bytes32 salt) public view returns (address airdrop) {
        bytes32 codeHash = keccak256(abi.encodePacked(type(MerkleAirdrop).creationCode, abi.encode(params)));
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, codeHash));
        return address(uint160(uint256(hash)));
    }
}
