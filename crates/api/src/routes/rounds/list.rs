//! `GET /rounds`

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::RoundSummary;
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
};

/// All rounds, by slug.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundList {
    rounds: Vec<RoundSummary>,
}

/// All funding rounds.
#[utoipa::path(get, path = "/rounds", tag = "rounds", responses(
        (status = 200, description = "Every round, by slug.", body = RoundList),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn list_rounds(State(state): State<AppState>) -> Result<Json<RoundList>, Problem> {
    let mut rounds = Vec::new();
    for round in state.rounds().all() {
        let view = state.round_view(&round).await?;
        rounds.push(RoundSummary::of(&round, &view, &state));
    }
    Ok(Json(RoundList { rounds }))
}
