//! `PUT /rounds/{slug}/descriptions`, `PUT /rounds/{slug}/reasons` and `GET /rounds/{slug}/texts/{hash}`
//!
//! What stands on the chain as a hash is kept here as a text. Anybody can have one kept: it is somebody's only once its hash
//! stands on the chain.

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tributary_engine::round::{Description, save_description, save_reason};
use tributary_model::{B256, RepositoryName};
use utoipa::ToSchema;

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    round_problem::RoundProblem,
    scalar::HashText,
};

/// What a project says about itself. Its hash is that of these fields as JSON, in the order of the alphabet and without
/// spaces.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Description)]
pub(super) struct DescriptionGiven {
    #[schema(min_length = 1, max_length = 80, example = "Trees")]
    name: String,
    /// One sentence.
    #[schema(min_length = 1, max_length = 300, example = "Small language models that fit on a phone.")]
    summary: String,
    /// Plain text.
    #[schema(max_length = 10_000)]
    description: String,
    #[schema(required, example = "https://trees.example.org")]
    url: Option<String>,
    /// By name, in the order of the application's numbers.
    #[schema(value_type = Vec<String>, max_items = 32, example = json!(["ada-example/trees"]))]
    repositories: Vec<RepositoryName>,
}

/// The hash under which a description is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DescriptionKept {
    metadata_hash: HashText,
}

/// Why a reviewer says what they say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonGiven {
    /// Plain text; its hash is that of its UTF-8 without space around it.
    #[schema(min_length = 1, max_length = 4096, example = "The repository builds and is used.")]
    reason: String,
}

/// The hash under which a reason is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReasonKept {
    reason_hash: HashText,
}

/// Have a project's description kept, before applying with its hash.
#[utoipa::path(put, path = "/rounds/{slug}/descriptions", tag = "rounds",
    params(("slug" = String, Path, description = "The round's short name.", example = "spring")),
    request_body = DescriptionGiven,
    responses(
        (status = 200, description = "It is kept under this hash.", body = DescriptionKept),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such round.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "No more texts are kept here.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is out of bounds; `field` names it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn write_description(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    body: Result<Json<DescriptionGiven>, JsonRejection>,
) -> Result<Json<DescriptionKept>, Problem> {
    state.rounds().get(&slug)?;
    let Json(DescriptionGiven { name, summary, description, url, repositories }) = body?;
    let description = Description { name, summary, description, url, repositories };
    let hash = save_description(state.store(), &description, state.now()).await?;
    state.forget_round_views();
    Ok(Json(DescriptionKept { metadata_hash: hash.into() }))
}

/// Have the reason of a verdict kept, before reviewing with its hash.
#[utoipa::path(put, path = "/rounds/{slug}/reasons", tag = "rounds",
    params(("slug" = String, Path, description = "The round's short name.", example = "spring")),
    request_body = ReasonGiven,
    responses(
        (status = 200, description = "It is kept under this hash.", body = ReasonKept),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such round.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "No more texts are kept here.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "It is empty or too long.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn write_reason(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    body: Result<Json<ReasonGiven>, JsonRejection>,
) -> Result<Json<ReasonKept>, Problem> {
    state.rounds().get(&slug)?;
    let Json(ReasonGiven { reason }) = body?;
    let hash = save_reason(state.store(), &reason, state.now()).await?;
    state.forget_round_views();
    Ok(Json(ReasonKept { reason_hash: hash.into() }))
}

/// A description or a reason, byte for byte as it was hashed.
#[utoipa::path(get, path = "/rounds/{slug}/texts/{hash}", tag = "rounds",
    params(
        ("slug" = String, Path, description = "The round's short name.", example = "spring"),
        ("hash" = String, Path, description = "SHA-256 as it stands on the chain.", example = "0x5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02"),
    ),
    responses(
        (status = 200, description = "The text.", content_type = "text/plain", body = String),
        (status = 404, description = "No such round, or no such text.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_text(
    State(state): State<AppState>,
    Path((slug, hash)): Path<(String, String)>,
) -> Result<Response, Problem> {
    state.rounds().get(&slug)?;
    let missing = || RoundProblem::NoText.says(format!("no text with SHA-256 `{hash}` is kept here"));
    let wanted: B256 = hash.parse().map_err(|_| missing())?;
    let text = state.store().round_text(wanted).await?.ok_or_else(missing)?;
    let shape = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
    Ok((shape, text).into_response())
}
