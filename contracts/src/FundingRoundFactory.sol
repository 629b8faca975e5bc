// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

import {FundingRound} from "./FundingRound.sol";
import {IFundingRoundFactory} from "./interfaces/IFundingRoundFactory.sol";
import {RoundParams} from "./interfaces/RoundParams.sol";

/// @title FundingRoundFactory
/// @notice See {IFundingRoundFactory}. It has no owner. Which factory pays the rounds is fixed here and not said by whoever
/// makes one: a round hands its pool to it.
contract FundingRoundFactory is IFundingRoundFactory {
    /// @inheritdoc IFundingRoundFactory
    address public immutable airdropFactory;

    constructor(address airdropFactory_) {
        if (airdropFactory_.code.length == 0) revert NoContract(airdropFactory_);
        airdropFactory = airdropFactory_;
    }

    /// @inheritdoc IFundingRoundFactory
    function create(RoundParams calldata params, bytes32 salt) external returns (address round) {
        bytes memory creation = _creation(params);
        round = Create2.computeAddress(salt, keccak256(creation));
        if (round.code.length != 0) revert AlreadyDeployed(round);
        Create2.deploy(0, salt, creation);
        emit RoundCreated(round, params.owner, params.token, params.goal, params.rulesHash, salt);
    }

    /// @inheritdoc IFundingRoundFactory
    function predict(RoundParams calldata params, bytes32 salt) external view returns (address round) {
        return Create2.computeAddress(salt, keccak256(_creation(params)));
    }

    /// @dev It ends with the parameters, so that the address commits to all of them, the owner included.
    function _creation(RoundParams calldata params) private view returns (bytes memory) {
        return bytes.concat(type(FundingRound).creationCode, abi.encode(params, airdropFactory));
    }
}
