// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Verdict} from "../../../src/interfaces/IApplications.sol";
import {Status} from "../../../src/interfaces/IRound.sol";
import {IRoundParamsErrors, RoundParams, Windows} from "../../../src/interfaces/RoundParams.sol";
import {Deploy} from "../../Deploy.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract ConstructorTest is RoundFixture {
    RoundParams private sound;

    function setUp() public override {
        super.setUp();
        sound = params(address(token));
    }

    function test_RevertWhen_TheTokenIsNoContract() external {
        sound.token = ANYBODY;
        refused(abi.encodeWithSelector(IRoundParamsErrors.NoContract.selector, ANYBODY));
    }

    function test_RevertWhen_TheFactoryOfAirdropsIsNoContract() external {
        airdrops = ANYBODY;
        refused(abi.encodeWithSelector(IRoundParamsErrors.NoContract.selector, ANYBODY));
    }

    function test_RevertWhen_TheGoalIsZero() external {
        sound.goal = 0;
        refused(abi.encodeWithSelector(IRoundParamsErrors.ZeroGoal.selector));
    }

    function test_RevertWhen_TheOwnerIsZero() external {
        sound.owner = address(0);
        refused(abi.encodeWithSelector(IRoundParamsErrors.ZeroOwner.selector));
    }

    function test_RevertWhen_TheGuardianIsZero() external {
        sound.guardian = address(0);
        refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidGuardian.selector, address(0)));
    }

    function test_RevertWhen_TheGuardianIsTheOwner() external {
        sound.guardian = OWNER;
        refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidGuardian.selector, OWNER));
    }

    function test_RevertWhen_TheHashOfTheRulesIsZero() external {
        sound.rulesHash = bytes32(0);
        refused(abi.encodeWithSelector(IRoundParamsErrors.ZeroRules.selector));
    }

    function test_RevertWhen_AWindowIsUnsound() external {
        Windows[13] memory unsound;
        for (uint256 i = 0; i < unsound.length; ++i) {
            unsound[i] = params(address(token)).windows; // a new one each time: structs in memory are shared
        }
        unsound[0].applicationsStart = APPLICATIONS_END;
        unsound[1].applicationsEnd = REVIEW_END + 1;
        unsound[2].reviewEnd = DONATIONS_END + 1;
        unsound[3].donationsStart = DONATIONS_END;
        unsound[4].donationsStart = START - 1;
        unsound[5].challenge = 1 days - 1;
        unsound[6].challenge = 30 days + 1;
        unsound[6].deadline = START + 100 days;
        unsound[7].claims = 30 days - 1;
        unsound[8].claims = 730 days + 1;
        unsound[9].deadline = DONATIONS_END + CHALLENGE + 7 days - 1;
        unsound[10].deadline = START + 730 days + 1;
        unsound[11].applicationsEnd = START;
        unsound[12].reviewEnd = APPLICATIONS_END - 1;
        for (uint256 i = 0; i < unsound.length; ++i) {
            sound.windows = unsound[i];
            refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidWindows.selector));
        }
    }

    function test_WhenEachWindowIsAtItsLimit() external {
        Windows[6] memory limits;
        for (uint256 i = 0; i < limits.length; ++i) {
            limits[i] = params(address(token)).windows;
        }
        (limits[0].applicationsEnd, limits[0].reviewEnd) = (REVIEW_END, DONATIONS_END);
        limits[1].donationsStart = START;
        (limits[2].challenge, limits[2].claims) = (1 days, 30 days);
        (limits[3].challenge, limits[3].claims, limits[3].deadline) = (30 days, 730 days, START + 730 days);
        limits[4].deadline = DONATIONS_END + CHALLENGE + 7 days;
        (limits[5].applicationsEnd, limits[5].reviewEnd) = (START + 1, START + 1);
        for (uint256 i = 0; i < limits.length; ++i) {
            sound.windows = limits[i];
            round = Deploy.fundingRound(sound, airdrops);
            assertEq(abi.encode(round.windows()), abi.encode(limits[i]));
        }
    }

    function test_RevertWhen_ThereAreMoreReviewersThanPlaces() external {
        sound.reviewers = reviewersInOrder(49);
        refused(abi.encodeWithSelector(IRoundParamsErrors.TooManyReviewers.selector, 49, 48));
    }

    function test_RevertWhen_TheThresholdIsZero() external {
        sound.threshold = 0;
        refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidThreshold.selector, 0, 3));
    }

    function test_RevertWhen_TheThresholdIsMoreThanTheReviewers() external {
        sound.threshold = 4;
        refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidThreshold.selector, 4, 3));
    }

    function test_RevertWhen_AReviewerIsZero() external {
        sound.reviewers[0] = address(0);
        refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidReviewer.selector, address(0)));
    }

    function test_RevertWhen_AReviewerIsThereTwice() external {
        sound.reviewers[1] = sound.reviewers[0];
        refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidReviewer.selector, sound.reviewers[0]));
    }

    function test_RevertWhen_NothingCanBeDonated() external {
        sound.tokens = new address[](0);
        refused(abi.encodeWithSelector(IRoundParamsErrors.NoTokens.selector));
    }

    function test_RevertWhen_ADonatedTokenIsThereTwice() external {
        sound.tokens[0] = sound.tokens[1];
        refused(abi.encodeWithSelector(IRoundParamsErrors.InvalidToken.selector, address(token)));
    }

    function test_RevertWhen_ADonatedTokenIsNoContract() external {
        sound.tokens[1] = ANYBODY;
        refused(abi.encodeWithSelector(IRoundParamsErrors.NoContract.selector, ANYBODY));
    }

    function test_WhenAllPlacesAreTaken() external {
        sound.reviewers = reviewersInOrder(48);
        sound.threshold = 48;
        round = Deploy.fundingRound(sound, airdrops);
        assertEq(round.reviewers().length, 48);
        assertEq(round.threshold(), 48);
        uint256 project = submit(payoutOf(1));
        for (uint256 i = 0; i < 48; ++i) {
            (,,, Verdict verdict,) = round.project(project);
            assertTrue(verdict == Verdict.None);
            vm.prank(sound.reviewers[i]);
            round.review(project, 1, Verdict.Accepted, REASON);
        }
        (,,, Verdict decided,) = round.project(project);
        assertTrue(decided == Verdict.Accepted);
    }

    function test_WhenEverythingIsRight() external view {
        assertEq(round.token(), address(token));
        assertEq(round.goal(), GOAL);
        assertEq(round.owner(), OWNER);
        assertEq(round.guardian(), GUARDIAN);
        assertEq(round.reviewers(), sound.reviewers);
        assertEq(round.threshold(), 2);
        assertEq(round.tokens(), sound.tokens);
        assertEq(round.rulesHash(), sound.rulesHash);
        assertEq(abi.encode(round.windows()), abi.encode(sound.windows));
        assertEq(round.airdropFactory(), airdrops);
        assertTrue(round.isAllowed(COIN));
        assertTrue(round.isAllowed(address(token)));
        assertFalse(round.isAllowed(ANYBODY));
        assertTrue(round.status() == Status.Open);
        assertEq(round.projects() + round.deposits() + round.pool() + round.tallies(), 0);
    }

    function reviewersInOrder(uint256 count) private pure returns (address[] memory list) {
        list = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = address(uint160(0x1000 + i));
        }
    }

    /// @dev A call of its own: where a cheatcode deploys, `vm.expectRevert` would end the test with the first refusal.
    function deploy() external {
        Deploy.fundingRound(sound, airdrops);
    }

    function refused(bytes memory reason) private {
        vm.expectRevert(reason);
        this.deploy();
    }
}
