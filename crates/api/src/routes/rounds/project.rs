//! `GET /rounds/{slug}/projects/{number}`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::{
    contributors::{Contributor, contributors},
    round::{Description, GiftMade, Project},
};
use tributary_model::{RepoId, Timestamp, Window};
use utoipa::ToSchema;

use super::{projects::RoundProject, read_number, results::ReceiptShown};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    round_problem::RoundProblem,
    rounds::{RoundView, ServedRound, published},
    scalar::{AddressText, AmountText, HashText, ScoreText, TimeText},
};

/// Whose work of the last year counts as building it.
const YEAR: i64 = 31_536_000;
const MOST_PEOPLE: usize = 50;

/// Everything about one project.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProjectDetail {
    #[serde(flatten)]
    project: RoundProject,
    /// What it says about itself: plain text.
    description: String,
    /// SHA-256 of the description's bytes; the contract keeps it.
    metadata_hash: HashText,
    /// Every revision, the one that holds last.
    history: Vec<RevisionShown>,
    /// Who builds its repositories, by what was indexed of the last year; at most 50.
    people: Vec<Builder>,
    /// Every gift, the newest first.
    donations: Vec<DonationShown>,
    /// Why its match is what it is, once there is a result.
    #[schema(required)]
    receipt: Option<ReceiptShown>,
}

/// One revision of an application.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Revision)]
struct RevisionShown {
    revision: u32,
    payout: AddressText,
    metadata_hash: HashText,
    at: TimeText,
}

/// One person's points by `opendigger-activity`.
#[derive(Debug, Serialize, ToSchema)]
struct Builder {
    /// The numeric GitHub id.
    id: u64,
    /// The login when last seen.
    #[schema(required, example = "ada-example")]
    login: Option<String>,
    score: ScoreText,
}

/// A gift that arrived.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Donation)]
pub(super) struct DonationShown {
    project: u64,
    donor: AddressText,
    /// Zero is the chain's own coin.
    token: AddressText,
    /// Base units of that token.
    amount: AmountText,
    /// In units of the pool's token; `null` while its price is not known.
    #[schema(required)]
    value: Option<AmountText>,
    tx: HashText,
    time: TimeText,
}

impl DonationShown {
    pub(super) fn of(view: &RoundView, gift: &GiftMade) -> Self {
        Self {
            project: gift.project,
            donor: gift.donor.into(),
            token: gift.token.into(),
            amount: gift.amount.into(),
            value: view.value(gift.token, gift.amount).map(AmountText),
            tx: gift.tx_hash.into(),
            time: gift.at.into(),
        }
    }
}

impl ProjectDetail {
    fn of(
        round: &ServedRound,
        view: &RoundView,
        state: &AppState,
        project: &Project,
        people: Vec<Contributor>,
    ) -> Self {
        let current = project.current();
        let text = view.texts.get(&current.metadata_hash);
        let gifts = view.history.gifts.iter().rev().filter(|gift| gift.project == project.number);
        let receipt = published(round, view).and_then(|result| result.matches.receipt(project.number));
        Self {
            project: RoundProject::of(round, view, state, project),
            description: text
                .and_then(|text| Description::parse(text))
                .map_or_else(String::new, |said| said.description),
            metadata_hash: current.metadata_hash.into(),
            history: history(project),
            people: people.into_iter().map(Builder::from).collect(),
            donations: gifts.map(|gift| DonationShown::of(view, gift)).collect(),
            receipt: receipt.map(ReceiptShown::of),
        }
    }
}

impl From<Contributor> for Builder {
    fn from(person: Contributor) -> Self {
        Self { id: person.id.0, login: person.login, score: person.score.0.into() }
    }
}

fn history(project: &Project) -> Vec<RevisionShown> {
    let shown = |revision: &tributary_engine::round::Revision| RevisionShown {
        revision: revision.revision,
        payout: revision.payout.into(),
        metadata_hash: revision.metadata_hash.into(),
        at: revision.at.into(),
    };
    project.revisions.iter().map(shown).collect()
}

/// The year before now.
fn year(now: Timestamp) -> Option<Window> {
    Window::new(Timestamp::from_unix(now.unix() - YEAR)?, now).ok()
}

/// One project: what it is, who builds it, who gave, and why its match is what it is.
#[utoipa::path(get, path = "/rounds/{slug}/projects/{number}", tag = "rounds",
    params(
        ("slug" = String, Path, description = "The round's short name.", example = "spring"),
        ("number" = String, Path, description = "The project's number.", example = "1"),
    ),
    responses(
        (status = 200, description = "Description, people, gifts, reviews and the receipt.", body = ProjectDetail),
        (status = 404, description = "No such round, or no such project in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_project(
    State(state): State<AppState>,
    Path((slug, number)): Path<(String, String)>,
) -> Result<Json<ProjectDetail>, Problem> {
    let round = state.rounds().get(&slug)?;
    let wanted = read_number(&slug, &number)?;
    let view = state.round_view(&round).await?;
    let project =
        view.history.projects.get(&wanted).ok_or_else(|| RoundProblem::no_project(&slug, &number))?;
    let repositories: Vec<RepoId> = project.current().repositories.clone();
    let people = match year(state.now()) {
        Some(window) => contributors(state.store(), &repositories, window, MOST_PEOPLE).await?,
        None => Vec::new(),
    };
    Ok(Json(ProjectDetail::of(&round, &view, &state, project, people)))
}
