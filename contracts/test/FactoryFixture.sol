// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAirdropFactory} from "../src/interfaces/IAirdropFactory.sol";
import {Deploy} from "./Deploy.sol";
import {AirdropParams} from "../src/interfaces/AirdropParams.sol";
import {AirdropFixture} from "./AirdropFixture.sol";

/// @notice A factory, and a funder who holds twice the total and has approved it once.
abstract contract FactoryFixture is AirdropFixture {
    bytes32 internal constant SALT = "2026";

    address internal immutable FUNDER = makeAddr("funder");

    IAirdropFactory internal factory;
    AirdropParams internal wanted;

    function setUp() public virtual override {
        super.setUp();
        factory = Deploy.airdropFactory();
        wanted = params(address(token));
        token.mint(FUNDER, 2 * total);
        vm.prank(FUNDER);
        token.approve(address(factory), total);
    }

    function create() internal returns (address) {
        AirdropParams memory p = wanted;
        vm.prank(FUNDER);
        return factory.create(p, SALT);
    }
}
