//! One question to GitHub and its whole answer: again when GitHub fails and asking twice does no harm, within a time
//! limit and a bound on its size.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use secrecy::zeroize::Zeroizing;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::{IdentityClient, IdentityError};
use crate::api::{message, remaining, rest_prefix, said, until_reset};

/// A gist may bring a file of a megabyte.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// The wait when GitHub does not state one; it asks for a minute at least.
const UNSTATED: Duration = Duration::from_mins(1);

/// Which of GitHub's two addresses.
#[derive(Clone, Copy)]
pub(super) enum At {
    Api,
    Web,
}

/// May the question be sent twice?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Yes,
    /// What it carries is used up by the first attempt.
    No,
}

pub(super) struct Question {
    pub(super) at: At,
    pub(super) method: Method,
    /// Below the address.
    pub(super) path: String,
    pub(super) authorization: Option<HeaderValue>,
    pub(super) body: Option<Value>,
    pub(super) again: Again,
}

impl Question {
    pub(super) fn get(path: String, authorization: Option<HeaderValue>) -> Self {
        Self { at: At::Api, method: Method::GET, path, authorization, body: None, again: Again::Yes }
    }
}

/// An answer. Its bytes may hold a token and are overwritten when they are done with.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Zeroizing<Vec<u8>>,
}

/// Why there is no answer.
enum Failure {
    TooLarge,
    Busy(String),
}

impl IdentityClient {
    /// Asks until there is an answer, whatever it says.
    pub(super) async fn send(&self, question: &Question) -> Result<Reply, IdentityError> {
        let address = self.address(question.at).to_owned();
        let mut pauses = self.shared.settings.patience.pauses();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let reason = match self.attempt(question).await {
                Ok(reply) if !reply.status.is_server_error() => return Ok(reply),
                Ok(reply) => format!("status {}", reply.status.as_u16()),
                Err(Failure::Busy(reason)) => reason,
                Err(Failure::TooLarge) => return Err(IdentityError::TooLarge { address, most: MOST_BYTES }),
            };
            match pauses.next().filter(|_| question.again == Again::Yes) {
                Some(pause) => sleep(pause).await,
                None => return Err(IdentityError::Unreachable { address, attempts, reason }),
            }
        }
    }

    async fn attempt(&self, question: &Question) -> Result<Reply, Failure> {
        let limit = self.shared.settings.patience.answer_timeout;
        let late = || Failure::Busy(format!("no whole answer within {} s", limit.as_secs()));
        timeout(limit, self.exchange_bytes(question)).await.unwrap_or_else(|_| Err(late()))
    }

    async fn exchange_bytes(&self, question: &Question) -> Result<Reply, Failure> {
        let (octocrab, prefix) = match question.at {
            At::Api => (&self.shared.api, rest_prefix(&self.shared.settings.api)),
            At::Web => (&self.shared.web, ""),
        };
        let busy = |error: octocrab::Error| Failure::Busy(said(&error));
        let mut request = http::Request::builder()
            .method(question.method.clone())
            .uri(format!("{prefix}{}", question.path))
            .header(header::ACCEPT, "application/json");
        if let Some(authorization) = &question.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = octocrab.build_request(request, question.body.as_ref()).map_err(busy)?;
        let (head, body) = octocrab.execute(request).await.map_err(busy)?.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { Failure::TooLarge } else { Failure::Busy(error.to_string()) }
        })?;
        let body = Zeroizing::new(body.to_bytes().into());
        Ok(Reply { status: head.status, headers: head.headers, body })
    }

    pub(super) fn address(&self, at: At) -> &str {
        match at {
            At::Api => &self.shared.settings.api,
            At::Web => &self.shared.settings.web,
        }
    }

    /// Asks the API for something that may not be there.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        path: String,
        authorization: Option<HeaderValue>,
    ) -> Result<Option<(T, HeaderMap)>, IdentityError> {
        let reply = self.send(&Question::get(path, authorization)).await?;
        match reply.status {
            StatusCode::OK => {
                let value = serde_json::from_slice(&reply.body);
                let value = value.map_err(|error| self.not_github(At::Api, &error.to_string()))?;
                Ok(Some((value, reply.headers)))
            }
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(self.refusal(At::Api, &reply)),
        }
    }

    pub(super) fn not_github(&self, at: At, reason: &str) -> IdentityError {
        IdentityError::NotGithub { address: self.address(at).to_owned(), reason: reason.to_owned() }
    }

    /// What an answer says that is none.
    pub(super) fn refusal(&self, at: At, reply: &Reply) -> IdentityError {
        let address = self.address(at).to_owned();
        let message = message(&reply.body);
        match reply.status {
            StatusCode::UNAUTHORIZED => IdentityError::BadToken { address, message },
            StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS if is_limit(reply) => {
                IdentityError::Limited { address, wait: wait(&reply.headers) }
            }
            status => IdentityError::Refused { address, status: status.as_u16(), message },
        }
    }
}

fn is_limit(reply: &Reply) -> bool {
    let stated = reply.headers.contains_key(header::RETRY_AFTER) || remaining(&reply.headers) == Some(0);
    stated || reply.status == StatusCode::TOO_MANY_REQUESTS || message(&reply.body).contains("rate limit")
}

fn wait(headers: &HeaderMap) -> Duration {
    let after = headers.get(header::RETRY_AFTER).and_then(|text| text.to_str().ok()?.parse().ok());
    after.map(Duration::from_secs).or_else(|| until_reset(headers)).unwrap_or(UNSTATED)
}

/// A body in JSON.
pub(super) fn body(value: impl Serialize) -> Option<Value> {
    serde_json::to_value(value).ok()
}
