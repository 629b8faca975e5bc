//! `POST /campaigns/{slug}/appeals` and `GET /campaigns/{slug}/people/{who}/appeals`
//!
//! Nobody has to prove who they are, so an appeal is kept for the maintainer and decides nothing. What was written and
//! where it was said is for the maintainer alone; everybody may see that it waits, and the answer.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use tributary_engine::bundle::BundleError;
use tributary_model::{
    Appeal, AppealDraft, AppealError, AppealKind, AppealState, AppealSubject, ContributionKind, Identity,
    RepositoryName,
};
use utoipa::ToSchema;

use super::receipt::ContributionKindName;
use crate::{
    AppState,
    campaign::Campaign,
    problem::{Problem, ProblemBody},
    scalar::TimeText,
};

/// What somebody asks of the maintainer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealRequest {
    /// A login, a numeric GitHub id, an identity or an address.
    #[schema(example = "ada-example")]
    who: String,
    #[schema(value_type = AppealKindName)]
    kind: AppealKind,
    /// The one contribution that it is about; the whole share when missing. Never with `opt_out`.
    contribution: Option<ContributionNamed>,
    /// Why: plain text of 1 to 1000 characters on one line. Only the maintainer reads it.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "The pull request 12 is mine; it was merged by hand."
    )]
    reason: String,
    /// Where you said the same under your own account, which shows that it is you: an address that begins with
    /// `https://github.com/` or `https://gist.github.com/`. Only the maintainer sees it.
    #[schema(max_length = 500, example = "https://github.com/ada-example/trees/issues/7")]
    url: Option<String>,
}

/// A contribution of a receipt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContributionNamed {
    /// The repository's name.
    #[schema(value_type = String, example = "ada-example/trees")]
    repository: RepositoryName,
    #[schema(value_type = ContributionKindName)]
    kind: ContributionKind,
    /// Its `key` in the receipt.
    #[schema(example = "5000000001")]
    key: String,
}

/// What became of an appeal. Its reason is not shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Appeal)]
pub(crate) struct AppealShown {
    id: u64,
    #[schema(value_type = AppealKindName)]
    kind: AppealKind,
    #[schema(value_type = AppealStateName)]
    state: AppealState,
    received_at: TimeText,
    /// What the maintainer said; `null` while it waits.
    #[schema(required)]
    answer: Option<String>,
    /// When that was; `null` while it waits.
    #[schema(required)]
    decided_at: Option<TimeText>,
}

/// Somebody's appeals.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppealList {
    /// In the order in which they came in.
    appeals: Vec<AppealShown>,
}

/// What is asked for: not to be paid, or to look again.
#[derive(ToSchema)]
#[schema(as = AppealKind, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum AppealKindName {
    OptOut,
    Appeal,
}

/// Where an appeal stands.
#[derive(ToSchema)]
#[schema(as = AppealState, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum AppealStateName {
    Waiting,
    Accepted,
    Declined,
}

impl From<Appeal> for AppealShown {
    fn from(appeal: Appeal) -> Self {
        let state = appeal.state();
        Self {
            id: appeal.id,
            kind: appeal.draft.kind,
            state,
            received_at: appeal.draft.received_at.into(),
            decided_at: appeal.decision.as_ref().map(|decision| decision.decided_at.into()),
            answer: appeal.decision.map(|decision| decision.answer),
        }
    }
}

/// Ask to be left out, or say that something is wrong.
///
/// Anybody can write this in anybody's name, so it decides nothing: the maintainer does, before the airdrop is deployed.
/// From the deployment on it is refused.
#[utoipa::path(post, path = "/campaigns/{slug}/appeals", tag = "appeals",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    request_body = AppealRequest,
    responses(
        (status = 201, description = "It is kept, and the maintainer will see it.", body = AppealShown),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or no such person in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The airdrop is deployed, others of this person wait to be decided, or more than one account has the login.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A part of it cannot be kept; `field` names it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn write_appeal(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    body: Result<Json<AppealRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<AppealShown>), Problem> {
    let campaign = state.catalog().get(&slug)?;
    still_open(&campaign).await?;
    let Json(request) = body?;
    let identity = campaign.ledger.find(&request.who)?;
    let draft = AppealDraft {
        kind: kind(&campaign, identity, &request)?,
        subject: request
            .contribution
            .as_ref()
            .map(|named| subject(&campaign, identity, named))
            .transpose()?,
        reason: request.reason.parse().map_err(refused("reason"))?,
        url: request.url.map(|url| url.parse().map_err(refused("url"))).transpose()?,
        received_at: state.now(),
        campaign: slug,
        identity,
    };
    let appeal = state.store().save_appeal(&draft).await?;
    Ok((StatusCode::CREATED, Json(appeal.into())))
}

/// What somebody asked for, and the maintainer's answers.
///
/// Reasons and links are not shown: only the maintainer sees them.
#[utoipa::path(get, path = "/campaigns/{slug}/people/{who}/appeals", tag = "appeals",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("who" = String, Path, description = "A login, a numeric GitHub id, an identity or an address.", example = "ada-example"),
    ),
    responses(
        (status = 200, description = "Kinds, states, moments and answers.", body = AppealList),
        (status = 404, description = "No such campaign, or no such person in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A login that more than one account has; ask by id.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_appeals(
    State(state): State<AppState>,
    Path((slug, who)): Path<(String, String)>,
) -> Result<Json<AppealList>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let identity = campaign.ledger.find(&who)?;
    let appeals = state.store().appeals_of(&slug, identity).await?;
    Ok(Json(AppealList { appeals: appeals.into_iter().map(AppealShown::from).collect() }))
}

fn refused(field: &'static str) -> impl Fn(AppealError) -> Problem {
    move |error| Problem::BadAppeal { field, message: error.to_string() }
}

/// Looks at the folder itself: the campaign in memory may be seconds older than its deployment.
async fn still_open(campaign: &Arc<Campaign>) -> Result<(), Problem> {
    let asked = Arc::clone(campaign);
    let since = tokio::task::spawn_blocking(move || closed_since(&asked)).await.map_err(|error| {
        tracing::error!(%error, "looking for a deployment panicked");
        Problem::Internal
    })??;
    since.map_or(Ok(()), |since| Err(Problem::AppealsClosed(since)))
}

/// Since when nothing can change, in words; `None` while the airdrop is not deployed.
fn closed_since(campaign: &Campaign) -> Result<Option<String>, BundleError> {
    let slug = campaign.slug();
    if let Some(deployment) = campaign.bundle.deployment()? {
        let (chain, block) = (deployment.chain_id, deployment.block);
        return Ok(Some(format!("`{slug}` stands on chain {chain} since block {block}")));
    }
    let begun = campaign.bundle.deploying()?;
    Ok(begun.map(|begun| format!("`{slug}` is being deployed to chain {}", begun.chain_id)))
}

/// What somebody may ask for.
fn kind(campaign: &Campaign, identity: Identity, request: &AppealRequest) -> Result<AppealKind, Problem> {
    let error = |field, message: String| Err(Problem::BadAppeal { field, message });
    if let Identity::Agent(_) | Identity::Ghost = identity {
        return error("who", format!("`{identity}` is nobody's account or address; appeals are for people"));
    }
    if request.kind == AppealKind::Appeal {
        return Ok(request.kind);
    }
    if request.contribution.is_some() {
        return error("contribution", "`opt_out` is about the whole share; remove `contribution`".to_owned());
    }
    if campaign.people.get(identity).is_some_and(|person| person.excluded.is_some()) {
        return error(
            "kind",
            format!("`{identity}` is not paid as it is; there is nothing to be left out of"),
        );
    }
    Ok(request.kind)
}

/// The contribution that is meant; it must stand in the person's receipt.
fn subject(
    campaign: &Campaign,
    identity: Identity,
    named: &ContributionNamed,
) -> Result<AppealSubject, Problem> {
    let ContributionNamed { repository, kind, key } = named;
    let known = campaign.bundle.manifest().repositories.iter().find(|one| one.name.matches(repository));
    let lines = campaign.ledger.receipt(identity)?.contributions;
    let found = lines.into_iter().map(|line| line.contribution).find(|one| {
        known.is_some_and(|known| known.id == one.repo) && one.kind == *kind && one.key == key.as_str()
    });
    let found = found.ok_or_else(|| Problem::BadAppeal {
        field: "contribution",
        message: format!(
            "the receipt of `{identity}` has no `{}` with the key `{key}` in `{repository}`; name one that it shows",
            kind.as_str()
        ),
    })?;
    Ok(AppealSubject { repo: found.repo, kind: found.kind, key: found.key.to_string() })
}
