//! Binding a GitHub account to the wallet that its tokens are paid to.
//!
//! A person asks for a challenge: one message that names account and wallet. They show that the account is theirs, in one
//! of four ways ([`Desk`]). From then on the binding counts, at once or after a while ([`Standing`]), and attestors may say
//! so to the contract ([`attest`]). All of it is kept by the contract: lists of a recurring airdrop share one history. Everything but the secrets of a sign-in is published ([`document`]), so that strangers
//! can check whom the attestors believed and why.
//!
//! Who may be paid is the tree's business, and what is paid the contract's. Nothing here moves money, and the worst that
//! can be said here is to which wallet an identity's own leaf is paid.

pub mod attest;
mod desk;
pub mod document;
mod error;
mod prove;
mod published;
mod standing;
mod status;
#[cfg(test)]
pub(crate) mod testing;

pub use desk::{Desk, DeskTerms, Entitled, Paying};
pub use error::BindError;
pub use prove::recheck;
pub use standing::{BindingState, REBIND_DELAY, Standing, settle};
pub use status::{BindingStatus, Word};
pub use tributary_github::identity::Callback;

use alloy_primitives::{eip191_hash_message, keccak256};
use tributary_model::{Address, B256, Bytes, Identity};

/// What stands for an identity in an attestation: `keccak256("github:<numeric id>")`.
#[must_use]
pub fn identity_hash(identity: Identity) -> B256 {
    keccak256(identity.to_string())
}

/// What a wallet signs with `personal_sign` (EIP-191).
#[must_use]
pub fn wallet_digest(message: &str) -> B256 {
    eip191_hash_message(message)
}

/// Is it the wallet's own key that signed the message? A contract's wallet has none: its chain has to be asked.
#[must_use]
pub fn is_signed_by_key(message: &str, wallet: Address, signature: &Bytes) -> bool {
    tributary_chain::recover(wallet_digest(message), signature) == Some(wallet)
}
