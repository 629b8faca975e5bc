// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Funding} from "./abstract/Funding.sol";
import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {IRecurringFactory} from "./interfaces/IRecurringFactory.sol";
import {Delivery} from "./libraries/Delivery.sol";
import {RecurringAirdrop} from "./RecurringAirdrop.sol";

/// @title RecurringFactory
/// @notice See {IRecurringFactory}. It has no owner and keeps no tokens.
contract RecurringFactory is Funding, IRecurringFactory {
    using Delivery for address;

    /// @inheritdoc IRecurringFactory
    function create(AirdropParams calldata params, address guardian, uint40 delay, bytes32 salt)
        public
        returns (address airdrop)
    {
        return _deploy(_creation(params, guardian, delay), params, salt);
    }

    /// @inheritdoc IRecurringFactory
    function createWithPermit(
        AirdropParams calldata params,
        address guardian,
        uint40 delay,
        bytes32 salt,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (address airdrop) {
        params.token.tryPermit(params.total, deadline, v, r, s);
        return create(params, guardian, delay, salt);
    }

    /// @inheritdoc IRecurringFactory
    function predict(AirdropParams calldata params, address guardian, uint40 delay, bytes32 salt)
        external
        view
        returns (address airdrop)
    {
        return _predict(_creation(params, guardian, delay), salt);
    }

    function _creation(AirdropParams calldata params, address guardian, uint40 delay)
        private
        pure
        returns (bytes memory)
    {
        return bytes.concat(type(RecurringAirdrop).creationCode, abi.encode(params, guardian, delay));
    }
}
