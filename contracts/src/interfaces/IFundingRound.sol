// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IDonations} from "./IDonations.sol";
import {IMatchingPool} from "./IMatchingPool.sol";

/// @notice What the rules make of the donations.
struct Tally {
    /// @dev SHA-256 of the inputs: donations, coefficients, prices and rules.
    bytes32 inputHash;
    /// @dev Root of the tree of leaves `(uint256 index, bytes32 claimant, uint256 amount)`; claimants are payout addresses.
    bytes32 root;
    /// @dev Sum of all leaves, in base units of the pool's token.
    uint256 total;
    /// @dev SHA-256 of the published manifest.
    bytes32 bundleHash;
}

/// @title A round of quadratic funding: projects apply, people give, and a pool is shared by how many gave.
/// @notice Donations never rest here; the matching pool does, and leaves in two ways alone: into an airdrop that pays the
/// projects, or back to those who put it in, in proportion.
interface IFundingRound is IDonations, IMatchingPool {
    /// @notice The lists that say how far each donor counts are these. From the second time on `reasonHash` is SHA-256 of why
    /// they were replaced.
    event ListsFrozen(uint256 indexed number, bytes32 listsHash, bytes32 reasonHash);

    /// @notice This tally can be carried out from `readyAt` on, unless the guardian rejects it.
    event TallyProposed(
        uint256 indexed number, bytes32 inputHash, bytes32 root, uint256 total, bytes32 bundleHash, uint256 readyAt
    );

    /// @notice The tally will not be carried out: the guardian has rejected it, or other lists were frozen.
    event TallyRejected(uint256 indexed number, bytes32 reasonHash);

    /// @notice The airdrop holds `total`; `left` goes back to the funders.
    event Finalised(uint256 indexed number, address indexed airdrop, uint256 total, uint256 left);

    /// @notice Projects left `amount` unclaimed; it goes back to the funders.
    event Recovered(uint256 amount);

    /// @notice The pool goes back to the funders.
    event Cancelled(address indexed by, bytes32 reasonHash, uint256 left);

    /// @notice Tallies are proposed from the end of donations on.
    error DonationsNotEnded(uint256 timestamp, uint256 donationsEnd);

    /// @notice Had the tally been proposed by `latest`, there would be a week to carry it out before the deadline.
    error TooLate(uint256 timestamp, uint256 latest);

    /// @notice Lists were frozen since: the next number is `next`.
    error StaleFreeze(uint256 number, uint256 next);

    /// @notice A hash is zero: nobody could recompute or claim what it stands for.
    error ZeroHash();
    error ZeroTotal();

    /// @notice The pool holds less than the tally gives.
    error TotalExceedsPool(uint256 total, uint256 pool);

    /// @notice This is for the guardian alone.
    error NotGuardian(address caller, address guardian);

    /// @notice No tally of this number stands.
    error NoTally(uint256 number);

    /// @notice The tally can be carried out from `readyAt` on.
    error NotReady(uint256 timestamp, uint256 readyAt);

    /// @notice The tally has stood since `readyAt`: nobody can take it back.
    error ChallengeOver(uint256 timestamp, uint256 readyAt);

    /// @notice There is nothing to recover before the round was finalised, or twice.
    error NothingToRecover();

    /// @notice SHA-256 over the lists that count; zero while nothing is frozen.
    function listsHash() external view returns (bytes32);

    /// @notice How often lists were frozen.
    function freezes() external view returns (uint256);

    /// @notice The tally that stands; `number` and `readyAt` are zero when none does.
    function tally() external view returns (Tally memory standing, uint256 number, uint256 readyAt);

    /// @notice How many tallies were proposed.
    function tallies() external view returns (uint256);

    /// @notice What the projects are paid by; zero before the round is finalised.
    function airdrop() external view returns (address);

    /// @notice Says which lists count, so that whoever gives can see what will hold, and everybody whether it did. Lists that were
    /// frozen can be replaced in public alone, with a reason, until a tally has stood its time; a tally that was made of others
    /// is taken back. `number` is that of this freeze, so that none is sent twice. Only the owner.
    function freezeLists(uint256 number, bytes32 listsHash_, bytes32 reasonHash) external;

    /// @notice Announces what the rules make of the donations. A second proposal replaces the first and waits anew, as long
    /// as the first has not stood its time. Only the owner.
    function proposeTally(Tally calldata tally) external returns (uint256 number);

    /// @notice Takes a tally back while it can be challenged, and says why. Only the guardian.
    function rejectTally(uint256 number, bytes32 reasonHash) external;

    /// @notice Moves what the tally gives from the pool into an airdrop. Anybody may send this.
    function finalise() external returns (address airdrop);

    /// @notice Takes back what projects left unclaimed when the airdrop's window has closed. Anybody may send this, once.
    function recover() external returns (uint256 amount);

    /// @notice Calls the round off. The owner, until a tally has stood its time; from the deadline on anybody.
    function cancel(bytes32 reasonHash) external;
}
