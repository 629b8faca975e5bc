//! Whom the attestors believed, and why: the published evidence of bindings, checked by a stranger.

mod claims;
mod contracts;
mod evidence;

pub use evidence::{Evidence, verify_evidence};

use tributary_chain::ChainError;

use super::{ChainTarget, Check, Status};
use crate::{bindings::document::read_lines, bundle::Bundle};

/// Checks the text of `bindings.jsonl`: [`verify_evidence`], and with the chain that each claim of an identity has gone to
/// a wallet that was bound.
///
/// # Errors
/// [`ChainError`] when the endpoint fails: then nothing is known.
pub async fn verify_bindings(
    bundle: &Bundle,
    text: &str,
    target: Option<&ChainTarget<'_>>,
) -> Result<Vec<Check>, ChainError> {
    let mut checks = vec![verify_evidence(bundle, text, target).await?.check];
    if let (Some(target), true) = (target, checks[0].status == Status::Pass) {
        let lines = read_lines(text).unwrap_or_default();
        let claims = claims::explained(bundle, &lines, target).await?;
        checks.push(Check::of(
            "bindings_claims",
            "each claim of a GitHub account went to a wallet bound to it",
            claims,
        ));
    }
    Ok(checks)
}
