// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {IRecurringAirdrop} from "../../src/interfaces/IRecurringAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {IdentityFixture} from "../IdentityFixture.sol";

/// @notice Gas of whole transactions, as in `ClaimGas`, for each way to claim and each kind, in a tree of 305 leaves: the word
/// in use, recipients who hold some of the token. They are recorded, so that a change that makes one dearer is seen.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract WaysGasTest is IdentityFixture {
    function setUp() public override {
        super.setUp();
        claim(0);
        claimIdentity(FIRST + 1, RECIPIENT);
        token.mint(RECIPIENT, 1);
    }

    function test_WhenAnybodyClaims() external {
        token.mint(leaves[7].account, 1);
        claim(7);
        record("claim");
    }

    function test_WhenASignatureIsSent() external {
        bytes memory signature = signClaim(7, authorization(RECIPIENT));
        claimWithSignature(7, authorization(RECIPIENT), signature);
        record("claimWithSignature");
    }

    function test_WhenAnAttestationOfOneIsSent() external {
        claimIdentity(FIRST, RECIPIENT);
        record("claimIdentity, 1 of 1");
    }

    function test_GivenAVestingAirdrop() external {
        IVestingAirdrop vesting = Deploy.vesting(params(address(token)), Schedule(0, 0, 100 days, 1, 1000));
        token.mint(address(vesting), total);
        token.mint(leaves[7].account, 1);
        vesting.claim(0, leaves[0].account, leaves[0].amount, proofOf(0));
        vesting.claim(7, leaves[7].account, leaves[7].amount, proofOf(7));
        record("claim, vesting");
        vm.warp(START + 10 days);
        vesting.release(7);
        record("release, vesting");
    }

    function test_GivenARecurringAirdrop() external {
        IRecurringAirdrop recurring = Deploy.recurring(params(address(token)), GUARDIAN, 1 days);
        token.mint(address(recurring), total);
        token.mint(leaves[7].account, 1);
        recurring.claim(0, leaves[0].account, leaves[0].amount, proofOf(0));
        recurring.claim(7, leaves[7].account, leaves[7].amount, proofOf(7));
        record("claim, recurring");
    }

    function record(string memory name) private {
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertGt(used, 21_000);
        vm.snapshotValue("Ways", name, used);
    }
}
