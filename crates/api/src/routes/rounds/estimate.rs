//! `POST /rounds/{slug}/estimate`: what a cart would add. Nothing is kept.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
};
use serde::{Deserialize, Serialize};
use tributary_chain::Gift;
use tributary_engine::round::{CartEstimate, Prospect};
use tributary_model::{Address, Amount};
use utoipa::ToSchema;

use super::{CoefficientShown, RangeShown};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    round_problem::RoundProblem,
    rounds::published,
    scalar::{AddressText, AmountText},
};

/// As many gifts as the page's cart takes.
const MOST_GIFTS: usize = 50;

/// A cart.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EstimateRequest {
    /// Who would give; somebody new when missing.
    #[schema(value_type = Option<AddressText>)]
    donor: Option<Address>,
    /// At most 50.
    #[schema(max_items = 50)]
    gifts: Vec<GiftAsked>,
}

/// One gift of a cart.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GiftAsked {
    #[schema(example = 1)]
    project: u64,
    /// Zero is the chain's own coin.
    #[schema(value_type = AddressText)]
    token: Address,
    /// Base units of that token.
    #[schema(value_type = AmountText)]
    amount: Amount,
}

/// What a cart would do if the round closed with it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CartEstimateShown {
    /// Every project of the cart, by number.
    projects: Vec<ProjectEstimate>,
    /// Gifts that would not be matched, and why.
    skipped: Vec<SkippedGift>,
    coefficient: CoefficientShown,
}

/// One project's match before and after the cart.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectEstimate {
    project: u64,
    before: RangeShown,
    after: RangeShown,
    /// What the cart adds at least and at most.
    adds: RangeShown,
}

/// A gift that would not be matched.
#[derive(Debug, Serialize, ToSchema)]
struct SkippedGift {
    project: u64,
    reason: String,
}

impl From<Prospect> for ProjectEstimate {
    fn from(prospect: Prospect) -> Self {
        Self {
            project: prospect.project,
            before: prospect.before.into(),
            after: prospect.after.into(),
            adds: prospect.adds.into(),
        }
    }
}

/// What a cart would add to the matches of its projects.
#[utoipa::path(post, path = "/rounds/{slug}/estimate", tag = "rounds",
    params(("slug" = String, Path, description = "The round's short name.", example = "spring")),
    request_body = EstimateRequest,
    responses(
        (status = 200, description = "Ranges: from what the pool holds to what it is meant to hold, over all coefficients that donors may end with.", body = CartEstimateShown),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such round.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There is a result, or the round's rule cannot be estimated.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The gifts are too many or too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn estimate(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    body: Result<Json<EstimateRequest>, JsonRejection>,
) -> Result<Json<CartEstimateShown>, Problem> {
    let round = state.rounds().get(&slug)?;
    let Json(EstimateRequest { donor, gifts }) = body?;
    if gifts.is_empty() || gifts.len() > MOST_GIFTS {
        let message = format!("has {} gifts; 1 to {MOST_GIFTS} are estimated", gifts.len());
        return Err(RoundProblem::of_field("gifts", message));
    }
    let view = state.round_view(&round).await?;
    if published(&round, &view).is_some() {
        return Err(RoundProblem::NoEstimate.says("there is a result, which no gift changes any more"));
    }
    let cart: Vec<Gift> = gifts
        .into_iter()
        .map(|GiftAsked { project, token, amount }| Gift { project, token, amount })
        .collect();
    let line = view.donor(round.rules(), donor.unwrap_or_default());
    let coefficient = CoefficientShown::of(round.rules(), &line, view.is_final);
    let (asked, made) = (Arc::clone(&round), Arc::clone(&view));
    let told = tokio::task::spawn_blocking(move || made.cart(asked.rules(), donor, &cart)).await;
    let CartEstimate { projects, not_counted } = told.map_err(|error| {
        tracing::error!(%error, "an estimate panicked");
        Problem::Internal
    })??;
    let skipped =
        not_counted.into_iter().map(|gift| SkippedGift { project: gift.project, reason: gift.reason });
    let projects = projects.into_iter().map(ProjectEstimate::from).collect();
    Ok(Json(CartEstimateShown { projects, skipped: skipped.collect(), coefficient }))
}
