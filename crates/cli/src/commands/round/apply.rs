//! `tributary round apply`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use tributary_chain::{Application, RoundCall};
use tributary_engine::round::{Description, save_description};
use tributary_merkle::parse_address;
use tributary_model::RepoId;
use tributary_storage::Store;

use super::{
    act::{self, SendArgs},
    desk::Desk,
};
use crate::{args::Global, context::now, output};

/// With what to apply.
#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// GitHub's number of a repository (`id` of api.github.com/repos/OWNER/NAME), or the name of one that is indexed here;
    /// may be repeated
    #[arg(long = "repository", value_name = "ID|OWNER/NAME", required = true)]
    repositories: Vec<String>,
    /// Where gifts and the match go
    #[arg(long, value_name = "ADDRESS")]
    payout: String,
    /// What the project says about itself: JSON with `name`, `summary`, and, if you like, `description`, `url` and
    /// `repositories` (names)
    #[arg(long, value_name = "FILE")]
    description: PathBuf,
    /// Replace the application with this number, which takes it back to review
    #[arg(long, value_name = "PROJECT")]
    edit: Option<u64>,
    #[command(flatten)]
    send: SendArgs,
}

/// Keeps the description under its hash, and applies.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: ApplyArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let path = &args.description;
    let text = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let description: Description =
        serde_json::from_slice(&text).with_context(|| format!("`{}` is no description", path.display()))?;
    let store = desk.store(global).await?;
    let metadata_hash = save_description(&store, &description, now())
        .await
        .with_context(|| format!("in `{}`", path.display()))?;
    let mut repositories = Vec::new();
    for named in &args.repositories {
        repositories.push(repository(&store, named).await?);
    }
    repositories.sort_unstable();
    repositories.dedup();
    let application = Application { repositories, payout: parse_address(&args.payout)?, metadata_hash };
    output::note(format!("description {metadata_hash}"));
    let call = match args.edit {
        Some(project) => RoundCall::Edit { project, application },
        None => RoundCall::Submit(application),
    };
    act::run(global, &desk, &args.send, "apply", &call).await
}

/// A number, or a name that the index knows.
async fn repository(store: &Store, named: &str) -> anyhow::Result<RepoId> {
    if let Ok(number) = named.parse() {
        return Ok(RepoId(number));
    }
    let found = store.repository_by_name(&named.parse()?).await?;
    let found = found.with_context(|| {
        format!(
            "`{named}` is not indexed here; give its number, the `id` of https://api.github.com/repos/{named}"
        )
    })?;
    Ok(found.id)
}
