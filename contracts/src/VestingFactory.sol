// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Funding} from "./abstract/Funding.sol";
import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {IVestingFactory} from "./interfaces/IVestingFactory.sol";
import {Schedule} from "./interfaces/IVestingAirdrop.sol";
import {Delivery} from "./libraries/Delivery.sol";
import {VestingAirdrop} from "./VestingAirdrop.sol";

/// @title VestingFactory
/// @notice See {IVestingFactory}. It has no owner and keeps no tokens.
contract VestingFactory is Funding, IVestingFactory {
    using Delivery for address;

    /// @inheritdoc IVestingFactory
    function create(AirdropParams calldata params, Schedule calldata schedule, bytes32 salt)
        public
        returns (address airdrop)
    {
        return _deploy(_creation(params, schedule), params, salt);
    }

    /// @inheritdoc IVestingFactory
    function createWithPermit(
        AirdropParams calldata params,
        Schedule calldata schedule,
        bytes32 salt,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (address airdrop) {
        params.token.tryPermit(params.total, deadline, v, r, s);
        return create(params, schedule, salt);
    }

    /// @inheritdoc IVestingFactory
    function predict(AirdropParams calldata params, Schedule calldata schedule, bytes32 salt)
        external
        view
        returns (address airdrop)
    {
        return _predict(_creation(params, schedule), salt);
    }

    function _creation(AirdropParams calldata params, Schedule calldata schedule) private pure returns (bytes memory) {
        return bytes.concat(type(VestingAirdrop).creationCode, abi.encode(params, schedule));
    }
}
