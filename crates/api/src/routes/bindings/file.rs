//! `GET /bundles/{slug}/bindings.jsonl`

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use tributary_model::Contract;

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
};

/// Every binding with its evidence.
///
/// One JSON document a line, in the order in which they were proved; the lists of a recurring airdrop have the same file.
/// It is not part of the bundle's hash: it grows while people claim. `tributary verify --bindings` checks it.
#[utoipa::path(get, path = "/bundles/{slug}/bindings.jsonl", tag = "bundles",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    responses(
        (status = 200, description = "The file; empty while nobody has proved an account.", content_type = "application/jsonl", body = String),
        (status = 404, description = "No such campaign.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_bindings_file(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let text = match &campaign.deployment {
        None => String::new(),
        Some(deployment) => {
            let (chain_id, address) = (deployment.record.chain_id, deployment.record.airdrop);
            state.desk().published(Contract { chain_id, address }).await?
        }
    };
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/jsonl")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((head, text).into_response())
}
