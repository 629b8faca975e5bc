// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Attestation, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {Messages} from "../Messages.sol";

/// @notice What owner, guardian and strangers may do to the attestors of a campaign, in any order, with books of its own.
/// Every action knows whether it has to succeed; one that answers otherwise fails the run.
abstract contract AttestorHandler is Test {
    uint256 private constant MOST_FROZEN = 14 days;

    ICampaign public immutable CAMPAIGN;
    IAttestorSet public immutable SET;

    /// @dev Keys of those who are or may become the one attestor.
    uint256[3] private keys;
    uint256 private inOffice;
    uint256 private proposed;
    uint256 private rotationAt;

    /// @dev When identity claims were frozen, by these books.
    uint256 public frozenUntil;
    uint256 public frozenFor;

    constructor(ICampaign campaign, IAttestorSet set, uint256 attestorKey) {
        (CAMPAIGN, SET) = (campaign, set);
        keys[0] = attestorKey;
        for (uint256 i = 1; i < keys.length; ++i) {
            (, keys[i]) = makeAddrAndKey(string.concat("attestor ", vm.toString(i)));
        }
    }

    function freeze(bool byGuardian, uint256 length) external {
        length = bound(length, 0, MOST_FROZEN + 1 days);
        uint256 left = frozenUntil > block.timestamp ? frozenUntil - block.timestamp : 0;
        uint256 sum = frozenFor - left + length;
        bool sound = byGuardian && block.timestamp < end() && sum <= MOST_FROZEN;
        setFreeze(byGuardian, block.timestamp + length, sum, sound);
    }

    /// @dev With this moment, or with one that has passed, as every transaction does that is not mined at once.
    function thaw(bool byGuardian, uint256 ago) external {
        ago = bound(ago, 0, 1 days);
        bool running = frozenUntil > block.timestamp;
        uint256 sum = running ? frozenFor - (frozenUntil - block.timestamp) : frozenFor;
        bool sound = byGuardian && block.timestamp < end() && (running || ago == 0);
        setFreeze(byGuardian, block.timestamp - ago, sum, sound);
    }

    function proposeAttestor(bool byOwner, uint256 seed) external {
        uint256 next = bound(seed, 0, keys.length - 1);
        address[] memory list = new address[](1);
        list[0] = vm.addr(keys[next]);
        vm.prank(byOwner ? SET.owner() : address(this));
        (bool success,) = address(SET).call(abi.encodeCall(IAttestorSet.propose, (list, 1)));
        assertEq(success, byOwner, "propose attestor");
        if (success) (proposed, rotationAt) = (next, block.timestamp + SET.delay());
    }

    /// @dev What is proposed, or a rotation that was due at another time.
    function cancelRotation(uint256 seed, uint40 ago) external {
        address[3] memory senders = [SET.owner(), SET.guardian(), address(this)];
        uint256 sender = bound(seed, 0, senders.length - 1);
        uint256 late = ago % 3 == 0 ? ago : 0;
        vm.prank(senders[sender]);
        (bool success,) = address(SET).call(abi.encodeCall(IAttestorSet.cancel, (uint40(rotationAt + late))));
        assertEq(success, sender != 2 && rotationAt != 0 && uint40(rotationAt + late) == rotationAt, "cancel");
        if (success) rotationAt = 0;
    }

    function rotate(address sender) external {
        vm.prank(sender);
        (bool success,) = address(SET).call(abi.encodeCall(IAttestorSet.rotate, ()));
        assertEq(success, rotationAt != 0 && block.timestamp >= rotationAt, "rotate");
        if (success) (inOffice, rotationAt) = (proposed, 0);
    }

    /// @dev The end of the window by these books.
    function end() public view returns (uint256) {
        return uint256(CAMPAIGN.claimEnd()) + frozenFor;
    }

    /// @dev Who attests by these books.
    function attestor() public view returns (address) {
        return vm.addr(keys[inOffice]);
    }

    /// @dev Signed by whoever is in office, or by one of the others; and does it count now?
    function endorse(Attestation memory a, bool byOther) internal view returns (bytes memory, bool sound) {
        uint256 key = keys[byOther ? (inOffice + 1) % keys.length : inOffice];
        return (Messages.endorsement(vm.addr(key), sign(key, Messages.attestation(a))), !byOther && !isFrozen());
    }

    function sign(uint256 key, bytes32 message) internal view returns (bytes memory) {
        return Messages.sign(key, Messages.digest(Messages.domain(address(CAMPAIGN), block.chainid), message));
    }

    function isFrozen() private view returns (bool) {
        return block.timestamp < frozenUntil;
    }

    function setFreeze(bool byGuardian, uint256 until, uint256 sum, bool sound) private {
        vm.prank(byGuardian ? SET.guardian() : address(this));
        (bool success,) = address(SET).call(abi.encodeCall(IAttestorSet.freeze, (address(CAMPAIGN), uint40(until))));
        assertEq(success, sound, "freeze");
        if (success) (frozenUntil, frozenFor) = (until > block.timestamp ? until : block.timestamp, sum);
    }
}
