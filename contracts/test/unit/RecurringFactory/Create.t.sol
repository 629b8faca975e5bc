// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFunding} from "../../../src/interfaces/IFunding.sol";
import {IRecurringAirdrop} from "../../../src/interfaces/IRecurringAirdrop.sol";
import {IRecurringFactory} from "../../../src/interfaces/IRecurringFactory.sol";
import {ProjectToken} from "../../../src/ProjectToken.sol";
import {Deploy} from "../../Deploy.sol";
import {FactoryFixture} from "../../FactoryFixture.sol";

contract CreateTest is FactoryFixture {
    IRecurringFactory private recurrings;
    uint40 private waits = 2 days;

    function setUp() public override {
        super.setUp();
        recurrings = Deploy.recurringFactory();
    }

    modifier givenTheTotalIsApproved() {
        vm.startPrank(FUNDER);
        token.approve(address(recurrings), total);
        _;
    }

    function test_RevertGiven_TheAllowanceIsOneShort() external {
        vm.startPrank(FUNDER);
        token.approve(address(recurrings), total - 1);
        vm.expectRevert(IFunding.TransferFromFailed.selector);
        recurrings.create(wanted, OWNER, waits, SALT);
    }

    function test_RevertWhen_TheDelayIsUnsound() external givenTheTotalIsApproved {
        waits = 0;
        vm.expectRevert(abi.encodeWithSelector(IRecurringAirdrop.InvalidDelay.selector, 0));
        recurrings.create(wanted, OWNER, waits, SALT);
    }

    function test_WhenTheDelayIsAnother() external givenTheTotalIsApproved {
        address first = recurrings.predict(wanted, OWNER, waits, SALT);
        waits += 1;
        assertNotEq(recurrings.predict(wanted, OWNER, waits, SALT), first);
    }

    function test_WhenEverythingIsRight() external givenTheTotalIsApproved {
        address made = recurrings.create(wanted, OWNER, waits, SALT);
        assertEq(made, recurrings.predict(wanted, OWNER, waits, SALT));
        assertEq(token.balanceOf(made), total);
        assertEq(IRecurringAirdrop(made).guardian(), OWNER);
        assertEq(IRecurringAirdrop(made).delay(), 2 days);
    }

    function test_WhenAPermitIsSignedInstead() external {
        ProjectToken project = new ProjectToken("Project", "PRJ", FUNDER, total);
        wanted.token = address(project);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(project, "funder", address(recurrings), START + 1 hours);
        vm.prank(FUNDER);
        address made = recurrings.createWithPermit(wanted, OWNER, waits, SALT, START + 1 hours, v, r, s);
        assertEq(project.balanceOf(made), total);
        assertEq(project.allowance(FUNDER, address(recurrings)), 0);
    }

    function test_GivenThePermitWasRefused() external givenTheTotalIsApproved {
        // The token has no permit at all; the approval is there.
        address made = recurrings.createWithPermit(wanted, OWNER, waits, SALT, START, 27, "r", "s");
        assertEq(token.balanceOf(made), total);
    }
}
