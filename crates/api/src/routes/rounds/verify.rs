//! `GET /rounds/{slug}/verify`

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use tributary_engine::{
    round::{verify_round_chain, verify_round_offline},
    verify::{Check, Status},
};

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    round_problem::RoundProblem,
    rounds::{ServedRound, published},
    routes::verify::VerifyReport,
};

/// Recomputes a round's result from its bundle and compares it with the chain. A report is good for a minute.
#[utoipa::path(get, path = "/rounds/{slug}/verify", tag = "rounds",
    params(("slug" = String, Path, description = "The round's short name.", example = "spring")),
    responses(
        (status = 200, description = "One line for each check, whether it holds or not.", body = VerifyReport),
        (status = 404, description = "No such round, or no result of it on the chain.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn verify_round(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<VerifyReport>, Problem> {
    let round = state.rounds().get(&slug)?;
    let view = state.round_view(&round).await?;
    let result = published(&round, &view).ok_or_else(|| RoundProblem::no_result(&slug))?;
    let checks = state.round_checks(&round, result.hash, checks(&state, &round)).await?;
    Ok(Json(VerifyReport::of(&checks)))
}

/// In place of everything that only the chain can say.
fn skipped(why: &str) -> Check {
    let detail = why.to_owned();
    Check { id: "chain", title: "the chain is the stated one", status: Status::Skipped, detail }
}

async fn checks(state: &AppState, round: &Arc<ServedRound>) -> Result<Vec<Check>, Problem> {
    let asked = Arc::clone(round);
    let offline = tokio::task::spawn_blocking(move || verify_round_offline(&asked.folder)).await;
    let mut checks = offline
        .map_err(|error| {
            tracing::error!(%error, "checking a round panicked");
            Problem::Internal
        })?
        .checks;
    let (Some(deployment), connected) = (&round.deployment, state.chains().of_round(round).await) else {
        return Ok(checks);
    };
    let Ok((_, chain)) = connected else {
        checks.push(skipped("no endpoint of the round's chain answers"));
        return Ok(checks);
    };
    let asked = verify_round_chain(&round.folder, deployment, &chain);
    match tokio::time::timeout(state.settings().outside_limit, asked).await {
        Ok(Ok(report)) => checks.extend(report.checks),
        Ok(Err(error)) => {
            tracing::warn!(%error, "a round cannot be compared with the chain");
            checks.push(skipped("the chain's endpoint failed"));
        }
        Err(_) => checks.push(skipped("the chain's endpoint takes too long; `tributary verify` waits")),
    }
    Ok(checks)
}
