//! One service over HTTP: bounded tries, and errors that repeat no more of its URL than host and port.

use std::time::Duration;

use alloy::transports::http::reqwest::{
    Client, Method, StatusCode, Url,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde_json::Value;
use tokio::time::sleep;
use tracing::debug;

use crate::ChainError;

const TIMEOUT: Duration = Duration::from_mins(1);
/// What a service may ask for at most with `Retry-After`.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What a service says of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It compiled the source to the code on the chain.
    Verified(String),
    /// It had done so before.
    Already,
    /// It did not.
    Refused(String),
}

/// How long a service is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Before a request is tried again, and between two looks at a job.
    pub pause: Duration,
    /// How often a request that finds nobody, or a busy service, is tried.
    pub tries: u32,
    /// How often a job is looked at.
    pub looks: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { pause: Duration::from_secs(3), tries: 5, looks: 60 }
    }
}

/// Where a service listens.
#[derive(Clone)]
pub(super) struct Service {
    client: Client,
    url: Url,
    name: &'static str,
    host: String,
    pub(super) patience: Patience,
}

/// An answer that is neither silence nor "later".
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

/// A body with its type.
#[derive(Clone)]
pub(super) struct Body(pub(super) &'static str, pub(super) String);

impl Service {
    pub(super) fn new(name: &'static str, url: &str, patience: Patience) -> Result<Self, ChainError> {
        let bad = |message: String| ChainError::BadUrl { message: format!("{name}: {message}") };
        let url: Url = url.parse().map_err(|error| bad(format!("{error}")))?;
        let host = match (url.host_str(), url.port_or_known_default(), url.scheme()) {
            (Some(host), Some(port), "http" | "https") => format!("{host}:{port}"),
            (_, _, scheme) => return Err(bad(format!("its scheme is `{scheme}`"))),
        };
        let client = Client::builder()
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| bad(error.without_url().to_string()))?;
        Ok(Self { client, url, name, host, patience })
    }

    /// The URL with more of a path and of a query.
    pub(super) fn at(&self, path: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Asks, and asks again while nobody answers or the service says "later".
    pub(super) async fn ask(&self, url: Url, body: Option<Body>) -> Result<Answer, ChainError> {
        let mut last = String::new();
        for attempt in 0..self.patience.tries {
            let pause = match self.once(url.clone(), body.clone()).await {
                Ok(answer) => return Ok(answer),
                Err((message, wanted)) => {
                    last = message;
                    wanted.unwrap_or(self.patience.pause * 2_u32.pow(attempt)).min(LONGEST_PAUSE)
                }
            };
            if attempt + 1 < self.patience.tries {
                debug!(service = self.name, host = self.host, message = last, ?pause, "asking again");
                sleep(pause).await;
            }
        }
        Err(self.failed(format!("{last}; asked {} times", self.patience.tries)))
    }

    async fn once(&self, url: Url, body: Option<Body>) -> Result<Answer, (String, Option<Duration>)> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = self.client.request(method, url);
        if let Some(Body(kind, text)) = body {
            request = request.header(CONTENT_TYPE, kind).body(text);
        }
        let lost = |error: alloy::transports::http::reqwest::Error| match &error {
            error if error.is_timeout() => (format!("no answer within {} s", TIMEOUT.as_secs()), None),
            error if error.is_connect() => ("no connection".to_owned(), None),
            _ => ("the connection broke".to_owned(), None),
        };
        let response = request.send().await.map_err(lost)?;
        let status = response.status();
        let wanted = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let wanted = wanted.and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
        let text = response.bytes().await.map_err(lost)?;
        let body = serde_json::from_slice::<Value>(&text);
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            let said = body.ok().and_then(|body| body["message"].as_str().map(str::to_owned));
            return Err((format!("HTTP status {} {}", status.as_u16(), said.unwrap_or_default()), wanted));
        }
        body.map(|body| Answer { status, body })
            .map_err(|_| (format!("HTTP status {} and no JSON", status.as_u16()), None))
    }

    pub(super) fn failed(&self, message: impl Into<String>) -> ChainError {
        ChainError::Service { service: self.name, host: self.host.clone(), message: message.into() }
    }

    pub(super) fn never_done(&self) -> ChainError {
        let waited = self.patience.pause * self.patience.looks;
        self.failed(format!(
            "it has not finished after {} s; run it again later: what was submitted is kept",
            waited.as_secs()
        ))
    }
}
