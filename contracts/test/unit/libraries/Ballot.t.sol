// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Verdict} from "../../../src/interfaces/IApplications.sol";
import {Ballot} from "../../../src/libraries/Ballot.sol";

contract BallotTest is Test {
    using Ballot for Ballot.Count;

    function testFuzz_GivenNobodyHasSaidAnything(uint256 place) external pure {
        assertEq(uint8(empty().said(bound(place, 0, 47))), uint8(Verdict.None));
    }

    function testFuzz_WhenAReviewerSaysSomething(uint256 place, bool accepts) external pure {
        place = bound(place, 0, 47);
        (Ballot.Count memory next, uint256 agreeing) = empty().cast(place, verdict(accepts));
        for (uint256 other = 0; other < 48; ++other) {
            assertEq(uint8(next.said(other)), uint8(other == place ? verdict(accepts) : Verdict.None));
        }
        assertEq(agreeing, 1);
    }

    function testFuzz_WhenAReviewerSaysItAgain(uint256 place, bool accepts) external pure {
        place = bound(place, 0, 47);
        (Ballot.Count memory once,) = empty().cast(place, verdict(accepts));
        (Ballot.Count memory twice, uint256 agreeing) = once.cast(place, verdict(accepts));
        assertEq(abi.encode(twice), abi.encode(once));
        assertEq(agreeing, 1);
    }

    function testFuzz_WhenAReviewerSaysTheOther(uint256 place, bool accepts) external pure {
        place = bound(place, 0, 47);
        (Ballot.Count memory before,) = empty().cast(place, verdict(accepts));
        (Ballot.Count memory next, uint256 agreeing) = before.cast(place, verdict(!accepts));
        assertEq(uint8(next.said(place)), uint8(verdict(!accepts)));
        assertEq(next.accepting & next.rejecting, 0);
        assertEq(agreeing, 1);
    }

    function test_WhenEveryPlaceIsTaken() external pure {
        assertEq(Ballot.PLACES, 48);
        Ballot.Count memory count = empty();
        uint256 agreeing;
        for (uint256 place = 0; place < Ballot.PLACES; ++place) {
            (count, agreeing) = count.cast(place, Verdict.Accepted);
            assertEq(agreeing, place + 1);
        }
        assertEq(count.accepting, type(uint48).max);
        for (uint256 place = 0; place < Ballot.PLACES; ++place) {
            (count, agreeing) = count.cast(place, Verdict.Rejected);
            assertEq(agreeing, place + 1);
        }
        assertEq(count.accepting, 0);
        assertEq(count.rejecting, type(uint48).max);
    }

    function empty() private pure returns (Ballot.Count memory) {
        return Ballot.Count(0, 0);
    }

    function verdict(bool accepts) private pure returns (Verdict) {
        return accepts ? Verdict.Accepted : Verdict.Rejected;
    }
}
