//! `tributary index`.

use std::{
    collections::BTreeSet,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::ExitCode,
    thread::available_parallelism,
    time::Duration,
};

use clap::Args;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use tributary_engine::{
    config::{SelectBy, Source, StandsFor},
    index::{
        clone::{CloneIndexError, CloneOptions, index_clone},
        select::select,
    },
};
use tributary_model::{RepoId, RepositoryName};
use tributary_storage::{Extent, JobState, Lease, Store};

use crate::{
    args::Global,
    context::{Airdrop, open_store},
    exit,
    github::{Failure, GithubReading},
    kinds::{self, Looked},
    output,
    progress::Progress,
    queue::{Holder, QueueArgs, told_to_stop},
};

/// How often to look whether somebody else is done.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// What to index.
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// A local clone instead of the repositories of the airdrop's file; may be repeated
    #[arg(long = "git", value_name = "PATH")]
    clones: Vec<PathBuf>,
    /// Base address of GitHub's API instead of `[github] api_url` in the airdrop's file
    #[arg(long, env = "TRIBUTARY_GITHUB_URL", value_name = "URL")]
    github_url: Option<String>,
    /// Forget what was read from GitHub and read all of it anew: also deleted accounts and newly linked e-mails show
    #[arg(long, conflicts_with = "clones")]
    full: bool,
    /// Only put repositories on GitHub into the queue, for `tributary worker` on this or other machines
    #[arg(long, conflicts_with = "clones")]
    enqueue: bool,
    /// Only show the queue: what waits, who works at what, and what was given up and why
    #[arg(long, conflicts_with_all = ["clones", "enqueue", "full"])]
    status: bool,
    #[command(flatten)]
    queue: QueueArgs,
}

/// Reads evidence into the database. Stopped at any moment, the next run goes on where this one was.
pub(crate) async fn run(global: &Global, args: IndexArgs) -> anyhow::Result<ExitCode> {
    // A clone needs no file: it is indexed by itself, and scored once a file names it.
    let airdrop =
        if args.clones.is_empty() || global.file.exists() { Some(Airdrop::read(global)?) } else { None };
    if args.status {
        return status(global, &open_store(global, airdrop.as_ref()).await?).await;
    }
    let reads_the_file = args.clones.is_empty();
    let entries = entries(args.clones, airdrop.as_ref())?;
    let asks = entries.iter().any(|(entry, _)| asks_github(entry, args.enqueue));
    let github = asks.then(|| GithubReading::open(args.github_url, airdrop.as_ref())).transpose()?;
    let store = open_store(global, airdrop.as_ref()).await?;
    let sources = sources(&store, github.as_ref(), entries).await?;
    let extent = if args.full { Extent::Everything } else { Extent::Changes };
    let names: Vec<_> = sources.iter().filter_map(|(source, _)| on_github(source)).collect();
    store.enqueue(&names, extent).await?;
    if args.enqueue {
        output::note(format!(
            "{} repositories wait in the queue; `tributary worker` reads them",
            names.len()
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let holder = Holder::new(&args.queue)?;
    let reading = Reading { github: github.as_ref(), store: &store, holder: &holder };
    let jobs = args.queue.jobs.get();
    let all = stream::iter(&sources).map(|(source, base)| reading.source(source, base)).buffered(jobs);
    let done = tokio::select! {
        done = all.try_collect::<Vec<_>>() => done,
        stopped = told_to_stop() => Err(stopped),
    };
    // Also when one error stops the others.
    holder.release(&store).await;
    let beside = match airdrop.as_ref().filter(|_| reads_the_file) {
        Some(airdrop) => clones_beside(&store, airdrop).await?,
        None => Vec::new(),
    };
    let done = done?;
    let asks_kinds = airdrop.as_ref().is_some_and(|airdrop| airdrop.config.kinds.is_some());
    let looked = if asks_kinds && reads_the_file {
        kinds::look(&store, github.as_ref(), &sources, extent).await?
    } else {
        Looked::default()
    };
    finish(global, &done, &beside, &looked)
}

fn finish(global: &Global, done: &[Outcome], beside: &[Value], looked: &Looked) -> anyhow::Result<ExitCode> {
    if global.json {
        let results: Vec<&Value> =
            done.iter().map(|outcome| &outcome.result).chain(beside).chain(&looked.results).collect();
        output::json(&results)?;
    }
    let failed: Vec<_> =
        done.iter().filter_map(|outcome| outcome.failed.as_ref()).chain(&looked.failed).collect();
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let names: Vec<_> = failed.iter().map(|name| format!("`{name}`")).collect();
    let (names, all) = (names.join(", "), done.len());
    let rest = if failed.len() < all { "; the others were" } else { "" };
    Err(exit::failed(format!("{names} could not be read{rest}")))
}

fn on_github(source: &Source) -> Option<RepositoryName> {
    match source {
        Source::Github(name) => Some(name.clone()),
        Source::Clone(_) => None,
    }
}

/// How it went with one source.
struct Outcome {
    result: Value,
    failed: Option<RepositoryName>,
}

struct Reading<'a> {
    github: Option<&'a GithubReading>,
    store: &'a Store,
    holder: &'a Holder,
}

impl Reading<'_> {
    async fn source(&self, source: &Source, base: &Path) -> anyhow::Result<Outcome> {
        match source {
            Source::Clone(path) => {
                Ok(Outcome { result: clone(self.store, &base.join(path), None).await?, failed: None })
            }
            Source::Github(name) => self.repository(name.clone()).await,
        }
    }

    /// Reads a repository, or waits until somebody else has.
    async fn repository(&self, name: RepositoryName) -> anyhow::Result<Outcome> {
        let mut told = false;
        loop {
            if let Some(lease) = self.holder.take_up(self.store, Some(&name)).await? {
                match self.leased(&lease).await? {
                    Some(outcome) => return Ok(outcome),
                    None => continue,
                }
            }
            let Some(job) = self.store.job(&name).await? else {
                anyhow::bail!("`{name}` was taken out of the queue");
            };
            match job.state {
                JobState::Done => {
                    let result = json!({ "source": "github", "asked": name, "by": "another process" });
                    return Ok(Outcome { result, failed: None });
                }
                JobState::Dead => return Ok(failed(name, job.last_error.unwrap_or_default())),
                JobState::Waiting | JobState::Running if told => {}
                JobState::Waiting | JobState::Running => {
                    told = true;
                    let owner = job.owner.unwrap_or_else(|| "another process".to_owned());
                    output::note(format!(
                        "{name}: `{owner}` works at it, or did until its lease ends; waiting"
                    ));
                }
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// A repository that cannot be read is noted and is no reason to leave out the others. `None` when the lease was lost.
    async fn leased(&self, lease: &Lease) -> anyhow::Result<Option<Outcome>> {
        let github = self.github.expect("it is opened when one of the sources is on GitHub");
        let done = github.index(self.store, lease).await;
        self.holder.settled(lease);
        match done {
            Ok(result) => Ok(Some(Outcome { result, failed: None })),
            Err(Failure::Ours(error) | Failure::Fatal(error)) => Err(error),
            Err(Failure::Lost(error)) => {
                output::note(format!("{}: {error}", lease.name));
                Ok(None)
            }
            Err(Failure::OfRepository(error)) => {
                output::note(format!("error: {error}"));
                Ok(Some(failed(lease.name.clone(), error.to_string())))
            }
        }
    }
}

fn failed(name: RepositoryName, error: String) -> Outcome {
    Outcome { result: json!({ "source": "github", "asked": name, "error": error }), failed: Some(name) }
}

async fn status(global: &Global, store: &Store) -> anyhow::Result<ExitCode> {
    let jobs = store.jobs().await?;
    if global.json {
        let shown = jobs.iter().map(|job| {
            json!({
                "repository": job.name, "state": job.state.as_str(), "failures": job.attempts, "owner": job.owner,
                "next_attempt": job.next_attempt, "last_error": job.last_error,
            })
        });
        output::json(&shown.collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows = jobs.into_iter().map(|job| {
        let next = if job.state == JobState::Waiting { job.next_attempt.to_string() } else { String::new() };
        let (owner, error) = (job.owner.unwrap_or_default(), job.last_error.unwrap_or_default());
        vec![job.name.to_string(), job.state.as_str().into(), job.attempts.to_string(), owner, next, error]
    });
    let header = ["repository", "state", "failures", "worker", "next attempt", "last error"];
    output::line(output::table(&header, &[2], rows).to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// With the folder that paths are relative to.
type Based<T> = (T, PathBuf);

fn entries(clones: Vec<PathBuf>, airdrop: Option<&Airdrop>) -> anyhow::Result<Vec<Based<StandsFor>>> {
    match airdrop {
        Some(airdrop) if clones.is_empty() => airdrop
            .config
            .repositories
            .iter()
            .map(|entry| Ok((entry.stands_for()?, airdrop.base.clone())))
            .collect(),
        _ => {
            let one = |path| (StandsFor::One(Source::Clone(path)), PathBuf::new());
            Ok(clones.into_iter().map(one).collect())
        }
    }
}

/// Only a queue to be filled by a list needs no token.
fn asks_github(entry: &StandsFor, enqueue: bool) -> bool {
    match entry {
        StandsFor::One(Source::Clone(_)) => false,
        StandsFor::One(Source::Github(_)) => !enqueue,
        StandsFor::Many(selector) => !(enqueue && matches!(selector.by, SelectBy::List(_))),
    }
}

/// Clones of repositories on GitHub, once those are read: their commits are joined by GitHub's number.
async fn clones_beside(store: &Store, airdrop: &Airdrop) -> anyhow::Result<Vec<Value>> {
    let mut results = Vec::new();
    for entry in &airdrop.config.repositories {
        let (Some(name), Some(path)) = (&entry.github, entry.clone_beside()) else { continue };
        // Nothing to join when GitHub could not be read.
        if let Some(repository) = store.repository_by_name(name).await? {
            results.push(clone(store, &airdrop.base.join(path), Some(repository.id)).await?);
        }
    }
    Ok(results)
}

/// Single repositories, each once.
async fn sources(
    store: &Store,
    github: Option<&GithubReading>,
    entries: Vec<Based<StandsFor>>,
) -> anyhow::Result<Vec<Based<Source>>> {
    let mut sources: Vec<Based<Source>> = Vec::new();
    let mut known = BTreeSet::new();
    for (entry, base) in entries {
        let found = match entry {
            StandsFor::One(source) => vec![source],
            StandsFor::Many(selector) => {
                let found = match github {
                    Some(github) => github.select(store, &selector, &base).await?,
                    None => select(store, None, &selector, &base).await?,
                };
                output::note(format!("{selector}: {} repositories", found.len()));
                found.into_iter().map(|one| Source::Github(one.name)).collect()
            }
        };
        let new = |source: &Source| {
            on_github(source).is_none_or(|name| known.insert(name.to_string().to_ascii_lowercase()))
        };
        sources.extend(found.into_iter().filter(new).map(|source| (source, base.clone())));
    }
    Ok(sources)
}

/// `repository`: GitHub's number, for a clone beside it.
async fn clone(store: &Store, path: &Path, repository: Option<RepoId>) -> anyhow::Result<Value> {
    let threads = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let options = CloneOptions { repository, threads };
    let mut progress = Progress::start(&path.display().to_string());
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let done =
        index_clone(store, path, options, |step| progress.at(count(step.done), count(step.total))).await;
    let done = done.map_err(|error| match error {
        CloneIndexError::Clone(error) => error.into(),
        other => exit::outside(other),
    })?;
    if done.shallow_commits > 0 {
        progress
            .say("the clone is shallow: its history is cut off, run `git fetch --unshallow` for all of it");
    }
    let anew = if done.replaced { ", all of it anew since history was rewritten" } else { "" };
    progress.finish(&format!("{} commits read{anew}", done.commits));
    Ok(json!({
        "source": "git", "path": path, "repository": done.repository, "head": done.head, "commits": done.commits,
        "replaced": done.replaced, "shallow": done.shallow_commits > 0,
    }))
}
