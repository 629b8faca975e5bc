// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Gift, IDonations, Permit} from "../../../src/interfaces/IDonations.sol";
import {ProjectToken} from "../../../src/ProjectToken.sol";
import {RoundFixture} from "../../RoundFixture.sol";

contract DonateWithPermitTest is RoundFixture {
    uint256 private constant HELD = 100;

    ProjectToken private project;
    Permit[] private permits;
    Gift[] private cart;

    function setUp() public override {
        super.setUp();
        project = new ProjectToken("Project", "PRJ", DONOR, HELD);
        use(address(project));
        openDonations(2);
        permits.push(sign("donor", 12));
        cart.push(Gift(1, address(project), 5));
        cart.push(Gift(2, address(project), 7));
    }

    function test_GivenThePermitIsRight() external {
        vm.expectEmit(address(round));
        emit IDonations.Donated(DONOR, 1, address(project), payoutOf(1), 5);
        vm.expectEmit(address(round));
        emit IDonations.Donated(DONOR, 2, address(project), payoutOf(2), 7);
        assertEq(donateWithPermit(0), 2);
        given();
        assertEq(project.allowance(DONOR, address(round)), 0);
        assertEq(project.nonces(DONOR), 1);
    }

    function test_GivenThePermitWasAlreadySentBySomebodyElse() external {
        vm.prank(ANYBODY);
        Permit memory p = permits[0];
        project.permit(DONOR, address(round), p.value, p.deadline, p.v, p.r, p.s);
        assertEq(donateWithPermit(0), 2);
        given();
    }

    function test_RevertGiven_ThePermitIsWrongAndNothingIsApproved() external {
        permits[0].r = keccak256("wrong");
        refused();
    }

    function test_RevertGiven_ThePermitHasExpiredAndNothingIsApproved() external {
        vm.warp(permits[0].deadline + 1);
        refused();
    }

    function test_RevertGiven_ThePermitIsOfSomebodyElse() external {
        permits[0] = sign("anybody", 12);
        refused();
    }

    function test_GivenThePermitIsWrongAndTheCartIsApproved() external {
        permits[0].r = keccak256("wrong");
        vm.prank(DONOR);
        project.approve(address(round), 12);
        assertEq(donateWithPermit(0), 2);
        given();
    }

    function test_GivenThePermitIsForLessThanTheCart() external {
        permits[0] = sign("donor", 11);
        assertEq(donateWithPermit(0), 1);
        assertEq(project.balanceOf(payoutOf(1)), 5);
        assertEq(project.balanceOf(DONOR), HELD - 5);
    }

    function test_WhenCoinIsGivenBesideTheToken() external {
        cart.push(Gift(1, COIN, 3));
        vm.deal(DONOR, 3);
        assertEq(donateWithPermit(3), 3);
        given();
        assertEq(payoutOf(1).balance, 3);
    }

    function test_RevertWhen_ThePermitIsOfATokenThatIsNotAllowed() external {
        // Whoever donates must not be able to name a contract that the round calls.
        permits[0].token = ANYBODY;
        vm.expectRevert(abi.encodeWithSelector(IDonations.TokenNotAllowed.selector, ANYBODY));
        vm.prank(DONOR);
        round.donateWithPermit(cart, permits);
    }

    function test_RevertWhen_ThePermitIsOfTheCoin() external {
        permits[0].token = COIN;
        vm.expectRevert(abi.encodeWithSelector(IDonations.TokenNotAllowed.selector, COIN));
        vm.prank(DONOR);
        round.donateWithPermit(cart, permits);
    }

    function donateWithPermit(uint256 coin) private returns (uint256) {
        vm.prank(DONOR);
        return round.donateWithPermit{value: coin}(cart, permits);
    }

    function given() private view {
        assertEq(project.balanceOf(address(round)), 0);
        assertEq(project.balanceOf(DONOR), HELD - 12);
    }

    function refused() private {
        vm.expectRevert(IDonations.NothingGiven.selector);
        vm.prank(DONOR);
        round.donateWithPermit(cart, permits);
    }

    function sign(string memory name, uint256 value) private returns (Permit memory p) {
        (address holder, uint256 key) = makeAddrAndKey(name);
        p.token = address(project);
        p.value = value;
        p.deadline = DONATIONS_START + 1 hours;
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                holder,
                address(round),
                value,
                project.nonces(holder),
                p.deadline
            )
        );
        (p.v, p.r, p.s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", project.DOMAIN_SEPARATOR(), hash)));
    }
}
