//! `POST /campaigns/{slug}/relays` and `GET /campaigns/{slug}/relays/{id}`
//!
//! What is handed in holds by itself: a wallet's signature, or the word of attestors. So nobody has to say who they are,
//! and the worst that a stranger can do is to have somebody paid where they asked to be.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use tributary_chain::{Attestation, Authorization, ClaimRequest, ClaimWay, Endorsement};
use tributary_engine::bundle::ProofEntry;
use tributary_model::{Bytes, Claimant};
use tributary_storage::{Acceptance, Relay, RelayState};
use utoipa::ToSchema;

use super::bindings::{
    Asked,
    binding::{AttestationShown, EndorsementShown},
};
use crate::{
    AppState,
    campaign::Campaign,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, HashText},
    sponsor::Untaken,
};

/// A claim to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum RelayRequest {
    /// A wallet's leaf, by its signature.
    Signed {
        /// The leaf.
        #[schema(example = 7)]
        index: u64,
        #[schema(value_type = AuthorizationGiven)]
        authorization: Authorization,
        /// Of the account, over the authorization and its leaf (EIP-712; ERC-1271 for contracts).
        #[schema(value_type = String, example = "0x9b1c…1c")]
        signature: Bytes,
    },
    /// A GitHub account's leaf: by `who`, whose wallet was proved here, or by an attestation from anywhere.
    Identity {
        /// A login, a numeric GitHub id or an identity; alone.
        who: Option<String>,
        /// The leaf; with `attestation` and `endorsements`.
        index: Option<u64>,
        #[schema(value_type = Option<AttestationShown>)]
        attestation: Option<Attestation>,
        /// In the order of the attestors' addresses.
        #[schema(value_type = Option<Vec<EndorsementShown>>)]
        endorsements: Option<Vec<Endorsement>>,
    },
}

/// What a wallet signs, so that anybody may send its claim.
#[derive(ToSchema)]
#[schema(as = Authorization)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct AuthorizationGiven {
    /// Who is paid.
    to: AddressText,
    /// First second in which it holds (Unix).
    valid_after: u64,
    /// First second in which it does not.
    valid_before: u64,
    /// The account's nonce at the contract.
    nonce: AmountText,
}

/// A claim that the sponsor sends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Relay)]
pub(crate) struct RelayShown {
    #[schema(example = "5f16f4c7f149ac4f9510d9cf8cf38403")]
    id: String,
    /// The leaf.
    #[schema(example = 7)]
    index: u64,
    recipient: AddressText,
    amount: AmountText,
    #[schema(value_type = RelayStateName)]
    state: &'static str,
    /// The transaction; another one when it was replaced by a dearer one.
    #[schema(required)]
    tx_hash: Option<HashText>,
    /// The block that it is in. It counts when some more are on top: the state is `mined` then.
    #[schema(required)]
    block_number: Option<u64>,
    /// Why it failed. Beside `mined`: that another transaction had paid the leaf.
    #[schema(required)]
    failure: Option<String>,
    /// The gas that the sponsor paid for.
    #[schema(required)]
    sponsored_gas: Option<u64>,
}

/// How far a relay is: it waits, it is on its way, the leaf is paid, or it was given up.
#[derive(ToSchema)]
#[schema(as = RelayState, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum RelayStateName {
    Queued,
    Sent,
    Mined,
    Failed,
}

impl From<Relay> for RelayShown {
    fn from(relay: Relay) -> Self {
        Self {
            id: relay.id,
            index: relay.claim.leaf,
            recipient: relay.claim.recipient.into(),
            amount: relay.claim.amount.into(),
            state: RelayState::as_str(relay.state),
            tx_hash: relay.tx_hash.map(Into::into),
            block_number: relay.block_number,
            failure: relay.failure,
            sponsored_gas: relay.gas_used,
        }
    }
}

/// Have a claim sent by the sponsor, who pays its gas.
///
/// A leaf has one relay: the same again gives the one there is, and one that failed is tried anew. The claim is rehearsed
/// first; what the contract would refuse is refused here in its words.
#[utoipa::path(post, path = "/campaigns/{slug}/relays", tag = "relays",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    request_body = RelayRequest,
    responses(
        (status = 200, description = "The relay of this leaf that there was already.", body = RelayShown),
        (status = 202, description = "It is in the queue.", body = RelayShown),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, person or leaf.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Nobody sponsors this campaign, the leaf is paid, no wallet is proved, or more than one account has the login.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The contract would refuse it, or the sponsor does not pay for it: too much gas, too little time left, or no endpoint can rehearse it. `detail` says which; `field` names the part that is wrong, if one is.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests, or the sponsor's budget has no room; `retry-after` says when it has, if it will.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Database or chain do not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn write_relay(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    body: Result<Json<RelayRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<RelayShown>), Problem> {
    let campaign = state.catalog().get(&slug)?;
    let Json(request) = body?;
    let refused = |error: &dyn std::fmt::Display| Problem::NotSponsored(error.to_string());
    let sponsorship = state.sponsorship().ok_or_else(|| refused(&"this server pays for nobody's claim"))?;
    sponsorship.of(&campaign).await.map_err(|error| refused(&error))?;
    let (index, way) = asked(&state, &slug, request).await?;
    let claim = claim(&campaign, index, way).await?;
    let accepted = sponsorship.accept(&campaign, &claim).await.map_err(|error| match error {
        Untaken::Unsponsored(error) => refused(&error),
        Untaken::Relay(error) => error.into(),
    })?;
    match accepted {
        Acceptance::Accepted(relay) => Ok((StatusCode::ACCEPTED, Json(relay.into()))),
        Acceptance::Known(relay) => Ok((StatusCode::OK, Json(relay.into()))),
        Acceptance::Refused(refusal) => {
            Err(Problem::BudgetSpent { message: refusal.to_string(), retry_after: refusal.retry_after() })
        }
    }
}

/// How far a claim is.
#[utoipa::path(get, path = "/campaigns/{slug}/relays/{id}", tag = "relays",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("id" = String, Path, description = "The relay's id.", example = "5f16f4c7f149ac4f9510d9cf8cf38403"),
    ),
    responses(
        (status = 200, description = "The relay.", body = RelayShown),
        (status = 404, description = "No such campaign, or no such relay.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_relay(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<RelayShown>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let relay = match &campaign.deployment {
        None => None,
        Some(deployed) => state.store().relay(deployed.shown.chain_id, deployed.record.airdrop, &id).await?,
    };
    relay.map(|relay| Json(relay.into())).ok_or(Problem::RelayNotFound { slug, id })
}

/// The leaf that is meant, and by whose leave it is claimed.
async fn asked(state: &AppState, slug: &str, request: RelayRequest) -> Result<(u64, ClaimWay), Problem> {
    match request {
        RelayRequest::Signed { index, authorization, signature } => {
            Ok((index, ClaimWay::Signed { authorization, signature }))
        }
        RelayRequest::Identity {
            who: None,
            index: Some(index),
            attestation: Some(attestation),
            endorsements: Some(endorsements),
        } => Ok((index, ClaimWay::Attested { attestation, endorsements })),
        RelayRequest::Identity { who: Some(who), index: None, attestation: None, endorsements: None } => {
            bound(state, slug, &who).await
        }
        RelayRequest::Identity { .. } => Err(Problem::BadBody(
            "give `who` alone, or `index`, `attestation` and `endorsements` together".to_owned(),
        )),
    }
}

/// What the attestors say of the wallet that was proved here.
async fn bound(state: &AppState, slug: &str, who: &str) -> Result<(u64, ClaimWay), Problem> {
    let asked = Asked::find(state, slug)?;
    let person = asked.person(who, "who")?;
    let word = state.desk().status(&asked.paying, &person, state.now()).await?.word;
    match word.attestation.filter(|_| word.ready) {
        Some(attestation) => {
            Ok((person.index, ClaimWay::Attested { attestation, endorsements: word.endorsements }))
        }
        None => Err(Problem::NotBound(format!(
            "`{who}` cannot be paid yet: {}",
            word.missing.unwrap_or_else(|| "the attestors have not said where".to_owned())
        ))),
    }
}

/// The whole claim, with the proof of its leaf.
async fn claim(campaign: &Arc<Campaign>, index: u64, way: ClaimWay) -> Result<ClaimRequest, Problem> {
    let slug = campaign.slug().to_owned();
    let leaves = campaign.bundle.manifest().claimants;
    let last = leaves.saturating_sub(1);
    let missing = || Problem::LeafNotFound { slug, index, last };
    let deployed = campaign.deployment.as_ref().ok_or(Problem::Internal)?;
    let person = campaign.people.of_leaf(index).ok_or_else(missing)?;
    let account = person.identity.github();
    let of_account = || account.and_then(Claimant::of_github);
    let claimant = person.address.map(Claimant::Wallet).or_else(of_account).ok_or(Problem::Internal)?;
    let (reader, address) = (Arc::clone(campaign), person.address);
    let entries = tokio::task::spawn_blocking(move || match (address, account) {
        (Some(address), _) => reader.bundle.proofs(address),
        (None, Some(id)) => reader.bundle.identity_proofs(id),
        (None, None) => Ok(Vec::new()),
    });
    let entries = entries.await.map_err(|_| Problem::Internal)??;
    let entry = entries.into_iter().find(|entry| entry.index == index);
    let ProofEntry { amount, proof, .. } = entry.ok_or(Problem::Internal)?;
    Ok(ClaimRequest { airdrop: deployed.record.airdrop, index, claimant, amount, proof, way })
}
