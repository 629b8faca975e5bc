// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {Delivery} from "../../../src/libraries/Delivery.sol";
import {ProjectToken} from "../../../src/ProjectToken.sol";
import {FalseToken} from "../../mocks/FalseToken.sol";
import {FeeToken} from "../../mocks/FeeToken.sol";
import {PlainToken} from "../../mocks/PlainToken.sol";
import {ReentrantToken} from "../../mocks/ReentrantToken.sol";

/// @notice The sender of each call is the test itself, and so is who was allowed to spend.
contract DeliveryTest is Test {
    using Delivery for address;

    address private immutable TO = makeAddr("to");

    function test_WhenTheTokenMovesTheAmount() external {
        address token = held(new PlainToken());
        PlainToken(token).mint(TO, 7); // what lay there before
        assertEq(this.deliver(token, 100), 100);
        (bool moved, uint256 arrived) = this.tryDeliver(token, 50);
        assertTrue(moved);
        assertEq(arrived, 50);
        assertEq(PlainToken(token).balanceOf(TO), 157);
    }

    function test_GivenTheTokenKeepsAFee() external {
        address token = held(new FeeToken());
        assertEq(this.deliver(token, 100), 99);
        (, uint256 arrived) = this.tryDeliver(token, 100);
        assertEq(arrived, 99);
    }

    function test_GivenTheRecipientLosesTokensMeanwhile() external {
        ReentrantToken token = ReentrantToken(held(new ReentrantToken()));
        token.mint(TO, 1000);
        vm.prank(TO);
        token.approve(address(token), 1000);
        bytes memory away = abi.encodeCall(token.transferFrom, (TO, address(1), 1000));
        token.callDuringNextTransfer(address(token), away);
        assertEq(this.deliver(address(token), 100), 0);
    }

    function test_GivenTheTokenDoesNotMoveThem() external {
        FalseToken token = FalseToken(held(new FalseToken()));
        token.refuse();
        (bool moved, uint256 arrived) = this.tryDeliver(address(token), 100);
        assertFalse(moved);
        assertEq(arrived, 0);
        vm.expectRevert(SafeTransferLib.TransferFromFailed.selector);
        this.deliver(address(token), 100);
    }

    function test_WhenAPermitIsSentTwice() external {
        (address holder, uint256 key) = makeAddrAndKey("holder");
        ProjectToken token = new ProjectToken("Project", "PRJ", holder, 100);
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(kind, holder, address(this), 100, 0, block.timestamp));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), hash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        for (uint256 time = 0; time < 2; ++time) {
            vm.prank(holder);
            this.tryPermit(address(token), 100, v, r, s);
            assertEq(token.allowance(holder, address(this)), 100);
        }
    }

    function test_GivenTheTokenHasNoPermits() external {
        PlainToken token = new PlainToken();
        this.tryPermit(address(token), 100, 27, "r", "s");
        assertEq(token.allowance(address(this), address(this)), 0);
    }

    function deliver(address token, uint256 amount) external returns (uint256) {
        return token.deliver(TO, amount);
    }

    function tryDeliver(address token, uint256 amount) external returns (bool, uint256) {
        return token.tryDeliver(TO, amount);
    }

    function tryPermit(address token, uint256 amount, uint8 v, bytes32 r, bytes32 s) external {
        token.tryPermit(amount, block.timestamp, v, r, s);
    }

    function held(PlainToken token) private returns (address) {
        token.mint(address(this), 1000);
        token.approve(address(this), 1000);
        return address(token);
    }
}
