// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {IFunding} from "../../../src/interfaces/IFunding.sol";
import {IMerkleAirdrop} from "../../../src/interfaces/IMerkleAirdrop.sol";
import {IAirdropParamsErrors} from "../../../src/interfaces/AirdropParams.sol";
import {FactoryFixture} from "../../FactoryFixture.sol";
import {FeeToken} from "../../mocks/FeeToken.sol";

contract CreateTest is FactoryFixture {
    function test_RevertGiven_TheSameAirdropExists() external {
        address made = create();
        vm.prank(FUNDER);
        token.approve(address(factory), total);
        refused(abi.encodeWithSelector(IFunding.AlreadyDeployed.selector, made));
    }

    function test_RevertGiven_TheAllowanceIsOneShort() external {
        vm.prank(FUNDER);
        token.approve(address(factory), total - 1);
        refused(abi.encodeWithSelector(IFunding.TransferFromFailed.selector));
    }

    function test_RevertGiven_TheFunderHoldsTooLittle() external {
        deal(address(token), FUNDER, total - 1);
        refused(abi.encodeWithSelector(IFunding.TransferFromFailed.selector));
    }

    function test_RevertGiven_NoTokenIsAtTheAddress() external {
        wanted.token = makeAddr("no token");
        refused(abi.encodeWithSelector(IFunding.TransferFromFailed.selector));
    }

    function test_RevertGiven_TheTokenKeepsAFee() external {
        keepFee();
        refusedForFee();
    }

    function test_RevertGiven_TheTokenKeepsAFeeAndTokensWereSentInAdvance() external {
        FeeToken fee = keepFee();
        fee.mint(factory.predict(wanted, SALT), total);
        refusedForFee();
    }

    function test_RevertGiven_TheTokenMovesNothingAndTheTotalIsOneUnit() external {
        wanted.total = 1;
        AirdropParams memory p = wanted;
        address made = factory.predict(p, SALT);
        vm.mockCall(address(token), abi.encodeCall(IERC20.transferFrom, (FUNDER, made, 1)), abi.encode(true));
        refused(abi.encodeWithSelector(IFunding.Underfunded.selector, made, 0, 1));
    }

    function test_RevertWhen_AParameterIsUnsound() external {
        wanted.claimEnd = START;
        refused(abi.encodeWithSelector(IAirdropParamsErrors.EmptyWindow.selector, START, START));
    }

    function testFuzz_GivenTokensWereSentInAdvance(uint128 advance) external {
        token.mint(factory.predict(wanted, SALT), advance);
        address made = create();
        assertEq(token.balanceOf(FUNDER), total);
        assertEq(token.balanceOf(made), total + advance);

        vm.warp(END);
        vm.prank(OWNER);
        IMerkleAirdrop(made).sweep(OWNER);
        assertEq(token.balanceOf(OWNER), total + advance);
    }

    function testFuzz_WhenTheSaltIsAnother(bytes32 salt) external {
        vm.assume(salt != SALT);
        address first = create();
        vm.startPrank(FUNDER);
        token.approve(address(factory), total);
        address second = factory.create(wanted, salt);
        assertNotEq(first, second);
        assertEq(token.balanceOf(first), total);
        assertEq(token.balanceOf(second), total);
    }

    function test_WhenEverythingIsRight() external {
        address predicted = factory.predict(wanted, SALT);
        vm.expectEmit(address(factory));
        emit IFunding.AirdropCreated(
            predicted, OWNER, address(token), tree[0], total, START, END, keccak256("bundle"), SALT
        );
        IMerkleAirdrop made = IMerkleAirdrop(create());

        assertEq(address(made), predicted);
        assertEq(token.balanceOf(predicted), total);
        assertEq(token.balanceOf(FUNDER), total);
        assertEq(token.balanceOf(address(factory)), 0);
        assertEq(token.allowance(FUNDER, address(factory)), 0);
        assertEq(made.token(), wanted.token);
        assertEq(made.root(), wanted.root);
        assertEq(made.total(), wanted.total);
        assertEq(made.owner(), wanted.owner);
        assertEq(made.claimStart(), wanted.claimStart);
        assertEq(made.claimEnd(), wanted.claimEnd);
        assertEq(made.bundleHash(), wanted.bundleHash);
    }

    function keepFee() private returns (FeeToken fee) {
        fee = new FeeToken();
        fee.mint(FUNDER, 2 * total);
        vm.prank(FUNDER);
        fee.approve(address(factory), total);
        wanted.token = address(fee);
    }

    function refusedForFee() private {
        address predicted = factory.predict(wanted, SALT);
        uint256 arrives = total - total / 100;
        refused(abi.encodeWithSelector(IFunding.Underfunded.selector, predicted, arrives, total));
    }

    function refused(bytes memory reason) private {
        address predicted = factory.predict(wanted, SALT);
        bytes memory before = predicted.code;
        vm.expectRevert(reason);
        vm.prank(FUNDER);
        factory.create(wanted, SALT);
        assertEq(predicted.code, before);
    }
}
