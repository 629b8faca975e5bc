//! `tributary round finalise`.

use std::{path::Path, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_chain::{RoundCall, RoundStatus};

use super::{
    act::{self, SendArgs},
    desk::Desk,
};
use crate::{args::Global, output};

/// With whose key: anybody's.
#[derive(Debug, Args)]
pub(crate) struct FinaliseArgs {
    #[command(flatten)]
    send: SendArgs,
}

/// Carries the tally out, once.
pub(crate) async fn run(
    global: &Global,
    named: Option<&Path>,
    args: FinaliseArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let round = desk.deployment.round;
    let chain = desk.connect(&args.send.endpoint, None).await?;
    let state = chain.read_round(round).await?;
    let mut sent = None;
    if state.status == RoundStatus::Finalised {
        output::note("It was carried out already; nothing was sent.");
    } else {
        sent = act::act(global, &desk, &args.send, "finalise", &RoundCall::Finalise).await?;
        if sent.is_none() {
            return Ok(ExitCode::SUCCESS);
        }
    }
    let state = chain.read_round(round).await?;
    let airdrop = state.airdrop;
    if global.json {
        let tx_hash = sent.map(|sent| sent.hash);
        output::json(&json!({ "sent": "finalise", "tx_hash": tx_hash, "airdrop": airdrop }))?;
    } else if let Some(airdrop) = airdrop {
        output::line(format!("airdrop {airdrop}"))?;
    }
    output::note("Next: projects claim, by `tributary round claim --project N` or on the page.");
    Ok(ExitCode::SUCCESS)
}
