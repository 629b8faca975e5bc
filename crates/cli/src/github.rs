//! GitHub for a command: where it is, the token, and what is told while it is read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use secrecy::SecretString;
use serde_json::{Value, json};
use tributary_engine::index::github::{Extent, GithubIndexError, GithubIndexed, index_github};
use tributary_github::api::{GITHUB_API, GithubClient, GithubError, Notice, Patience};
use tributary_model::{RepositoryName, Timestamp};
use tributary_storage::Store;

use crate::{
    context::{Airdrop, environment, now},
    exit,
    progress::Progress,
};

/// A client that tells its waits.
pub(crate) struct GithubReading {
    client: GithubClient,
    shown: Shown,
}

/// The progress of the repository that is being read.
type Shown = Arc<Mutex<Option<Progress>>>;

/// Why a repository was not read.
pub(crate) enum Failure {
    /// It concerns this repository alone.
    OfRepository(GithubError),
    /// It would stop the others too.
    Ours(anyhow::Error),
}

impl GithubReading {
    /// `url` is the flag's or the environment's; else the file's, else GitHub's own.
    pub(crate) fn open(url: Option<String>, airdrop: Option<&Airdrop>) -> anyhow::Result<Self> {
        let from_file = airdrop.and_then(|airdrop| airdrop.config.github.api_url.clone());
        let url = url.filter(|url| !url.is_empty()).or(from_file).unwrap_or_else(|| GITHUB_API.to_owned());
        let token = environment("GITHUB_TOKEN")?.map(SecretString::from).context(
            "GitHub answers only with a token: set `GITHUB_TOKEN` (github.com → Settings → Developer settings → \
             Personal access tokens; for public repositories it needs no permission at all), or read a clone with \
             `tributary index --git PATH`",
        )?;
        let shown = Shown::default();
        let told = Arc::clone(&shown);
        let client = GithubClient::new(&url, &token, Patience::default(), move |notice| {
            if let Some(progress) = locked(&told).as_ref() {
                progress.say(&words(notice));
            }
        })?;
        Ok(Self { client, shown })
    }

    /// For questions without a progress of their own.
    pub(crate) const fn client(&self) -> &GithubClient {
        &self.client
    }

    /// Indexes one repository with its progress shown.
    pub(crate) async fn index(
        &self,
        store: &Store,
        name: &RepositoryName,
        extent: Extent,
    ) -> Result<Value, Failure> {
        *locked(&self.shown) = Some(Progress::start(&name.to_string()));
        let done = index_github(store, &self.client, name, extent, |step| {
            if let Some(progress) = locked(&self.shown).as_mut() {
                progress.at(step.done, step.total);
            }
        })
        .await;
        let progress = locked(&self.shown).take();
        let done = done.map_err(failure)?;
        if let Some(progress) = progress {
            progress.finish(&summary(name, &done));
        }
        Ok(result(name, &done))
    }
}

fn locked(shown: &Shown) -> MutexGuard<'_, Option<Progress>> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

fn words(notice: &Notice) -> String {
    match notice {
        Notice::Limited { limit, wait } => {
            let end =
                i64::try_from(wait.as_secs()).ok().and_then(|wait| Timestamp::from_unix(now().unix() + wait));
            let end = end.map(|end| format!(", until {end}")).unwrap_or_default();
            format!("{limit} is reached: waiting {} s{end}", wait.as_secs())
        }
        Notice::Again { reason, pause } => {
            format!("{reason}: asking again in {}.{} s", pause.as_secs(), pause.subsec_millis() / 100)
        }
    }
}

fn failure(error: GithubIndexError) -> Failure {
    match error {
        GithubIndexError::Github(error @ (GithubError::NotFound { .. } | GithubError::Forbidden { .. })) => {
            Failure::OfRepository(error)
        }
        GithubIndexError::Github(error @ GithubError::BadToken { .. }) => Failure::Ours(error.into()),
        error => Failure::Ours(exit::outside(error)),
    }
}

fn summary(name: &RepositoryName, done: &GithubIndexed) -> String {
    let now_called = if done.repository.name.matches(name) {
        String::new()
    } else {
        format!(" (now called {})", done.repository.name)
    };
    let anew = if done.replaced { ", its commits anew since history was rewritten" } else { "" };
    format!(
        "{} commits, {} pull requests and {} issues read in {} requests{now_called}{anew}",
        done.commits, done.pull_requests, done.issues, done.usage.requests
    )
}

fn result(name: &RepositoryName, done: &GithubIndexed) -> Value {
    json!({
        "source": "github", "asked": name, "repository": done.repository, "commits": done.commits,
        "pull_requests": done.pull_requests, "issues": done.issues, "contributions": done.contributions,
        "replaced": done.replaced, "requests": done.usage.requests, "points": done.usage.points,
        "waits": done.usage.waits, "waited_seconds": done.usage.waited.as_secs(),
    })
}
