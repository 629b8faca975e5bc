//! `tributary repos`: what repositories are.

mod classify;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// What to learn of repositories.
#[derive(Debug, Args)]
pub(crate) struct ReposArgs {
    #[command(subcommand)]
    command: ReposCommand,
}

#[derive(Debug, Subcommand)]
enum ReposCommand {
    /// Say whether they are AI projects and of what kind, with every reason
    Classify(classify::ClassifyArgs),
}

/// Runs one of the subcommands.
pub(crate) async fn run(args: ReposArgs, json: bool) -> anyhow::Result<ExitCode> {
    match args.command {
        ReposCommand::Classify(args) => classify::run(args, json).await,
    }
}
