// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Application, Verdict} from "../src/interfaces/IApplications.sol";
import {Gift} from "../src/interfaces/IDonations.sol";
import {IFundingRound, Tally} from "../src/interfaces/IFundingRound.sol";
import {IMerkleAirdrop} from "../src/interfaces/IMerkleAirdrop.sol";
import {RoundParams, Windows} from "../src/interfaces/RoundParams.sol";
import {Deploy} from "./Deploy.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";
import {PlainToken} from "./mocks/PlainToken.sol";

/// @notice A round whose applications have just opened, with three reviewers of whom two decide. Coin and `token`, which the
/// pool is of as well, may be donated.
abstract contract RoundFixture is Test {
    uint40 internal constant START = 1_800_000_000;
    uint40 internal constant APPLICATIONS_END = START + 14 days;
    uint40 internal constant DONATIONS_START = START + 10 days;
    uint40 internal constant REVIEW_END = START + 21 days;
    uint40 internal constant DONATIONS_END = START + 28 days;
    uint40 internal constant CHALLENGE = 3 days;
    uint40 internal constant CLAIMS = 90 days;
    uint40 internal constant DEADLINE = START + 60 days;

    uint256 internal constant GOAL = 1000 ether;
    address internal constant COIN = address(0);
    bytes32 internal constant REASON = keccak256("reason");

    address internal immutable OWNER = makeAddr("owner");
    address internal immutable GUARDIAN = makeAddr("guardian");
    address internal immutable ANYBODY = makeAddr("anybody");
    address internal immutable APPLICANT = makeAddr("applicant");
    address internal immutable DONOR = makeAddr("donor");
    address internal immutable FUNDER = makeAddr("funder");

    /// @dev In ascending order.
    address[3] internal reviewing = [address(0x1001), address(0x1002), address(0x1003)];

    PlainToken internal token;
    address internal airdrops;
    IFundingRound internal round;

    function setUp() public virtual {
        token = new PlainToken();
        airdrops = address(Deploy.airdropFactory());
        vm.warp(START);
        round = Deploy.fundingRound(params(address(token)), airdrops);
    }

    function params(address paid) internal view virtual returns (RoundParams memory p) {
        p.token = paid;
        p.goal = GOAL;
        p.owner = OWNER;
        p.guardian = GUARDIAN;
        p.reviewers = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            p.reviewers[i] = reviewing[i];
        }
        p.threshold = 2;
        p.tokens = new address[](2);
        p.tokens[1] = paid;
        p.rulesHash = keccak256("rules");
        p.windows = Windows({
            applicationsStart: START,
            applicationsEnd: APPLICATIONS_END,
            reviewEnd: REVIEW_END,
            donationsStart: DONATIONS_START,
            donationsEnd: DONATIONS_END,
            challenge: CHALLENGE,
            claims: CLAIMS,
            deadline: DEADLINE
        });
    }

    /// @dev The next test runs against a round of another token.
    function use(address odd) internal {
        token = PlainToken(odd);
        round = Deploy.fundingRound(params(odd), airdrops);
    }

    function application(address payout) internal pure returns (Application memory a) {
        a.repositories = new uint64[](2);
        (a.repositories[0], a.repositories[1]) = (583_231, 600_000);
        a.payout = payout;
        a.metadataHash = keccak256("metadata");
    }

    function submit(address payout) internal returns (uint256 project) {
        vm.prank(APPLICANT);
        return round.submit(application(payout));
    }

    function review(uint256 project, uint256 reviewer, Verdict verdict) internal {
        (,, uint32 revision,,) = round.project(project);
        vm.prank(reviewing[reviewer]);
        round.review(project, revision, verdict, REASON);
    }

    function decide(uint256 project, Verdict verdict) internal {
        review(project, 0, verdict);
        review(project, 1, verdict);
    }

    function accepted(address payout) internal returns (uint256 project) {
        project = submit(payout);
        decide(project, Verdict.Accepted);
    }

    function payoutOf(uint256 i) internal returns (address) {
        return makeAddr(string.concat("payout ", vm.toString(i)));
    }

    /// @dev Projects one to `count`, accepted, and the window of donations open.
    function openDonations(uint256 count) internal {
        for (uint256 i = 1; i <= count; ++i) {
            accepted(payoutOf(i));
        }
        vm.warp(DONATIONS_START);
    }

    function one(uint256 project, address given, uint256 amount) internal pure returns (Gift[] memory cart) {
        cart = new Gift[](1);
        cart[0] = Gift(project, given, amount);
    }

    function two(uint256 project, address given, uint256 amount, uint256 other, address otherGiven, uint256 otherAmount)
        internal
        pure
        returns (Gift[] memory cart)
    {
        cart = new Gift[](2);
        cart[0] = Gift(project, given, amount);
        cart[1] = Gift(other, otherGiven, otherAmount);
    }

    /// @dev Gives the donor what the cart gives, and the round the approval.
    function donate(Gift[] memory cart) internal returns (uint256 made) {
        uint256 coin;
        for (uint256 i = 0; i < cart.length; ++i) {
            if (cart[i].token == COIN) coin += cart[i].amount;
            else afford(DONOR, PlainToken(cart[i].token), cart[i].amount);
        }
        vm.deal(DONOR, DONOR.balance + coin);
        vm.prank(DONOR);
        return round.donate{value: coin}(cart);
    }

    function afford(address account, PlainToken given, uint256 amount) internal {
        given.mint(account, amount);
        uint256 approved = given.allowance(account, address(round));
        vm.prank(account);
        given.approve(address(round), approved + amount);
    }

    function fund(address funder, uint256 amount) internal returns (uint256 deposit) {
        afford(funder, token, amount);
        vm.prank(funder);
        return round.fund(amount);
    }

    /// @dev Pays `total` to the first payout address alone.
    function tallyOf(uint256 total) internal returns (Tally memory) {
        bytes32 root = MerkleTree.leaf(0, payoutOf(1), total);
        return Tally(keccak256("inputs"), root, total, keccak256("bundle"));
    }

    function propose(uint256 total) internal returns (uint256 number) {
        Tally memory next = tallyOf(total);
        vm.prank(OWNER);
        return round.proposeTally(next);
    }

    /// @dev Donations have ended, a tally has stood its time and is carried out.
    function finalised(uint256 total) internal returns (IMerkleAirdrop) {
        vm.warp(DONATIONS_END);
        propose(total);
        vm.warp(DONATIONS_END + CHALLENGE);
        return IMerkleAirdrop(round.finalise());
    }

    function cancelled() internal {
        vm.prank(OWNER);
        round.cancel(REASON);
    }
}
