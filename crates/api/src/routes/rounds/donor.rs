//! `GET /rounds/{slug}/donors/{address}`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::round::DonorLine;
use tributary_model::Address;
use tributary_storage::ShownCoefficient;
use utoipa::ToSchema;

use super::{CoefficientShown, project::DonationShown};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    rounds::{RoundView, ServedRound},
    routes::read_address,
    scalar::{AddressText, TimeText},
};

/// Somebody who gave, or may give.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundDonor {
    donor: AddressText,
    /// Under which name the person's wallets count as one.
    person: String,
    coefficient: CoefficientShown,
    /// What was shown at first, where it was something else.
    #[schema(required)]
    was: Option<EarlierCoefficient>,
    /// The gifts of this wallet, the newest first.
    gifts: Vec<DonationShown>,
}

/// A coefficient that a donor was shown before.
#[derive(Debug, Serialize, ToSchema)]
struct EarlierCoefficient {
    #[schema(example = "1")]
    coefficient: String,
    reason: String,
    /// When.
    at: TimeText,
}

/// What a donor was shown first, if it differs from now. It is noted for those who gave: of others there is no end.
async fn was(
    state: &AppState,
    round: &ServedRound,
    view: &RoundView,
    line: &DonorLine,
) -> Result<Option<EarlierCoefficient>, Problem> {
    let Some((chain_id, address)) = round.contract() else { return Ok(None) };
    let coefficient = line.coefficient.to_string();
    match state.store().shown(chain_id, address, line.donor).await? {
        Some(shown) if shown.coefficient == coefficient => Ok(None),
        Some(shown) => Ok(Some(EarlierCoefficient {
            coefficient: shown.coefficient,
            reason: shown.reason,
            at: shown.shown_at.into(),
        })),
        None if view.person(line.donor).is_none() => Ok(None),
        None => {
            let (donor, reason) = (line.donor, line.reason.clone());
            let shown = ShownCoefficient { donor, coefficient, reason, shown_at: state.now() };
            state.store().save_shown(chain_id, address, &shown).await?;
            Ok(None)
        }
    }
}

/// How far a donor's gifts count, and which there are.
#[utoipa::path(get, path = "/rounds/{slug}/donors/{address}", tag = "rounds",
    params(
        ("slug" = String, Path, description = "The round's short name.", example = "spring"),
        ("address" = String, Path, description = "The donor's address.", example = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    ),
    responses(
        (status = 200, description = "Coefficient, why it is that, and gifts; nobody has to have given.", body = RoundDonor),
        (status = 400, description = "Not an address.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such round.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_donor(
    State(state): State<AppState>,
    Path((slug, address)): Path<(String, String)>,
) -> Result<Json<RoundDonor>, Problem> {
    let round = state.rounds().get(&slug)?;
    let donor: Address = read_address(&address)?;
    let view = state.round_view(&round).await?;
    let line = view.donor(round.rules(), donor);
    let was = was(&state, &round, &view, &line).await?;
    let gifts = view.history.gifts.iter().rev().filter(|gift| gift.donor == donor);
    Ok(Json(RoundDonor {
        donor: donor.into(),
        coefficient: CoefficientShown::of(round.rules(), &line, view.is_final),
        person: line.person,
        was,
        gifts: gifts.map(|gift| DonationShown::of(&view, gift)).collect(),
    }))
}
