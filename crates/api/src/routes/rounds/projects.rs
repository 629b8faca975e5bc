//! `GET /rounds/{slug}/projects`

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::round::{Description, Project};
use tributary_model::Address;
use utoipa::ToSchema;

use super::{RangeShown, RepositoryShown, VerdictShown, count, sum};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    rounds::{RoundView, ServedRound, published},
    scalar::{AddressText, AmountText, HashText},
};

/// Every project that applied, by number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundProjects {
    projects: Vec<RoundProject>,
}

/// One project that applied.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundProject {
    /// Counted from one.
    #[schema(example = 1)]
    number: u64,
    /// Who may edit the application.
    applicant: AddressText,
    /// Where gifts and the match go.
    payout: AddressText,
    /// Which revision holds.
    revision: u32,
    verdict: VerdictShown,
    repositories: Vec<RepositoryShown>,
    #[schema(example = "Trees")]
    name: String,
    /// One sentence.
    summary: String,
    #[schema(required, example = "https://trees.example.org")]
    url: Option<String>,
    /// Does a file in every repository name the payout? `null` while GitHub was not asked about all of them.
    #[schema(required)]
    proved: Option<bool>,
    /// What each reviewer says of the revision that holds.
    reviews: Vec<ReviewShown>,
    /// What its gifts are worth in the pool's token, as far as prices are known.
    given: AmountText,
    /// How many people gave to it.
    donors: u64,
    gifts: u64,
    /// What it would get if the round closed now; `null` when it is not accepted or there is a result.
    #[schema(required)]
    estimate: Option<RangeShown>,
    /// What the published result gives it.
    #[serde(rename = "match")]
    #[schema(required)]
    amount: Option<AmountText>,
}

/// One reviewer's word about the revision that holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Review)]
struct ReviewShown {
    reviewer: AddressText,
    verdict: VerdictShown,
    /// Why; `null` when the text is not kept here.
    #[schema(required)]
    reason: Option<String>,
    /// SHA-256 of the reason.
    reason_hash: HashText,
}

impl RoundProject {
    pub(super) fn of(round: &ServedRound, view: &RoundView, state: &AppState, project: &Project) -> Self {
        let current = project.current();
        let text = view.texts.get(&current.metadata_hash);
        let said = text.and_then(|text| Description::parse(text));
        let gifts = || view.history.gifts.iter().filter(|gift| gift.project == project.number);
        let people: BTreeSet<_> = gifts().map(|gift| view.person(gift.donor)).collect();
        let result = published(round, view);
        let amount = result.and_then(|result| Some(result.line(project.number)?.amount));
        let (repositories, proved) = repositories(round, view, state, project);
        Self {
            number: project.number,
            applicant: project.applicant.into(),
            payout: current.payout.into(),
            revision: current.revision,
            verdict: project.verdict.into(),
            repositories,
            name: said
                .as_ref()
                .map_or_else(|| format!("Project {}", project.number), |said| said.name.clone()),
            summary: said.as_ref().map_or_else(|| NOT_KEPT.to_owned(), |said| said.summary.clone()),
            url: said.and_then(|said| said.url),
            proved,
            reviews: reviews(view, project),
            given: sum(gifts().filter_map(|gift| view.value(gift.token, gift.amount))),
            donors: count(people.len()),
            gifts: count(gifts().count()),
            estimate: view.estimate(project.number).filter(|_| result.is_none()).map(RangeShown::from),
            amount: amount.map(AmountText),
        }
    }
}

/// In place of a sentence that nobody published here.
const NOT_KEPT: &str = "Its description is not kept here; only its hash stands on the chain.";

/// The repositories with what GitHub said last, and whether all of them name the payout.
fn repositories(
    round: &ServedRound,
    view: &RoundView,
    state: &AppState,
    project: &Project,
) -> (Vec<RepositoryShown>, Option<bool>) {
    let current = project.current();
    let address = round.contract().map_or(Address::ZERO, |(_, address)| address);
    let mut proved = Some(true);
    let shown = current.repositories.iter().map(|id| {
        let said = state.repository_words().said(address, *id, current.payout);
        proved = match (&proved, &said) {
            (Some(false), _) | (_, Some(None)) => Some(false),
            (_, Some(Some(word))) if word.missing.is_some() => Some(false),
            (None, _) | (_, None) => None,
            (Some(true), Some(Some(_))) => Some(true),
        };
        let name = said.flatten().map(|word| word.repository.name).or_else(|| view.names.get(id).cloned());
        RepositoryShown { id: id.0, full_name: name, kind: view.kinds.get(id).cloned() }
    });
    (shown.collect(), proved)
}

fn reviews(view: &RoundView, project: &Project) -> Vec<ReviewShown> {
    let shown = |review: &tributary_engine::round::Review| ReviewShown {
        reviewer: review.reviewer.into(),
        verdict: review.verdict.into(),
        reason: view.texts.get(&review.reason_hash).cloned(),
        reason_hash: review.reason_hash.into(),
    };
    project.standing_reviews().into_iter().map(shown).collect()
}

/// Every project that applied, with its gifts and what it would get.
#[utoipa::path(get, path = "/rounds/{slug}/projects", tag = "rounds",
    params(("slug" = String, Path, description = "The round's short name.", example = "spring")),
    responses(
        (status = 200, description = "Applications in every state, by number.", body = RoundProjects),
        (status = 404, description = "No such round.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_projects(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<RoundProjects>, Problem> {
    let round = state.rounds().get(&slug)?;
    let view = state.round_view(&round).await?;
    let projects = view.history.projects.values();
    let projects = projects.map(|project| RoundProject::of(&round, &view, &state, project)).collect();
    Ok(Json(RoundProjects { projects }))
}
