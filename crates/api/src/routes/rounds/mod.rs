//! Funding rounds: what is shared among whom, what a cart would add, and the files behind a result.

mod bundle_file;
mod donor;
mod estimate;
mod list;
mod project;
mod projects;
mod repository;
mod results;
mod round;
mod texts;
mod verify;

use serde::Serialize;
use tributary_engine::round::{DonorLine, RoundRules, Stage, prospects};
use tributary_model::{Amount, RepositoryName, RoundWindows, Verdict};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::campaign::ChainShown;
use crate::{
    AppState,
    problem::Problem,
    round_problem::RoundProblem,
    rounds::{RoundView, ServedRound, stands},
    scalar::{AddressText, AmountText, TimeText},
};

/// Everything that is only read.
pub(super) fn reading() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_rounds))
        .routes(routes!(round::get_round))
        .routes(routes!(projects::get_projects))
        .routes(routes!(project::get_project))
        .routes(routes!(donor::get_donor))
        .routes(routes!(estimate::estimate))
        .routes(routes!(texts::get_text))
        .routes(routes!(results::get_results))
        .routes(routes!(bundle_file::get_round_file))
        .routes(routes!(verify::verify_round))
}

/// What is kept.
pub(super) fn writing() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(texts::write_description)).routes(routes!(texts::write_reason))
}

/// What asks GitHub for a stranger.
pub(super) fn asking() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(repository::get_repository))
}

/// One round in a line.
#[derive(Debug, Serialize, ToSchema)]
struct RoundSummary {
    /// The short name in addresses.
    #[schema(example = "spring")]
    slug: String,
    #[schema(example = "Spring round")]
    name: String,
    description: String,
    chain: ChainShown,
    /// The contract; `null` until the round is opened.
    #[schema(required)]
    address: Option<AddressText>,
    /// What the pool is in.
    token: RoundToken,
    /// What the contract holds by its deposits.
    pool: AmountText,
    /// From here on the round counts as funded.
    goal: AmountText,
    is_funded: bool,
    state: RoundState,
    windows: Windows,
    /// How many projects are accepted.
    projects: u64,
    /// How many people gave.
    donors: u64,
    /// How many gifts arrived.
    donations: u64,
    /// What they are worth in the pool's token, as far as prices are known.
    given: AmountText,
    /// The round's clock: the chain's, where it is ahead of ours.
    now: TimeText,
}

/// A token of a round.
#[derive(Debug, Serialize, ToSchema)]
struct RoundToken {
    /// Zero is the chain's own coin.
    address: AddressText,
    #[schema(example = "DAI")]
    symbol: String,
    /// Digits behind the point.
    #[schema(example = 18)]
    decimals: u8,
}

/// When what may be done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoundWindows)]
struct Windows {
    applications_start: TimeText,
    applications_end: TimeText,
    /// Until then applications are reviewed and edited.
    review_end: TimeText,
    donations_start: TimeText,
    donations_end: TimeText,
    /// How long a result stands before it can be carried out.
    #[schema(example = 259_200)]
    challenge_seconds: u64,
    /// How long projects have to claim.
    #[schema(example = 7_776_000)]
    claims_seconds: u64,
    /// From then on anybody may call off a round that was not carried out.
    deadline: TimeText,
}

/// Where a round stands. Where two windows overlap, the later one is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RoundState {
    Draft,
    Waiting,
    Applications,
    Review,
    Donations,
    Tally,
    Challenge,
    Ready,
    Finalised,
    Cancelled,
}

/// From the least to the most that can be: never a number that cannot be paid.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = AmountRange)]
struct RangeShown {
    least: AmountText,
    most: AmountText,
}

/// What the reviewers decided about the revision that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Verdict)]
enum VerdictShown {
    Waiting,
    Accepted,
    Rejected,
}

/// How much of a donor's gifts counts, in decimal.
#[derive(Debug, Serialize, ToSchema)]
struct CoefficientShown {
    #[schema(example = "1")]
    now: String,
    /// At the tally at least.
    #[schema(example = "0")]
    least: String,
    /// At the tally at most.
    #[schema(example = "1")]
    most: String,
    /// The lists are frozen: `now` holds at the tally.
    is_final: bool,
    /// Why it is this.
    #[schema(example = "score 18")]
    reason: String,
}

/// A repository of an application.
#[derive(Debug, Serialize, ToSchema)]
struct RepositoryShown {
    /// GitHub's number.
    #[schema(example = 1024)]
    id: u64,
    /// As GitHub calls it, once it was asked; `null` before.
    #[schema(required, value_type = Option<String>, example = "ada-example/trees")]
    full_name: Option<RepositoryName>,
    /// What it was found to be: a kind of AI project, or `other`; `null` where it was not indexed.
    #[schema(required, example = "model")]
    kind: Option<String>,
}

impl RoundSummary {
    fn of(round: &ServedRound, view: &RoundView, state: &AppState) -> Self {
        let rules = round.rules();
        let now = state.round_now(round.slug());
        let pool = view.history.pool();
        let people: std::collections::BTreeSet<_> =
            view.history.gifts.iter().map(|gift| view.person(gift.donor)).collect();
        Self {
            slug: rules.slug.clone(),
            name: rules.name.clone(),
            description: rules.description.clone(),
            chain: ChainShown::of_round(round),
            address: round.contract().map(|(_, address)| address.into()),
            token: RoundToken {
                address: rules.pool.token.into(),
                symbol: rules.pool.symbol.clone(),
                decimals: rules.pool.decimals,
            },
            pool: pool.into(),
            goal: rules.pool.goal.into(),
            is_funded: pool >= rules.pool.goal,
            state: stands(round, view, now).into(),
            windows: rules.windows.into(),
            projects: count(view.history.accepted().count()),
            donors: count(people.len()),
            donations: count(view.history.gifts.len()),
            given: sum(view.history.gifts.iter().filter_map(|gift| view.value(gift.token, gift.amount))),
            now: now.into(),
        }
    }
}

impl CoefficientShown {
    fn of(rules: &RoundRules, line: &DonorLine, is_final: bool) -> Self {
        let range = prospects(rules, line.coefficient, is_final);
        let [now, least, most] = [line.coefficient, range.low, range.high].map(|each| each.to_string());
        Self { now, least, most, is_final, reason: line.reason.clone() }
    }
}

impl From<RoundWindows> for Windows {
    fn from(windows: RoundWindows) -> Self {
        Self {
            applications_start: windows.applications_start.into(),
            applications_end: windows.applications_end.into(),
            review_end: windows.review_end.into(),
            donations_start: windows.donations_start.into(),
            donations_end: windows.donations_end.into(),
            challenge_seconds: windows.challenge_seconds,
            claims_seconds: windows.claims_seconds,
            deadline: windows.deadline.into(),
        }
    }
}

impl From<Stage> for RoundState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Draft => Self::Draft,
            Stage::Waiting => Self::Waiting,
            Stage::Applications => Self::Applications,
            Stage::Review => Self::Review,
            Stage::Donations => Self::Donations,
            Stage::Tally => Self::Tally,
            Stage::Challenge => Self::Challenge,
            Stage::Ready => Self::Ready,
            Stage::Finalised => Self::Finalised,
            Stage::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Verdict> for VerdictShown {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Waiting => Self::Waiting,
            Verdict::Accepted => Self::Accepted,
            Verdict::Rejected => Self::Rejected,
        }
    }
}

impl From<tributary_qf::Range<Amount>> for RangeShown {
    fn from(range: tributary_qf::Range<Amount>) -> Self {
        Self { least: range.low.into(), most: range.high.into() }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).expect("what is counted in memory fits in 64 bits")
}

fn sum(amounts: impl Iterator<Item = Amount>) -> AmountText {
    amounts.sum::<Amount>().into()
}

/// The number of a project, as a path has it.
fn read_number(slug: &str, text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| RoundProblem::no_project(slug, text))
}
