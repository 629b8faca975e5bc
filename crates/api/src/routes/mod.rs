//! The answers: one file for each, with its shape and its handler.

mod activity;
mod appeals;
pub(crate) mod bindings;
mod bundle_file;
pub(crate) mod campaign;
mod campaigns;
mod claim;
mod leaderboard;
pub(crate) mod operations;
mod person;
mod proof;
mod receipt;
mod relays;
mod rounds;
mod search;
mod sponsor;
mod verify;

use tributary_model::Address;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{AppState, problem::Problem};

/// Everything below `/api/v1`.
pub(crate) fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(campaigns::list_campaigns))
        .routes(routes!(campaign::get_campaign))
        .routes(routes!(leaderboard::get_leaderboard))
        .routes(routes!(activity::get_activity))
        .routes(routes!(person::get_person))
        .routes(routes!(appeals::get_appeals))
        .routes(routes!(proof::get_proof))
        .routes(routes!(claim::get_claim))
        .routes(routes!(bindings::challenge::get_challenge))
        .routes(routes!(bindings::oauth::end_sign_in))
        .routes(routes!(bindings::binding::get_binding))
        .routes(routes!(bindings::file::get_bindings_file))
        // An attestor endorses as many as there are accounts, and nobody else's word is kept.
        .routes(routes!(bindings::endorse::endorse))
        .routes(routes!(relays::get_relay))
        .routes(routes!(sponsor::get_sponsor))
        .routes(routes!(verify::verify_campaign))
        .routes(routes!(search::search))
        .routes(routes!(bundle_file::get_bundle_file))
        .merge(rounds::reading())
        .routes(routes!(crate::openapi::get_openapi))
}

/// The ones below `/api/v1` that keep something; they have a limit of their own.
pub(crate) fn writing() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(appeals::write_appeal))
        .routes(routes!(bindings::challenge::open_challenge))
        .routes(routes!(bindings::proof::prove))
        .routes(routes!(bindings::oauth::begin_sign_in))
        .routes(routes!(bindings::device::begin_device))
}

/// The ones below `/api/v1` that ask the chain or GitHub for a stranger, or keep what a round's applicants and reviewers
/// write; they have a limit of their own, which a reviewer does not run into.
pub(crate) fn relaying() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(relays::write_relay)).merge(rounds::writing()).merge(rounds::asking())
}

/// Reads an address from a path; letters of both cases must pass the checksum.
fn read_address(text: &str) -> Result<Address, Problem> {
    let address: Address = text.parse().map_err(|_| Problem::NotAddress(text.to_owned()))?;
    let digits = text.trim_start_matches("0x");
    let lower = digits.bytes().any(|byte| byte.is_ascii_lowercase());
    let upper = digits.bytes().any(|byte| byte.is_ascii_uppercase());
    if lower && upper && address.to_checksum(None).trim_start_matches("0x") != digits {
        return Err(Problem::BadChecksum(text.to_owned()));
    }
    Ok(address)
}
