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
    index::clone::{CloneIndexError, CloneOptions, index_clone},
};
use tributary_storage::Store;

use crate::{
    args::Global,
    context::{Airdrop, open_store},
    exit, output,
    progress::Progress,
};

/// What to index.
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// A local clone instead of the repositories of the airdrop's file; may be repeated
    #[arg(long = "git", value_name = "PATH")]
    clones: Vec<PathBuf>,
}

/// Reads evidence into the database. Stopped at any moment, the next run goes on where this one was.
pub(crate) async fn run(global: &Global, args: IndexArgs) -> anyhow::Result<ExitCode> {
    // A clone needs no file: it is indexed by itself, and scored once a file names it.
    let airdrop =
        if args.clones.is_empty() || global.file.exists() { Some(Airdrop::read(global)?) } else { None };
    let store = open_store(global, airdrop.as_ref()).await?;
    let mut results = Vec::new();
    for (source, base) in sources(args.clones, airdrop.as_ref())? {
        results.push(match source {
            Source::Clone(path) => clone(&store, &base.join(path)).await?,
            Source::Github(name) => github(&store, name).await?,
        });
    }
    if global.json {
        output::json(&results)?;
    }
    Ok(ExitCode::SUCCESS)
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

async fn clone(store: &Store, path: &Path) -> anyhow::Result<Value> {
    let threads = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let options = CloneOptions { repository: None, threads };
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

async fn github(_store: &Store, name: tributary_model::RepositoryName) -> anyhow::Result<Value> {
    anyhow::bail!("`{name}`: reading GitHub is not built in yet")
}
