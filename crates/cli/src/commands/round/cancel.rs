//! `tributary round cancel` and `reject`: both take something back, and say why.

use std::{path::Path, process::ExitCode};

use clap::Args;
use tributary_chain::RoundCall;
use tributary_engine::round::save_reason;

use super::{
    act::{self, SendArgs},
    desk::Desk,
};
use crate::{args::Global, context::now, exit, output};

/// Why the round is called off.
#[derive(Debug, Args)]
pub(crate) struct CancelArgs {
    /// Why; its SHA-256 goes to the chain, the text stays here and is published
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    send: SendArgs,
}

/// Calls the round off.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: CancelArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let reason_hash = save_reason(&desk.store(global).await?, &args.reason, now()).await?;
    output::note("The pool goes back to its funders, and nobody can take this back.");
    act::run(global, &desk, &args.send, "cancel", &RoundCall::Cancel { reason_hash }).await
}

/// Which tally, and why.
#[derive(Debug, Args)]
pub(crate) struct RejectArgs {
    /// The tally's number; by default the one that stands
    #[arg(value_name = "TALLY")]
    number: Option<u64>,
    /// Why; its SHA-256 goes to the chain, the text stays here and is published
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    send: SendArgs,
}

/// Takes a tally back.
pub(crate) async fn reject(
    global: &Global,
    named: Option<&Path>,
    args: RejectArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let number = match args.number {
        Some(number) => number,
        None => {
            let chain = desk.connect(&args.send.endpoint, None).await?;
            let state = chain.read_round(desk.deployment.round).await?;
            state.tally.ok_or_else(|| exit::failed("no tally stands"))?.number
        }
    };
    let reason_hash = save_reason(&desk.store(global).await?, &args.reason, now()).await?;
    act::run(global, &desk, &args.send, "reject", &RoundCall::Reject { number, reason_hash }).await
}
