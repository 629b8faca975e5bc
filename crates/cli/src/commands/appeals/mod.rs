//! `tributary appeals`: what people asked for before the airdrop is deployed, and the maintainer's answers.

mod decide;
mod list;

use std::{path::PathBuf, process::ExitCode};

use anyhow::bail;
use clap::{Args, Subcommand};
use tributary_engine::config::AirdropConfig;
use tributary_model::{Appeal, AppealKind, AppealState};
use tributary_storage::Store;

use self::list::Shown;
use crate::args::Global;

/// What to do about appeals; without a word, they are listed.
#[derive(Debug, Args)]
pub(crate) struct AppealsArgs {
    #[command(subcommand)]
    command: Option<AppealsCommand>,
    /// List those that were decided too
    #[arg(long)]
    all: bool,
    /// The folder that bundles are written to
    #[arg(long, global = true, default_value = "out", value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Subcommand)]
enum AppealsCommand {
    /// Agree: leave the person out, or write down that a share will be changed
    Accept(decide::AcceptArgs),
    /// Answer that nothing changes
    Decline(decide::DeclineArgs),
}

/// Lists appeals, or decides about one.
pub(crate) async fn run(global: &Global, args: AppealsArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        Some(_) if args.all => bail!("`--all` is for the list; leave it out to decide about one appeal"),
        Some(AppealsCommand::Accept(one)) => decide::accept(global, &one, &args.out).await?,
        Some(AppealsCommand::Decline(one)) => decide::decline(global, &one).await?,
        None => {
            let which = if args.all { Shown::All } else { Shown::Waiting };
            list::run(global, which, &args.out).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// How many wait, in the campaigns of all chains.
pub(crate) async fn waiting(store: &Store, config: &AirdropConfig) -> anyhow::Result<usize> {
    Ok(all(store, config).await?.iter().filter(|appeal| waits(appeal)).count())
}

/// Those of the campaigns of all chains.
async fn all(store: &Store, config: &AirdropConfig) -> anyhow::Result<Vec<Appeal>> {
    let mut appeals = Vec::new();
    for slug in config.slugs() {
        appeals.extend(store.appeals(&slug).await?);
    }
    Ok(appeals)
}

fn waits(appeal: &Appeal) -> bool {
    appeal.state() == AppealState::Waiting
}

/// What is asked for, in words.
const fn words(kind: AppealKind) -> &'static str {
    match kind {
        AppealKind::OptOut => "leave me out",
        AppealKind::Appeal => "look again",
    }
}
