//! `GET /campaigns/{slug}/claims/{index}`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_model::Amount;
use utoipa::ToSchema;

use crate::{
    AppState,
    campaign::Person,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, HashText},
};

/// Whether one leaf was paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimStatus {
    #[schema(example = 7)]
    index: u64,
    /// All that the leaf is worth was paid. That of a recurring airdrop may have been paid in part, by an earlier list.
    claimed: bool,
    /// The transaction that paid last.
    #[schema(required)]
    tx_hash: Option<HashText>,
    /// Its block.
    #[schema(required)]
    block_number: Option<u64>,
    /// Who received the tokens.
    #[schema(required)]
    recipient: Option<AddressText>,
    /// What was paid so far.
    #[schema(required)]
    amount: Option<AmountText>,
    /// The last block that this answer knows of; `null` until the contract is deployed and followed.
    #[schema(required)]
    as_of_block: Option<u64>,
}

/// The claim of one leaf.
#[utoipa::path(get, path = "/campaigns/{slug}/claims/{index}", tag = "claims",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("index" = u64, Path, description = "The leaf.", example = 7),
    ),
    responses(
        (status = 200, description = "Whether it was paid, and by which transaction.", body = ClaimStatus),
        (status = 400, description = "Not an index.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or no such leaf.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_claim(
    State(state): State<AppState>,
    Path((slug, text)): Path<(String, String)>,
) -> Result<Json<ClaimStatus>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let index: u64 = text.parse().map_err(|_| Problem::NotIndex(text))?;
    let leaves = campaign.bundle.manifest().claimants;
    if index >= leaves {
        return Err(Problem::LeafNotFound { slug, index, last: leaves.saturating_sub(1) });
    }
    let (mut records, cursor) = match &campaign.deployment {
        None => (Vec::new(), None),
        Some(deployment) => {
            let chain = deployment.shown.chain_id;
            let cursor = state.store().chain_cursor(chain, deployment.record.airdrop).await?;
            (state.store().claims_of(chain, deployment.record.airdrop, index).await?, cursor)
        }
    };
    let paid: Amount = records.iter().map(|record| record.amount).sum();
    let worth = campaign.people.of_leaf(index).map(Person::leaf_amount).unwrap_or_default();
    let record = records.pop();
    Ok(Json(ClaimStatus {
        index,
        claimed: record.is_some() && paid >= worth,
        tx_hash: record.as_ref().map(|record| record.tx_hash.into()),
        block_number: record.as_ref().map(|record| record.block_number),
        recipient: record.as_ref().map(|record| record.recipient.into()),
        amount: record.as_ref().map(|_| paid.into()),
        as_of_block: cursor.map(|cursor| cursor.block_number),
    }))
}
