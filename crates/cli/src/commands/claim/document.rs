//! The documents that carry a signature from who signs to who sends.

use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tributary_chain::{Attestation, Authorization, Endorsement};
use tributary_model::{Address, Bytes, Identity};

use crate::commands::tree::read;

/// What `tributary authorize` prints.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthorizationDocument {
    /// EIP-155 id.
    pub(super) chain_id: u64,
    /// The contract; a signature counts nowhere else.
    pub(super) airdrop: Address,
    /// Who signed.
    pub(super) account: Address,
    /// One for each leaf of the account.
    pub(super) claims: Vec<SignedClaim>,
}

/// One signed claim.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedClaim {
    /// The leaf.
    pub(super) index: u64,
    /// What was signed.
    pub(super) authorization: Authorization,
    /// The account's signature.
    pub(super) signature: Bytes,
}

/// What `tributary attest` prints. A server's binding has these keys among others, and is read as well.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AttestationDocument {
    /// `github:<numeric id>`.
    pub(super) identity: Identity,
    /// What was signed.
    pub(super) attestation: Attestation,
    /// By whom.
    pub(super) endorsements: Vec<Endorsement>,
}

/// Reads one of them.
pub(super) fn document<T: DeserializeOwned>(path: &Path, what: &str, made_by: &str) -> anyhow::Result<T> {
    serde_json::from_slice(&read(path)?)
        .with_context(|| format!("`{}` is not {what}, as `{made_by}` prints it", path.display()))
}
