//! `POST /campaigns/{slug}/challenges` and `GET /campaigns/{slug}/challenges/{id}`

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use tributary_engine::bindings::Paying;
use tributary_model::{ProofMethod, Timestamp};
use tributary_storage::{Challenge, ChallengeState, DeviceStep};
use utoipa::ToSchema;

use super::{super::read_address, Asked, github};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, IdentityText, TimeText},
};

/// Who wants to be paid where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChallengeRequest {
    /// A login, a numeric GitHub id or an identity.
    #[schema(example = "ada-example")]
    who: String,
    /// The wallet.
    #[schema(example = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    recipient: String,
}

/// What has to be proved, and where that stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Challenge)]
pub(crate) struct ChallengeShown {
    /// 32 digits of hex that nobody can guess.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015")]
    id: String,
    identity: IdentityText,
    /// For showing only.
    #[schema(example = "ada-example")]
    login: String,
    recipient: AddressText,
    /// The text that is signed or shown, without a line break at its end (EIP-4361).
    message: String,
    /// The one in the message.
    nonce: String,
    /// First moment at which it is worth nothing.
    expires_at: TimeText,
    /// The ways to prove it that this server offers.
    #[schema(value_type = Vec<ProofMethodName>)]
    methods: Vec<ProofMethod>,
    attestors: AttestorsNamed,
    state: ChallengeStateShown,
    /// Why it came to nothing, in words for the person.
    #[schema(required)]
    failure: Option<String>,
    /// The code that was asked for; `null` without one.
    #[schema(required)]
    device: Option<DeviceShown>,
}

/// Who will have to say so.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttestorsNamed {
    /// The contract of their set.
    address: AddressText,
    /// How many of them it takes.
    #[schema(example = 1)]
    threshold: u64,
}

/// A code to be typed at GitHub.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceCode)]
pub(crate) struct DeviceShown {
    #[schema(example = "WDJB-MJHT")]
    user_code: String,
    /// Where it is typed.
    #[schema(example = "https://github.com/login/device")]
    verification_uri: String,
    /// First moment at which GitHub no longer takes it.
    expires_at: TimeText,
    /// Read the challenge again no sooner than after so many seconds.
    #[schema(example = 5)]
    interval: u32,
}

/// Where a challenge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChallengeState)]
pub(crate) enum ChallengeStateShown {
    /// For a proof.
    Waiting,
    /// It was used.
    Proved,
    /// Its time is over.
    Expired,
    /// It came to nothing; `failure` says why.
    Failed,
}

/// A way to show that a GitHub account is one's own.
#[derive(ToSchema)]
#[schema(as = ProofMethod, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum ProofMethodName {
    Oauth,
    Ssh,
    Gist,
    Device,
}

impl From<DeviceStep> for DeviceShown {
    fn from(step: DeviceStep) -> Self {
        Self {
            user_code: step.user_code,
            verification_uri: step.verification_uri,
            expires_at: step.expires_at.into(),
            interval: step.interval,
        }
    }
}

impl ChallengeShown {
    fn of(challenge: Challenge, paying: &Paying, methods: Vec<ProofMethod>, now: Timestamp) -> Self {
        let (state, failure) = match challenge.state {
            ChallengeState::Waiting if now < challenge.expires_at => (ChallengeStateShown::Waiting, None),
            ChallengeState::Waiting => (ChallengeStateShown::Expired, None),
            ChallengeState::Proved => (ChallengeStateShown::Proved, None),
            ChallengeState::Failed(why) => (ChallengeStateShown::Failed, Some(why)),
        };
        Self {
            id: challenge.id.to_string(),
            identity: challenge.identity.into(),
            login: challenge.login,
            recipient: challenge.recipient.into(),
            message: challenge.message,
            nonce: challenge.nonce,
            expires_at: challenge.expires_at.into(),
            methods,
            attestors: AttestorsNamed { address: paying.set.into(), threshold: paying.threshold },
            state,
            failure,
            device: challenge.device.map(DeviceShown::from),
        }
    }
}

/// Ask for what has to be proved.
///
/// The answer holds one message that names the account and the wallet. Whoever proves that the account is theirs, in one
/// of the ways that `methods` names, is paid at that wallet.
#[utoipa::path(post, path = "/campaigns/{slug}/challenges", tag = "bindings",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    request_body = ChallengeRequest,
    responses(
        (status = 201, description = "The challenge. It can be used once, within a quarter of an hour.", body = ChallengeShown),
        (status = 400, description = "The body cannot be read, or the wallet is no address.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such campaign, or no such person in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Nothing can be claimed, not yet or not any more; or more than one account has the login.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The person has no leaf by their account, or the wallet cannot be paid; `field` names the part.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn open_challenge(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    body: Result<Json<ChallengeRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<ChallengeShown>), Problem> {
    let asked = Asked::find(&state, &slug)?;
    let Json(request) = body?;
    let recipient = read_address(&request.recipient)?;
    let person = asked.person(&request.who, "who")?;
    let (desk, now) = (state.desk(), state.now());
    let challenge = desk.open(&asked.paying, &person, recipient, now).await?;
    let shown = ChallengeShown::of(challenge, &asked.paying, desk.methods(), now);
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Where a challenge stands.
///
/// If a code was asked for, GitHub is asked whether it was typed.
#[utoipa::path(get, path = "/campaigns/{slug}/challenges/{id}", tag = "bindings",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("id" = String, Path, description = "The challenge.", example = "9f86d081884c7d659a2feaa0c55ad015"),
    ),
    responses(
        (status = 200, description = "The challenge.", body = ChallengeShown),
        (status = 404, description = "No such campaign, or no such challenge in it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The campaign pays no GitHub accounts.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "GitHub or the database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_challenge(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<ChallengeShown>, Problem> {
    let asked = Asked::find(&state, &slug)?;
    let (desk, now, paying) = (state.desk(), state.now(), &asked.paying);
    let mut challenge = desk.challenge(paying, &id).await?;
    if challenge.device.is_some() && challenge.state == ChallengeState::Waiting {
        let person = asked.person_of(challenge.identity)?;
        github(&state, desk.ask_about_code(paying, &person, &challenge, now)).await?;
        challenge = desk.challenge(paying, &id).await?;
    }
    Ok(Json(ChallengeShown::of(challenge, paying, desk.methods(), now)))
}
