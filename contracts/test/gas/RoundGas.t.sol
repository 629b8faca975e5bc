// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Verdict} from "../../src/interfaces/IApplications.sol";
import {Gift} from "../../src/interfaces/IDonations.sol";
import {IFundingRoundFactory} from "../../src/interfaces/IFundingRoundFactory.sol";
import {Deploy} from "../Deploy.sol";
import {RoundFixture} from "../RoundFixture.sol";

/// @notice Gas of whole transactions, as in `ClaimGas`: what each hand in a round pays. Carts are of OpenZeppelin's ERC-20 or of
/// coin, to projects that hold some and to projects that receive their first.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract RoundGasTest is RoundFixture {
    function test_WhenTheFactoryDeploysARound() external {
        IFundingRoundFactory factory = Deploy.fundingRoundFactory(airdrops);
        factory.create(params(address(token)), "salt");
        record("deployment through the factory, 3 reviewers, 2 tokens");
    }

    function test_WhenACartOf1IsSent() external {
        carts(1, "1 project");
    }

    function test_WhenACartOf5IsSent() external {
        carts(5, "5 projects");
    }

    function test_WhenACartOf20IsSent() external {
        carts(20, "20 projects");
    }

    function test_WhenAProjectAppliesAndIsReviewed() external {
        submit(payoutOf(0));
        uint256 project = submit(payoutOf(1));
        record("submit");
        review(project, 0, Verdict.Accepted);
        record("review");
        review(project, 1, Verdict.Accepted);
        record("review that decides");
    }

    function test_WhenThePoolComesAndGoes() external {
        fund(FUNDER, 600);
        fund(ANYBODY, 400);
        record("fund");
        vm.warp(DONATIONS_END);
        propose(900);
        record("proposeTally");
        vm.warp(DONATIONS_END + CHALLENGE);
        round.finalise();
        record("finalise");
        round.refund(1);
        record("refund");
    }

    function carts(uint256 count, string memory size) private {
        openDonations(count);
        cart(count, address(token), string.concat("donate tokens, ", size, ", first tokens"));
        cart(count, address(token), string.concat("donate tokens, ", size, ", holders"));
        cart(count, COIN, string.concat("donate coin, ", size, ", first coin"));
        cart(count, COIN, string.concat("donate coin, ", size, ", holders"));
    }

    function cart(uint256 count, address given, string memory name) private {
        Gift[] memory gifts = new Gift[](count);
        for (uint256 i = 0; i < count; ++i) {
            gifts[i] = Gift(i + 1, given, 1 ether);
        }
        // The donor keeps some, so that no refund for an emptied balance or allowance makes it look cheaper than it is.
        afford(DONOR, token, 1 ether);
        assertEq(donate(gifts), count);
        record(name);
    }

    function record(string memory name) private {
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertGt(used, 21_000);
        vm.snapshotValue("Round", name, used);
    }
}
