// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AirdropParams} from "../../src/interfaces/AirdropParams.sol";
import {IAirdropFactory} from "../../src/interfaces/IAirdropFactory.sol";
import {IRecurringFactory} from "../../src/interfaces/IRecurringFactory.sol";
import {IVestingFactory} from "../../src/interfaces/IVestingFactory.sol";
import {Schedule} from "../../src/interfaces/IVestingAirdrop.sol";
import {Deploy} from "../Deploy.sol";
import {PlainToken} from "../mocks/PlainToken.sol";

/// @notice Gas of making and funding an airdrop of each kind, as in `ClaimGas`: the whole allowance is used up, and the campaign
/// is the first to hold the token at its address. `scripts/anvil.mjs` sends the same transactions to a chain. No address that is
/// sent has a byte of zero, which would be cheaper, and differ from one to the other.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract DeploymentGasTest is Test {
    uint40 private constant START = 1_800_000_000;
    /// @dev A total of 24 digits, as they are, and not a round one, whose zeros would be cheap to send.
    uint256 private constant FUNDED = 123_456_789_012_345_678_901_234;

    address private immutable OWNER = address(bytes20(keccak256("owner")));

    address private token;
    address private set;

    function setUp() public {
        vm.warp(START);
        address[] memory attestors = new address[](1);
        attestors[0] = makeAddr("attestor");
        while (hasZero(set)) set = address(Deploy.attestorSet(address(this), address(this), 7 days, attestors, 1));
        while (hasZero(token)) token = address(new PlainToken());
        // More than is distributed: the funder keeps some, as funders do, so that no refund for a cleared balance counts.
        PlainToken(token).mint(address(this), 4 * FUNDED + 1);
    }

    function test_GivenTheFactoryDeploysAnInstantAirdrop() external {
        instant("OpenZeppelin's token");
        bytes memory arguments = abi.encode("Project", "PRJ", address(this), 4 * FUNDED + 1);
        token = address(0);
        while (hasZero(token)) token = deployCode("src/ProjectToken.sol:ProjectToken", arguments);
        instant("token with votes");
    }

    function test_GivenTheFactoryDeploysAVestingAirdrop() external {
        IVestingFactory factory = Deploy.vestingFactory();
        for (uint256 identities = 0; identities < 2; ++identities) {
            AirdropParams memory p = prepare(address(factory), identities);
            factory.create(p, Schedule(START, 30 days, 360 days, 1 days, 1000), salt(identities));
            record("vesting", identities);
        }
    }

    function test_GivenTheFactoryDeploysARecurringAirdrop() external {
        IRecurringFactory factory = Deploy.recurringFactory();
        for (uint256 identities = 0; identities < 2; ++identities) {
            AirdropParams memory p = prepare(address(factory), identities);
            factory.create(p, OWNER, 3 days, salt(identities));
            record("recurring", identities);
        }
    }

    function instant(string memory name) private {
        IAirdropFactory factory = Deploy.airdropFactory();
        for (uint256 identities = 0; identities < 2; ++identities) {
            AirdropParams memory p = prepare(address(factory), identities);
            factory.create(p, salt(identities));
            assertLt(record(name, identities), 900_000);
        }
    }

    function prepare(address factory, uint256 identities) private returns (AirdropParams memory p) {
        p = AirdropParams({
            token: token,
            root: keccak256("root"),
            total: FUNDED,
            owner: OWNER,
            claimStart: START,
            claimEnd: START + 90 days,
            bundleHash: keccak256("bundle"),
            attestors: identities == 0 ? address(0) : set
        });
        IERC20(token).approve(factory, FUNDED);
    }

    function record(string memory name, uint256 identities) private returns (uint256 used) {
        used = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("Deployment", string.concat(name, identities == 0 ? ", wallets" : ", identities"), used);
    }

    function salt(uint256 identities) private pure returns (bytes32) {
        return keccak256(abi.encode("salt", identities));
    }

    function hasZero(address account) private pure returns (bool) {
        for (uint256 i = 0; i < 20; ++i) {
            if (bytes20(account)[i] == 0) return true;
        }
        return false;
    }
}
