// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFunding} from "../../src/interfaces/IFunding.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IAirdropFactory} from "../../src/interfaces/IAirdropFactory.sol";
import {IMerkleAirdrop} from "../../src/interfaces/IMerkleAirdrop.sol";
import {FactoryFixture} from "../FactoryFixture.sol";
import {FalseToken} from "../mocks/FalseToken.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {SilentToken} from "../mocks/SilentToken.sol";

contract OddTokensTest is FactoryFixture {
    function test_GivenTheTokenAnswersNothing() external {
        SilentToken silent = SilentToken(use(address(new SilentToken())));
        airdrop = IMerkleAirdrop(create());
        claim(7);
        assertEq(silent.balanceOf(leaves[7].account), leaves[7].amount);
        vm.warp(END);
        vm.prank(OWNER);
        airdrop.sweep(OWNER);
        assertEq(silent.balanceOf(OWNER), total - leaves[7].amount);
    }

    function test_RevertGiven_TheTokenAnswersFalseWhenItIsFunded() external {
        FalseToken(use(address(new FalseToken()))).refuse();
        vm.expectRevert(IFunding.TransferFromFailed.selector);
        vm.prank(FUNDER);
        factory.create(wanted, SALT);
    }

    function test_RevertGiven_TheTokenAnswersFalseWhenItIsClaimed() external {
        FalseToken refusing = FalseToken(use(address(new FalseToken())));
        airdrop = IMerkleAirdrop(create());
        refusing.refuse();
        vm.expectRevert(ICampaign.TransferFailed.selector);
        this.send(7);
        assertFalse(airdrop.isClaimed(7));

        refusing.accept();
        claim(7);
        assertEq(refusing.balanceOf(leaves[7].account), leaves[7].amount);
    }

    function test_GivenTheTokenCallsBackWithTheSameClaim() external {
        ReentrantToken token_ = ReentrantToken(use(address(new ReentrantToken())));
        airdrop = IMerkleAirdrop(create());
        token_.callDuringNextTransfer(address(airdrop), claimData(7));
        claim(7);
        assertFalse(token_.succeeded());
        assertEq(token_.answer(), abi.encodeWithSelector(ICampaign.AlreadyClaimed.selector, 7));
        assertEq(token_.balanceOf(leaves[7].account), leaves[7].amount);
        assertEq(token_.balanceOf(address(airdrop)), total - leaves[7].amount);
    }

    function test_GivenTheTokenCallsBackWithAnotherClaim() external {
        ReentrantToken token_ = ReentrantToken(use(address(new ReentrantToken())));
        airdrop = IMerkleAirdrop(create());
        token_.callDuringNextTransfer(address(airdrop), claimData(8));
        claim(7);
        assertTrue(token_.succeeded());
        // Both bits are in one word: the inner claim's must survive the outer's.
        assertTrue(airdrop.isClaimed(7));
        assertTrue(airdrop.isClaimed(8));
        assertEq(token_.balanceOf(leaves[7].account), leaves[7].amount);
        assertEq(token_.balanceOf(leaves[8].account), leaves[8].amount);
        assertEq(token_.balanceOf(address(airdrop)), total - leaves[7].amount - leaves[8].amount);
    }

    function test_GivenTheTokenCallsBackIntoCreate() external {
        ReentrantToken token_ = ReentrantToken(use(address(new ReentrantToken())));
        address predicted = factory.predict(wanted, SALT);
        token_.callDuringNextTransfer(address(factory), abi.encodeCall(factory.create, (wanted, SALT)));
        assertEq(create(), predicted);
        assertFalse(token_.succeeded());
        assertEq(token_.answer(), abi.encodeWithSelector(IFunding.AlreadyDeployed.selector, predicted));
        assertEq(token_.balanceOf(predicted), total);
    }

    function test_GivenTheTokenStartsToKeepAFeeAfterFunding() external {
        PlainToken plain = PlainToken(use(address(new PlainToken())));
        airdrop = IMerkleAirdrop(create());
        vm.etch(address(plain), address(new FeeToken()).code);
        claim(99);
        assertEq(plain.balanceOf(leaves[99].account), leaves[99].amount - leaves[99].amount / 100);
        assertEq(plain.balanceOf(address(airdrop)), total - leaves[99].amount);
    }

    /// @dev One call, as `vm.expectRevert` wants it.
    function send(uint256 index) external {
        claim(index);
    }

    function claimData(uint256 index) private view returns (bytes memory) {
        return abi.encodeCall(ICampaign.claim, (index, leaves[index].account, leaves[index].amount, proofOf(index)));
    }

    /// @dev Gives the funder the tokens and the factory the approval.
    function use(address odd) private returns (address) {
        PlainToken(odd).mint(FUNDER, total);
        vm.prank(FUNDER);
        SilentToken(odd).approve(address(factory), total); // declared without an answer, so it fits every token
        wanted.token = odd;
        return odd;
    }
}
