//! `tributary epoch`: the lists of a recurring airdrop, from the announcement of one to its effect, for each of its roles.

mod activate;
mod desk;
mod diff;
mod fund;
mod propose;
mod send;
mod status;
mod veto;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::args::Global;

/// What to do.
#[derive(Debug, Args)]
pub(crate) struct EpochArgs {
    #[command(subcommand)]
    command: EpochCommand,
}

#[derive(Debug, Subcommand)]
enum EpochCommand {
    /// Show what each person had in the list before and has in this one, from the bundle alone
    Diff(diff::DiffArgs),
    /// Announce the list on the chain, as the owner; it can take effect when the delay is over
    Propose(propose::ProposeArgs),
    /// Put into the airdrop exactly what the list lacks; anybody may
    Fund(fund::FundArgs),
    /// Put the announced list into effect; anybody may
    Activate(activate::ActivateArgs),
    /// Take the announced list back before it takes effect, as the guardian or the owner
    Veto(veto::VetoArgs),
    /// Show which list is in effect, which is announced, and what comes next
    Status(status::StatusArgs),
}

/// Runs one of them.
pub(crate) async fn run(global: &Global, args: EpochArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        EpochCommand::Diff(args) => diff::run(global, &args),
        EpochCommand::Propose(args) => Box::pin(propose::run(global, args)).await,
        EpochCommand::Fund(args) => fund::run(global, args).await,
        EpochCommand::Activate(args) => activate::run(global, args).await,
        EpochCommand::Veto(args) => veto::run(global, args).await,
        EpochCommand::Status(args) => status::run(global, args).await,
    }
}
