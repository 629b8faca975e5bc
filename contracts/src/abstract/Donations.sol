// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {Gift, IDonations, Permit, Skip} from "../interfaces/IDonations.sol";
import {RoundParams} from "../interfaces/RoundParams.sol";
import {Delivery} from "../libraries/Delivery.sol";
import {Applications} from "./Applications.sol";

/// @title Donations
/// @notice See {IDonations}. Tokens go from the donor to the project in one step; coin passes through within the call.
abstract contract Donations is Applications, IDonations {
    using Delivery for address;
    using SafeTransferLib for address;

    address private constant COIN = address(0);

    /// @dev What a project's contract may use when coin arrives: a Safe needs 7,000 gas, a splitter that writes 30,000. Without
    /// a limit one project could use up the gas of all that come after it.
    uint256 private constant GAS_FOR_RECIPIENT = 50_000;
    /// @dev What has to be left before coin is sent, so that the recipient gets its gas for certain: 63 of 64 parts of what is
    /// left are given on, after the call itself has cost up to 36,600.
    uint256 private constant GAS_FOR_COIN = 36_600 + GAS_FOR_RECIPIENT * 64 / 63 + 1000;

    /// @inheritdoc IDonations
    mapping(address token => bool) public isAllowed;

    address[] private _tokens;

    constructor(RoundParams memory params) {
        address[] memory list = params.tokens;
        if (list.length == 0) revert NoTokens();
        for (uint256 i = 0; i < list.length; ++i) {
            address given = list[i];
            if (i != 0 && given <= list[i - 1]) revert InvalidToken(given);
            if (given != COIN && given.code.length == 0) revert NoContract(given);
            isAllowed[given] = true;
        }
        _tokens = list;
    }

    /// @inheritdoc IDonations
    function donate(Gift[] calldata cart) external payable nonReentrant returns (uint256 made) {
        return _donate(cart);
    }

    /// @inheritdoc IDonations
    function donateWithPermit(Gift[] calldata cart, Permit[] calldata permits)
        external
        payable
        nonReentrant
        returns (uint256 made)
    {
        for (uint256 i = 0; i < permits.length; ++i) {
            Permit calldata p = permits[i];
            if (p.token == COIN || !isAllowed[p.token]) revert TokenNotAllowed(p.token);
            p.token.tryPermit(p.value, p.deadline, p.v, p.r, p.s);
        }
        return _donate(cart);
    }

    /// @inheritdoc IDonations
    function tokens() external view returns (address[] memory) {
        return _tokens;
    }

    function _donate(Gift[] calldata cart) private returns (uint256 made) {
        _checkOpen();
        _checkNotBefore(_donationsStart);
        _checkBefore(_donationsEnd);
        uint256 coin;
        uint256 coinMoved;
        for (uint256 i = 0; i < cart.length; ++i) {
            Gift calldata gift = cart[i];
            if (!isAllowed[gift.token]) revert TokenNotAllowed(gift.token);
            if (gift.amount == 0) revert ZeroGift(i);
            bool isMade = _give(gift);
            if (isMade) ++made;
            if (gift.token != COIN) continue;
            coin += gift.amount;
            if (isMade) coinMoved += gift.amount;
        }
        if (coin != msg.value) revert WrongValue(msg.value, coin);
        if (made == 0) revert NothingGiven();
        if (coinMoved != coin) msg.sender.safeTransferETH(coin - coinMoved);
    }

    /// @dev Was the gift made?
    function _give(Gift calldata gift) private returns (bool) {
        address payout = _payoutOf(gift.project);
        if (payout == address(0)) return _skip(gift, Skip.NotAccepted);
        if (payout == msg.sender) return _skip(gift, Skip.GiftToSelf);
        (bool moved, uint256 amount) =
            gift.token == COIN ? _sendCoin(payout, gift.amount) : _sendToken(gift.token, payout, gift.amount);
        if (!moved) return _skip(gift, Skip.NotTransferred);
        emit Donated(msg.sender, gift.project, gift.token, payout, amount);
        return true;
    }

    function _skip(Gift calldata gift, Skip reason) private returns (bool) {
        emit GiftSkipped(msg.sender, gift.project, gift.token, gift.amount, reason);
        return false;
    }

    /// @dev Whoever looks for the least gas that does not revert would otherwise find one that skips the gift.
    function _sendCoin(address payout, uint256 amount) private returns (bool moved, uint256) {
        if (gasleft() < GAS_FOR_COIN) revert TooLittleGas();
        return (payout.trySafeTransferETH(amount, GAS_FOR_RECIPIENT), amount);
    }

    /// @dev What arrived counts, never more than was sent: a project that is called back could move its own tokens meanwhile.
    function _sendToken(address given, address payout, uint256 amount) private returns (bool moved, uint256 arrived) {
        (moved, arrived) = given.tryDeliver(payout, amount);
        if (arrived > amount) arrived = amount;
    }
}
