//! Bindings for tests.

use tributary_model::{Address, Binding, Bytes, GithubId, Identity, ProofEvidence, Proved, Timestamp};

/// Of one account, proved by signing in.
pub(crate) fn binding(
    number: u64,
    recipient: Address,
    proved_at: Timestamp,
    effective_at: Timestamp,
) -> Binding {
    let proved = Proved {
        campaign: "river".to_owned(),
        identity: Identity::Github(GithubId(101)),
        login: "ada-example".to_owned(),
        recipient,
        message: format!("message {number}"),
        evidence: ProofEvidence::Oauth { wallet_signature: Bytes::from(vec![1; 65]) },
    };
    Binding { number, proved, proved_at, effective_at }
}
