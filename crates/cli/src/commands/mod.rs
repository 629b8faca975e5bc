//! One file a command.

pub(crate) mod appeals;
pub(crate) mod attestors;
pub(crate) mod backtest;
mod campaigns;
pub(crate) mod claim;
pub(crate) mod completions;
pub(crate) mod deploy;
pub(crate) mod endorse;
pub(crate) mod epoch;
pub(crate) mod explain;
pub(crate) mod index;
pub(crate) mod init;
pub(crate) mod keystore;
pub(crate) mod matching;
pub(crate) mod people;
pub(crate) mod prove;
pub(crate) mod publish;
pub(crate) mod rehearse;
pub(crate) mod release;
pub(crate) mod repos;
pub(crate) mod round;
pub(crate) mod score;
pub(crate) mod serve;
pub(crate) mod snapshot;
pub(crate) mod status;
pub(crate) mod tree;
pub(crate) mod verify;
pub(crate) mod worker;

use std::process::ExitCode;

use crate::args::{Cli, Command};

/// Runs one command.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let global = cli.global;
    match cli.command {
        Command::Init(args) => init::run(&global, &args),
        Command::Index(args) => index::run(&global, args).await,
        Command::Worker(args) => worker::run(&global, args).await,
        Command::Score(args) => score::run(&global, &args).await,
        Command::Backtest(args) => backtest::run(&global, &args).await,
        Command::Snapshot(args) => snapshot::run(&global, &args).await,
        Command::Publish(args) => publish::run(&global, &args).await,
        Command::Appeals(args) => appeals::run(&global, args).await,
        Command::Rehearse(args) => rehearse::run(&global, args).await,
        Command::Deploy(args) => Box::pin(deploy::run(&global, args)).await,
        Command::Verify(args) => Box::pin(verify::run(&global, args)).await,
        Command::Epoch(args) => Box::pin(epoch::run(&global, args)).await,
        Command::Explain(args) => explain::run(&global, &args).await,
        Command::Prove(args) => prove::run(&global, args).await,
        Command::Endorse(args) => Box::pin(endorse::run(&global, args)).await,
        Command::Serve(args) => serve::run(&global, args).await,
        Command::Status(args) => Box::pin(status::run(&global, args)).await,
        Command::Claim(args) => claim::run(&global, args).await,
        Command::Authorize(args) => claim::authorize(&global, args).await,
        Command::Attest(args) => claim::attest(&global, args).await,
        Command::Release(args) => release::run(&global, args).await,
        Command::Revoke(args) => claim::revoke(&global, args).await,
        Command::Attestors(args) => attestors::run(&global, args).await,
        Command::Tree(args) => tree::run(args, global.json).map(|()| ExitCode::SUCCESS),
        Command::Match(args) => matching::run(&args, global.json).map(|()| ExitCode::SUCCESS),
        Command::Round(args) => Box::pin(round::run(&global, args)).await,
        Command::Repos(args) => repos::run(args, global.json).await,
        Command::People(args) => people::run(&global, &args).await,
        Command::Keystore(args) => keystore::run(&global, &args),
        Command::Completions(args) => completions::run(&args),
    }
}
