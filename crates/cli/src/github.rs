//! GitHub for a command: where it is, the token, and what is told while it is read.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Context as _;
use secrecy::SecretString;
use serde_json::{Value, json};
use tributary_engine::{
    config::Selector,
    index::{
        github::{GithubIndexError, GithubIndexed},
        queue::{index_leased, is_of_repository, is_ours},
        select::select,
    },
};
use tributary_github::api::{Access, AppAccess, GITHUB_API, GithubClient, GithubError, Notice, Patience};
use tributary_model::{RepositoryName, Timestamp};
use tributary_storage::{Lease, Selected, StorageError, Store};

use crate::{
    context::{Airdrop, environment, now},
    exit, output,
    progress::Progress,
};

/// A client for every repository that is read.
pub(crate) struct GithubReading {
    client: GithubClient,
}

/// Why a repository was not read.
pub(crate) enum Failure {
    /// It concerns this repository alone.
    OfRepository(anyhow::Error),
    /// Somebody else goes on with it.
    Lost(anyhow::Error),
    /// It would most likely stop the others too, for now.
    Ours(anyhow::Error),
    /// It would stop the others too, until somebody changes something.
    Fatal(anyhow::Error),
}

impl GithubReading {
    /// `url` is the flag's or the environment's; else the file's, else GitHub's own.
    pub(crate) fn open(url: Option<String>, airdrop: Option<&Airdrop>) -> anyhow::Result<Self> {
        let from_file = airdrop.and_then(|airdrop| airdrop.config.github.api_url.clone());
        let url = url.filter(|url| !url.is_empty()).or(from_file).unwrap_or_else(|| GITHUB_API.to_owned());
        // Each repository that is read has a client of its own beside this one.
        let told = |notice: &Notice| output::note(words(notice));
        let client = GithubClient::with(&url, access()?, Patience::default(), told)?;
        Ok(Self { client })
    }

    /// For questions without a progress of their own.
    pub(crate) const fn client(&self) -> &GithubClient {
        &self.client
    }

    /// Looks up what an entry of the airdrop's file stands for, and stores it.
    pub(crate) async fn select(
        &self,
        store: &Store,
        selector: &Selector,
        base: &Path,
    ) -> anyhow::Result<Vec<Selected>> {
        let label = selector.to_string();
        let client = self.client.beside(move |notice| output::note(format!("{label}: {}", words(notice))));
        Ok(select(store, Some(&client), selector, base).await?)
    }

    /// Indexes a repository that was taken up, with its progress shown.
    pub(crate) async fn index(&self, store: &Store, lease: &Lease) -> Result<Value, Failure> {
        let progress = Arc::new(Mutex::new(Progress::start(&lease.name.to_string())));
        let told = Arc::clone(&progress);
        let client = self.client.beside(move |notice| locked(&told).say(&words(notice)));
        let done =
            index_leased(store, &client, lease, |step| locked(&progress).at(step.done, step.total)).await;
        match done {
            Ok(done) => {
                locked(&progress).finish(&summary(&lease.name, &done));
                Ok(result(&lease.name, &done))
            }
            Err(error) => {
                locked(&progress).clear();
                Err(failure(error))
            }
        }
    }
}

/// Everything that the environment gives to ask with, in this order.
fn access() -> anyhow::Result<Vec<Access>> {
    let mut access = Vec::new();
    for name in ["GITHUB_TOKENS", "GITHUB_TOKEN"] {
        let given = environment(name)?.unwrap_or_default();
        let tokens = given.split([',', '\n']).map(str::trim).filter(|token| !token.is_empty());
        for token in tokens {
            if !access.iter().any(|known: &String| known == token) {
                access.push(token.to_owned());
            }
        }
    }
    let mut access: Vec<_> =
        access.into_iter().map(|token| Access::Token(SecretString::from(token))).collect();
    access.extend(installations()?);
    anyhow::ensure!(
        !access.is_empty(),
        "GitHub answers only with a token: set `GITHUB_TOKEN` (github.com → Settings → Developer settings → \
         Personal access tokens; for public repositories it needs no permission at all), or read a clone with \
         `tributary index --git PATH`"
    );
    Ok(access)
}

/// Installations of a GitHub App: its id and key, and one number or several.
fn installations() -> anyhow::Result<Vec<Access>> {
    let names = ["GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY_PATH", "GITHUB_APP_INSTALLATION_ID"];
    let [id, path, numbers] = names.map(environment);
    let (id, path, numbers) = match (id?, path?, numbers?) {
        (Some(id), Some(path), Some(numbers)) => (id, path, numbers),
        (None, None, None) => return Ok(Vec::new()),
        _ => anyhow::bail!("a GitHub App needs all of `{}`", names.join("`, `")),
    };
    let key = fs::read_to_string(&path)
        .map(SecretString::from)
        .with_context(|| format!("cannot read `{path}`, which `GITHUB_APP_PRIVATE_KEY_PATH` names"))?;
    let one = |number: &str| {
        let installation = number.parse().with_context(|| {
            format!("`{number}` in `GITHUB_APP_INSTALLATION_ID` is not the number of an installation")
        })?;
        Ok(Access::App(AppAccess { id: id.clone(), installation, key: key.clone(), now }))
    };
    numbers.split([',', '\n']).map(str::trim).filter(|number| !number.is_empty()).map(one).collect()
}

fn locked(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
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
        Notice::SetAside { token, of, reason } => {
            format!("warning: token {token} of {of} is set aside here: {reason}")
        }
    }
}

fn failure(error: GithubIndexError) -> Failure {
    match error {
        GithubIndexError::Github(GithubError::BadToken { .. } | GithubError::NoToken) => {
            Failure::Fatal(error.into())
        }
        error if is_ours(&error) => Failure::Fatal(exit::outside(error)),
        GithubIndexError::Storage(StorageError::LeaseLost(_)) => Failure::Lost(exit::outside(error)),
        error if is_of_repository(&error) => Failure::OfRepository(error.into()),
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
        "{} commits, {} pull requests and {} issues read in {} request{}{now_called}{anew}",
        done.commits,
        done.pull_requests,
        done.issues,
        done.usage.requests,
        if done.usage.requests == 1 { "" } else { "s" },
    )
}

fn result(name: &RepositoryName, done: &GithubIndexed) -> Value {
    json!({
        "source": "github", "asked": name, "repository": done.repository, "commits": done.commits,
        "pull_requests": done.pull_requests, "issues": done.issues, "contributions": done.contributions,
        "replaced": done.replaced, "requests": done.usage.requests, "points": done.usage.points,
        "waits": done.usage.waits, "waited_seconds": done.usage.waited.as_secs(),
        "seconds": {
            "asking": done.usage.asking.as_secs_f64(), "reading": done.usage.reading.as_secs_f64(),
            "storing": done.storing.as_secs_f64(),
        },
    })
}
