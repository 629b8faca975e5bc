//! `GET /campaigns/{slug}/proofs/{claimant}`

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::bundle::{Bundle, BundleError, ProofEntry};
use tributary_model::{Address, GithubId, Identity};
use utoipa::ToSchema;

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, HashText, IdentityText},
};

/// Everything that a claim for one wallet or GitHub account needs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proofs {
    /// The wallet; `null` for a GitHub account.
    #[schema(required)]
    address: Option<AddressText>,
    /// The GitHub account; `null` for a wallet.
    #[schema(required)]
    identity: Option<IdentityText>,
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

/// Whose proofs are asked for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Wallet(Address),
    Account(GithubId),
}

impl Asked {
    fn read(text: &str) -> Result<Self, Problem> {
        if text.starts_with("0x") {
            return super::read_address(text).map(Self::Wallet);
        }
        let identity = text.parse::<Identity>().ok().and_then(Identity::github);
        identity.map(Self::Account).ok_or_else(|| Problem::NotClaimant(text.to_owned()))
    }

    fn entries(self, bundle: &Bundle) -> Result<Vec<ProofEntry>, BundleError> {
        match self {
            Self::Wallet(address) => bundle.proofs(address),
            Self::Account(id) => bundle.identity_proofs(id),
        }
    }

    fn wallet(self) -> Option<AddressText> {
        match self {
            Self::Wallet(address) => Some(address.into()),
            Self::Account(_) => None,
        }
    }

    fn account(self) -> Option<IdentityText> {
        match self {
            Self::Wallet(_) => None,
            Self::Account(id) => Some(Identity::Github(id).into()),
        }
    }
}

/// Proofs of one wallet or GitHub account.
#[utoipa::path(get, path = "/campaigns/{slug}/proofs/{claimant}", tag = "claims",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("claimant" = String, Path, description = "The entitled address, or `github:<numeric id>`.", example = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    ),
    responses(
        (status = 200, description = "The leaves of this claimant.", body = Proofs),
        (status = 400, description = "Neither an address nor a GitHub account.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or nothing to claim for this claimant.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "The bundle cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_proof(
    State(state): State<AppState>,
    Path((slug, text)): Path<(String, String)>,
) -> Result<Json<Proofs>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let asked = Asked::read(&text)?;
    let reader = Arc::clone(&campaign);
    let entries = tokio::task::spawn_blocking(move || asked.entries(&reader.bundle))
        .await
        .map_err(|_| Problem::Internal)??;
    if entries.is_empty() {
        let who = asked.wallet().map_or(text, |address| address.0.to_checksum(None));
        return Err(Problem::ProofNotFound { slug, who });
    }
    let shown = |entry: ProofEntry| ProofShown {
        index: entry.index,
        amount: entry.amount.into(),
        proof: entry.proof.into_iter().map(HashText).collect(),
    };
    Ok(Json(Proofs {
        address: asked.wallet(),
        identity: asked.account(),
        root: campaign.bundle.manifest().root.into(),
        entries: entries.into_iter().map(shown).collect(),
    }))
}
