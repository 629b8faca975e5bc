//! Everything that can be wrong with a request, and the only place where it becomes RFC 9457.
//!
//! A handler gives a [`Problem`]; the layer [`render`] writes it with the request's path. Refusals of
//! other layers (time, size, method) pass through the same door.

use axum::{
    Json,
    extract::{
        Request,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use thiserror::Error;
use tributary_chain::ChainError;
use tributary_engine::{
    bundle::BundleError, claims::FollowError, contributors::ContributorsError, logins::LoginError,
    receipt::ReceiptError, relay::RelayError,
};
use tributary_storage::StorageError;
use utoipa::ToSchema;

use crate::{binding_problem::BindingProblem, round_problem::RoundProblem};

/// What is wrong with a request.
#[derive(Clone, Debug, Error)]
pub(crate) enum Problem {
    #[error("there is no campaign `{slug}` here; {known}")]
    CampaignNotFound { slug: String, known: String },
    #[error(
        "`{who}` has no part in `{slug}`; look up a GitHub login, a numeric id, an identity or an address"
    )]
    PersonNotFound { slug: String, who: String },
    #[error("{0}")]
    AmbiguousLogin(String),
    #[error("`{who}` has no leaf in the tree of `{slug}`; nothing can be claimed for it")]
    ProofNotFound { slug: String, who: String },
    #[error("`{slug}` has leaves 0 to {last}; there is no leaf {index}")]
    LeafNotFound { slug: String, index: u64, last: u64 },
    #[error("the bundle of `{slug}` has no file `{file}`; its manifest.json lists all of them")]
    FileNotFound { slug: String, file: String },
    #[error("nothing is served at `{0}`; the OpenAPI document is at /api/v1/openapi.json")]
    RouteNotFound(String),
    #[error("`{0}` is neither an address (0x and 40 hex digits) nor `github:<numeric id>`")]
    NotClaimant(String),
    #[error("`{0}` is not an address: 0x and 40 hex digits")]
    NotAddress(String),
    #[error("`{0}` fails its checksum (EIP-55): a letter or its case is wrong; copy it again")]
    BadChecksum(String),
    #[error("`{0}` is not the index of a leaf: digits only")]
    NotIndex(String),
    #[error("{0}")]
    BadQuery(String),
    #[error("the body is not what is asked for: {0}")]
    BadBody(String),
    #[error("send the body as JSON, with the header `content-type: application/json`")]
    NotJson,
    #[error("{message}")]
    BadAppeal { field: &'static str, message: String },
    #[error("{0}; nothing in it can change any more, and the next airdrop can")]
    AppealsClosed(String),
    #[error("{0}")]
    AppealsFull(String),
    #[error("{message}")]
    Binding { kind: BindingProblem, field: Option<&'static str>, message: String },
    #[error("{0}; you can still send the claim yourself")]
    NotSponsored(String),
    #[error("{message}")]
    BudgetSpent { message: String, retry_after: Option<u64> },
    #[error("{message}")]
    ClaimRefused { field: Option<&'static str>, message: String },
    #[error("{0}")]
    AlreadyClaimed(String),
    #[error("{0}")]
    NotBound(String),
    #[error("{message}")]
    Round { kind: RoundProblem, field: Option<&'static str>, message: String },
    #[error("`{slug}` has no relay `{id}`")]
    RelayNotFound { slug: String, id: String },
    #[error("the chain's endpoint does not answer; try again in a while")]
    ChainUnreachable,
    #[error("this address does not answer that method; the header `allow` names those that it answers")]
    MethodNotAllowed,
    #[error("too many requests from your address; try again in {retry_after} s")]
    RateLimited { retry_after: u64 },
    #[error("the request took longer than the server waits; try again")]
    TimedOut,
    #[error("the request's body is larger than the server takes; what is asked for is short")]
    BodyTooLarge,
    #[error(
        "the database does not answer; proofs are still served, and the contract keeps working without this site"
    )]
    Unavailable,
    #[error("something broke on this side; nothing about your allocation changed")]
    Internal,
    #[error("the request cannot be answered")]
    Other(StatusCode),
}

/// An RFC 9457 problem.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// What kind of problem, as a stable name for programs.
    #[serde(rename = "type")]
    #[schema(example = "urn:tributary:campaign-not-found")]
    kind: &'static str,
    /// The kind in words, the same for every occurrence.
    #[schema(example = "No such campaign")]
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 404)]
    status: u16,
    /// What happened this time, and what to do.
    #[schema(example = "there is no campaign `tiny-llm` here; there is `tiny-llm-2026`")]
    detail: String,
    /// The path that was asked for.
    #[schema(example = "/api/v1/campaigns/tiny-llm")]
    instance: String,
    /// The part of the body that is wrong, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "reason")]
    field: Option<&'static str>,
}

impl Problem {
    /// Type and title.
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::CampaignNotFound { .. } => ("urn:tributary:campaign-not-found", "No such campaign"),
            Self::PersonNotFound { .. } => ("urn:tributary:person-not-found", "No part in this campaign"),
            Self::AmbiguousLogin(_) => ("urn:tributary:ambiguous-login", "More than one account"),
            Self::ProofNotFound { .. } => ("urn:tributary:proof-not-found", "Nothing to claim"),
            Self::LeafNotFound { .. } => ("urn:tributary:leaf-not-found", "No such leaf"),
            Self::FileNotFound { .. } => ("urn:tributary:file-not-found", "No such file in the bundle"),
            Self::RouteNotFound(_) => ("urn:tributary:route-not-found", "Nothing is served here"),
            Self::NotClaimant(_) => {
                ("urn:tributary:invalid-claimant", "Neither a wallet nor a GitHub account")
            }
            Self::NotAddress(_) | Self::BadChecksum(_) => ("urn:tributary:invalid-address", "Not an address"),
            Self::NotIndex(_) => ("urn:tributary:invalid-index", "Not the index of a leaf"),
            Self::BadQuery(_) => ("urn:tributary:invalid-query", "The query cannot be read"),
            Self::BadBody(_) => ("urn:tributary:invalid-body", "The body cannot be read"),
            Self::NotJson => ("urn:tributary:not-json", "The body is not JSON"),
            Self::BadAppeal { .. } => ("urn:tributary:invalid-appeal", "The appeal cannot be kept"),
            Self::AppealsClosed(_) => ("urn:tributary:appeals-closed", "Too late for appeals"),
            Self::AppealsFull(_) => ("urn:tributary:appeals-full", "Others wait to be decided"),
            Self::Binding { kind, .. } => kind.kind(),
            Self::NotSponsored(_) => ("urn:tributary:not-sponsored", "Nobody pays for this claim"),
            Self::BudgetSpent { .. } => ("urn:tributary:sponsor-budget", "The sponsor's budget has no room"),
            Self::ClaimRefused { .. } => {
                ("urn:tributary:claim-refused", "The sponsor does not send this claim")
            }
            Self::AlreadyClaimed(_) => ("urn:tributary:already-claimed", "The leaf is paid already"),
            Self::NotBound(_) => ("urn:tributary:not-bound", "No wallet is proved"),
            Self::Round { kind, .. } => kind.kind(),
            Self::RelayNotFound { .. } => ("urn:tributary:relay-not-found", "No such relay"),
            Self::ChainUnreachable => ("urn:tributary:chain-unreachable", "The chain does not answer"),
            Self::MethodNotAllowed => ("urn:tributary:method-not-allowed", "Method not allowed"),
            Self::RateLimited { .. } => ("urn:tributary:rate-limited", "Too many requests"),
            Self::TimedOut => ("urn:tributary:timed-out", "The request took too long"),
            Self::BodyTooLarge => ("urn:tributary:body-too-large", "The body is too large"),
            Self::Unavailable => ("urn:tributary:unavailable", "The database does not answer"),
            Self::Internal => ("urn:tributary:internal", "Something broke on this side"),
            Self::Other(_) => ("about:blank", "The request cannot be answered"),
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::CampaignNotFound { .. }
            | Self::PersonNotFound { .. }
            | Self::ProofNotFound { .. }
            | Self::LeafNotFound { .. }
            | Self::RelayNotFound { .. }
            | Self::FileNotFound { .. }
            | Self::RouteNotFound(_) => StatusCode::NOT_FOUND,
            Self::NotClaimant(_)
            | Self::NotAddress(_)
            | Self::BadChecksum(_)
            | Self::NotIndex(_)
            | Self::BadQuery(_)
            | Self::BadBody(_) => StatusCode::BAD_REQUEST,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadAppeal { .. } | Self::ClaimRefused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Binding { kind, .. } => kind.status(),
            Self::Round { kind, .. } => kind.status(),
            Self::AmbiguousLogin(_)
            | Self::AppealsClosed(_)
            | Self::AppealsFull(_)
            | Self::NotSponsored(_)
            | Self::AlreadyClaimed(_)
            | Self::NotBound(_) => StatusCode::CONFLICT,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RateLimited { .. } | Self::BudgetSpent { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable | Self::ChainUnreachable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Other(status) => *status,
        }
    }

    /// The part of the body that is wrong, where it is one.
    const fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadAppeal { field, .. } => Some(*field),
            Self::Binding { field, .. } | Self::Round { field, .. } | Self::ClaimRefused { field, .. } => {
                *field
            }
            _ => None,
        }
    }

    /// The problem behind a refusal of a layer that knows nothing of problems.
    fn of_status(status: StatusCode, path: &str) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::RouteNotFound(path.to_owned()),
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::REQUEST_TIMEOUT => Self::TimedOut,
            StatusCode::PAYLOAD_TOO_LARGE => Self::BodyTooLarge,
            StatusCode::INTERNAL_SERVER_ERROR => Self::Internal,
            other => Self::Other(other),
        }
    }

    fn body(&self, instance: &str) -> Response {
        let (kind, title) = self.kind();
        let status = self.status();
        let body = ProblemBody {
            kind,
            title,
            status: status.as_u16(),
            detail: self.to_string(),
            instance: instance.to_owned(),
            field: self.field(),
        };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let retry_after = match self {
            Self::RateLimited { retry_after } => Some(*retry_after),
            Self::BudgetSpent { retry_after, .. } => *retry_after,
            _ => None,
        };
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl IntoResponse for Problem {
    /// Only a mark: [`render`] writes the body, because it knows the path.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        if let StorageError::AppealsFull { .. } = error {
            return Self::AppealsFull(error.to_string());
        }
        tracing::error!(%error, "the database failed");
        Self::Unavailable
    }
}

impl From<RelayError> for Problem {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Refused(refusal) if refusal.paid => Self::AlreadyClaimed(refusal.words),
            RelayError::Refused(refusal) => {
                Self::ClaimRefused { field: refusal.field, message: refusal.words }
            }
            RelayError::Chain(ChainError::WrongWay { index }) => Self::ClaimRefused {
                field: Some("kind"),
                message: format!(
                    "leaf {index} is claimed the other way: a wallet's by signature, a GitHub account's by attestation"
                ),
            },
            RelayError::Chain(error) => {
                tracing::warn!(%error, "a claim cannot be rehearsed");
                Self::ChainUnreachable
            }
            RelayError::Storage(error) => error.into(),
        }
    }
}

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::ChangedHands { .. } => Self::AmbiguousLogin(error.to_string()),
            LoginError::Storage(error) => error.into(),
        }
    }
}

impl From<ReceiptError> for Problem {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::Unknown { slug, who } => Self::PersonNotFound { slug, who },
            ReceiptError::Ambiguous { .. } => Self::AmbiguousLogin(error.to_string()),
            other => {
                tracing::error!(error = %other, "a receipt cannot be made");
                Self::Internal
            }
        }
    }
}

impl From<FollowError> for Problem {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Storage(error) => error.into(),
            FollowError::Chain(error) => {
                tracing::warn!(%error, "a round cannot be followed");
                Self::ChainUnreachable
            }
        }
    }
}

impl From<ContributorsError> for Problem {
    fn from(error: ContributorsError) -> Self {
        match error {
            ContributorsError::Storage(error) => error.into(),
        }
    }
}

impl From<BundleError> for Problem {
    fn from(error: BundleError) -> Self {
        tracing::error!(%error, "a bundle cannot be read");
        Self::Internal
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::BadQuery(rejection.body_text())
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => Self::NotJson,
            // Without a length at its head, a body is found to be too large while it is read.
            JsonRejection::BytesRejection(rejection)
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE =>
            {
                Self::BodyTooLarge
            }
            other => Self::BadBody(other.body_text()),
        }
    }
}

/// Writes every refusal as a problem document.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        // A page for people has said it in its own words.
        None if is_page(response.headers()) => return response,
        None => Problem::of_status(status, &path),
    };
    let mut rendered = problem.body(&path);
    // Such as `Allow` beside a 405.
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}
