// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {LibBit} from "solady/utils/LibBit.sol";

import {Verdict} from "../interfaces/IApplications.sol";

/// @title Ballot
/// @notice What each reviewer says about one revision: bit `place` of one of two words. Nobody stands in both.
library Ballot {
    /// @notice Places on a ballot; both words and an address share one slot of storage.
    uint256 internal constant PLACES = 48;

    struct Count {
        uint48 accepting;
        uint48 rejecting;
    }

    /// @notice What the reviewer at `place` says.
    function said(Count memory count, uint256 place) internal pure returns (Verdict) {
        uint256 bit = 1 << place;
        if (count.accepting & bit != 0) return Verdict.Accepted;
        return count.rejecting & bit != 0 ? Verdict.Rejected : Verdict.None;
    }

    /// @notice The ballot after the reviewer at `place` has said `verdict`, and how many now say the same.
    function cast(Count memory count, uint256 place, Verdict verdict)
        internal
        pure
        returns (Count memory next, uint256 agreeing)
    {
        uint48 bit = uint48(1 << place);
        (uint48 accepting, uint48 rejecting) = (count.accepting & ~bit, count.rejecting & ~bit);
        if (verdict == Verdict.Accepted) accepting |= bit;
        else rejecting |= bit;
        next = Count(accepting, rejecting);
        agreeing = LibBit.popCount(verdict == Verdict.Accepted ? accepting : rejecting);
    }
}
