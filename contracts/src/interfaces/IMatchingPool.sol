// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IRound} from "./IRound.sol";

/// @title The matching pool: who put in how much, and who gets back how much of what is not paid to projects.
/// @notice Deposits lie side by side on a line from zero to the pool. Of a sum that goes back, each gets the part that its
/// stretch of the line covers, rounded at both ends in the same direction: the parts add up to the sum, to the last unit.
interface IMatchingPool is IRound {
    /// @notice A deposit came in; `pool` is the sum with it.
    event Funded(uint256 indexed deposit, address indexed funder, uint256 amount, uint256 pool);

    /// @notice A part of what is not paid to projects went back.
    event Refunded(uint256 indexed deposit, address indexed funder, address indexed to, uint256 amount);

    /// @notice A deposit of nothing.
    error ZeroDeposit();

    /// @notice Less arrived than was sent: the token keeps a fee. Nothing was recorded.
    error Underfunded(uint256 received, uint256 amount);

    /// @notice Nobody deposited under this number.
    error NoDeposit(uint256 deposit);

    /// @notice Only who deposited may be paid elsewhere.
    error NotFunder(address caller, address funder);

    /// @notice Tokens sent to zero or to the round itself would be lost or come back.
    error InvalidRecipient(address to);

    /// @notice What is due was paid already, or nothing is.
    error NothingToRefund(uint256 deposit);

    /// @notice The token would not move the sender's tokens: no allowance or no balance.
    /// @dev Raised by solady's `SafeTransferLib`; named here so that readers of the interface can decode it.
    error TransferFromFailed();

    /// @notice The token would not pay. From the same library.
    error TransferFailed();

    /// @notice Sum of all deposits, in base units. It does not shrink when the round is over.
    function pool() external view returns (uint256);

    /// @notice Has the pool reached the goal?
    function isFunded() external view returns (bool);

    /// @notice How many deposits were made; they are numbered from zero.
    function deposits() external view returns (uint256);

    /// @notice One deposit, and how much of it was paid back.
    function deposit(uint256 number) external view returns (address funder, uint256 amount, uint256 refunded);

    /// @notice What all deposits together get back: what was left when the round ended, and what projects did not claim.
    function returned() external view returns (uint256 left, uint256 recovered);

    /// @notice What {refund} would pay now.
    function refundable(uint256 deposit) external view returns (uint256);

    /// @notice Tops up the pool with what the sender has approved to the round. Until donations end.
    function fund(uint256 amount) external returns (uint256 deposit);

    /// @notice The same with an EIP-2612 signature instead of an approval.
    function fundWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (uint256 deposit);

    /// @notice Pays a deposit's part back to its funder. Anybody may send this, once the round is over.
    function refund(uint256 deposit) external returns (uint256 amount);

    /// @notice Pays the part of the sender's own deposit to another address.
    function refundTo(uint256 deposit, address to) external returns (uint256 amount);
}
