//! `GET /campaigns/{slug}/people/{who}`

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::leaderboard::PersonStanding;
use crate::{
    AppState,
    campaign::{Campaign, Person},
    problem::{Problem, ProblemBody},
    scalar::{MonthText, ScoreText, TimeText},
};

/// Contributions in one answer; the bundle's evidence has all of them.
const SHOWN: usize = 500;

/// One person: what is theirs, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonDetail {
    #[serde(flatten)]
    standing: PersonStanding,
    /// How many people were counted.
    of: usize,
    /// The ledger behind the score.
    months: Vec<MonthShown>,
    /// What the person did inside the window, newest first, at most 500.
    contributions: Vec<ContributionShown>,
    /// How many there are.
    contributions_total: usize,
}

/// What the person did in one repository in one month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthScore)]
pub(crate) struct MonthShown {
    /// The repository's id.
    repo: u64,
    month: MonthText,
    /// How many contributions of each kind.
    counts: BTreeMap<&'static str, u64>,
    score: ScoreText,
}

/// One contribution.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contribution)]
pub(crate) struct ContributionShown {
    #[schema(value_type = ContributionKindName)]
    kind: &'static str,
    /// The repository's id.
    repo: u64,
    /// The issue or pull request; `null` for commits.
    #[schema(required)]
    number: Option<u64>,
    /// Where it can be looked at; `null` for a clone without a known origin.
    #[schema(required, example = "https://github.com/ada-example/trees/pull/7")]
    url: Option<String>,
    at: TimeText,
    /// Lines added, for commits and pull requests.
    #[schema(required)]
    additions: Option<u64>,
    /// Lines removed, for commits and pull requests.
    #[schema(required)]
    deletions: Option<u64>,
}

/// The kinds of evidence.
#[derive(ToSchema)]
#[schema(as = ContributionKind, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum ContributionKindName {
    Commit,
    PullRequestOpened,
    PullRequestMerged,
    PullRequestClosed,
    Review,
    ReviewComment,
    IssueOpened,
    IssueComment,
}

fn months(person: &Person) -> Vec<MonthShown> {
    let shown = |month: &crate::campaign::PersonMonth| MonthShown {
        repo: month.repo.0,
        month: month.month.into(),
        counts: month.counts.iter().map(|(kind, count)| (kind.as_str(), *count)).collect(),
        score: month.score.into(),
    };
    person.months.iter().map(shown).collect()
}

fn contributions(campaign: &Campaign, person: &Person) -> Vec<ContributionShown> {
    let shown = |contribution: &tributary_model::Contribution| ContributionShown {
        kind: contribution.kind.as_str(),
        repo: contribution.repo.0,
        number: contribution.number,
        url: campaign.url(contribution),
        at: contribution.at.into(),
        additions: contribution.additions,
        deletions: contribution.deletions,
    };
    campaign.contributions(person).iter().take(SHOWN).map(shown).collect()
}

/// One person.
#[utoipa::path(get, path = "/campaigns/{slug}/people/{who}", tag = "people",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("who" = String, Path, description = "A login, a numeric GitHub id, an identity or an address.", example = "ada-example"),
    ),
    responses(
        (status = 200, description = "Amount, score, and the contributions behind it.", body = PersonDetail),
        (status = 404, description = "No such campaign, or no such person in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_person(
    State(state): State<AppState>,
    Path((slug, who)): Path<(String, String)>,
) -> Result<Json<PersonDetail>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let person = campaign.people.find(&who).ok_or(Problem::PersonNotFound { slug, who })?;
    Ok(Json(PersonDetail {
        standing: PersonStanding::of(person),
        of: campaign.people.list().len(),
        months: months(person),
        contributions: contributions(&campaign, person),
        contributions_total: campaign.contributions(person).len(),
    }))
}
