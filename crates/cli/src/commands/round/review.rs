//! `tributary round review`.

use std::{path::Path, process::ExitCode};

use clap::{ArgGroup, Args};
use tributary_chain::RoundCall;
use tributary_engine::round::save_reason;
use tributary_model::Verdict;

use super::{
    act::{self, SendArgs},
    desk::Desk,
};
use crate::{args::Global, context::now};

/// What a reviewer says about which application.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("verdict").required(true))]
pub(crate) struct ReviewArgs {
    /// The project's number
    #[arg(value_name = "PROJECT")]
    project: u64,
    /// Accept it
    #[arg(long, group = "verdict")]
    accept: bool,
    /// Reject it
    #[arg(long, group = "verdict")]
    reject: bool,
    /// Why; its SHA-256 goes to the chain, the text stays here and is published
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The revision that was read, as `tributary round applications PROJECT` shows it: another may have come since
    #[arg(long, value_name = "REVISION")]
    revision: u32,
    #[command(flatten)]
    send: SendArgs,
}

/// Keeps the reason under its hash, and sends the verdict.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: ReviewArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let store = desk.store(global).await?;
    let reason_hash = save_reason(&store, &args.reason, now()).await?;
    let verdict = if args.accept { Verdict::Accepted } else { Verdict::Rejected };
    let call = RoundCall::Review { project: args.project, revision: args.revision, verdict, reason_hash };
    act::run(global, &desk, &args.send, "review", &call).await
}
