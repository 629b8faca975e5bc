//! `tributary epoch veto`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_chain::EpochCall;

use super::{desk::Desk, send};
use crate::{
    args::Global,
    commands::round::act::{self, SendArgs},
    exit, output,
};

/// Which airdrop, and with whose key: the guardian's or the owner's.
#[derive(Debug, Args)]
pub(crate) struct VetoArgs {
    /// The bundle of any list of the airdrop; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
    #[command(flatten)]
    send: SendArgs,
}

/// Takes back whatever list is announced, whether its bundle is here or not.
pub(crate) async fn run(global: &Global, args: VetoArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, args.bundle.as_ref())?;
    let deployment = desk.deployment()?;
    let chain = send::connect(&desk, &args.send).await?;
    let state = chain.read_recurring(deployment.airdrop).await?;
    let Some(pending) = state.pending else {
        return Err(exit::failed("no list is announced, so there is nothing to veto"));
    };
    let sender = args.send.sender()?;
    if sender != state.owner && Some(sender) != state.guardian {
        let guardian = state.guardian.map_or_else(|| "there is none".to_owned(), |who| who.to_string());
        return Err(exit::failed(format!(
            "{sender} may not veto: the guardian ({guardian}) and the owner ({}) may; nothing was sent",
            state.owner
        )));
    }
    output::note(format!(
        "list {} with {} and bundle hash {} will not take effect",
        state.epoch + 1,
        desk.tokens(pending.terms.total),
        pending.terms.bundle_hash
    ));
    // By name: a veto that is mined late takes back no other list.
    let call = EpochCall::Veto(pending.terms.root);
    let at = (&chain, deployment.airdrop);
    let sent = send::act(global, &desk, at, (&args.send, "veto"), (&call, &|| Ok(()))).await?;
    if let Some(sent) = sent {
        act::print(global, "veto", &sent)?;
    }
    Ok(ExitCode::SUCCESS)
}
