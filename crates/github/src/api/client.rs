//! One question after another to GitHub's GraphQL API, by octocrab: asked again with patience, within the
//! rate limits, and never answered by halves.
//!
//! octocrab carries the requests. Its own retry is not built in: it repeats at once, with the same size, and
//! cannot see errors inside a success. Its `graphql()` is not used: it drops the errors beside partial data.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::{HeaderMap, StatusCode, Uri};
use http_body_util::BodyExt;
use octocrab::Octocrab;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::debug;
use tributary_model::{RepositoryName, Timestamp};

use super::{
    GithubError, PageSize, Patience,
    answer::{self, Answer, Asked, PRIMARY},
    patience::{TooLong, Waited},
};

/// GitHub's own API.
pub const GITHUB_API: &str = "https://api.github.com";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Attempts at an address that never answered: it is more likely to be wrong than to be busy.
const FIRST_ATTEMPTS: usize = 3;

/// Told while it happens, so that no wait looks like a hang.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A rate limit is waited out.
    Limited {
        /// Which.
        limit: &'static str,
        /// For how long.
        wait: Duration,
    },
    /// An attempt failed and is made again after a pause.
    Again {
        /// Why.
        reason: String,
        /// The pause.
        pause: Duration,
    },
}

/// What was used up so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests sent, failed ones included.
    pub requests: u64,
    /// Points of GitHub's GraphQL budget.
    pub points: u64,
    /// Waits for rate limits.
    pub waits: u64,
    /// Time that these waits took.
    pub waited: Duration,
}

/// A connection to one GitHub with one token.
pub struct GithubClient {
    octocrab: Octocrab,
    api: String,
    patience: Patience,
    notify: Box<dyn Fn(&Notice) + Send + Sync>,
    usage: Mutex<Usage>,
    /// The budget is used up until then.
    spent_until: Mutex<Option<Instant>>,
    /// Something was there before.
    answered: AtomicBool,
}

impl std::fmt::Debug for GithubClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GithubClient").field("api", &self.api).finish_non_exhaustive()
    }
}

/// A question and what it is about.
pub(super) struct Question {
    pub(super) query: String,
    pub(super) variables: Value,
}

/// Complete data, and when GitHub gave it by its own clock.
pub(super) struct Given<T> {
    pub(super) data: T,
    pub(super) at: Option<Timestamp>,
}

impl GithubClient {
    /// `api` is the base address, such as [`GITHUB_API`] or `https://github.example.org/api/v3`. `notify` is
    /// called before each wait.
    ///
    /// # Errors
    /// [`GithubError::BadAddress`], [`GithubError::TokenForm`] or [`GithubError::Setup`]; nothing is sent.
    pub fn new(
        api: &str,
        token: &SecretString,
        patience: Patience,
        notify: impl Fn(&Notice) + Send + Sync + 'static,
    ) -> Result<Self, GithubError> {
        let base = base_address(api)?;
        // octocrab panics on a token that is no header.
        if token.expose_secret().is_empty()
            || !token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(GithubError::TokenForm);
        }
        let setup = |error: octocrab::Error| GithubError::Setup(said(&error));
        let octocrab = Octocrab::builder()
            .base_uri(base)
            .map_err(setup)?
            .personal_token(token.clone())
            .set_connect_timeout(Some(CONNECT_TIMEOUT))
            .set_read_timeout(Some(patience.answer_timeout))
            .set_write_timeout(Some(patience.answer_timeout))
            .build()
            .map_err(setup)?;
        Ok(Self {
            octocrab,
            api: api.trim_end_matches('/').to_owned(),
            patience,
            notify: Box::new(notify),
            usage: Mutex::default(),
            spent_until: Mutex::default(),
            answered: AtomicBool::new(false),
        })
    }

    /// What was used up since the client was made.
    #[must_use]
    pub fn usage(&self) -> Usage {
        *locked(&self.usage)
    }

    /// Asks until there is a complete answer. The question is made anew for each attempt, with the size that
    /// is right then.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        repository: &RepositoryName,
        size: &mut PageSize,
        question: impl Fn(u32) -> Question,
    ) -> Result<Given<T>, GithubError> {
        let asked = Asked { api: &self.api, repository };
        let (mut pauses, mut waited, mut attempts) = (self.patience.pauses(), Waited::default(), 0);
        loop {
            self.wait_until_renewed(&mut waited).await?;
            let (answer, at) = self.attempt(asked, question(size.get())).await;
            match answer {
                Answer::Data(data) => {
                    size.grow();
                    return self.typed(data, at);
                }
                Answer::Failed(error) => return Err(error),
                Answer::Limited(limit, stated) => self.wait_for_limit(&mut waited, limit, stated).await?,
                Answer::Busy(reason) => {
                    size.shrink();
                    attempts += 1;
                    let hopeless = !self.answered.load(Ordering::Relaxed) && attempts >= FIRST_ATTEMPTS;
                    let Some(pause) = pauses.next().filter(|_| !hopeless) else {
                        let api = self.api.clone();
                        return Err(GithubError::Unreachable { api, attempts, reason });
                    };
                    debug!(api = self.api, %reason, ?pause, "asking again");
                    (self.notify)(&Notice::Again { reason, pause });
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }

    fn typed<T: DeserializeOwned>(
        &self,
        mut data: Value,
        at: Option<Timestamp>,
    ) -> Result<Given<T>, GithubError> {
        let limit = data.as_object_mut().and_then(|data| data.remove("rateLimit"));
        locked(&self.usage).points += limit.and_then(|limit| limit.get("cost")?.as_u64()).unwrap_or(0);
        let data = serde_json::from_value(data).map_err(|error| self.misshapen(&error.to_string()))?;
        Ok(Given { data, at })
    }

    pub(super) fn misshapen(&self, reason: &str) -> GithubError {
        let reason = format!("data of another shape than its schema has ({reason})");
        GithubError::NotGithub { api: self.api.clone(), reason }
    }

    /// One request and its whole answer.
    async fn attempt(&self, asked: Asked<'_>, question: Question) -> (Answer, Option<Timestamp>) {
        locked(&self.usage).requests += 1;
        let (status, headers, body) = match timeout(self.patience.answer_timeout, self.send(question)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return (Answer::Busy(said(&error)), None),
            Err(_) => {
                let seconds = self.patience.answer_timeout.as_secs();
                return (Answer::Busy(format!("no whole answer within {seconds} s")), None);
            }
        };
        self.answered.store(true, Ordering::Relaxed);
        if answer::remaining(&headers) == Some(0) {
            *locked(&self.spent_until) = answer::until_reset(&headers).map(|left| Instant::now() + left);
        }
        let at = answer::server_time(&headers).and_then(Timestamp::from_unix);
        (answer::read(asked, status, &headers, &body), at)
    }

    async fn send(&self, question: Question) -> Result<(StatusCode, HeaderMap, Vec<u8>), octocrab::Error> {
        let mut variables = question.variables;
        // What is left out is left out on GitHub's side too; what it makes of `null` differs from field to field.
        if let Some(variables) = variables.as_object_mut() {
            variables.retain(|_, value| !value.is_null());
        }
        let body = json!({ "query": question.query, "variables": variables });
        let (head, body) = self.octocrab._post("/graphql", Some(&body)).await?.into_parts();
        Ok((head.status, head.headers, body.collect().await?.to_bytes().into()))
    }

    /// An earlier answer may have used up the budget.
    async fn wait_until_renewed(&self, waited: &mut Waited) -> Result<(), GithubError> {
        let Some(until) = locked(&self.spent_until).take() else { return Ok(()) };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() { Ok(()) } else { self.wait_for_limit(waited, PRIMARY, Some(left)).await }
    }

    async fn wait_for_limit(
        &self,
        waited: &mut Waited,
        limit: &'static str,
        stated: Option<Duration>,
    ) -> Result<(), GithubError> {
        // The wait that follows covers it.
        locked(&self.spent_until).take();
        let wait =
            waited.next(&self.patience, stated).map_err(|TooLong(wait)| GithubError::LimitTooLong {
                limit,
                api: self.api.clone(),
                wait,
                most: self.patience.longest_limit,
            })?;
        (self.notify)(&Notice::Limited { limit, wait });
        sleep_until(Instant::now() + wait).await;
        let mut usage = locked(&self.usage);
        usage.waits += 1;
        usage.waited += wait;
        Ok(())
    }
}

/// Plain numbers are never left half changed.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error's words with those behind it, without octocrab's backtraces.
fn said(error: &dyn std::error::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    // octocrab's own layer only names the layer.
    let mut next = error.source().or(Some(error));
    while let Some(error) = next {
        let text = error.to_string();
        let line = text.lines().next().unwrap_or_default().to_owned();
        if !words.iter().any(|said| said.contains(&line)) {
            words.push(line);
        }
        next = error.source();
    }
    words.join(": ")
}

/// Where `/graphql` is added. GitHub Enterprise Server's REST API is below `/api/v3` and GraphQL beside it.
fn base_address(api: &str) -> Result<Uri, GithubError> {
    // What stands before an `@` may be a secret.
    let shown = api.rsplit_once('@').map_or(api, |(_, place)| place);
    let bad = |reason: &str| GithubError::BadAddress { address: shown.to_owned(), reason: reason.to_owned() };
    let trimmed = api.trim_end_matches('/');
    let base = if trimmed.ends_with("/api/v3") { trimmed.trim_end_matches("/v3") } else { trimmed };
    let uri: Uri = base.parse().map_err(|error: http::uri::InvalidUri| bad(&error.to_string()))?;
    let host = uri.host().ok_or_else(|| bad("it names no host"))?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(bad("a user or a password has no place in it"));
    }
    let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if here => Ok(uri),
        Some("http") => Err(bad("without `https` anybody on the way could read the token")),
        _ => Err(bad("it must begin with `https://`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Simulator;

    #[test]
    fn graphql_is_beside_the_rest_api() {
        for (api, base) in [
            ("https://api.github.com", "https://api.github.com/"),
            ("https://api.github.com/", "https://api.github.com/"),
            ("https://github.example.org/api/v3", "https://github.example.org/api"),
            ("https://github.example.org/api/v3/", "https://github.example.org/api"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ] {
            assert_eq!(base_address(api).unwrap().to_string(), base);
        }
    }

    #[tokio::test]
    async fn a_question_that_the_schema_refuses_fails_at_once_in_githubs_words() {
        let simulator = Simulator::start(&[]);
        let token = SecretString::from("token".to_owned());
        // Also where GitHub Enterprise Server has it.
        for api in [simulator.url().to_owned(), format!("{}/api/v3", simulator.url())] {
            let client = GithubClient::new(&api, &token, Patience::default(), |_| {}).unwrap();
            let question = |_| Question { query: "{ viewer { shoeSize } }".to_owned(), variables: json!({}) };
            let asked =
                client.ask::<Value>(&"a/b".parse().unwrap(), &mut PageSize::default(), question).await;
            let Err(GithubError::Refused { message, .. }) = asked.map(|given| given.data) else {
                panic!("not refused");
            };
            assert_eq!(message, "Field 'shoeSize' doesn't exist on type 'User'");
            assert_eq!(client.usage().requests, 1);
        }
    }
}
