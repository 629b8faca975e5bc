// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IRound} from "./IRound.sol";

/// @notice What a project says about itself.
struct Application {
    /// @dev GitHub's numeric ids, in ascending order, at least one.
    uint64[] repositories;
    /// @dev Where donations and the match go.
    address payout;
    /// @dev SHA-256 of the published description.
    bytes32 metadataHash;
}

/// @notice What reviewers say, one by one and together.
enum Verdict {
    None,
    Accepted,
    Rejected
}

/// @title Projects apply, and `threshold` of the reviewers decide.
/// @notice A verdict is about one revision of an application. The next revision is undecided, whatever was said before.
interface IApplications is IRound {
    /// @notice A project applied (revision 1), or edited its application and is to be reviewed anew.
    event Applied(
        uint256 indexed project,
        address indexed applicant,
        address indexed payout,
        uint32 revision,
        uint64[] repositories,
        bytes32 metadataHash
    );

    /// @notice One reviewer's verdict. A later one of the same reviewer about the same revision replaces it.
    event Reviewed(
        uint256 indexed project, address indexed reviewer, uint32 revision, Verdict verdict, bytes32 reasonHash
    );

    /// @notice Enough reviewers agree. What they decided before about the same revision no longer holds.
    event Decided(uint256 indexed project, uint32 revision, Verdict verdict);

    /// @notice The payout address is zero or the round itself.
    error InvalidPayout(address payout);

    /// @notice No repository, or more than 32.
    error InvalidRepositoryCount(uint256 count);

    /// @notice Ids ascend from one up, so that a list has one form.
    error InvalidRepository(uint64 repository);

    /// @notice Nobody applied under this number.
    error NoProject(uint256 project);

    /// @notice Only who applied edits.
    error NotApplicant(address caller, address applicant);

    /// @notice This is for reviewers alone.
    error NotReviewer(address caller);

    /// @notice The application was edited since the reviewer read it.
    error StaleRevision(uint256 project, uint32 revision, uint32 current);

    /// @notice A review accepts or rejects.
    error NoVerdict();

    /// @notice The reviewer has said this already.
    error AlreadyReviewed(uint256 project, uint32 revision, address reviewer);

    /// @notice Who reviews, in ascending order.
    function reviewers() external view returns (address[] memory);

    /// @notice How many reviewers make a verdict.
    function threshold() external view returns (uint8);

    /// @notice How many projects applied; they are numbered from one.
    function projects() external view returns (uint256);

    /// @notice What holds about a project; `revision` is zero if there is none. `applicationHash` is
    /// `keccak256(abi.encode(application))` of what was last {Applied}.
    function project(uint256 number)
        external
        view
        returns (address applicant, address payout, uint32 revision, Verdict verdict, bytes32 applicationHash);

    /// @notice What a reviewer says about the current revision.
    function verdictOf(uint256 project, address reviewer) external view returns (Verdict);

    /// @notice Applies. Anybody, in the window of applications; the sender may edit the application later.
    function submit(Application calldata application) external returns (uint256 project);

    /// @notice Replaces an application, which goes back to review, until the reviews end. Only who applied.
    function edit(uint256 project, Application calldata application) external;

    /// @notice Accepts or rejects the revision that the reviewer has read. Until the reviews end.
    function review(uint256 project, uint32 revision, Verdict verdict, bytes32 reasonHash) external;
}
