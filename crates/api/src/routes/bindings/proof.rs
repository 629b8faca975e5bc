//! `POST /campaigns/{slug}/challenges/{id}/proof`

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, binding::BindingShown, github};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
};

/// What shows that the account is yours.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Proof)]
pub(crate) enum ProofRequest {
    /// A signature by a key that the account publishes at GitHub.
    Ssh {
        /// The whole file that `ssh-keygen -Y sign -n tributary -f KEY message.txt` writes.
        signature: String,
    },
    /// A public gist of the account, of which one file is the message.
    Gist {
        /// Its id or its address.
        #[schema(example = "https://gist.github.com/ada-example/0123456789abcdef0123456789abcdef")]
        gist: String,
    },
}

/// Prove an account by a signature or a gist.
///
/// What is wrong is said, and the challenge stays open.
#[utoipa::path(post, path = "/campaigns/{slug}/challenges/{id}/proof", tag = "bindings",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("id" = String, Path, description = "The challenge.", example = "9f86d081884c7d659a2feaa0c55ad015"),
    ),
    request_body = ProofRequest,
    responses(
        (status = 201, description = "It is proved. Another wallet than the one before waits for 48 hours.", body = BindingShown),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or no such challenge in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The challenge was used or is over, the tokens were claimed, or the way is not offered.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The proof does not hold; `field` names the part.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "GitHub or the database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn prove(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    body: Result<Json<ProofRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<BindingShown>), Problem> {
    let asked = Asked::find(&state, &slug)?;
    let Json(request) = body?;
    let (desk, now, paying) = (state.desk(), state.now(), &asked.paying);
    let challenge = desk.challenge(paying, &id).await?;
    let person = asked.person_of(challenge.identity)?;
    match &request {
        ProofRequest::Ssh { signature } => {
            github(&state, desk.prove_ssh(paying, &person, &id, signature, now)).await?;
        }
        ProofRequest::Gist { gist } => {
            github(&state, desk.prove_gist(paying, &person, &id, gist, now)).await?;
        }
    }
    let status = desk.proved(paying, &person, challenge.recipient, now).await?;
    Ok((StatusCode::CREATED, Json(BindingShown::of(status, &person, paying))))
}
