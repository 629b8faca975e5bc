//! `GET /campaigns/{slug}/leaderboard`

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    AppState,
    campaign::Person,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, IdentityText, ScoreText},
    state::Claims,
};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;

/// Which part of the leaderboard.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeaderboardQuery {
    /// People to pass over.
    #[serde(default)]
    #[param(default = 0)]
    offset: usize,
    /// People to give, at most 1000.
    #[serde(default = "default_limit")]
    #[param(default = 100, maximum = 1000)]
    limit: usize,
    /// Only people whose login, identity or address contains this.
    #[serde(default)]
    #[param(example = "ada")]
    q: String,
}

const fn default_limit() -> usize {
    DEFAULT_LIMIT
}

/// A part of the leaderboard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Leaderboard {
    /// How many people match.
    total: usize,
    offset: usize,
    limit: usize,
    people: Vec<LeaderboardPerson>,
}

/// One person's line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeaderboardPerson {
    #[serde(flatten)]
    standing: PersonStanding,
    /// Whether all that the leaf is worth was paid; `null` without a leaf or until the contract is followed.
    #[schema(required)]
    claimed: Option<bool>,
    /// What was paid so far; `null` without a leaf or until the contract is followed.
    #[schema(required)]
    paid: Option<AmountText>,
}

/// What every answer says about a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonStanding {
    /// 1 for the highest score; equal scores share a rank.
    #[schema(example = 3)]
    rank: u64,
    identity: IdentityText,
    /// For showing only: logins change.
    #[schema(required, example = "ada-example")]
    login: Option<String>,
    /// What kind of account; `null` for e-mails and deleted accounts.
    #[schema(required)]
    kind: Option<AccountKind>,
    score: ScoreText,
    /// Of the pool; of a recurring airdrop, of this epoch's.
    amount: AmountText,
    /// What stood for the leaf in the list before; `null` in a first list, and where there is one list alone.
    #[schema(required)]
    standing: Option<AmountText>,
    /// What the leaf is worth, the amount and what stood before; `null` where that is the amount.
    #[schema(required)]
    cumulative: Option<AmountText>,
    /// Millionths of the pool, rounded down.
    #[schema(example = 41_250)]
    share_ppm: u64,
    /// Where it is paid; `null` without a wallet. With a leaf it is then paid to the GitHub account.
    #[schema(required)]
    address: Option<AddressText>,
    /// The leaf; `null` without one.
    #[schema(required)]
    index: Option<u64>,
    /// What a limit did: `capped` or `below_minimum`.
    #[schema(required, value_type = Option<NoteName>)]
    note: Option<&'static str>,
    /// Why nothing is paid: `bot`, `organization`, `mannequin` or `ghost`.
    #[schema(required, value_type = Option<ExclusionName>)]
    excluded: Option<&'static str>,
}

/// What kind of account GitHub says it is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountKind {
    User,
    Bot,
    Organization,
    Mannequin,
}

/// What a limit did to somebody's share.
#[derive(ToSchema)]
#[schema(as = Note, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum NoteName {
    Capped,
    BelowMinimum,
}

/// Why somebody is counted and not paid.
#[derive(ToSchema)]
#[schema(as = Exclusion, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum ExclusionName {
    Bot,
    Agent,
    Organization,
    Mannequin,
    Ghost,
    Override,
}

impl PersonStanding {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            rank: person.rank,
            identity: person.identity.into(),
            login: person.login.clone(),
            kind: person.kind.map(AccountKind::of),
            score: person.score.into(),
            amount: person.amount.into(),
            standing: person.standing.map(AmountText::from),
            cumulative: person.cumulative.map(AmountText::from),
            share_ppm: person.share_ppm,
            address: person.address.map(AddressText),
            index: person.index,
            note: person.note,
            excluded: person.excluded,
        }
    }
}

impl AccountKind {
    const fn of(kind: tributary_model::AccountKind) -> Self {
        match kind {
            tributary_model::AccountKind::User => Self::User,
            tributary_model::AccountKind::Bot => Self::Bot,
            tributary_model::AccountKind::Organization => Self::Organization,
            tributary_model::AccountKind::Mannequin => Self::Mannequin,
        }
    }
}

fn line(person: &Person, claims: Option<&Claims>) -> LeaderboardPerson {
    let paid = person.index.zip(claims).map(|(index, claims)| claims.paid.get(&index).copied());
    let claimed = paid.map(|paid| paid.is_some_and(|paid| paid >= person.leaf_amount()));
    let paid = paid.map(|paid| paid.unwrap_or_default().into());
    LeaderboardPerson { standing: PersonStanding::of(person), claimed, paid }
}

fn contains(person: &Person, lower: &str) -> bool {
    let login = person.login.as_ref().is_some_and(|login| login.to_ascii_lowercase().contains(lower));
    let address = || person.address.is_some_and(|address| format!("{address:#x}").contains(lower));
    login || person.identity.to_string().contains(lower) || address()
}

/// Everybody, by rank.
#[utoipa::path(get, path = "/campaigns/{slug}/leaderboard", tag = "people",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"), LeaderboardQuery),
    responses(
        (status = 200, description = "The people asked for, by rank.", body = Leaderboard),
        (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_leaderboard(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    query: Result<Query<LeaderboardQuery>, QueryRejection>,
) -> Result<Json<Leaderboard>, Problem> {
    let Query(LeaderboardQuery { offset, limit, q }) = query?;
    if limit > MAX_LIMIT {
        return Err(Problem::BadQuery(format!(
            "`limit` is {limit}; at most {MAX_LIMIT} people are given at once"
        )));
    }
    let campaign = state.catalog().get(&slug)?;
    let claims = state.claims(&campaign).await?;
    let lower = q.trim().to_ascii_lowercase();
    let matching: Vec<&Person> =
        campaign.people.list().iter().filter(|person| lower.is_empty() || contains(person, &lower)).collect();
    let people =
        matching.iter().skip(offset).take(limit).map(|person| line(person, claims.as_deref())).collect();
    Ok(Json(Leaderboard { total: matching.len(), offset, limit, people }))
}
