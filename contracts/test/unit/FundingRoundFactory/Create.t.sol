// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFundingRound} from "../../../src/interfaces/IFundingRound.sol";
import {IFundingRoundFactory} from "../../../src/interfaces/IFundingRoundFactory.sol";
import {IRoundParamsErrors, RoundParams} from "../../../src/interfaces/RoundParams.sol";
import {Deploy} from "../../Deploy.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract CreateTest is RoundFixture {
    bytes32 private constant SALT = "2026";

    IFundingRoundFactory private factory;
    RoundParams private wanted;

    function setUp() public override {
        super.setUp();
        factory = Deploy.fundingRoundFactory(airdrops);
        wanted = params(address(token));
    }

    function test_RevertWhen_TheFactoryOfAirdropsIsNoContract() external {
        vm.expectRevert(abi.encodeWithSelector(IRoundParamsErrors.NoContract.selector, ANYBODY));
        Deploy.fundingRoundFactory(ANYBODY);
    }

    function test_RevertGiven_TheSameRoundExists() external {
        address made = factory.create(wanted, SALT);
        vm.expectRevert(abi.encodeWithSelector(IFundingRoundFactory.AlreadyDeployed.selector, made));
        factory.create(wanted, SALT);
    }

    function test_RevertWhen_AParameterIsUnsound() external {
        wanted.goal = 0;
        vm.expectRevert(IRoundParamsErrors.ZeroGoal.selector);
        factory.create(wanted, SALT);
    }

    function test_WhenEverythingIsRight() external {
        address predicted = factory.predict(wanted, SALT);
        vm.expectEmit(address(factory));
        emit IFundingRoundFactory.RoundCreated(predicted, OWNER, address(token), GOAL, wanted.rulesHash, SALT);
        vm.prank(ANYBODY);
        IFundingRound made = IFundingRound(factory.create(wanted, SALT));
        assertEq(address(made), predicted);
        assertEq(made.owner(), OWNER);
        assertEq(made.reviewers(), wanted.reviewers);
        assertEq(abi.encode(made.windows()), abi.encode(wanted.windows));
        assertEq(made.airdropFactory(), airdrops);
        assertEq(factory.airdropFactory(), airdrops);
    }

    function test_WhenAParameterTheSaltOrTheFactoryIsAnother() external {
        address[] memory places = new address[](20);
        bytes memory original = abi.encode(wanted);
        for (uint256 i = 0; i < 17; ++i) {
            RoundParams memory p = abi.decode(original, (RoundParams));
            change(p, i);
            places[i] = factory.predict(p, SALT);
        }
        places[17] = factory.predict(wanted, SALT);
        places[18] = factory.predict(wanted, "another");
        places[19] = Deploy.fundingRoundFactory(address(Deploy.airdropFactory())).predict(wanted, SALT);
        for (uint256 i = 0; i < places.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                assertNotEq(places[i], places[j]);
            }
        }
    }

    function testFuzz_WhenTheSaltIsAnother(bytes32 salt) external {
        vm.assume(salt != SALT);
        assertNotEq(factory.create(wanted, salt), factory.create(wanted, SALT));
    }

    function change(RoundParams memory p, uint256 place) private view {
        if (place == 0) p.token = ANYBODY;
        if (place == 1) ++p.goal;
        if (place == 2) p.owner = ANYBODY;
        if (place == 3) p.guardian = ANYBODY;
        if (place == 4) p.reviewers[2] = ANYBODY;
        if (place == 5) ++p.threshold;
        if (place == 6) p.tokens[1] = ANYBODY;
        if (place == 7) p.rulesHash = keccak256("other rules");
        if (place == 8) ++p.windows.applicationsStart;
        if (place == 9) ++p.windows.applicationsEnd;
        if (place == 10) ++p.windows.reviewEnd;
        if (place == 11) ++p.windows.donationsStart;
        if (place == 12) ++p.windows.donationsEnd;
        if (place == 13) ++p.windows.challenge;
        if (place == 14) ++p.windows.claims;
        if (place == 15) ++p.windows.deadline;
        if (place == 16) p.reviewers = new address[](3);
    }
}
