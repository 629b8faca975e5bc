// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IFunding} from "../../../src/interfaces/IFunding.sol";
import {ProjectToken} from "../../../src/ProjectToken.sol";
import {AirdropParams} from "../../../src/interfaces/AirdropParams.sol";
import {IAirdropFactory} from "../../../src/interfaces/IAirdropFactory.sol";
import {FactoryFixture} from "../../FactoryFixture.sol";

contract CreateWithPermitTest is FactoryFixture {
    struct Permit {
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    ProjectToken private project;
    Permit private permit;

    function setUp() public override {
        super.setUp();
        project = new ProjectToken("Project", "PRJ", FUNDER, total);
        wanted.token = address(project);
        permit = sign("funder", START + 1 hours);
    }

    function test_GivenThePermitIsRight() external {
        funded(createWithPermit());
        assertEq(project.allowance(FUNDER, address(factory)), 0);
        assertEq(project.nonces(FUNDER), 1);
    }

    function test_GivenThePermitWasAlreadySentBySomebodyElse() external {
        vm.prank(ANYBODY);
        project.permit(FUNDER, address(factory), total, permit.deadline, permit.v, permit.r, permit.s);
        funded(createWithPermit());
    }

    function test_RevertGiven_ThePermitIsWrongAndNothingIsApproved() external {
        permit.r = keccak256(abi.encode(permit.r));
        refused();
    }

    function test_GivenThePermitIsWrongAndTheTotalIsApproved() external {
        permit.r = keccak256(abi.encode(permit.r));
        vm.prank(FUNDER);
        project.approve(address(factory), total);
        funded(createWithPermit());
    }

    function test_RevertGiven_ThePermitHasExpiredAndNothingIsApproved() external {
        vm.warp(permit.deadline + 1);
        refused();
    }

    function test_RevertGiven_ThePermitIsOfSomebodyElse() external {
        permit = sign("anybody", START + 1 hours);
        refused();
    }

    function test_GivenTheTokenHasNoPermitAndTheTotalIsApproved() external {
        wanted.token = address(token);
        address made = createWithPermit();
        assertEq(token.balanceOf(made), total);
    }

    function createWithPermit() private returns (address) {
        (AirdropParams memory p, Permit memory signed) = (wanted, permit);
        vm.prank(FUNDER);
        return factory.createWithPermit(p, SALT, signed.deadline, signed.v, signed.r, signed.s);
    }

    function refused() private {
        (AirdropParams memory p, Permit memory signed) = (wanted, permit);
        vm.expectRevert(IFunding.TransferFromFailed.selector);
        vm.prank(FUNDER);
        factory.createWithPermit(p, SALT, signed.deadline, signed.v, signed.r, signed.s);
    }

    function funded(address made) private view {
        assertEq(made, factory.predict(wanted, SALT));
        assertEq(project.balanceOf(made), total);
        assertEq(project.balanceOf(FUNDER), 0);
    }

    function sign(string memory name, uint256 deadline) private returns (Permit memory signed) {
        (signed.v, signed.r, signed.s) = signPermit(project, name, address(factory), deadline);
        signed.deadline = deadline;
    }
}
