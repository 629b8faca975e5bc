//! `GET /campaigns/{slug}/sponsor`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::relay::Offer;
use utoipa::ToSchema;

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
};

/// Whether claims are sent without gas of one's own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SponsorShown {
    /// A claim that is handed in now is sent now.
    offered: bool,
    /// Why not, in words; `null` when it is.
    #[schema(
        required,
        example = "the sponsor's budget for this hour, 0.1 ether, is used up; it has room again in 600 s"
    )]
    reason: Option<String>,
}

/// Does somebody pay the gas of claims?
///
/// Everybody can send their own claim, whatever this says.
#[utoipa::path(get, path = "/campaigns/{slug}/sponsor", tag = "relays",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    responses(
        (status = 200, description = "Whether, and why not.", body = SponsorShown),
        (status = 404, description = "No such campaign.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_sponsor(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<SponsorShown>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let reason = match (&campaign.deployment, state.sponsorship()) {
        (None, _) => Some(format!("`{slug}` is not deployed, so there is nothing to claim")),
        (Some(_), None) => Some("this server pays for nobody's claim".to_owned()),
        (Some(deployed), Some(sponsorship)) => match sponsorship.of(&campaign).await {
            Err(error) => Some(error.to_string()),
            Ok(sponsor) => match sponsor.offer(deployed.record.airdrop).await? {
                Offer::Open => None,
                Offer::Full(refusal) => Some(refusal.to_string()),
                Offer::Waits(reason) => Some(reason),
            },
        },
    };
    Ok(Json(SponsorShown { offered: reason.is_none(), reason }))
}
