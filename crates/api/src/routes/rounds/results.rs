//! `GET /rounds/{slug}/results`

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::round::{Description, Matches, ProjectMatch};
use tributary_qf::{Reason, Receipt};
use utoipa::ToSchema;

use super::count;
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    round_problem::RoundProblem,
    rounds::{RoundView, Tallied, published},
    routes::campaign::FileShown,
    scalar::{AddressText, AmountText, HashText},
};

/// The result that stands on the chain.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundResults {
    /// SHA-256 of `manifest.json`.
    manifest: HashText,
    input_hash: HashText,
    root: HashText,
    /// What was to be shared.
    pool: AmountText,
    matched: AmountText,
    /// What no project gets: it goes back to the funders.
    dust: AmountText,
    /// Accepted projects, the largest match first.
    matches: Vec<ProjectResult>,
    /// Every file of the bundle, below `/api/v1/rounds/{slug}/bundle/`.
    files: BTreeMap<String, FileShown>,
}

/// One project's match.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectResult {
    project: u64,
    name: String,
    payout: AddressText,
    #[serde(rename = "match")]
    amount: AmountText,
    /// Why; `null` for a project that nobody gave to.
    #[schema(required)]
    receipt: Option<ReceiptShown>,
}

/// Why a project gets what it gets. Amounts are base units of the pool's token.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoundReceipt)]
pub(super) struct ReceiptShown {
    #[serde(rename = "match")]
    amount: AmountText,
    /// What was given to it, counted or not.
    received: AmountText,
    /// People who count.
    donors: u64,
    not_counted: Vec<NotCountedShown>,
    /// The raw match before the pool is shared, in decimal.
    #[schema(example = "48.5")]
    raw: String,
    /// What the cap took.
    cap_given: AmountText,
    /// What the caps of others gave.
    cap_received: AmountText,
    /// By how much agreement, connection or clusters lower the raw match; `null` for other rules.
    #[schema(required)]
    discount: Option<AmountText>,
    /// What the next gift of one token by somebody new would add.
    next: AmountText,
    sensitivity: SensitivityShown,
}

/// People who do not count, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotCounted)]
struct NotCountedShown {
    reason: NotCountedReason,
    donors: u32,
}

/// Why somebody does not count.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NotCountedReason {
    /// They belong to the project or review it.
    Excluded,
    /// They gave less than the minimum.
    Minimum,
    /// Their coefficient is 0.
    Coefficient,
}

/// The match without the most donors who gave to one and the same set of projects.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sensitivity)]
struct SensitivityShown {
    /// How many are left out.
    donors: u32,
    #[serde(rename = "match")]
    amount: AmountText,
}

impl ReceiptShown {
    pub(super) fn of(receipt: &Receipt) -> Self {
        let not_counted = receipt.not_counted.iter().map(|one| NotCountedShown {
            reason: match one.reason {
                Reason::Excluded => NotCountedReason::Excluded,
                Reason::Minimum => NotCountedReason::Minimum,
                Reason::Coefficient => NotCountedReason::Coefficient,
            },
            donors: one.donors,
        });
        Self {
            amount: receipt.amount.into(),
            received: receipt.received.into(),
            donors: count(receipt.donors),
            not_counted: not_counted.collect(),
            raw: receipt.raw.clone(),
            cap_given: receipt.cap_given.into(),
            cap_received: receipt.cap_received.into(),
            discount: receipt.discount.map(AmountText),
            next: receipt.next.into(),
            sensitivity: SensitivityShown {
                donors: receipt.sensitivity.donors,
                amount: receipt.sensitivity.amount.into(),
            },
        }
    }
}

impl RoundResults {
    fn of(result: &Tallied, view: &RoundView) -> Self {
        let Tallied { manifest, hash, matches } = result;
        let mut lines: Vec<&ProjectMatch> = matches.projects.iter().collect();
        lines.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.project.cmp(&b.project)));
        let shown = |entry: &tributary_engine::bundle::FileEntry| FileShown::of(entry);
        Self {
            manifest: (*hash).into(),
            input_hash: manifest.input_hash.into(),
            root: manifest.root.into(),
            pool: matches.pool.into(),
            matched: matches.matched.into(),
            dust: matches.dust.into(),
            matches: lines.into_iter().map(|line| ProjectResult::of(line, matches, view)).collect(),
            files: manifest.files.iter().map(|(name, entry)| (name.clone(), shown(entry))).collect(),
        }
    }
}

impl ProjectResult {
    fn of(line: &ProjectMatch, matches: &Matches, view: &RoundView) -> Self {
        let project = view.history.projects.get(&line.project);
        let text = project.and_then(|project| view.texts.get(&project.current().metadata_hash));
        let said = text.and_then(|text| Description::parse(text));
        Self {
            project: line.project,
            name: said.map_or_else(|| format!("Project {}", line.project), |said| said.name),
            payout: line.payout.into(),
            amount: line.amount.into(),
            receipt: matches.receipt(line.project).map(ReceiptShown::of),
        }
    }
}

/// The result that was proposed or carried out, with every receipt.
#[utoipa::path(get, path = "/rounds/{slug}/results", tag = "rounds",
    params(("slug" = String, Path, description = "The round's short name.", example = "spring")),
    responses(
        (status = 200, description = "Matches, receipts and files.", body = RoundResults),
        (status = 404, description = "No such round, or no result of it on the chain.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_results(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<RoundResults>, Problem> {
    let round = state.rounds().get(&slug)?;
    let view = state.round_view(&round).await?;
    let result = published(&round, &view).ok_or_else(|| RoundProblem::no_result(&slug))?;
    Ok(Json(RoundResults::of(result, &view)))
}
