//! One question after another to GitHub's GraphQL API, by octocrab: asked again with patience, within the
//! rate limits, and never answered by halves.
//!
//! octocrab carries the requests. Its own retry is not built in: it repeats at once, with the same size, and
//! cannot see errors inside a success. Its `graphql()` is not used: it drops the errors beside partial data.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;
use octocrab::Octocrab;
use secrecy::SecretString;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::debug;
use tributary_model::Timestamp;

use super::{
    Access, GithubError, PageSize, Patience, Subject,
    access::{Bearer, Made},
    address::{base_address, rest_prefix},
    answer::{self, Answer, Asked},
    patience::{TooLong, Waited},
    tokens::{Tokens, Turn},
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
    /// A token is of no use here; the others go on.
    SetAside {
        /// Which of those given, counted from 1.
        token: usize,
        /// How many were given.
        of: usize,
        /// Why.
        reason: String,
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
    /// Time until answers came, without those waits.
    pub asking: Duration,
    /// Time to read the answers.
    pub reading: Duration,
}

/// A connection to one GitHub with one token or several.
pub struct GithubClient {
    shared: Arc<Shared>,
    notify: Box<dyn Fn(&Notice) + Send + Sync>,
    usage: Mutex<Usage>,
    /// Tokens, by their places, that may not read what they were asked.
    refused: Mutex<BTreeMap<(Subject, usize), Refusal>>,
}

/// What clients with the same tokens have in common.
struct Shared {
    octocrab: Octocrab,
    api: String,
    patience: Patience,
    bearers: Vec<Bearer>,
    tokens: Tokens,
    /// Something was there before.
    answered: AtomicBool,
}

#[derive(Clone)]
enum Refusal {
    Forbidden(String),
    NotFound,
}

impl std::fmt::Debug for GithubClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GithubClient").field("api", &self.shared.api).finish_non_exhaustive()
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
    /// With one token. `api` is the base address, such as [`GITHUB_API`] or `https://github.example.org/api/v3`.
    /// `notify` is called before each wait.
    ///
    /// # Errors
    /// [`GithubError::BadAddress`], [`GithubError::TokenForm`] or [`GithubError::Setup`]; nothing is sent.
    pub fn new(
        api: &str,
        token: &SecretString,
        patience: Patience,
        notify: impl Fn(&Notice) + Send + Sync + 'static,
    ) -> Result<Self, GithubError> {
        Self::with(api, vec![Access::Token(token.clone())], patience, notify)
    }

    /// With several tokens: the one with most left asks.
    ///
    /// # Errors
    /// Those of [`Self::new`], [`GithubError::AppKey`] and [`GithubError::NoToken`]; nothing is sent.
    pub fn with(
        api: &str,
        access: Vec<Access>,
        patience: Patience,
        notify: impl Fn(&Notice) + Send + Sync + 'static,
    ) -> Result<Self, GithubError> {
        let base = base_address(api)?;
        let bearers = access.into_iter().map(Bearer::new).collect::<Result<Vec<_>, _>>()?;
        if bearers.is_empty() {
            return Err(GithubError::NoToken);
        }
        let setup = |error: octocrab::Error| GithubError::Setup(said(&error));
        let octocrab = Octocrab::builder()
            .base_uri(base)
            .map_err(setup)?
            .set_connect_timeout(Some(CONNECT_TIMEOUT))
            .set_read_timeout(Some(patience.answer_timeout))
            .set_write_timeout(Some(patience.answer_timeout))
            .build()
            .map_err(setup)?;
        let shared = Shared {
            octocrab,
            api: api.trim_end_matches('/').to_owned(),
            patience,
            tokens: Tokens::new(bearers.len()),
            bearers,
            answered: AtomicBool::new(false),
        };
        Ok(Self::of(Arc::new(shared), notify))
    }

    /// Another one with the same tokens, which counts for itself and tells its own waits: for a repository that is
    /// read beside others.
    #[must_use]
    pub fn beside(&self, notify: impl Fn(&Notice) + Send + Sync + 'static) -> Self {
        Self::of(Arc::clone(&self.shared), notify)
    }

    fn of(shared: Arc<Shared>, notify: impl Fn(&Notice) + Send + Sync + 'static) -> Self {
        Self { shared, notify: Box::new(notify), usage: Mutex::default(), refused: Mutex::default() }
    }

    /// What was used up since the client was made.
    #[must_use]
    pub fn usage(&self) -> Usage {
        *locked(&self.usage)
    }

    pub(super) fn api(&self) -> &str {
        &self.shared.api
    }

    /// Asks until there is a complete answer. The question is made anew for each attempt, with the size that
    /// is right then.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        subject: &Subject,
        size: &mut PageSize,
        question: impl Fn(u32) -> Question,
    ) -> Result<Given<T>, GithubError> {
        let asked = Asked { api: &self.shared.api, subject };
        let (mut pauses, mut waited, mut attempts) = (self.shared.patience.pauses(), Waited::default(), 0);
        loop {
            let token = self.turn(asked, &mut waited).await?;
            let (answer, at) = self.attempt(asked, token, question(size.get())).await;
            match answer {
                Answer::Data(data) => {
                    self.shared.tokens.answered(token);
                    size.grow();
                    return self.typed(data, at);
                }
                Answer::Failed(error) => self.set_aside(asked, token, error).await?,
                Answer::Limited(limit, stated) => {
                    self.shared.tokens.limited(token, limit, stated, &self.shared.patience, Instant::now());
                }
                Answer::Busy(reason) => {
                    size.shrink();
                    attempts += 1;
                    let hopeless =
                        !self.shared.answered.load(Ordering::Relaxed) && attempts >= FIRST_ATTEMPTS;
                    let Some(pause) = pauses.next().filter(|_| !hopeless) else {
                        let api = self.shared.api.clone();
                        return Err(GithubError::Unreachable { api, attempts, reason });
                    };
                    debug!(api = self.shared.api, %reason, ?pause, "asking again");
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
        let begun = Instant::now();
        let limit = data.as_object_mut().and_then(|data| data.remove("rateLimit"));
        let data = serde_json::from_value(data).map_err(|error| self.misshapen(&error.to_string()))?;
        let mut usage = locked(&self.usage);
        usage.points += limit.and_then(|limit| limit.get("cost")?.as_u64()).unwrap_or(0);
        usage.reading += begun.elapsed();
        Ok(Given { data, at })
    }

    pub(super) fn misshapen(&self, reason: &str) -> GithubError {
        let reason = format!("data of another shape than its schema has ({reason})");
        GithubError::NotGithub { api: self.shared.api.clone(), reason }
    }

    /// The token that asks next, once there is one.
    async fn turn(&self, asked: Asked<'_>, waited: &mut Waited) -> Result<usize, GithubError> {
        loop {
            let may = |token| !locked(&self.refused).contains_key(&(asked.subject.clone(), token));
            match self.shared.tokens.next(may, Instant::now()) {
                Turn::Ask(token) => return Ok(token),
                Turn::Wait(limit, wait) => self.wait_for_limit(waited, limit, wait).await?,
                Turn::Nobody => return Err(self.nobody(asked)),
            }
        }
    }

    /// Sets a token aside, for this subject or for good, when it is the token that was refused; else fails.
    async fn set_aside(&self, asked: Asked<'_>, token: usize, error: GithubError) -> Result<(), GithubError> {
        let refusal = match &error {
            GithubError::BadToken { .. } if self.shared.bearers[token].forget().await => return Ok(()),
            GithubError::BadToken { message, .. } => {
                self.shared.tokens.spoil(token, message);
                None
            }
            GithubError::Forbidden { message, .. } => Some(Refusal::Forbidden(message.clone())),
            GithubError::NotFound { .. } => Some(Refusal::NotFound),
            _ => return Err(error),
        };
        if let Some(refusal) = refusal {
            locked(&self.refused).insert((asked.subject.clone(), token), refusal);
        }
        let of = self.shared.tokens.count();
        if of > 1 {
            (self.notify)(&Notice::SetAside { token: token + 1, of, reason: error.to_string() });
        }
        Ok(())
    }

    /// Why no token may ask: the most telling of the reasons.
    fn nobody(&self, asked: Asked<'_>) -> GithubError {
        let refused = locked(&self.refused);
        let of_subject = refused.iter().filter(|((subject, _), _)| subject == asked.subject);
        let (mut forbidden, mut unseen) = (None, false);
        for (_, refusal) in of_subject {
            match refusal {
                Refusal::Forbidden(message) => forbidden = Some(message),
                Refusal::NotFound => unseen = true,
            }
        }
        let api = self.shared.api.clone();
        match (forbidden, asked.subject, self.shared.tokens.bad()) {
            (Some(message), ..) => asked.forbidden(message),
            (None, Subject::Repository(name), _) if unseen => {
                GithubError::NotFound { repository: name.clone(), api }
            }
            (None, _, Some(message)) => GithubError::BadToken { api, message },
            (None, _, None) => GithubError::NoToken,
        }
    }

    /// One request and its whole answer.
    async fn attempt(
        &self,
        asked: Asked<'_>,
        token: usize,
        question: Question,
    ) -> (Answer, Option<Timestamp>) {
        let bearer = match self.bearer(asked, token).await {
            Ok(bearer) => bearer,
            Err(answer) => return (answer, None),
        };
        let mut variables = question.variables;
        // What is left out is left out on GitHub's side too; what it makes of `null` differs from field to field.
        if let Some(variables) = variables.as_object_mut() {
            variables.retain(|_, value| !value.is_null());
        }
        let body = json!({ "query": question.query, "variables": variables });
        let (status, headers, body) = match self.post("/graphql", bearer, Some(&body)).await {
            Ok(answer) => answer,
            Err(busy) => return (busy, None),
        };
        let (left, renewed) = (answer::remaining(&headers), answer::until_reset(&headers));
        self.shared.tokens.told(token, left, renewed, Instant::now());
        let at = answer::server_time(&headers).and_then(Timestamp::from_unix);
        let begun = Instant::now();
        let answer = answer::read(asked, status, &headers, &body);
        locked(&self.usage).reading += begun.elapsed();
        (answer, at)
    }

    /// What the request is signed with; for an App, after a request for a token when the last one ended.
    async fn bearer(&self, asked: Asked<'_>, token: usize) -> Result<HeaderValue, Answer> {
        let installation = match &self.shared.bearers[token] {
            Bearer::Fixed(header) => return Ok(header.clone()),
            Bearer::Installation(installation) => installation,
        };
        let fetch = async |path: &str, signed: HeaderValue| {
            let path = format!("{}{path}", rest_prefix(&self.shared.api));
            let (status, headers, body) = self.post(&path, signed, None::<&()>).await?;
            match status {
                StatusCode::CREATED => match serde_json::from_slice::<Made>(&body) {
                    Ok(made) => Ok((made, answer::server_time(&headers))),
                    Err(error) => Err(Answer::Failed(self.misshapen(&error.to_string()))),
                },
                // Also an installation that was removed or suspended.
                StatusCode::NOT_FOUND | StatusCode::FORBIDDEN if answer::remaining(&headers) != Some(0) => {
                    let api = self.shared.api.clone();
                    Err(Answer::Failed(GithubError::BadToken { api, message: answer::message(&body) }))
                }
                _ => Err(answer::read(asked, status, &headers, &body)),
            }
        };
        installation.current(fetch).await
    }

    async fn post(
        &self,
        path: &str,
        bearer: HeaderValue,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Answer> {
        let begun = Instant::now();
        let sent = timeout(self.shared.patience.answer_timeout, self.send(path, bearer, body)).await;
        let mut usage = locked(&self.usage);
        usage.requests += 1;
        usage.asking += begun.elapsed();
        match sent {
            Ok(Ok(answer)) => {
                self.shared.answered.store(true, Ordering::Relaxed);
                Ok(answer)
            }
            Ok(Err(error)) => Err(Answer::Busy(said(&error))),
            Err(_) => {
                let seconds = self.shared.patience.answer_timeout.as_secs();
                Err(Answer::Busy(format!("no whole answer within {seconds} s")))
            }
        }
    }

    async fn send(
        &self,
        path: &str,
        bearer: HeaderValue,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), octocrab::Error> {
        let request = http::Request::builder().method(Method::POST).uri(path);
        let request = request.header(header::AUTHORIZATION, bearer);
        let request = self.shared.octocrab.build_request(request, body)?;
        let (head, body) = self.shared.octocrab.execute(request).await?.into_parts();
        Ok((head.status, head.headers, body.collect().await?.to_bytes().into()))
    }

    async fn wait_for_limit(
        &self,
        waited: &mut Waited,
        limit: &'static str,
        wait: Duration,
    ) -> Result<(), GithubError> {
        waited.add(&self.shared.patience, wait).map_err(|TooLong(wait)| GithubError::LimitTooLong {
            limit,
            api: self.shared.api.clone(),
            wait,
            most: self.shared.patience.longest_limit,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Simulator;

    #[tokio::test]
    async fn a_question_that_the_schema_refuses_fails_at_once_in_githubs_words() {
        let simulator = Simulator::start(&[]);
        let token = SecretString::from("token".to_owned());
        // Also where GitHub Enterprise Server has it.
        for api in [simulator.url().to_owned(), format!("{}/api/v3", simulator.url())] {
            let client = GithubClient::new(&api, &token, Patience::default(), |_| {}).unwrap();
            let question = |_| Question { query: "{ viewer { shoeSize } }".to_owned(), variables: json!({}) };
            let subject = Subject::Repository("a/b".parse().unwrap());
            let asked = client.ask::<Value>(&subject, &mut PageSize::default(), question).await;
            let Err(GithubError::Refused { message, .. }) = asked.map(|given| given.data) else {
                panic!("not refused");
            };
            assert_eq!(message, "Field 'shoeSize' doesn't exist on type 'User'");
            assert_eq!(client.usage().requests, 1);
        }
    }
}
