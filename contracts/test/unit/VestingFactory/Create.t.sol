// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFunding} from "../../../src/interfaces/IFunding.sol";
import {IVestingAirdrop, Schedule} from "../../../src/interfaces/IVestingAirdrop.sol";
import {IVestingFactory} from "../../../src/interfaces/IVestingFactory.sol";
import {ProjectToken} from "../../../src/ProjectToken.sol";
import {Deploy} from "../../Deploy.sol";
import {FactoryFixture} from "../../FactoryFixture.sol";

contract CreateTest is FactoryFixture {
    IVestingFactory private vestings;
    Schedule private schedule = Schedule(START, 1 days, 10 days, 1 days, 500);

    function setUp() public override {
        super.setUp();
        vestings = Deploy.vestingFactory();
    }

    modifier givenTheTotalIsApproved() {
        vm.startPrank(FUNDER);
        token.approve(address(vestings), total);
        _;
    }

    function test_RevertGiven_TheAllowanceIsOneShort() external {
        vm.startPrank(FUNDER);
        token.approve(address(vestings), total - 1);
        vm.expectRevert(IFunding.TransferFromFailed.selector);
        vestings.create(wanted, schedule, SALT);
    }

    function test_RevertWhen_TheScheduleIsUnsound() external givenTheTotalIsApproved {
        schedule.period = 0;
        vm.expectRevert(IVestingAirdrop.InvalidSchedule.selector);
        vestings.create(wanted, schedule, SALT);
    }

    function test_WhenTheScheduleIsAnother() external givenTheTotalIsApproved {
        address first = vestings.predict(wanted, schedule, SALT);
        schedule.cliff += 1;
        assertNotEq(vestings.predict(wanted, schedule, SALT), first);
    }

    function test_WhenEverythingIsRight() external givenTheTotalIsApproved {
        address made = vestings.create(wanted, schedule, SALT);
        assertEq(made, vestings.predict(wanted, schedule, SALT));
        assertEq(token.balanceOf(made), total);
        (, uint40 cliff,,,) = IVestingAirdrop(made).schedule();
        assertEq(cliff, 1 days);
    }

    function test_WhenAPermitIsSignedInstead() external {
        ProjectToken project = new ProjectToken("Project", "PRJ", FUNDER, total);
        wanted.token = address(project);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(project, "funder", address(vestings), START + 1 hours);
        vm.prank(FUNDER);
        address made = vestings.createWithPermit(wanted, schedule, SALT, START + 1 hours, v, r, s);
        assertEq(project.balanceOf(made), total);
        assertEq(project.allowance(FUNDER, address(vestings)), 0);
    }

    function test_GivenThePermitWasRefused() external givenTheTotalIsApproved {
        // The token has no permit at all; the approval is there.
        address made = vestings.createWithPermit(wanted, schedule, SALT, START, 27, "r", "s");
        assertEq(token.balanceOf(made), total);
    }
}
