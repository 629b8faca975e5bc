// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

import {IMerkleAirdrop} from "./interfaces/IMerkleAirdrop.sol";
import {AirdropParams} from "./interfaces/IAirdropFactory.sol";

/// @title MerkleAirdrop
/// @notice See {IMerkleAirdrop}. Everything but the bitmap is immutable: there is no upgrade, no pause and no way to
/// change an amount. Nobody is ever asked for an approval.
contract MerkleAirdrop is IMerkleAirdrop {
    using SafeTransferLib for address;

    address public immutable token;
    bytes32 public immutable root;
    uint256 public immutable total;
    address public immutable owner;
    uint40 public immutable claimStart;
    uint40 public immutable claimEnd;
    bytes32 public immutable bundleHash;

    /// @dev Bit `index % 256` of word `index / 256` is set once the leaf is paid.
    mapping(uint256 word => uint256 bits) private _claimed;

    constructor(AirdropParams memory params) {
        if (params.token == address(0)) revert ZeroToken();
        if (params.root == bytes32(0)) revert ZeroRoot();
        if (params.total == 0) revert ZeroTotal();
        if (params.owner == address(0)) revert ZeroOwner();
        if (params.claimStart >= params.claimEnd) revert EmptyWindow(params.claimStart, params.claimEnd);
        token = params.token;
        root = params.root;
        total = params.total;
        owner = params.owner;
        claimStart = params.claimStart;
        claimEnd = params.claimEnd;
        bundleHash = params.bundleHash;
    }

    /// @inheritdoc IMerkleAirdrop
    function claim(uint256 index, address account, uint256 amount, bytes32[] calldata proof) external {
        _claim(index, account, account, amount, proof);
    }

    /// @inheritdoc IMerkleAirdrop
    function claimTo(uint256 index, address to, uint256 amount, bytes32[] calldata proof) external {
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        _claim(index, msg.sender, to, amount, proof);
    }

    /// @inheritdoc IMerkleAirdrop
    function sweep(address to) external {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        if (block.timestamp < claimEnd) revert NotEnded(block.timestamp, claimEnd);
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        uint256 amount = token.balanceOf(address(this));
        emit Swept(to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IMerkleAirdrop
    function isClaimed(uint256 index) external view returns (bool) {
        return (_claimed[index >> 8] >> (index & 0xff)) & 1 == 1;
    }

    function _claim(uint256 index, address account, address to, uint256 amount, bytes32[] calldata proof) private {
        // Checks.
        if (block.timestamp < claimStart) revert NotStarted(block.timestamp, claimStart);
        if (block.timestamp >= claimEnd) revert Ended(block.timestamp, claimEnd);
        uint256 bits = _claimed[index >> 8];
        uint256 bit = 1 << (index & 0xff);
        if (bits & bit != 0) revert AlreadyClaimed(index);
        if (!_proves(root, _leaf(index, account, amount), proof)) revert InvalidProof(index, account, amount);

        // Effect, before the token can call back.
        _claimed[index >> 8] = bits | bit;
        emit Claimed(index, account, to, amount);

        // Interaction.
        token.safeTransfer(to, amount);
    }

    /// @dev `keccak256(bytes.concat(keccak256(abi.encode(index, account, amount))))`. Hashed twice, so that an inner
    /// node (64 bytes) can never be shown as a leaf.
    function _leaf(uint256 index, address account, uint256 amount) private pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            let pointer := mload(0x40) // free memory; nothing is kept there, so the pointer need not move
            mstore(pointer, index)
            mstore(add(pointer, 0x20), shr(96, shl(96, account))) // calldata addresses are checked; clean anyway
            mstore(add(pointer, 0x40), amount)
            mstore(0x00, keccak256(pointer, 0x60)) // scratch space holds the inner hash
            leaf := keccak256(0x00, 0x20)
        }
    }

    /// @dev OpenZeppelin's rule: a node is the hash of its two children in ascending order.
    function _proves(bytes32 expected, bytes32 node, bytes32[] calldata proof) private pure returns (bool holds) {
        assembly ("memory-safe") {
            let end := add(proof.offset, shl(5, proof.length))
            for { let sibling := proof.offset } lt(sibling, end) { sibling := add(sibling, 0x20) } {
                // The smaller of the two goes to 0x00, the larger to 0x20: no branch, scratch space only.
                let slot := shl(5, gt(node, calldataload(sibling)))
                mstore(slot, node)
                mstore(xor(slot, 0x20), calldataload(sibling))
                node := keccak256(0x00, 0x40)
            }
            holds := eq(node, expected)
        }
    }
}
