//! `tributary epoch activate`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_chain::{EpochCall, RecurringState};

use super::{
    desk::{Desk, span},
    send,
};
use crate::{
    args::Global,
    commands::round::act::{self, SendArgs},
    exit, output,
};

/// Which list, and with whose key: anybody's.
#[derive(Debug, Args)]
pub(crate) struct ActivateArgs {
    /// The bundle of the list; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
    #[command(flatten)]
    send: SendArgs,
}

/// Puts the announced list into effect, or says what it still waits for.
pub(crate) async fn run(global: &Global, args: ActivateArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, args.bundle.as_ref())?;
    let deployment = desk.deployment()?;
    let chain = send::connect(&desk, &args.send).await?;
    let state = chain.read_recurring(deployment.airdrop).await?;
    if desk.is_in_effect(&state) {
        output::note(format!("List {} is in effect already; nothing was sent.", desk.number()));
        send::print_nothing(global)?;
        return Ok(ExitCode::SUCCESS);
    }
    desk.expect_claimable(&state, state.block_time)?;
    refuse_early(&desk, &state)?;
    let call = EpochCall::Activate;
    let at = (&chain, deployment.airdrop);
    let sent = send::act(global, &desk, at, (&args.send, "activate"), (&call, &|| Ok(()))).await?;
    if let Some(sent) = sent {
        act::print(global, "activate", &sent)?;
        output::note("It is in effect: what is new can be claimed.");
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse_early(desk: &Desk, state: &RecurringState) -> anyhow::Result<()> {
    let pending = state.pending.filter(|_| desk.is_pending(state)).ok_or_else(|| {
        exit::failed(format!(
            "list {} of this bundle is not announced; `tributary epoch status` says what is",
            desk.number()
        ))
    })?;
    let mut waits = Vec::new();
    let seconds = pending.ready_at.unix() - state.block_time.unix();
    if seconds > 0 {
        waits.push(format!("it can take effect from {} on, in {}", pending.ready_at, span(seconds)));
    }
    let lacks = state.lacks(&pending.terms);
    if !lacks.is_zero() {
        waits.push(format!("it lacks {}, which `tributary epoch fund` puts in", desk.tokens(lacks)));
    }
    if waits.is_empty() {
        return Ok(());
    }
    Err(exit::failed(format!("{}; nothing was sent", waits.join("; "))))
}
