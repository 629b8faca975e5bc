//! `POST /campaigns/{slug}/bindings/{who}/endorsements`

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::Deserialize;
use tributary_chain::{Attestation, Endorsement};
use tributary_model::{Address, Bytes};
use utoipa::ToSchema;

use super::{
    Asked, attestor_accepts,
    binding::{AttestationGiven, BindingShown},
};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    scalar::AddressText,
};

/// An attestor's word for the binding in effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndorsementRequest {
    attestation: AttestationGiven,
    #[schema(value_type = AddressText)]
    attestor: Address,
    /// Over the attestation in the airdrop's domain (EIP-712): 0x and hex.
    #[schema(value_type = String, example = "0x…")]
    signature: Bytes,
}

/// Give an attestor's word.
///
/// Attestors that run no server check the published evidence themselves and send what they sign.
#[utoipa::path(post, path = "/campaigns/{slug}/bindings/{who}/endorsements", tag = "bindings",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("who" = String, Path, description = "A login, a numeric GitHub id or an identity.", example = "ada-example"),
    ),
    request_body = EndorsementRequest,
    responses(
        (status = 201, description = "It is kept. The binding, as it stands now.", body = BindingShown),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, no such person in it, or nobody has proved the account.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Nothing can be claimed, the tokens were claimed, or the chain is not known yet.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "It is no attestor's, or says what may not be said now; `field` names the part.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The chain or the database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn endorse(
    State(state): State<AppState>,
    Path((slug, who)): Path<(String, String)>,
    body: Result<Json<EndorsementRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<BindingShown>), Problem> {
    let asked = Asked::find(&state, &slug)?;
    let person = asked.person(&who, "who")?;
    let Json(EndorsementRequest { attestation, attestor, signature }) = body?;
    let attestation = Attestation::from(attestation);
    let endorsement = Endorsement { attestor, signature };
    let contract = |digest| {
        let (state, campaign) = (state.clone(), Arc::clone(&asked.campaign));
        attestor_accepts(state, campaign, attestor, digest, endorsement.signature.clone())
    };
    let (desk, paying) = (state.desk(), &asked.paying);
    let status = desk.endorse(paying, &person, &attestation, &endorsement, contract, state.now()).await?;
    Ok((StatusCode::CREATED, Json(BindingShown::of(status, &person, paying))))
}
