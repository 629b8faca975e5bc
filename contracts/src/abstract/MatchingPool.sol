// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {IMatchingPool} from "../interfaces/IMatchingPool.sol";
import {Delivery} from "../libraries/Delivery.sol";
import {Stretch} from "../libraries/Stretch.sol";
import {Round} from "./Round.sol";

/// @title MatchingPool
/// @notice See {IMatchingPool}. Deposits go in, and what is not paid to projects goes out to whom it came from. The sums that
/// go back are set twice at most, when the round ends and when the airdrop's window has closed: each is shared for itself, so
/// that each is shared without a rest.
abstract contract MatchingPool is Round, IMatchingPool {
    using Delivery for address;
    using SafeTransferLib for address;

    /// @dev From where the last one ended to `end`, on a line of all deposits.
    struct Deposit {
        address funder;
        uint256 end;
    }

    /// @inheritdoc IMatchingPool
    uint256 public pool;

    uint256 private _left;
    uint256 private _recovered;
    uint256 private _refundedInTotal;
    Deposit[] private _deposits;
    mapping(uint256 number => uint256) private _refunded;

    /// @inheritdoc IMatchingPool
    function fund(uint256 amount) external nonReentrant returns (uint256 number) {
        return _fund(amount);
    }

    /// @inheritdoc IMatchingPool
    function fundWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (uint256 number)
    {
        token.tryPermit(amount, deadline, v, r, s);
        return _fund(amount);
    }

    /// @inheritdoc IMatchingPool
    function refund(uint256 number) external nonReentrant returns (uint256 amount) {
        return _refund(number, _existingDeposit(number).funder);
    }

    /// @inheritdoc IMatchingPool
    function refundTo(uint256 number, address to) external nonReentrant returns (uint256 amount) {
        address funder = _existingDeposit(number).funder;
        if (msg.sender != funder) revert NotFunder(msg.sender, funder);
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        return _refund(number, to);
    }

    /// @inheritdoc IMatchingPool
    function isFunded() external view returns (bool) {
        return pool >= goal;
    }

    /// @inheritdoc IMatchingPool
    function deposits() external view returns (uint256) {
        return _deposits.length;
    }

    /// @inheritdoc IMatchingPool
    function deposit(uint256 number) external view returns (address funder, uint256 amount, uint256 refunded) {
        Deposit storage subject = _existingDeposit(number);
        return (subject.funder, subject.end - _startOf(number), _refunded[number]);
    }

    /// @inheritdoc IMatchingPool
    function returned() external view returns (uint256 left, uint256 recovered) {
        return (_left, _recovered);
    }

    /// @inheritdoc IMatchingPool
    function refundable(uint256 number) public view returns (uint256) {
        (uint256 end, uint256 start) = (_existingDeposit(number).end, _startOf(number));
        return Stretch.part(_left, start, end, pool) + Stretch.part(_recovered, start, end, pool) - _refunded[number];
    }

    /// @dev The round ends: all but `spent` goes back, tokens that somebody sent without depositing them included.
    function _end(uint256 spent) internal returns (uint256 left) {
        left = token.balanceOf(address(this)) - spent;
        _left = left;
    }

    /// @dev What has come since the end goes back.
    function _recover() internal returns (uint256 recovered) {
        recovered = token.balanceOf(address(this)) + _refundedInTotal - _left;
        _recovered = recovered;
    }

    function _fund(uint256 amount) private returns (uint256 number) {
        _checkOpen();
        _checkBefore(_donationsEnd);
        if (amount == 0) revert ZeroDeposit();
        uint256 received = token.deliver(address(this), amount);
        if (received < amount) revert Underfunded(received, amount);
        number = _deposits.length;
        uint256 sum = pool + amount;
        pool = sum;
        _deposits.push(Deposit(msg.sender, sum));
        emit Funded(number, msg.sender, amount, sum);
    }

    function _refund(uint256 number, address to) private returns (uint256 amount) {
        amount = refundable(number);
        if (amount == 0) revert NothingToRefund(number);
        _refunded[number] += amount;
        _refundedInTotal += amount;
        emit Refunded(number, _deposits[number].funder, to, amount);
        token.safeTransfer(to, amount);
    }

    function _existingDeposit(uint256 number) private view returns (Deposit storage) {
        if (number >= _deposits.length) revert NoDeposit(number);
        return _deposits[number];
    }

    function _startOf(uint256 number) private view returns (uint256) {
        return number == 0 ? 0 : _deposits[number - 1].end;
    }
}
