//! `POST /campaigns/{slug}/challenges/{id}/oauth` and `GET /oauth/github/callback`
//!
//! A sign-in ends only in the browser in which it began: a cookie holds what GitHub sends back. Otherwise somebody could
//! begin one for a wallet of their own and have the account's owner end it with one click.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, RawQuery, State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tributary_engine::bindings::Callback;
use tributary_model::Bytes;
use tributary_storage::Challenge;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, contract_accepts, github};
use crate::{
    AppState,
    binding_problem::BindingProblem,
    problem::{Problem, ProblemBody},
};

/// As long as a challenge.
const COOKIE_SECONDS: u32 = 900;
const ELSEWHERE: &str = "this sign-in was not begun in this browser; start again here";

/// The wallet's consent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// `personal_sign` over the message by the wallet, or what its contract accepts (ERC-1271): 0x and hex.
    #[schema(example = "0x…")]
    signature: String,
}

/// Where to sign in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignIn {
    /// GitHub's page; it leads back to the claim's page.
    authorize_url: String,
}

/// What GitHub sends back.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Returned {
    /// To be exchanged, once.
    code: Option<String>,
    /// What was sent along.
    state: Option<String>,
    /// GitHub's word for why there is no code.
    error: Option<String>,
}

/// Begin to sign in at GitHub.
///
/// The wallet signs first: whoever signs in says who they are, and the wallet says that it is theirs. A cookie ties the
/// sign-in to this browser.
#[utoipa::path(post, path = "/campaigns/{slug}/challenges/{id}/oauth", tag = "bindings",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("id" = String, Path, description = "The challenge.", example = "9f86d081884c7d659a2feaa0c55ad015"),
    ),
    request_body = SignInRequest,
    responses(
        (status = 200, description = "Where to go.", body = SignIn),
        (status = 400, description = "The body cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or no such challenge in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The challenge was used or is over, or the way is not offered.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The signature is not the wallet's; `field` names the part.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The chain or the database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin_sign_in(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    body: Result<Json<SignInRequest>, JsonRejection>,
) -> Result<Response, Problem> {
    let asked = Asked::find(&state, &slug)?;
    let Json(request) = body?;
    let signature = read_signature(&request.signature)?;
    let (desk, now, paying) = (state.desk(), state.now(), &asked.paying);
    let recipient = desk.challenge(paying, &id).await?.recipient;
    let contract = |digest| {
        let (state, campaign) = (state.clone(), Arc::clone(&asked.campaign));
        contract_accepts(state, campaign, recipient, digest, signature.clone())
    };
    let (authorize_url, carried) = desk.begin_oauth(paying, &id, &signature, contract, now).await?;
    let cookie = cookie(&state, carried.as_str(), COOKIE_SECONDS)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(SignIn { authorize_url })).into_response())
}

/// Where GitHub leads back to.
///
/// Ends a sign-in and leads on to the claim's page, also when it came to nothing: the challenge then says why.
#[utoipa::path(get, path = "/oauth/github/callback", tag = "bindings", params(Returned),
    responses(
        (status = 303, description = "The claim's page."),
        (status = 404, description = "No such sign-in was begun here.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The campaign pays no GitHub accounts.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn end_sign_in(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let unknown = || {
        Problem::binding(
            BindingProblem::NoChallenge,
            "no such sign-in was begun here, or it was long ago; start again from the airdrop's page",
        )
    };
    let callback = Callback::read(&query.unwrap_or_default()).map_err(|_| unknown())?;
    let challenge = state.desk().returning(&callback.state).await?.ok_or_else(unknown)?;
    if began_here(&state, &headers, callback.state.as_str()) {
        finish(&state, &challenge, callback).await?;
    } else {
        state.desk().give_up(challenge.id, ELSEWHERE).await?;
    }
    let page = format!("/a/{}/claim/{}?challenge={}", challenge.campaign, challenge.identity, challenge.id);
    let location = HeaderValue::from_str(&page).map_err(|_| Problem::Internal)?;
    let leading = [(header::LOCATION, location), (header::SET_COOKIE, cookie(&state, "", 0)?)];
    Ok((StatusCode::SEE_OTHER, leading).into_response())
}

async fn finish(state: &AppState, challenge: &Challenge, callback: Callback) -> Result<(), Problem> {
    let asked = Asked::find(state, &challenge.campaign)?;
    let person = asked.person_of(challenge.identity)?;
    let desk = state.desk();
    let finished = desk.finish_oauth(&asked.paying, &person, challenge, callback, state.now());
    match github(state, finished).await {
        // The code cannot be exchanged twice, so there is no second try.
        Err(problem @ Problem::Binding { .. }) => {
            Ok(desk.give_up(challenge.id, &problem.to_string()).await?)
        }
        other => other,
    }
}

fn read_signature(text: &str) -> Result<Bytes, Problem> {
    let wrong =
        || Problem::invalid_proof("signature", "a signature is 0x and an even number of hex digits".into());
    let signature: Bytes = text.parse().map_err(|_| wrong())?;
    if text.starts_with("0x") && !signature.is_empty() { Ok(signature) } else { Err(wrong()) }
}

/// What the cookie is called, and where it is sent. Browsers take one with `__Host-` from this very host over HTTPS alone, so
/// neither a sibling domain nor somebody between can set it; they demand the path of all pages for that
/// (RFC 6265bis, section 4.1.3.2).
fn kind_of_cookie(state: &AppState) -> (&'static str, &'static str) {
    if state.settings().desk.public_url.starts_with("https://") {
        ("__Host-tributary_sign_in", "Path=/; Secure")
    } else {
        ("tributary_sign_in", "Path=/api/v1/oauth")
    }
}

/// Kept from scripts and from other sites.
fn cookie(state: &AppState, value: &str, seconds: u32) -> Result<HeaderValue, Problem> {
    let (name, place) = kind_of_cookie(state);
    let text = format!("{name}={value}; {place}; Max-Age={seconds}; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).map_err(|_| Problem::Internal)
}

/// With two cookies of the name one is from somebody else, and nobody knows which.
fn began_here(state: &AppState, headers: &HeaderMap, carried: &str) -> bool {
    let (ours, _) = kind_of_cookie(state);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut kept = pairs.filter(|(name, _)| *name == ours).map(|(_, value)| value);
    kept.next() == Some(carried) && kept.next().is_none()
}
