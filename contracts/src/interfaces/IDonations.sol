// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IApplications} from "./IApplications.sol";

/// @notice One line of a cart.
struct Gift {
    uint256 project;
    /// @dev Zero for the chain's own coin.
    address token;
    /// @dev In base units.
    uint256 amount;
}

/// @notice An EIP-2612 signature that lets the round take what a cart gives, and no more.
struct Permit {
    address token;
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @notice Why a gift was not made.
enum Skip {
    NotAccepted,
    GiftToSelf,
    NotTransferred
}

/// @title Donations, passed straight through to the projects.
/// @notice Gifts of a cart are isolated: what goes wrong with one project (it was edited a moment ago, its contract takes no
/// coin, the token blocks it) holds up no other, and its money stays with the donor. What only the donor can get wrong
/// reverts, and so does a cart of which nothing was given.
interface IDonations is IApplications {
    /// @notice `amount` arrived at the project: what the token moved, after a fee if it keeps one.
    event Donated(
        address indexed donor, uint256 indexed project, address indexed token, address payout, uint256 amount
    );

    /// @notice This gift was not made; its money stayed with the donor, or went back in the same transaction.
    event GiftSkipped(
        address indexed donor, uint256 indexed project, address indexed token, uint256 amount, Skip reason
    );

    /// @notice The round does not know this token.
    error TokenNotAllowed(address token);

    /// @notice Gift `place` is of nothing.
    error ZeroGift(uint256 place);

    /// @notice The coin that was sent is not what the cart gives.
    error WrongValue(uint256 value, uint256 given);

    /// @notice No gift of the cart was made.
    error NothingGiven();

    /// @notice A project's contract would not get the gas that it may use. Nothing was given.
    error TooLittleGas();

    /// @notice The donor would not take back the coin that a skipped gift left over.
    /// @dev Raised by solady's `SafeTransferLib`; named here so that readers of the interface can decode it.
    error ETHTransferFailed();

    /// @notice What may be donated, in ascending order of addresses; zero is the chain's own coin.
    function tokens() external view returns (address[] memory);

    /// @notice May this be donated?
    function isAllowed(address token) external view returns (bool);

    /// @notice Gives what the sender has approved to the round, and the coin sent along. In the window of donations, to
    /// projects that are accepted at that moment. Answers how many gifts were made.
    function donate(Gift[] calldata cart) external payable returns (uint256 made);

    /// @notice The same with EIP-2612 signatures instead of approvals.
    function donateWithPermit(Gift[] calldata cart, Permit[] calldata permits) external payable returns (uint256 made);
}
