// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

import {ProjectToken} from "../../../src/ProjectToken.sol";

contract ProjectTokenTest is Test {
    uint256 private constant SUPPLY = 1_000_000 ether;

    ProjectToken private token;
    address private holder;
    uint256 private key;

    function setUp() public {
        (holder, key) = makeAddrAndKey("holder");
        token = new ProjectToken("Project", "PRJ", holder, SUPPLY);
    }

    function test_WhenItIsMade() external view {
        assertEq(token.balanceOf(holder), SUPPLY);
        assertEq(token.totalSupply(), SUPPLY);
        assertEq(token.name(), "Project");
        assertEq(token.symbol(), "PRJ");
        assertEq(token.decimals(), 18);
    }

    function test_WhenAHolderDelegates() external {
        uint256 start = vm.getBlockNumber();
        vm.startPrank(holder);
        token.delegate(holder);
        assertEq(token.getVotes(holder), SUPPLY);
        vm.roll(start + 1);
        token.transfer(makeAddr("other"), 1 ether);
        vm.roll(start + 2);
        assertEq(token.getVotes(holder), SUPPLY - 1 ether);
        assertEq(token.getPastVotes(holder, start), SUPPLY);
    }

    function test_WhenAPermitIsSigned() external {
        address spender = makeAddr("spender");
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(kind, holder, spender, 5, 0, block.timestamp));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), hash)));

        token.permit(holder, spender, 5, block.timestamp, v, r, s);
        assertEq(token.allowance(holder, spender), 5);
        assertEq(token.nonces(holder), 1);

        vm.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        token.permit(holder, spender, 5, block.timestamp, v, r, s);
    }
}
