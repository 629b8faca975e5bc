//! `tributary epoch fund`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_chain::EpochCall;

use super::{desk::Desk, send};
use crate::{
    args::Global,
    commands::round::act::{self, SendArgs},
    exit, output,
};

/// Which list, and with whose key: anybody's.
#[derive(Debug, Args)]
pub(crate) struct FundArgs {
    /// The bundle of the list; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
    #[command(flatten)]
    send: SendArgs,
}

/// Puts in what the list owes and the airdrop does not hold.
pub(crate) async fn run(global: &Global, args: FundArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, args.bundle.as_ref())?;
    let deployment = desk.deployment()?;
    let chain = send::connect(&desk, &args.send).await?;
    let state = chain.read_recurring(deployment.airdrop).await?;
    if !desk.is_pending(&state) && !desk.is_in_effect(&state) {
        return Err(exit::failed(format!(
            "list {} of this bundle is neither announced nor in effect; nothing was sent",
            desk.number()
        )));
    }
    let from = state.pending.map_or(state.block_time, |pending| pending.ready_at.max(state.block_time));
    desk.expect_claimable(&state, from)?;
    let amount = state.lacks(&desk.list());
    if amount.is_zero() {
        output::note(format!("All that list {} owes is there; nothing was sent.", desk.number()));
        send::print_nothing(global)?;
        return Ok(ExitCode::SUCCESS);
    }
    output::note(format!("{} into the airdrop {}", desk.tokens(amount), deployment.airdrop));
    let call = EpochCall::Fund { token: state.token, amount };
    let at = (&chain, deployment.airdrop);
    let sent = send::act(global, &desk, at, (&args.send, "fund"), (&call, &|| Ok(()))).await?;
    if let Some(sent) = sent {
        act::print(global, "fund", &sent)?;
    }
    Ok(ExitCode::SUCCESS)
}
