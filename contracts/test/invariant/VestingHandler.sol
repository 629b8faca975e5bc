// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {IVestingAirdrop, Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {CampaignHandler} from "./CampaignHandler.sol";

/// @notice A vesting airdrop: a claim opens a grant, by any of the four ways, and what becomes available is released to
/// whom it named. What is available is computed here anew, from the schedule in words.
contract VestingHandler is CampaignHandler {
    struct Grant {
        address to;
        uint256 start;
        uint256 amount;
        uint256 paid;
    }

    Schedule private schedule;
    Entry[] private wallets;
    Entry[] private identities;
    uint256[] public indices;

    mapping(uint256 index => Grant) public grants;
    mapping(uint256 index => uint256) public mostAvailable;

    constructor(ICampaign vesting, Schedule memory s, IAttestorSet set, PlainToken token, uint256 attestorKey)
        CampaignHandler(vesting, set, token, attestorKey)
    {
        schedule = s;
    }

    function add(Entry calldata entry) external {
        indices.push(entry.index);
        if (entry.account == address(0)) {
            identities.push(entry);
        } else {
            wallets.push(entry);
            know(entry.account);
        }
    }

    function release(uint256 seed, address sender) external {
        uint256 index = indices[bound(seed, 0, indices.length - 1)];
        sendRelease(index, sender, grants[index].to, abi.encodeCall(IVestingAirdrop.release, (index)), true);
    }

    function releaseTo(uint256 seed, uint256 recipientSeed, bool byBeneficiary) external {
        uint256 index = indices[bound(seed, 0, indices.length - 1)];
        address sender = byBeneficiary ? grants[index].to : address(this);
        address to = recipient(recipientSeed);
        sendRelease(index, sender, to, abi.encodeCall(IVestingAirdrop.releaseTo, (index, to)), byBeneficiary);
    }

    function count() external view returns (uint256) {
        return indices.length;
    }

    /// @dev Of a grant, now.
    function availableOf(uint256 index) public view returns (uint256) {
        Grant storage grant = grants[index];
        return available(grant.amount, grant.start);
    }

    function reserved() internal view override returns (uint256 sum) {
        for (uint256 i = 0; i < indices.length; ++i) {
            sum += grants[indices[i]].amount - grants[indices[i]].paid;
        }
    }

    function wallet(uint256 seed) internal view override returns (Entry memory) {
        return wallets[bound(seed, 0, wallets.length - 1)];
    }

    function identity(uint256 seed) internal view override returns (Entry memory) {
        return identities[bound(seed, 0, identities.length - 1)];
    }

    function worth(Entry memory entry) internal view override returns (bool, uint256) {
        return (grants[entry.index].to == address(0), available(entry.amount, startNow()));
    }

    /// @dev All that was claimed and not paid yet, and the leaf on top of it.
    function backing(Entry memory entry, uint256) internal view override returns (uint256) {
        return reserved() + entry.amount;
    }

    function noteClaim(Entry memory entry, address to, uint256 moved) internal override {
        grants[entry.index] = Grant(to, startNow(), entry.amount, moved);
    }

    /// @dev What was available before the clock moved.
    function noteTime() internal override {
        for (uint256 i = 0; i < indices.length; ++i) {
            uint256 now_ = availableOf(indices[i]);
            assertGe(now_, mostAvailable[indices[i]], "available");
            mostAvailable[indices[i]] = now_;
        }
    }

    function sendRelease(uint256 index, address sender, address to, bytes memory data, bool sound) private {
        Grant storage grant = grants[index];
        uint256 due = sound ? availableOf(index) - grant.paid : 0;
        uint256 held = TOKEN.balanceOf(to);
        vm.prank(sender);
        (bool success,) = address(CAMPAIGN).call(data);
        assertEq(success, due != 0, "release");
        assertEq(TOKEN.balanceOf(to) - held, due, "what was released");
        grant.paid += due;
        notePayment(to, due);
    }

    function startNow() private view returns (uint256) {
        return schedule.start == 0 ? block.timestamp : schedule.start;
    }

    /// @dev Nothing before the start, everything from the end on; the part that is unlocked at the start, and after the cliff
    /// an equal share of the rest for each whole period.
    function available(uint256 amount, uint256 start) private view returns (uint256) {
        if (block.timestamp < start) return 0;
        uint256 elapsed = block.timestamp - start;
        if (elapsed >= schedule.duration) return amount;
        uint256 unlocked = amount * schedule.unlockBps / 10_000;
        uint256 periods = elapsed < schedule.cliff ? 0 : elapsed / schedule.period;
        return unlocked + (amount - unlocked) * (periods * schedule.period) / schedule.duration;
    }
}
