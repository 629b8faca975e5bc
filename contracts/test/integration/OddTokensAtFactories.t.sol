// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IFunding} from "../../src/interfaces/IFunding.sol";
import {IRecurringFactory} from "../../src/interfaces/IRecurringFactory.sol";
import {Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {IVestingFactory} from "../../src/interfaces/IVestingFactory.sol";
import {Deploy} from "../Deploy.sol";
import {FactoryFixture} from "../FactoryFixture.sol";
import {BlockingToken} from "../mocks/BlockingToken.sol";
import {FalseToken} from "../mocks/FalseToken.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {SilentToken} from "../mocks/SilentToken.sol";

/// @notice Tokens that do not do what they are asked, when the kinds that pay over time are funded.
contract OddTokensAtFactoriesTest is FactoryFixture {
    IVestingFactory private vestings;
    IRecurringFactory private recurrings;
    Schedule private schedule = Schedule(0, 0, 100, 1, 0);

    function setUp() public override {
        super.setUp();
        (vestings, recurrings) = (Deploy.vestingFactory(), Deploy.recurringFactory());
    }

    function test_RevertGiven_TheTokenKeepsAFee() external {
        use(address(new FeeToken()));
        uint256 arrived = total - total / 100;
        address vesting = vestings.predict(wanted, schedule, SALT);
        address recurring = recurrings.predict(wanted, OWNER, 2 days, SALT);
        vm.startPrank(FUNDER);
        vm.expectRevert(abi.encodeWithSelector(IFunding.Underfunded.selector, vesting, arrived, total));
        vestings.create(wanted, schedule, SALT);
        vm.expectRevert(abi.encodeWithSelector(IFunding.Underfunded.selector, recurring, arrived, total));
        recurrings.create(wanted, OWNER, 2 days, SALT);
    }

    function test_RevertGiven_TheTokenAnswersFalse() external {
        FalseToken(use(address(new FalseToken()))).refuse();
        refused();
    }

    function test_RevertGiven_TheTokenPauses() external {
        BlockingToken(use(address(new BlockingToken()))).pause(true);
        refused();
    }

    function test_RevertGiven_TheTokenBlocksTheAddressOfTheAirdrop() external {
        BlockingToken odd = BlockingToken(use(address(new BlockingToken())));
        odd.setBlocked(vestings.predict(wanted, schedule, SALT), true);
        odd.setBlocked(recurrings.predict(wanted, OWNER, 2 days, SALT), true);
        refused();
        // With another salt it is another address.
        vm.startPrank(FUNDER);
        assertEq(odd.balanceOf(vestings.create(wanted, schedule, "another")), total);
        assertEq(odd.balanceOf(recurrings.create(wanted, OWNER, 2 days, "another")), total);
    }

    function test_GivenTheTokenAnswersNothing() external {
        SilentToken odd = SilentToken(use(address(new SilentToken())));
        vm.startPrank(FUNDER);
        address vesting = vestings.create(wanted, schedule, SALT);
        address recurring = recurrings.create(wanted, OWNER, 2 days, SALT);
        vm.stopPrank();
        assertEq(odd.balanceOf(vesting) + odd.balanceOf(recurring), 2 * total);
        (address account, uint256 amount) = (leaves[7].account, leaves[7].amount);
        ICampaign(vesting).claim(7, account, amount, proofOf(7));
        ICampaign(recurring).claim(7, account, amount, proofOf(7));
        assertEq(odd.balanceOf(account), amount); // of the other nothing is available yet
    }

    function test_GivenTheTokenCallsBackIntoCreate() external {
        ReentrantToken odd = ReentrantToken(use(address(new ReentrantToken())));
        address predicted = vestings.predict(wanted, schedule, SALT);
        odd.callDuringNextTransfer(address(vestings), abi.encodeCall(vestings.create, (wanted, schedule, SALT)));
        vm.prank(FUNDER);
        vestings.create(wanted, schedule, SALT);
        assertEq(odd.answer(), abi.encodeWithSelector(IFunding.AlreadyDeployed.selector, predicted));
        assertEq(odd.balanceOf(predicted), total);
    }

    function refused() private {
        vm.startPrank(FUNDER);
        vm.expectRevert(IFunding.TransferFromFailed.selector);
        vestings.create(wanted, schedule, SALT);
        vm.expectRevert(IFunding.TransferFromFailed.selector);
        recurrings.create(wanted, OWNER, 2 days, SALT);
        vm.stopPrank();
    }

    /// @dev Gives the funder the tokens and both factories the approval.
    function use(address odd) private returns (address) {
        PlainToken(odd).mint(FUNDER, 2 * total);
        vm.startPrank(FUNDER);
        SilentToken(odd).approve(address(vestings), total); // declared without an answer, so it fits every token
        SilentToken(odd).approve(address(recurrings), total);
        vm.stopPrank();
        wanted.token = odd;
        return odd;
    }
}
