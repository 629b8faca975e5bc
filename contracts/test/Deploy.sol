// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {AirdropParams} from "../src/interfaces/AirdropParams.sol";
import {IAirdropFactory} from "../src/interfaces/IAirdropFactory.sol";
import {IAttestorSet} from "../src/interfaces/IAttestorSet.sol";
import {IClaimBatch} from "../src/interfaces/IClaimBatch.sol";
import {IFundingRound} from "../src/interfaces/IFundingRound.sol";
import {IFundingRoundFactory} from "../src/interfaces/IFundingRoundFactory.sol";
import {IMerkleAirdrop} from "../src/interfaces/IMerkleAirdrop.sol";
import {IRecurringAirdrop} from "../src/interfaces/IRecurringAirdrop.sol";
import {IRecurringFactory} from "../src/interfaces/IRecurringFactory.sol";
import {RoundParams} from "../src/interfaces/RoundParams.sol";
import {IVestingAirdrop, Schedule} from "../src/interfaces/IVestingAirdrop.sol";
import {IVestingFactory} from "../src/interfaces/IVestingFactory.sol";

/// @notice The contracts of `src`, by their artifacts. Tests know the interfaces alone: so they are compiled without the
/// IR, which the contracts need and which takes five times as long, and a changed contract recompiles no test.
library Deploy {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function airdrop(AirdropParams memory params) internal returns (IMerkleAirdrop) {
        return IMerkleAirdrop(VM.deployCode("src/MerkleAirdrop.sol:MerkleAirdrop", abi.encode(params)));
    }

    function airdropFactory() internal returns (IAirdropFactory) {
        return IAirdropFactory(VM.deployCode("src/AirdropFactory.sol:AirdropFactory"));
    }

    function attestorSet(address owner, address guardian, uint40 delay, address[] memory attestors, uint64 threshold)
        internal
        returns (IAttestorSet)
    {
        bytes memory arguments = abi.encode(owner, guardian, delay, attestors, threshold);
        return IAttestorSet(VM.deployCode("src/AttestorSet.sol:AttestorSet", arguments));
    }

    function vesting(AirdropParams memory params, Schedule memory schedule) internal returns (IVestingAirdrop) {
        return IVestingAirdrop(VM.deployCode("src/VestingAirdrop.sol:VestingAirdrop", abi.encode(params, schedule)));
    }

    function recurring(AirdropParams memory params, address guardian, uint40 delay)
        internal
        returns (IRecurringAirdrop)
    {
        bytes memory arguments = abi.encode(params, guardian, delay);
        return IRecurringAirdrop(VM.deployCode("src/RecurringAirdrop.sol:RecurringAirdrop", arguments));
    }

    function vestingFactory() internal returns (IVestingFactory) {
        return IVestingFactory(VM.deployCode("src/VestingFactory.sol:VestingFactory"));
    }

    function recurringFactory() internal returns (IRecurringFactory) {
        return IRecurringFactory(VM.deployCode("src/RecurringFactory.sol:RecurringFactory"));
    }

    function claimBatch() internal returns (IClaimBatch) {
        return IClaimBatch(VM.deployCode("src/ClaimBatch.sol:ClaimBatch"));
    }

    function fundingRound(RoundParams memory params, address airdrops) internal returns (IFundingRound) {
        return IFundingRound(VM.deployCode("src/FundingRound.sol:FundingRound", abi.encode(params, airdrops)));
    }

    function fundingRoundFactory(address airdrops) internal returns (IFundingRoundFactory) {
        bytes memory arguments = abi.encode(airdrops);
        return IFundingRoundFactory(VM.deployCode("src/FundingRoundFactory.sol:FundingRoundFactory", arguments));
    }
}
