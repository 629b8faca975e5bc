//! `GET /campaigns/{slug}/activity`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    AppState,
    campaign::Activity,
    problem::{Problem, ProblemBody},
    scalar::{AmountText, IdentityText, MonthText, ScoreText},
};

/// The river: scores by month that flow into shares.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Activity)]
pub(crate) struct ActivityShown {
    /// Every month from the first to the last with a score.
    months: Vec<MonthText>,
    /// The people with the largest amounts, at most 12, largest first.
    people: Vec<StreamShown>,
    others: OthersShown,
}

/// One person's stream.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActivityStream)]
pub(crate) struct StreamShown {
    identity: IdentityText,
    #[schema(required, example = "ada-example")]
    login: Option<String>,
    amount: AmountText,
    /// One score for each month.
    scores: Vec<ScoreText>,
}

/// Everybody else with an amount, together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActivityOthers)]
pub(crate) struct OthersShown {
    amount: AmountText,
    /// One score for each month.
    scores: Vec<ScoreText>,
}

fn texts(scores: &[u128]) -> Vec<ScoreText> {
    scores.iter().copied().map(ScoreText).collect()
}

impl ActivityShown {
    fn of(activity: &Activity) -> Self {
        Self {
            months: activity.months.iter().copied().map(MonthText).collect(),
            people: activity
                .people
                .iter()
                .map(|stream| StreamShown {
                    identity: stream.identity.into(),
                    login: stream.login.clone(),
                    amount: stream.flow.amount.into(),
                    scores: texts(&stream.flow.scores),
                })
                .collect(),
            others: OthersShown {
                amount: activity.others.amount.into(),
                scores: texts(&activity.others.scores),
            },
        }
    }
}

/// Scores by month and person.
#[utoipa::path(get, path = "/campaigns/{slug}/activity", tag = "campaigns",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    responses(
        (status = 200, description = "The river.", body = ActivityShown),
        (status = 404, description = "No such campaign.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_activity(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<ActivityShown>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    Ok(Json(ActivityShown::of(&campaign.activity)))
}
