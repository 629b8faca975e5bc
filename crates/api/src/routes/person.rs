//! `GET /campaigns/{slug}/people/{who}`

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    leaderboard::PersonStanding,
    receipt::{AdjustmentShown, ContributionShown, FlagName, MonthShown, StepShown},
};
use tributary_engine::logins;
use tributary_score::Flag;

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    scalar::{AmountText, ScoreText},
};

const DEFAULT_LIMIT: usize = 500;
const MAX_LIMIT: usize = 1_000;

/// Which of the contributions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonQuery {
    /// Contributions to pass over.
    #[serde(default)]
    #[param(default = 0)]
    offset: usize,
    /// Contributions to give, at most 1000.
    #[serde(default = "default_limit")]
    #[param(default = 500, maximum = 1000)]
    limit: usize,
}

const fn default_limit() -> usize {
    DEFAULT_LIMIT
}

/// One person: what is theirs, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonDetail {
    #[serde(flatten)]
    standing: PersonStanding,
    /// How many people were counted.
    of: usize,
    /// The ledger behind the score, newest first.
    months: Vec<MonthShown>,
    /// What the person did inside the window, newest first: a part of it, by `offset` and `limit`.
    contributions: Vec<ContributionShown>,
    /// How many there are.
    contributions_total: usize,
    /// What a maintainer changed of the score, in order, each with the reason.
    adjustments: Vec<AdjustmentShown>,
    /// What lines with an AI agent add, of the sum of the lines.
    agent_points: ScoreText,
    /// What the rules point out to the maintainer; it changes no score.
    #[schema(value_type = Vec<FlagName>)]
    flags: Vec<Flag>,
    /// The maintainer's reason, where it was decided by hand who is paid; else `null`.
    #[schema(required)]
    reason: Option<String>,
    /// What the policy made of the score; only proportions count.
    due: AmountText,
    /// From the contributions to the leaf, each step computed again.
    steps: Vec<StepShown>,
}

/// One person.
#[utoipa::path(get, path = "/campaigns/{slug}/people/{who}", tag = "people",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("who" = String, Path, description = "A login, a numeric GitHub id, an identity or an address.", example = "ada-example"),
        PersonQuery,
    ),
    responses(
        (status = 200, description = "Amount, score, and the contributions behind it.", body = PersonDetail),
        (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or no such person in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A login that more than one account has; ask by id.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_person(
    State(state): State<AppState>,
    Path((slug, who)): Path<(String, String)>,
    query: Result<Query<PersonQuery>, QueryRejection>,
) -> Result<Json<PersonDetail>, Problem> {
    let Query(PersonQuery { offset, limit }) = query?;
    if limit > MAX_LIMIT {
        return Err(Problem::BadQuery(format!(
            "`limit` is {limit}; at most {MAX_LIMIT} contributions are given at once"
        )));
    }
    let campaign = state.catalog().get(&slug)?;
    let holder =
        if campaign.ledger.is_login(&who) { logins::holder(state.store(), &who).await? } else { None };
    let identity = campaign.ledger.find_held(&who, holder.as_ref())?;
    let person = campaign.people.get(identity).ok_or(Problem::PersonNotFound { slug, who })?;
    let receipt = campaign.ledger.receipt(identity)?;
    let part = receipt.contributions.iter().skip(offset).take(limit);
    Ok(Json(PersonDetail {
        standing: PersonStanding::of(person),
        of: campaign.people.list().len(),
        months: receipt.months.iter().map(MonthShown::from).collect(),
        contributions: part.map(|line| ContributionShown::of(line, &campaign.ledger)).collect(),
        contributions_total: receipt.contributions.len(),
        adjustments: receipt.adjustments.into_iter().map(AdjustmentShown::from).collect(),
        agent_points: receipt.agent_points.0.into(),
        flags: receipt.flags,
        reason: receipt.reason,
        due: receipt.due.into(),
        steps: receipt.steps.into_iter().map(StepShown::from).collect(),
    }))
}
