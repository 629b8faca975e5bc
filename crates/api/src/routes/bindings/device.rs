//! `POST /campaigns/{slug}/challenges/{id}/device`

use axum::{
    Json,
    extract::{Path, State},
};

use super::{Asked, challenge::DeviceShown, github};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
};

/// Ask GitHub for a code to type there.
///
/// For programs without a browser. Show the code, where to type it, and the wallet that is being bound; then read the
/// challenge until it no longer waits.
#[utoipa::path(post, path = "/campaigns/{slug}/challenges/{id}/device", tag = "bindings",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("id" = String, Path, description = "The challenge.", example = "9f86d081884c7d659a2feaa0c55ad015"),
    ),
    responses(
        (status = 200, description = "The code.", body = DeviceShown),
        (status = 404, description = "No such campaign, or no such challenge in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The challenge was used or is over, or the way is not offered.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "GitHub or the database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin_device(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<DeviceShown>, Problem> {
    let asked = Asked::find(&state, &slug)?;
    let (desk, now) = (state.desk(), state.now());
    let step = github(&state, desk.begin_device(&asked.paying, &id, now)).await?;
    Ok(Json(step.into()))
}
