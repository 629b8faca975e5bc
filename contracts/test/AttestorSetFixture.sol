// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAttestorSet} from "../src/interfaces/IAttestorSet.sol";
import {Deploy} from "./Deploy.sol";
import {IdentityFixture} from "./IdentityFixture.sol";
import {Messages} from "./Messages.sol";

/// @notice A set of three, of whom two must sign; the airdrop of {IdentityFixture} keeps its own set of one.
abstract contract AttestorSetFixture is IdentityFixture {
    IAttestorSet internal trio;
    address[] internal members;
    mapping(address member => uint256) internal keys;

    function setUp() public virtual override {
        super.setUp();
        members = list("first", "second", "third");
        trio = Deploy.attestorSet(SET_OWNER, GUARDIAN, 3 days, members, 2);
    }

    /// @dev Three people in ascending order of their addresses.
    function list(string memory a, string memory b, string memory c) internal returns (address[] memory sorted) {
        sorted = new address[](3);
        string[3] memory names = [a, b, c];
        for (uint256 i = 0; i < 3; ++i) {
            (address account, uint256 key) = makeAddrAndKey(names[i]);
            keys[account] = key;
            uint256 place = i;
            for (; place > 0 && sorted[place - 1] > account; --place) {
                sorted[place] = sorted[place - 1];
            }
            sorted[place] = account;
        }
    }

    function one(address account) internal pure returns (address[] memory single) {
        single = new address[](1);
        single[0] = account;
    }

    function endorsedBy(address member, bytes32 digest) internal view returns (bytes memory) {
        return Messages.endorsement(member, Messages.sign(keys[member], digest));
    }
}
