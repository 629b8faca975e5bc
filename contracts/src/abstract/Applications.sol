// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Application, IApplications, Verdict} from "../interfaces/IApplications.sol";
import {RoundParams} from "../interfaces/RoundParams.sol";
import {Ballot} from "../libraries/Ballot.sol";
import {Round} from "./Round.sol";

/// @title Applications
/// @notice See {IApplications}. What applicants say is in the events; kept is what donations and reviews need, and a hash
/// that the rest can be checked against.
abstract contract Applications is Round, IApplications {
    using Ballot for Ballot.Count;

    uint256 private constant MOST_REPOSITORIES = 32;

    /// @dev What a donation reads is in the first slot.
    struct Project {
        address payout;
        uint32 revision;
        Verdict verdict;
        address applicant;
        Ballot.Count ballot;
        bytes32 applicationHash;
    }

    /// @inheritdoc IApplications
    uint8 public immutable threshold;

    /// @inheritdoc IApplications
    uint256 public projects;

    address[] private _reviewers;
    /// @dev From one on, so that nobody has a place by default.
    mapping(address reviewer => uint256) private _placeOf;
    mapping(uint256 number => Project) private _projects;

    constructor(RoundParams memory params) {
        address[] memory list = params.reviewers;
        if (list.length > Ballot.PLACES) revert TooManyReviewers(list.length, Ballot.PLACES);
        if (params.threshold == 0 || params.threshold > list.length) {
            revert InvalidThreshold(params.threshold, list.length);
        }
        address last;
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] <= last) revert InvalidReviewer(list[i]);
            last = list[i];
            _placeOf[last] = i + 1;
        }
        _reviewers = list;
        threshold = params.threshold;
    }

    /// @inheritdoc IApplications
    function submit(Application calldata application) external returns (uint256 number) {
        _checkOpen();
        _checkNotBefore(_applicationsStart);
        _checkBefore(_applicationsEnd);
        number = ++projects;
        _projects[number].applicant = msg.sender;
        _write(number, application);
    }

    /// @inheritdoc IApplications
    function edit(uint256 number, Application calldata application) external {
        _checkOpen();
        _checkBefore(_reviewEnd);
        Project storage subject = _existingProject(number);
        if (msg.sender != subject.applicant) revert NotApplicant(msg.sender, subject.applicant);
        subject.verdict = Verdict.None;
        subject.ballot = Ballot.Count(0, 0);
        _write(number, application);
    }

    /// @inheritdoc IApplications
    function review(uint256 number, uint32 revision, Verdict verdict, bytes32 reasonHash) external {
        _checkOpen();
        _checkBefore(_reviewEnd);
        uint256 place = _placeOf[msg.sender];
        if (place == 0) revert NotReviewer(msg.sender);
        if (verdict == Verdict.None) revert NoVerdict();
        Project storage subject = _existingProject(number);
        if (revision != subject.revision) revert StaleRevision(number, revision, subject.revision);
        Ballot.Count memory ballot = subject.ballot;
        if (ballot.said(place - 1) == verdict) revert AlreadyReviewed(number, revision, msg.sender);
        uint256 agreeing;
        (ballot, agreeing) = ballot.cast(place - 1, verdict);
        subject.ballot = ballot;
        emit Reviewed(number, msg.sender, revision, verdict, reasonHash);
        if (agreeing >= threshold && subject.verdict != verdict) {
            subject.verdict = verdict;
            emit Decided(number, revision, verdict);
        }
    }

    /// @inheritdoc IApplications
    function reviewers() external view returns (address[] memory) {
        return _reviewers;
    }

    /// @inheritdoc IApplications
    function project(uint256 number)
        external
        view
        returns (address applicant, address payout, uint32 revision, Verdict verdict, bytes32 applicationHash)
    {
        Project storage subject = _projects[number];
        return (subject.applicant, subject.payout, subject.revision, subject.verdict, subject.applicationHash);
    }

    /// @inheritdoc IApplications
    function verdictOf(uint256 number, address reviewer) external view returns (Verdict) {
        uint256 place = _placeOf[reviewer];
        if (place == 0) revert NotReviewer(reviewer);
        Ballot.Count memory ballot = _existingProject(number).ballot;
        return ballot.said(place - 1);
    }

    /// @dev Where gifts to a project go; zero while it is not accepted.
    function _payoutOf(uint256 number) internal view returns (address) {
        Project storage subject = _projects[number];
        return subject.verdict == Verdict.Accepted ? subject.payout : address(0);
    }

    function _write(uint256 number, Application calldata application) private {
        _checkRepositories(application.repositories);
        address payout = application.payout;
        if (payout == address(0) || payout == address(this)) revert InvalidPayout(payout);
        Project storage subject = _projects[number];
        uint32 revision = ++subject.revision;
        subject.payout = payout;
        subject.applicationHash = keccak256(abi.encode(application));
        emit Applied(number, msg.sender, payout, revision, application.repositories, application.metadataHash);
    }

    function _existingProject(uint256 number) private view returns (Project storage subject) {
        subject = _projects[number];
        if (subject.revision == 0) revert NoProject(number);
    }

    function _checkRepositories(uint64[] calldata repositories) private pure {
        uint256 count = repositories.length;
        if (count == 0 || count > MOST_REPOSITORIES) revert InvalidRepositoryCount(count);
        uint64 last;
        for (uint256 i = 0; i < count; ++i) {
            if (repositories[i] <= last) revert InvalidRepository(repositories[i]);
            last = repositories[i];
        }
    }
}
