// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

import {ProjectToken} from "../../../src/ProjectToken.sol";

contract ProjectTokenTest is Test {
    uint256 private constant SUPPLY = 1_000_000 ether;

    ProjectToken private token;
    address private holder;
    uint256 private key;

    function setUp() public {
        (holder, key) = makeAddrAndKey("holder");
        token = new ProjectToken("Project", "PRJ", holder, SUPPLY);
    }

    function test_WhenItIsMade() external view {
        assertEq(token.balanceOf(holder), SUPPLY);
        assertEq(token.totalSupply(), SUPPLY);
        assertEq(token.name(), "Project");
        assertEq(token.symbol(), "PRJ");
        assertEq(token.decimals(), 18);
    }

    function test_WhenItSaysItsDomain() external view {
        (, string memory name, string memory version, uint256 chain, address place,,) = token.eip712Domain();
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        assertEq(abi.encode(name, version, chain, place), abi.encode("Project", "1", block.chainid, address(token)));
        bytes32 domain =
            keccak256(abi.encode(kind, keccak256("Project"), keccak256("1"), block.chainid, address(token)));
        assertEq(token.DOMAIN_SEPARATOR(), domain);
    }

    function testFuzz_WhenTokensMove(uint256 amount) external {
        amount = bound(amount, 0, SUPPLY);
        address other = makeAddr("other");
        vm.prank(other);
        token.delegate(other);
        vm.startPrank(holder);
        token.delegate(makeAddr("delegate"));
        token.transfer(other, amount);
        assertEq(token.balanceOf(holder), SUPPLY - amount);
        assertEq(token.balanceOf(other), amount);
        assertEq(token.getVotes(token.delegates(holder)), SUPPLY - amount);
        assertEq(token.getVotes(other), amount);
        assertEq(token.totalSupply(), SUPPLY);
    }

    function test_WhenAnAllowanceIsSpent() external {
        address spender = makeAddr("spender");
        vm.prank(holder);
        token.approve(spender, 5);
        vm.startPrank(spender);
        token.transferFrom(holder, spender, 3);
        assertEq(token.allowance(holder, spender), 2);
        assertEq(token.balanceOf(spender), 3);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, spender, 2, 3));
        token.transferFrom(holder, spender, 3);
    }

    function test_WhenVotesAreLookedUp() external {
        assertEq(token.CLOCK_MODE(), "mode=blocknumber&from=default");
        uint256 start = vm.getBlockNumber();
        vm.prank(holder);
        token.delegate(holder);
        assertEq(token.numCheckpoints(holder), 1);
        assertEq(token.checkpoints(holder, 0)._key, start);
        assertEq(token.checkpoints(holder, 0)._value, SUPPLY);
        vm.roll(start + 1);
        assertEq(token.clock(), start + 1);
        assertEq(token.getPastTotalSupply(start), SUPPLY);
    }

    function test_WhenADelegationIsSigned() external {
        bytes32 kind = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        address delegatee = makeAddr("delegate");
        assertEq(token.nonces(holder), 0);
        (uint8 v, bytes32 r, bytes32 s) = signed(keccak256(abi.encode(kind, delegatee, 0, block.timestamp)));
        token.delegateBySig(delegatee, 0, block.timestamp, v, r, s);
        assertEq(token.delegates(holder), delegatee);
        assertEq(token.getVotes(delegatee), SUPPLY);
        assertEq(token.nonces(holder), 1);
        assertEq(token.nonces(delegatee), 0);

        // A permit is signed with the next nonce: both kinds of message count on the same one.
        permitted(delegatee, 1);
        assertEq(token.nonces(holder), 2);
        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, holder, 2));
        token.delegateBySig(delegatee, 0, block.timestamp, v, r, s);
    }

    function test_WhenAHolderDelegates() external {
        uint256 start = vm.getBlockNumber();
        vm.startPrank(holder);
        token.delegate(holder);
        assertEq(token.getVotes(holder), SUPPLY);
        vm.roll(start + 1);
        token.transfer(makeAddr("other"), 1 ether);
        vm.roll(start + 2);
        assertEq(token.getVotes(holder), SUPPLY - 1 ether);
        assertEq(token.getPastVotes(holder, start), SUPPLY);
    }

    function test_WhenAPermitIsSigned() external {
        address spender = makeAddr("spender");
        (uint8 v, bytes32 r, bytes32 s) = permitted(spender, 0);
        assertEq(token.allowance(holder, spender), 5);
        assertEq(token.nonces(holder), 1);

        vm.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        token.permit(holder, spender, 5, block.timestamp, v, r, s);
    }

    function permitted(address spender, uint256 nonce) private returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        (v, r, s) = signed(keccak256(abi.encode(kind, holder, spender, 5, nonce, block.timestamp)));
        token.permit(holder, spender, 5, block.timestamp, v, r, s);
    }

    function signed(bytes32 message) private view returns (uint8 v, bytes32 r, bytes32 s) {
        return vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), message)));
    }
}
