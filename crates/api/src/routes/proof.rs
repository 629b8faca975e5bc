//! `GET /campaigns/{slug}/proofs/{address}`

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, HashText},
};

/// Everything that a claim for one address needs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proofs {
    address: AddressText,
    /// What the proofs lead to; compare it with the contract's.
    root: HashText,
    entries: Vec<ProofShown>,
}

/// One leaf with its way to the root.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProofEntry)]
pub(crate) struct ProofShown {
    /// The leaf.
    #[schema(example = 7)]
    index: u64,
    amount: AmountText,
    /// Siblings from the leaf upwards.
    proof: Vec<HashText>,
}

/// Proofs of one address.
#[utoipa::path(get, path = "/campaigns/{slug}/proofs/{address}", tag = "claims",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("address" = String, Path, description = "The entitled address.", example = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    ),
    responses(
        (status = 200, description = "The leaves of this address.", body = Proofs),
        (status = 400, description = "Not an address.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or nothing to claim for this address.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "The bundle cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_proof(
    State(state): State<AppState>,
    Path((slug, text)): Path<(String, String)>,
) -> Result<Json<Proofs>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let address = super::read_address(&text)?;
    let reader = Arc::clone(&campaign);
    let entries = tokio::task::spawn_blocking(move || reader.bundle.proofs(address))
        .await
        .map_err(|_| Problem::Internal)??;
    if entries.is_empty() {
        return Err(Problem::ProofNotFound { slug, address: address.to_checksum(None) });
    }
    let shown = |entry: tributary_engine::bundle::ProofEntry| ProofShown {
        index: entry.index,
        amount: entry.amount.into(),
        proof: entry.proof.into_iter().map(HashText).collect(),
    };
    Ok(Json(Proofs {
        address: address.into(),
        root: campaign.bundle.manifest().root.into(),
        entries: entries.into_iter().map(shown).collect(),
    }))
}
