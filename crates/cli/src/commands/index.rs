//! `tributary index`.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::ExitCode,
    thread::available_parallelism,
};

use clap::Args;
use serde_json::{Value, json};
use tributary_engine::{
    config::Source,
    index::{
        clone::{CloneIndexError, CloneOptions, index_clone},
        github::Extent,
    },
};
use tributary_model::{RepoId, RepositoryName};
use tributary_storage::Store;

use crate::{
    args::Global,
    context::{Airdrop, open_store},
    exit,
    github::{Failure, GithubReading},
    output,
    progress::Progress,
};

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
}

/// Reads evidence into the database. Stopped at any moment, the next run goes on where this one was.
pub(crate) async fn run(global: &Global, args: IndexArgs) -> anyhow::Result<ExitCode> {
    // A clone needs no file: it is indexed by itself, and scored once a file names it.
    let airdrop =
        if args.clones.is_empty() || global.file.exists() { Some(Airdrop::read(global)?) } else { None };
    let reads_the_file = args.clones.is_empty();
    let sources = sources(args.clones, airdrop.as_ref())?;
    let any_on_github = sources.iter().any(|(source, _)| matches!(source, Source::Github(_)));
    let github = any_on_github.then(|| GithubReading::open(args.github_url, airdrop.as_ref())).transpose()?;
    let store = open_store(global, airdrop.as_ref()).await?;
    let extent = if args.full { Extent::Everything } else { Extent::Changes };
    let (mut results, mut failures) = (Vec::new(), Vec::new());
    for (source, base) in sources {
        let result = match source {
            Source::Clone(path) => clone(&store, &base.join(path), None).await?,
            Source::Github(name) => {
                let github = github.as_ref().expect("it is opened when one of the sources is on GitHub");
                on_github(github, &store, name, extent, &mut failures).await?
            }
        };
        results.push(result);
    }
    if let Some(airdrop) = airdrop.as_ref().filter(|_| reads_the_file) {
        results.extend(clones_beside(&store, airdrop).await?);
    }
    if global.json {
        output::json(&results)?;
    }
    if failures.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let names: Vec<_> = failures.iter().map(|name| format!("`{name}`")).collect();
    Err(exit::failed(format!("{} could not be read; the others were", names.join(", "))))
}

fn sources(clones: Vec<PathBuf>, airdrop: Option<&Airdrop>) -> anyhow::Result<Vec<(Source, PathBuf)>> {
    match airdrop {
        Some(airdrop) if clones.is_empty() => airdrop
            .config
            .repositories
            .iter()
            .map(|entry| Ok((entry.source()?, airdrop.base.clone())))
            .collect(),
        _ => Ok(clones.into_iter().map(|path| (Source::Clone(path), PathBuf::new())).collect()),
    }
}

/// A repository that cannot be read is noted and is no reason to leave out the others.
async fn on_github(
    github: &GithubReading,
    store: &Store,
    name: RepositoryName,
    extent: Extent,
    failures: &mut Vec<RepositoryName>,
) -> anyhow::Result<Value> {
    match github.index(store, &name, extent).await {
        Ok(result) => Ok(result),
        Err(Failure::Ours(error)) => Err(error),
        Err(Failure::OfRepository(error)) => {
            output::note(format!("error: {error}"));
            let result = json!({ "source": "github", "asked": name, "error": error.to_string() });
            failures.push(name);
            Ok(result)
        }
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
