// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {ICampaign} from "../../src/interfaces/ICampaign.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {CampaignHandler} from "./CampaignHandler.sol";

/// @notice An instant airdrop: a leaf is paid its amount, once.
contract ClaimHandler is CampaignHandler {
    Entry[] private wallets;
    Entry[] private identities;

    mapping(uint256 index => uint256) public payments;

    constructor(ICampaign airdrop, IAttestorSet set, PlainToken token, uint256 attestorKey)
        CampaignHandler(airdrop, set, token, attestorKey)
    {}

    function add(Entry calldata entry) external {
        if (entry.account == address(0)) {
            identities.push(entry);
        } else {
            wallets.push(entry);
            know(entry.account);
        }
    }

    function wallet(uint256 seed) internal view override returns (Entry memory) {
        return wallets[bound(seed, 0, wallets.length - 1)];
    }

    function identity(uint256 seed) internal view override returns (Entry memory) {
        return identities[bound(seed, 0, identities.length - 1)];
    }

    function worth(Entry memory entry) internal view override returns (bool, uint256) {
        return (payments[entry.index] == 0, entry.amount);
    }

    function noteClaim(Entry memory entry, address, uint256) internal override {
        payments[entry.index] += 1;
    }
}
