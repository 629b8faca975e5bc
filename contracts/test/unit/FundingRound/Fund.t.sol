// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IMatchingPool} from "../../../src/interfaces/IMatchingPool.sol";
import {IRound, Status} from "../../../src/interfaces/IRound.sol";
import {ProjectToken} from "../../../src/ProjectToken.sol";
import {FalseToken} from "../../mocks/FalseToken.sol";
import {FeeToken} from "../../mocks/FeeToken.sol";
import {SilentToken} from "../../mocks/SilentToken.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract FundTest is RoundFixture {
    function test_RevertGiven_TheRoundWasCancelled() external {
        cancelled();
        refused(5, abi.encodeWithSelector(IRound.NotOpen.selector, Status.Cancelled));
    }

    function test_RevertGiven_DonationsHaveEnded() external {
        // From here on the pool is an input of the tally.
        vm.warp(DONATIONS_END);
        refused(5, abi.encodeWithSelector(IRound.Ended.selector, DONATIONS_END, DONATIONS_END));
    }

    function test_RevertWhen_TheAmountIsZero() external {
        refused(0, abi.encodeWithSelector(IMatchingPool.ZeroDeposit.selector));
    }

    function test_RevertGiven_TheAllowanceIsOneShort() external {
        token.mint(FUNDER, 5);
        vm.startPrank(FUNDER);
        token.approve(address(round), 4);
        vm.expectRevert(IMatchingPool.TransferFromFailed.selector);
        round.fund(5);
    }

    function test_RevertGiven_TheTokenAnswersFalse() external {
        FalseToken odd = new FalseToken();
        use(address(odd));
        odd.refuse();
        refused(5, abi.encodeWithSelector(IMatchingPool.TransferFromFailed.selector));
    }

    function test_RevertGiven_TheTokenKeepsAFee() external {
        use(address(new FeeToken()));
        refused(200, abi.encodeWithSelector(IMatchingPool.Underfunded.selector, 198, 200));
        assertEq(round.pool() + round.deposits(), 0);
    }

    function test_RevertGiven_TheTokenKeepsAFeeAndSomebodySentTokens() external {
        FeeToken odd = new FeeToken();
        use(address(odd));
        odd.mint(address(round), 1000);
        refused(200, abi.encodeWithSelector(IMatchingPool.Underfunded.selector, 198, 200));
    }

    function test_GivenTheTokenAnswersNothing() external {
        SilentToken odd = new SilentToken();
        use(address(odd));
        odd.mint(FUNDER, 5);
        vm.startPrank(FUNDER);
        odd.approve(address(round), 5);
        round.fund(5);
        assertEq(round.pool(), 5);
    }

    function test_WhenEverythingIsRight() external {
        afford(FUNDER, token, 5);
        vm.expectEmit(address(round));
        emit IMatchingPool.Funded(0, FUNDER, 5, 5);
        vm.prank(FUNDER);
        assertEq(round.fund(5), 0);
        assertEq(token.balanceOf(address(round)), 5);
        (address funder, uint256 amount, uint256 refunded) = round.deposit(0);
        assertEq(funder, FUNDER);
        assertEq(amount, 5);
        assertEq(refunded, 0);
        assertEq(round.refundable(0), 0);
    }

    function test_WhenSomebodyElseAddsToIt() external {
        fund(FUNDER, 5);
        vm.warp(DONATIONS_END - 1);
        afford(ANYBODY, token, 7);
        vm.expectEmit(address(round));
        emit IMatchingPool.Funded(1, ANYBODY, 7, 12);
        vm.prank(ANYBODY);
        assertEq(round.fund(7), 1);
        assertEq(round.pool(), 12);
        assertEq(round.deposits(), 2);
        (address funder, uint256 amount,) = round.deposit(1);
        assertEq(funder, ANYBODY);
        assertEq(amount, 7);
    }

    function test_WhenTheGoalIsReached() external {
        assertFalse(round.isFunded());
        fund(FUNDER, GOAL - 1);
        assertFalse(round.isFunded());
        fund(ANYBODY, 1);
        assertTrue(round.isFunded());
        finalised(GOAL);
        assertTrue(round.isFunded()); // though the pool has gone
    }

    function test_WhenTokensAreSentWithoutADeposit() external {
        token.mint(address(round), GOAL);
        assertEq(round.pool(), 0);
        assertFalse(round.isFunded());
    }

    function test_WhenAPermitIsSentAlong() external {
        ProjectToken project = new ProjectToken("Project", "PRJ", FUNDER, 5);
        use(address(project));
        (uint8 v, bytes32 r, bytes32 s) = sign(project);
        vm.prank(FUNDER);
        assertEq(round.fundWithPermit(5, START + 1 hours, v, r, s), 0);
        assertEq(round.pool(), 5);
        assertEq(project.allowance(FUNDER, address(round)), 0);
    }

    function test_WhenThePermitWasAlreadySentBySomebodyElse() external {
        ProjectToken project = new ProjectToken("Project", "PRJ", FUNDER, 5);
        use(address(project));
        (uint8 v, bytes32 r, bytes32 s) = sign(project);
        vm.prank(ANYBODY);
        project.permit(FUNDER, address(round), 5, START + 1 hours, v, r, s);
        vm.prank(FUNDER);
        round.fundWithPermit(5, START + 1 hours, v, r, s);
        assertEq(round.pool(), 5);
    }

    function test_RevertWhen_ThePermitIsWrongAndNothingIsApproved() external {
        ProjectToken project = new ProjectToken("Project", "PRJ", FUNDER, 5);
        use(address(project));
        (uint8 v, bytes32 r, bytes32 s) = sign(project);
        vm.expectRevert(IMatchingPool.TransferFromFailed.selector);
        vm.prank(FUNDER);
        round.fundWithPermit(5, START + 2 hours, v, r, s);
    }

    function test_RevertWhen_ADepositIsAskedForThatNobodyMade() external {
        vm.expectRevert(abi.encodeWithSelector(IMatchingPool.NoDeposit.selector, 0));
        round.deposit(0);
    }

    function sign(ProjectToken project) private returns (uint8, bytes32, bytes32) {
        (address holder, uint256 key) = makeAddrAndKey("funder");
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(kind, holder, address(round), 5, 0, START + 1 hours));
        return vm.sign(key, keccak256(abi.encodePacked(hex"1901", project.DOMAIN_SEPARATOR(), hash)));
    }

    function refused(uint256 amount, bytes memory reason) private {
        afford(FUNDER, token, amount);
        vm.expectRevert(reason);
        vm.prank(FUNDER);
        round.fund(amount);
    }
}
