// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {Applications} from "./abstract/Applications.sol";
import {Donations} from "./abstract/Donations.sol";
import {MatchingPool} from "./abstract/MatchingPool.sol";
import {Round} from "./abstract/Round.sol";
import {AirdropParams} from "./interfaces/AirdropParams.sol";
import {IAirdropFactory} from "./interfaces/IAirdropFactory.sol";
import {ICampaign} from "./interfaces/ICampaign.sol";
import {IFundingRound, Tally} from "./interfaces/IFundingRound.sol";
import {Status} from "./interfaces/IRound.sol";
import {RoundParams} from "./interfaces/RoundParams.sol";

/// @title FundingRound
/// @notice See {IFundingRound}. The two ways of the pool stand here. There is no upgrade and no pause, no allowance outlives
/// its call, and nobody names an address that is called: token, donated tokens and factory are fixed from the first moment.
contract FundingRound is Donations, MatchingPool, IFundingRound {
    using SafeTransferLib for address;

    /// @inheritdoc IFundingRound
    bytes32 public listsHash;
    /// @inheritdoc IFundingRound
    uint256 public freezes;
    /// @inheritdoc IFundingRound
    uint256 public tallies;
    /// @inheritdoc IFundingRound
    address public airdrop;

    Tally private _tally;
    /// @dev Zero when no tally stands.
    uint256 private _readyAt;
    bool private _isRecovered;

    constructor(RoundParams memory params, address airdropFactory_)
        Round(params, airdropFactory_)
        Applications(params)
        Donations(params)
    {}

    /// @inheritdoc IFundingRound
    function freezeLists(uint256 number, bytes32 listsHash_, bytes32 reasonHash) external {
        _checkOwner();
        _checkOpen();
        _checkChallengeable();
        if (number != freezes + 1) revert StaleFreeze(number, freezes + 1);
        if (listsHash_ == bytes32(0) || (number > 1 && reasonHash == bytes32(0))) revert ZeroHash();
        freezes = number;
        listsHash = listsHash_;
        emit ListsFrozen(number, listsHash_, reasonHash);
        if (_readyAt != 0) _takeBack(tallies, reasonHash);
    }

    /// @inheritdoc IFundingRound
    function proposeTally(Tally calldata next) external returns (uint256 number) {
        _checkOwner();
        _checkOpen();
        if (block.timestamp < _donationsEnd) revert DonationsNotEnded(block.timestamp, _donationsEnd);
        uint256 latest = _deadline - TIME_TO_FINALISE - _challenge;
        if (block.timestamp > latest) revert TooLate(block.timestamp, latest);
        _checkChallengeable();
        if (next.inputHash == bytes32(0) || next.root == bytes32(0) || next.bundleHash == bytes32(0)) {
            revert ZeroHash();
        }
        if (next.total == 0) revert ZeroTotal();
        if (next.total > pool) revert TotalExceedsPool(next.total, pool);
        number = ++tallies;
        _tally = next;
        _readyAt = block.timestamp + _challenge;
        emit TallyProposed(number, next.inputHash, next.root, next.total, next.bundleHash, _readyAt);
    }

    /// @inheritdoc IFundingRound
    function rejectTally(uint256 number, bytes32 reasonHash) external {
        if (msg.sender != guardian) revert NotGuardian(msg.sender, guardian);
        _checkOpen();
        if (_readyAt == 0 || number != tallies) revert NoTally(number);
        _checkChallengeable();
        _takeBack(number, reasonHash);
    }

    /// @inheritdoc IFundingRound
    function finalise() external nonReentrant returns (address made) {
        _checkOpen(); // before the tally is looked at, so that a round that is over says so
        (Tally memory standing, uint256 number) = (_tally, tallies);
        if (_readyAt == 0) revert NoTally(number);
        if (block.timestamp < _readyAt) revert NotReady(block.timestamp, _readyAt);
        _close(Status.Finalised);
        uint256 left = _end(standing.total);
        // The round is the airdrop's owner, so that what projects do not claim goes back to the funders and to nobody else.
        // The window opens now: an owner can then take nothing back before its end.
        AirdropParams memory params = AirdropParams({
            token: token,
            root: standing.root,
            total: standing.total,
            owner: address(this),
            claimStart: uint40(block.timestamp),
            claimEnd: uint40(block.timestamp) + _claims,
            bundleHash: standing.bundleHash,
            attestors: address(0)
        });
        token.safeApproveWithRetry(airdropFactory, standing.total);
        made = IAirdropFactory(airdropFactory).create(params, bytes32(number));
        // Some tokens take the largest numbers for "without limit" and never use them up.
        if (IERC20(token).allowance(address(this), airdropFactory) != 0) token.safeApprove(airdropFactory, 0);
        airdrop = made;
        emit Finalised(number, made, standing.total, left);
    }

    /// @inheritdoc IFundingRound
    function recover() external nonReentrant returns (uint256 amount) {
        if (status != Status.Finalised || _isRecovered) revert NothingToRecover();
        _isRecovered = true;
        ICampaign(airdrop).sweep(address(this)); // which it refuses before its window has closed
        amount = _recover();
        emit Recovered(amount);
    }

    /// @inheritdoc IFundingRound
    function cancel(bytes32 reasonHash) external nonReentrant {
        _checkOpen();
        if (block.timestamp < _deadline) {
            _checkOwner();
            _checkChallengeable();
        }
        _close(Status.Cancelled);
        emit Cancelled(msg.sender, reasonHash, _end(0));
    }

    /// @inheritdoc IFundingRound
    function tally() external view returns (Tally memory standing, uint256 number, uint256 readyAt) {
        if (_readyAt != 0) return (_tally, tallies, _readyAt);
    }

    function _takeBack(uint256 number, bytes32 reasonHash) private {
        delete _tally;
        delete _readyAt;
        emit TallyRejected(number, reasonHash);
    }

    /// @dev A tally that has stood its time is nobody's to take back.
    function _checkChallengeable() private view {
        if (_readyAt != 0 && block.timestamp >= _readyAt) revert ChallengeOver(block.timestamp, _readyAt);
    }
}
