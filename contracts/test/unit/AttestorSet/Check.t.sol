// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Attestation, IAttestorSet} from "../../../src/interfaces/IAttestorSet.sol";
import {AttestorSetFixture} from "../../AttestorSetFixture.sol";
import {Deploy} from "../../Deploy.sol";
import {Messages} from "../../Messages.sol";
import {ContractWallet} from "../../mocks/ContractWallet.sol";

/// @notice This test stands in for the campaign: the set checks what was attested for its caller.
contract CheckTest is AttestorSetFixture {
    Attestation private a;
    bytes32 private digest;

    function setUp() public override {
        super.setUp();
        a = attestation(FIRST, RECIPIENT);
        digest = attestationDigest(address(this), a);
    }

    function test_RevertWhen_NobodySigned() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.TooFewEndorsements.selector, 0, 2));
        trio.check(a, "");
    }

    function test_RevertWhen_OneTooFewSigned() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.TooFewEndorsements.selector, 1, 2));
        trio.check(a, endorsedBy(members[1], digest));
    }

    function test_RevertWhen_OneAttestorSignedTwice() external {
        bytes memory twice = bytes.concat(endorsedBy(members[1], digest), endorsedBy(members[1], digest));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidAttestor.selector, members[1]));
        trio.check(a, twice);
    }

    function test_RevertWhen_TheyAreNotInOrder() external {
        bytes memory both = bytes.concat(endorsedBy(members[1], digest), endorsedBy(members[0], digest));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidAttestor.selector, members[0]));
        trio.check(a, both);
    }

    function test_RevertWhen_ASignerIsNoAttestor() external {
        (address stranger, uint256 key) = makeAddrAndKey("stranger");
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAnAttestor.selector, stranger));
        trio.check(a, Messages.endorsement(stranger, Messages.sign(key, digest)));
    }

    function test_RevertWhen_TheSignerIsNobody() external {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidAttestor.selector, address(0)));
        trio.check(a, Messages.endorsement(address(0), new bytes(65)));
    }

    function testFuzz_RevertWhen_OneFieldIsAnother(uint256 field, uint128 change) external {
        vm.assume(change != 0);
        bytes memory both = bytes.concat(endorsedBy(members[0], digest), endorsedBy(members[1], digest));
        field = bound(field, 0, 3);
        if (field == 0) a.identity ^= bytes32(uint256(change));
        else if (field == 1) a.recipient = address(uint160(a.recipient) ^ change);
        else if (field == 2) a.validAfter += change;
        else a.validBefore += change;
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidEndorsement.selector, members[0]));
        trio.check(a, both);
    }

    function test_RevertWhen_ASignatureIsTheHighTwin() external {
        bytes memory signature = Messages.twin(Messages.sign(keys[members[0]], digest));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidEndorsement.selector, members[0]));
        trio.check(a, Messages.endorsement(members[0], signature));
    }

    function test_RevertWhen_ASignatureHas64Bytes() external {
        bytes memory signature = Messages.compact(Messages.sign(keys[members[0]], digest));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidEndorsement.selector, members[0]));
        trio.check(a, Messages.endorsement(members[0], signature));
    }

    function test_RevertWhen_TheEndorsementsAreCutShort() external {
        bytes memory whole = endorsedBy(members[0], digest);
        for (uint256 length = 1; length < whole.length; length += 7) {
            bytes memory part = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                part[i] = whole[i];
            }
            vm.expectRevert(bytes(""));
            trio.check(a, part);
        }
    }

    function test_RevertWhen_TheCallerIsAnotherCampaign() external {
        bytes memory both = bytes.concat(endorsedBy(members[0], digest), endorsedBy(members[1], digest));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidEndorsement.selector, members[0]));
        vm.prank(ANYBODY);
        trio.check(a, both);
    }

    function test_WhenAsManySignedAsMust() external view {
        trio.check(a, bytes.concat(endorsedBy(members[0], digest), endorsedBy(members[2], digest)));
    }

    function test_WhenMoreSignedThanMust() external view {
        bytes memory two = bytes.concat(endorsedBy(members[0], digest), endorsedBy(members[1], digest));
        trio.check(a, bytes.concat(two, endorsedBy(members[2], digest)));
    }

    function test_WhenAnAttestorIsAContract() external {
        ContractWallet wallet = new ContractWallet();
        IAttestorSet single = Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, one(address(wallet)), 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.InvalidEndorsement.selector, address(wallet)));
        single.check(a, Messages.endorsement(address(wallet), "yes"));
        wallet.sign(digest, "yes");
        single.check(a, Messages.endorsement(address(wallet), "yes"));
    }

    function test_WhenAContractNeedsNoSignature() external {
        ContractWallet wallet = new ContractWallet();
        IAttestorSet single = Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, one(address(wallet)), 1);
        wallet.sign(digest, "");
        single.check(a, Messages.endorsement(address(wallet), ""));
    }
}
