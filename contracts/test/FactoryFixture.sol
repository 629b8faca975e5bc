// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAirdropFactory} from "../src/interfaces/IAirdropFactory.sol";
import {Deploy} from "./Deploy.sol";
import {AirdropParams} from "../src/interfaces/AirdropParams.sol";
import {ProjectToken} from "../src/ProjectToken.sol";
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

    /// @dev An EIP-2612 permit of the whole total for `spender`, signed by whoever has this name.
    function signPermit(ProjectToken project, string memory name, address spender, uint256 deadline)
        internal
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        (address holder, uint256 key) = makeAddrAndKey(name);
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(kind, holder, spender, total, project.nonces(holder), deadline));
        return vm.sign(key, keccak256(abi.encodePacked(hex"1901", project.DOMAIN_SEPARATOR(), hash)));
    }
}
