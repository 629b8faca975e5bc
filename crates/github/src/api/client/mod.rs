//! One question after another to GitHub's GraphQL API, by octocrab: asked again with patience, within the
//! rate limits, and never answered by halves.
//!
//! octocrab carries the requests. Its own retry is not built in: it repeats at once, with the same size, and
//! cannot see errors inside a success. Its `graphql()` is not used: it drops the errors beside partial data.

mod attempt;
mod refusal;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use octocrab::Octocrab;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};
use tracing::debug;
use tributary_model::Timestamp;

pub(crate) use self::attempt::said;
use self::refusal::Refusal;
use super::{
    Access, GithubError, PageSize, Patience, Subject,
    access::Bearer,
    address::base_address,
    answer::{Answer, Asked},
    patience::{TooLong, Waited},
    tokens::Tokens,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

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
