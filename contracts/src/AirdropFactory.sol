// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Funding} from "./abstract/Funding.sol";
import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {IAirdropFactory} from "./interfaces/IAirdropFactory.sol";
import {Delivery} from "./libraries/Delivery.sol";
import {MerkleAirdrop} from "./MerkleAirdrop.sol";

/// @title AirdropFactory
/// @notice See {IAirdropFactory}. It has no owner and keeps no tokens.
contract AirdropFactory is Funding, IAirdropFactory {
    using Delivery for address;

    /// @inheritdoc IAirdropFactory
    function create(AirdropParams calldata params, bytes32 salt) public returns (address airdrop) {
        return _deploy(_creation(params), params, salt);
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
        params.token.tryPermit(params.total, deadline, v, r, s);
        return create(params, salt);
    }

    /// @inheritdoc IAirdropFactory
    function predict(AirdropParams calldata params, bytes32 salt) external view returns (address airdrop) {
        return _predict(_creation(params), salt);
    }

    function _creation(AirdropParams calldata params) private pure returns (bytes memory) {
        return bytes.concat(type(MerkleAirdrop).creationCode, abi.encode(params));
    }
}
