// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {AirdropParams} from "../src/interfaces/AirdropParams.sol";
import {Verdict} from "../src/interfaces/IApplications.sol";
import {Epoch} from "../src/interfaces/IRecurringAirdrop.sol";
import {Schedule} from "../src/interfaces/IVestingAirdrop.sol";
import {Ballot} from "../src/libraries/Ballot.sol";
import {Bitmap} from "../src/libraries/Bitmap.sol";
import {Leaf} from "../src/libraries/Leaf.sol";
import {Stretch} from "../src/libraries/Stretch.sol";
import {MerkleAirdrop} from "../src/MerkleAirdrop.sol";
import {RecurringAirdrop} from "../src/RecurringAirdrop.sol";
import {VestingAirdrop} from "../src/VestingAirdrop.sol";

/// @notice A token that only counts, so that the prover need not reason about one.
contract CountingToken {
    uint256 public transfers;
    uint256 public moved;

    function balanceOf(address) external pure returns (uint256) {
        return type(uint256).max;
    }

    function transfer(address, uint256 amount) external returns (bool) {
        ++transfers;
        unchecked {
            moved += amount;
        }
        return true;
    }
}

/// @notice The same bitmap, reached from outside.
contract BitmapUser {
    using Bitmap for Bitmap.Map;

    Bitmap.Map private map;

    function set(uint256 index) external returns (bool) {
        return map.set(index);
    }

    function get(uint256 index) external view returns (bool) {
        return map.get(index);
    }
}

/// @notice What holds for all inputs, not for many: proved by `npm run prove`, which needs halmos.
contract Proofs {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev A bit that is set stays set, is new once, and sets no other.
    function check_bitmap(uint256 index, uint256 other) external {
        BitmapUser map = new BitmapUser();
        assert(!map.get(other));
        assert(map.set(index));
        assert(map.get(index));
        assert(map.get(other) == (other == index));
        assert(map.set(other) == (other != index));
        assert(map.get(index));
        assert(!map.set(index));
    }

    /// @dev No wallet is an identity, and what is no identity is some wallet.
    function check_leafKinds(address account, bytes32 claimant) external pure {
        assert(!Leaf.isIdentity(Leaf.wallet(account)));
        if (!Leaf.isIdentity(claimant)) assert(Leaf.wallet(address(uint160(uint256(claimant)))) == claimant);
    }

    /// @dev The leaf is the published formula, and of a wallet the bytes are those of `(uint256, address, uint256)`.
    function check_leafHash(uint256 index, address account, bytes32 claimant, uint256 amount) external pure {
        assert(
            Leaf.hash(index, claimant, amount)
                == keccak256(bytes.concat(keccak256(abi.encode(index, claimant, amount))))
        );
        assert(
            Leaf.hash(index, Leaf.wallet(account), amount)
                == keccak256(bytes.concat(keccak256(abi.encode(index, account, amount))))
        );
    }

    /// @dev Whatever the root and the two claims: one index is paid once, and a payment is of its amount. The tree has one
    /// leaf, since the prover cannot follow a proof through memory; that a mark is never set twice, whatever the proof, is
    /// `check_bitmap`.
    function check_noDoubleClaim(
        bytes32 root,
        uint256 index,
        address first,
        uint256 firstAmount,
        address second,
        uint256 secondAmount
    ) external {
        if (root == bytes32(0)) return;
        CountingToken token = new CountingToken();
        MerkleAirdrop airdrop = new MerkleAirdrop(params(address(token), root, 1));
        bytes32[] memory none = new bytes32[](0);
        try airdrop.claim(index, first, firstAmount, none) {
            assert(first != address(0) && first != address(airdrop));
            assert(token.transfers() == 1);
            assert(token.moved() == firstAmount);
            assert(airdrop.isClaimed(index));
        } catch {
            assert(token.transfers() == 0);
            assert(!airdrop.isClaimed(index));
        }
        bool claimed = airdrop.isClaimed(index);
        try airdrop.claim(index, second, secondAmount, none) {
            assert(!claimed);
        } catch {}
        assert(token.transfers() <= 1);
    }

    /// @dev Whatever the root and the two claims: one index gets one grant, of the amount and for whom it was first claimed.
    function check_noDoubleGrant(
        bytes32 root,
        uint256 index,
        address first,
        uint128 firstAmount,
        address second,
        uint128 secondAmount
    ) external {
        if (root == bytes32(0)) return;
        CountingToken token = new CountingToken();
        VestingAirdrop vesting = new VestingAirdrop(
            params(address(token), root, type(uint128).max), Schedule(0, 1 days, 10 days, 1 days, 0)
        );
        bytes32[] memory none = new bytes32[](0);
        try vesting.claim(index, first, firstAmount, none) {}
        catch {
            return;
        }
        try vesting.claim(index, second, secondAmount, none) {
            assert(false);
        } catch {}
        assert(first != address(0) && first != address(vesting));
        (address to,, uint128 amount, uint128 released) = vesting.grants(index);
        assert(to == first && amount == firstAmount && released == 0);
        (uint128 granted,) = vesting.ledger();
        assert(granted == firstAmount);
        assert(token.transfers() == 0);
    }

    /// @dev Whatever two lists allot to an index: both claims together pay the larger amount, whichever list was first, and a
    /// claim of the list that is over pays nothing. Nobody is paid at zero or at the campaign.
    function check_recurringPaysTheDifference(
        uint256 index,
        address account,
        uint128 first,
        uint128 second,
        uint128 totalBefore,
        uint128 totalAfter
    ) external {
        if (first > totalBefore || second > totalAfter || totalBefore > totalAfter || totalBefore == 0) {
            return;
        }
        CountingToken token = new CountingToken();
        bytes32 next = Leaf.hash(index, Leaf.wallet(account), second);
        RecurringAirdrop recurring = new RecurringAirdrop(
            params(address(token), Leaf.hash(index, Leaf.wallet(account), first), totalBefore), address(0), 1 days
        );
        bytes32[] memory none = new bytes32[](0);
        bool isPaid = account != address(0) && account != address(recurring);
        try recurring.claim(index, account, first, none) {
            assert(isPaid && first != 0);
        } catch {
            assert(!isPaid || first == 0);
        }
        assert(token.moved() == (isPaid ? first : 0));
        recurring.propose(Epoch(next, totalAfter, bytes32(0)));
        VM.warp(block.timestamp + 1 days);
        recurring.activate();
        try recurring.claim(index, account, second, none) {
            assert(isPaid && second > first);
        } catch {
            assert(!isPaid || second <= first);
        }
        assert(token.moved() == (!isPaid ? 0 : second > first ? second : first));
        assert(recurring.paid(index) == token.moved() && recurring.paidInTotal() == token.moved());
    }

    /// @dev Whatever was said: a reviewer is in one word, with what they said last; nobody else's word is touched; and who
    /// agrees is counted once.
    function check_ballot(uint48 accepting, uint48 rejecting, uint256 place, uint256 other, bool accepts)
        external
        pure
    {
        if (accepting & rejecting != 0 || place >= Ballot.PLACES || other >= Ballot.PLACES) return;
        Verdict verdict = accepts ? Verdict.Accepted : Verdict.Rejected;
        Ballot.Count memory count = Ballot.Count(accepting, rejecting);
        (Verdict before, Verdict otherBefore) = (Ballot.said(count, place), Ballot.said(count, other));
        (Ballot.Count memory next, uint256 agreeing) = Ballot.cast(count, place, verdict);
        assert(next.accepting & next.rejecting == 0);
        assert(Ballot.said(next, place) == verdict);
        if (other != place) assert(Ballot.said(next, other) == otherBefore);
        assert((next.accepting | next.rejecting) == (accepting | rejecting | uint48(1 << place)));
        if (before == verdict) assert(next.accepting == accepting && next.rejecting == rejecting);
        assert(agreeing != 0 && agreeing <= Ballot.PLACES);
    }

    /// @dev Two stretches side by side get what the one that covers both would get, so no rest is left between them.
    function check_stretch(uint256 sum, uint256 start, uint256 middle, uint256 end, uint256 length) external pure {
        if (start > middle || middle > end || end > length || length == 0) return;
        uint256 first = Stretch.part(sum, start, middle, length);
        uint256 second = Stretch.part(sum, middle, end, length);
        assert(first + second == Stretch.part(sum, start, end, length));
    }

    function params(address token, bytes32 root, uint256 total) private view returns (AirdropParams memory) {
        return AirdropParams(token, root, total, address(this), 0, type(uint40).max, bytes32(0), address(0));
    }
}
