//! `GET /campaigns/{slug}/verify`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::verify::{Check, Status, verify_offline};
use utoipa::ToSchema;

use crate::{
    AppState, ChainStatus,
    problem::{Problem, ProblemBody},
};

/// What this server found when it recomputed the campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifyReport {
    /// Every check holds or was skipped.
    holds: bool,
    /// In the order of the road from evidence to contract.
    checks: Vec<CheckShown>,
}

impl VerifyReport {
    pub(super) fn of(checks: &[Check]) -> Self {
        let holds = checks.iter().all(|check| check.status != Status::Fail);
        Self { holds, checks: checks.iter().map(CheckShown::of).collect() }
    }
}

/// One line of the report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Check)]
pub(crate) struct CheckShown {
    /// A stable name for programs.
    #[schema(example = "files")]
    id: String,
    /// What is claimed, in words.
    title: String,
    status: CheckStatus,
    /// What was found.
    detail: String,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CheckStatus {
    Pass,
    Fail,
    /// It was not made, and the detail says why.
    Skipped,
}

impl CheckShown {
    fn of(check: &Check) -> Self {
        let status = match check.status {
            Status::Pass => CheckStatus::Pass,
            Status::Fail => CheckStatus::Fail,
            Status::Skipped => CheckStatus::Skipped,
        };
        Self { id: check.id.to_owned(), title: check.title.to_owned(), status, detail: check.detail.clone() }
    }
}

/// The contract's checks as the follower made them last, or the reason why there are none.
fn chain_checks(deployed: bool, status: Option<&ChainStatus>) -> Vec<CheckShown> {
    let skipped = |detail: String| CheckShown {
        id: "chain".to_owned(),
        title: "the contract is what the bundle says".to_owned(),
        status: CheckStatus::Skipped,
        detail,
    };
    match (deployed, status) {
        (false, _) => vec![skipped("there is no contract yet".to_owned())],
        (true, None) => vec![skipped("the chain was not asked yet; try again in some seconds".to_owned())],
        (true, Some(ChainStatus::Unreachable(why))) => {
            vec![skipped(format!("the chain does not answer: {why}"))]
        }
        (true, Some(ChainStatus::Seen(view))) => view.checks.iter().map(CheckShown::of).collect(),
    }
}

/// Recomputes a campaign from its bundle and compares it with the chain. The part that needs only
/// the files is made once in ten minutes, the chain's part is at most 30 seconds old.
#[utoipa::path(get, path = "/campaigns/{slug}/verify", tag = "campaigns",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    responses(
        (status = 200, description = "One line for each check, whether it holds or not.", body = VerifyReport),
        (status = 404, description = "No such campaign.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn verify_campaign(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<VerifyReport>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let report = state.offline_report(&campaign, |campaign| verify_offline(&campaign.bundle)).await?;
    let status = state.chain_status(&slug);
    let mut checks: Vec<CheckShown> = report.checks.iter().map(CheckShown::of).collect();
    checks.extend(chain_checks(campaign.deployment.is_some(), status.as_deref()));
    let holds = checks.iter().all(|check| !matches!(check.status, CheckStatus::Fail));
    Ok(Json(VerifyReport { holds, checks }))
}
