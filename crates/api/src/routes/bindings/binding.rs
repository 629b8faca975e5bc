//! `GET /campaigns/{slug}/bindings/{who}`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use tributary_chain::{Attestation, Endorsement};
use tributary_engine::bindings::{BindingState, BindingStatus, Entitled, Paying};
use tributary_model::{Address, B256, Binding, ProofMethod};
use utoipa::ToSchema;

use super::{Asked, challenge::ProofMethodName};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, HashText, IdentityText, TimeText},
};

/// To which wallet a GitHub account is paid, and what attestors say of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Binding)]
pub(crate) struct BindingShown {
    identity: IdentityText,
    /// For showing only.
    #[schema(example = "ada-example")]
    login: String,
    /// The wallet.
    recipient: AddressText,
    /// How it was proved.
    #[schema(value_type = ProofMethodName)]
    method: ProofMethod,
    proved_at: TimeText,
    /// From when on it counts.
    effective_at: TimeText,
    #[schema(value_type = BindingStateName)]
    state: &'static str,
    /// The wallet that it takes the place of.
    #[schema(required)]
    replaces: Option<AddressText>,
    leaf: LeafShown,
    /// What attestors say; `null` until one of them does.
    #[schema(required)]
    attestation: Option<AttestationShown>,
    /// Who says so, in ascending order of addresses.
    endorsements: Vec<EndorsementShown>,
    /// How many of them it takes.
    #[schema(example = 1)]
    threshold: u64,
    /// Can it be claimed by?
    ready: bool,
    /// What is not there yet, in words; `null` when it is ready.
    #[schema(required)]
    missing: Option<String>,
    /// A newer binding that waits; `null` without one.
    #[schema(required)]
    pending: Option<PendingShown>,
}

/// The leaf that is paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeafOfIdentity)]
pub(crate) struct LeafShown {
    #[schema(example = 7)]
    index: u64,
    amount: AmountText,
}

/// What attestors sign (EIP-712).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attestation)]
pub(crate) struct AttestationShown {
    /// `keccak256("github:<numeric id>")`.
    identity: HashText,
    recipient: AddressText,
    /// First second in which it holds, since 1970.
    #[schema(example = 1_770_681_600_u64)]
    valid_after: u64,
    /// First second in which it no longer does.
    #[schema(example = 1_770_768_000_u64)]
    valid_before: u64,
}

/// The same, as another attestor sends it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttestationGiven {
    /// `keccak256("github:<numeric id>")`.
    #[schema(value_type = HashText)]
    identity: B256,
    #[schema(value_type = AddressText)]
    recipient: Address,
    /// First second in which it holds, since 1970: the binding's `effective_at`, or five minutes before it where it
    /// counts from the proof on, since a chain's clock may be behind.
    #[schema(example = 1_770_681_600_u64)]
    valid_after: u64,
    /// First second in which it no longer does; within 24 hours.
    #[schema(example = 1_770_768_000_u64)]
    valid_before: u64,
}

/// One attestor's signature.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Endorsement)]
pub(crate) struct EndorsementShown {
    attestor: AddressText,
    /// 0x and hex.
    signature: String,
}

/// A binding that waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PendingBinding)]
pub(crate) struct PendingShown {
    recipient: AddressText,
    proved_at: TimeText,
    /// When it takes the place of the one in effect.
    effective_at: TimeText,
}

/// Where a binding stands.
#[derive(ToSchema)]
#[schema(as = BindingState, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum BindingStateName {
    /// It is in effect.
    Active,
    /// It waits.
    Pending,
    /// Another one took its place.
    Replaced,
}

impl From<Attestation> for AttestationShown {
    fn from(said: Attestation) -> Self {
        let Attestation { identity, recipient, valid_after, valid_before } = said;
        Self { identity: identity.into(), recipient: recipient.into(), valid_after, valid_before }
    }
}

impl From<AttestationGiven> for Attestation {
    fn from(given: AttestationGiven) -> Self {
        let AttestationGiven { identity, recipient, valid_after, valid_before } = given;
        Self { identity, recipient, valid_after, valid_before }
    }
}

impl From<Endorsement> for EndorsementShown {
    fn from(endorsement: Endorsement) -> Self {
        Self { attestor: endorsement.attestor.into(), signature: endorsement.signature.to_string() }
    }
}

impl From<Binding> for PendingShown {
    fn from(binding: Binding) -> Self {
        Self {
            recipient: binding.proved.recipient.into(),
            proved_at: binding.proved_at.into(),
            effective_at: binding.effective_at.into(),
        }
    }
}

impl BindingShown {
    pub(super) fn of(status: BindingStatus, person: &Entitled, paying: &Paying) -> Self {
        let BindingStatus { binding, state, replaces, pending, word } = status;
        let Binding { proved, proved_at, effective_at, .. } = binding;
        Self {
            identity: proved.identity.into(),
            login: proved.login,
            recipient: proved.recipient.into(),
            method: proved.evidence.method(),
            proved_at: proved_at.into(),
            effective_at: effective_at.into(),
            state: BindingState::as_str(state),
            replaces: replaces.map(AddressText),
            leaf: LeafShown { index: person.index, amount: person.amount.into() },
            attestation: word.attestation.map(AttestationShown::from),
            endorsements: word.endorsements.into_iter().map(EndorsementShown::from).collect(),
            threshold: paying.threshold,
            ready: word.ready,
            missing: word.missing,
            pending: pending.map(PendingShown::from),
        }
    }
}

/// To which wallet somebody is paid.
///
/// The binding in effect, with what a claim needs. A newer one that waits is `pending`.
#[utoipa::path(get, path = "/campaigns/{slug}/bindings/{who}", tag = "bindings",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("who" = String, Path, description = "A login, a numeric GitHub id or an identity.", example = "ada-example"),
    ),
    responses(
        (status = 200, description = "The binding in effect.", body = BindingShown),
        (status = 404, description = "No such campaign, no such person in it, or nobody has proved the account.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The campaign pays no GitHub accounts, or more than one account has the login.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The person has no leaf by their account.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_binding(
    State(state): State<AppState>,
    Path((slug, who)): Path<(String, String)>,
) -> Result<Json<BindingShown>, Problem> {
    let asked = Asked::find(&state, &slug)?;
    let person = asked.person(&who, "who")?;
    let status = state.desk().status(&asked.paying, &person, state.now()).await?;
    Ok(Json(BindingShown::of(status, &person, &asked.paying)))
}
