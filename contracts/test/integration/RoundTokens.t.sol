// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IDonations, Permit, Skip} from "../../src/interfaces/IDonations.sol";
import {IFundingRound} from "../../src/interfaces/IFundingRound.sol";
import {IMatchingPool} from "../../src/interfaces/IMatchingPool.sol";
import {RoundParams} from "../../src/interfaces/RoundParams.sol";
import {ProjectToken} from "../../src/ProjectToken.sol";
import {Deploy} from "../Deploy.sol";
import {BlockingToken} from "../mocks/BlockingToken.sol";
import {DecimalsToken} from "../mocks/DecimalsToken.sol";
import {FalseToken} from "../mocks/FalseToken.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {SilentToken} from "../mocks/SilentToken.sol";
import {RoundFixture} from "../RoundFixture.sol";

/// @notice Donations, deposits and refunds in tokens that do not do what one expects.
contract RoundTokensTest is RoundFixture {
    function test_GivenADonatedTokenKeepsAFee() external {
        use(address(new FeeToken()));
        openDonations(1);
        afford(DONOR, token, 200);
        vm.expectEmit(address(round));
        emit IDonations.Donated(DONOR, 1, address(token), payoutOf(1), 198);
        vm.prank(DONOR);
        round.donate(one(1, address(token), 200));
        assertEq(token.balanceOf(payoutOf(1)), 198);
    }

    function test_GivenADonatedTokenAnswersFalse() external {
        FalseToken odd = new FalseToken();
        use(address(odd));
        openDonations(1);
        odd.refuse();
        skippedBesideCoin();
        odd.accept();
        assertEq(donate(one(1, address(token), 5)), 1);
    }

    function test_GivenADonatedTokenAnswersNothing() external {
        SilentToken odd = new SilentToken();
        use(address(odd));
        openDonations(1);
        odd.mint(DONOR, 5);
        vm.startPrank(DONOR);
        odd.approve(address(round), 5);
        assertEq(round.donate(one(1, address(odd), 5)), 1);
        assertEq(odd.balanceOf(payoutOf(1)), 5);
    }

    function test_GivenADonatedTokenPauses() external {
        BlockingToken odd = new BlockingToken();
        use(address(odd));
        openDonations(1);
        afford(DONOR, token, 5);
        odd.pause(true);
        vm.deal(DONOR, 5);
        vm.expectEmit(address(round));
        emit IDonations.GiftSkipped(DONOR, 1, address(token), 5, Skip.NotTransferred);
        vm.prank(DONOR);
        assertEq(round.donate{value: 5}(two(1, address(token), 5, 1, COIN, 5)), 1);
        assertEq(token.balanceOf(DONOR), 5);
    }

    function test_GivenADonatedTokenBlocksOneProject() external {
        BlockingToken odd = new BlockingToken();
        use(address(odd));
        openDonations(2);
        odd.setBlocked(payoutOf(1), true);
        assertEq(donate(two(1, address(token), 5, 2, address(token), 7)), 1);
        assertEq(token.balanceOf(payoutOf(2)), 7);
        assertEq(token.balanceOf(DONOR), 5);
    }

    function test_RevertGiven_ThePoolsTokenAnswersFalseWhenItIsRefunded() external {
        FalseToken odd = new FalseToken();
        use(address(odd));
        fund(FUNDER, 5);
        cancelled();
        odd.refuse();
        vm.expectRevert(IMatchingPool.TransferFailed.selector);
        round.refund(0);
        assertEq(round.refundable(0), 5);
        odd.accept();
        assertEq(round.refund(0), 5);
    }

    function test_GivenThePoolsTokenAnswersNothing() external {
        SilentToken odd = new SilentToken();
        use(address(odd));
        odd.mint(FUNDER, 10);
        vm.startPrank(FUNDER);
        odd.approve(address(round), 10);
        round.fund(10);
        vm.stopPrank();
        assertEq(odd.balanceOf(address(finalised(7))), 7);
        assertEq(round.refund(0), 3);
    }

    function test_GivenThePoolsTokenHasNoDecimals() external {
        sharesBaseUnits(0);
    }

    function test_GivenThePoolsTokenHas77Decimals() external {
        sharesBaseUnits(77);
    }

    function test_RevertWhen_APermitIsOfAnotherRound() external {
        // The same token, the same donor, the same nonce: the signature names the round that may take.
        ProjectToken project = new ProjectToken("Project", "PRJ", DONOR, 100);
        use(address(project));
        Permit[] memory permits = new Permit[](1);
        permits[0] = sign(project, 5);
        IFundingRound other = round;
        RoundParams memory p = params(address(project));
        ++p.goal;
        round = Deploy.fundingRound(p, airdrops);
        openDonations(1);
        vm.expectRevert(IDonations.NothingGiven.selector);
        vm.prank(DONOR);
        round.donateWithPermit(one(1, address(project), 5), permits);

        round = other;
        vm.warp(START);
        openDonations(1);
        vm.prank(DONOR);
        assertEq(round.donateWithPermit(one(1, address(project), 5), permits), 1);
        vm.expectRevert(IDonations.NothingGiven.selector); // and it is good for once
        vm.prank(DONOR);
        round.donateWithPermit(one(1, address(project), 5), permits);
    }

    function skippedBesideCoin() private {
        afford(DONOR, token, 5);
        vm.deal(DONOR, 5);
        vm.expectEmit(address(round));
        emit IDonations.GiftSkipped(DONOR, 1, address(token), 5, Skip.NotTransferred);
        vm.prank(DONOR);
        assertEq(round.donate{value: 5}(two(1, address(token), 5, 1, COIN, 5)), 1);
        assertEq(token.balanceOf(DONOR), 5);
    }

    function sharesBaseUnits(uint8 decimals) private {
        use(address(new DecimalsToken(decimals)));
        fund(FUNDER, 7);
        fund(ANYBODY, 3);
        finalised(5);
        assertEq(round.refund(0), 3);
        assertEq(round.refund(1), 2);
        assertEq(PlainToken(token).balanceOf(address(round)), 0);
    }

    function sign(ProjectToken project, uint256 value) private returns (Permit memory p) {
        (address holder, uint256 key) = makeAddrAndKey("donor");
        (p.token, p.value, p.deadline) = (address(project), value, DONATIONS_END);
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(kind, holder, address(round), value, 0, p.deadline));
        (p.v, p.r, p.s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", project.DOMAIN_SEPARATOR(), hash)));
    }
}
