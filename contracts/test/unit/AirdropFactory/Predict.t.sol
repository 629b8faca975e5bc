// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {FactoryFixture} from "../../FactoryFixture.sol";

contract PredictTest is FactoryFixture {
    function testFuzz_WhenTheParametersAndTheSaltAreTheSame(bytes32 salt, bytes32 bundleHash) external {
        wanted.bundleHash = bundleHash;
        address predicted = factory.predict(wanted, salt);
        vm.prank(FUNDER);
        assertEq(factory.create(wanted, salt), predicted);
    }

    function test_WhenOneParameterIsAnother() external view {
        AirdropParams[9] memory variants;
        for (uint256 i = 0; i < variants.length; ++i) {
            variants[i] = wanted;
        }
        variants[1].token = ANYBODY;
        variants[2].root = keccak256("root");
        variants[3].total += 1;
        variants[4].owner = ANYBODY;
        variants[5].claimStart += 1;
        variants[6].claimEnd += 1;
        variants[7].bundleHash = bytes32(0);
        variants[8].attestors = ANYBODY;
        for (uint256 i = 0; i < variants.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                assertNotEq(factory.predict(variants[i], SALT), factory.predict(variants[j], SALT));
            }
        }
    }

    function testFuzz_WhenTheSaltIsAnother(bytes32 salt) external view {
        vm.assume(salt != SALT);
        assertNotEq(factory.predict(wanted, salt), factory.predict(wanted, SALT));
    }
}
