// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @notice Everything that is fixed when a campaign is made. Its address commits to all of it.
struct AirdropParams {
    /// @dev The ERC-20 that is paid.
    address token;
    /// @dev Root of the tree of leaves `(uint256 index, bytes32 claimant, uint256 amount)`.
    bytes32 root;
    /// @dev Sum of all leaves, in base units.
    uint256 total;
    /// @dev Who may sweep what is left.
    address owner;
    /// @dev First second in which claims are accepted (Unix time).
    uint40 claimStart;
    /// @dev First second in which they no longer are (Unix time), unless identity claims were frozen meanwhile.
    uint40 claimEnd;
    /// @dev SHA-256 of the published manifest; zero when nothing is published.
    bytes32 bundleHash;
    /// @dev The {IAttestorSet} that says which wallet an identity is paid to; zero when no identity can claim.
    address attestors;
}

/// @title What a campaign refuses to be made with, whether directly or through the factory.
interface IAirdropParamsErrors {
    error ZeroToken();
    error ZeroRoot();
    error ZeroTotal();
    error ZeroOwner();

    /// @notice No second lies in the window.
    error EmptyWindow(uint256 claimStart, uint256 claimEnd);

    /// @notice This is no set of attestors: no contract, or one that does not say that a campaign just made was never frozen.
    error NoAttestorSet(address attestors);
}
