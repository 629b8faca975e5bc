//! `tributary epoch status`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_chain::RecurringState;
use tributary_engine::recurring::EpochPlace;

use super::desk::{Desk, span};
use crate::{args::Global, onchain::EndpointArgs, output};

/// Which airdrop.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// The bundle of a list; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Says which list is in effect, which is announced, what it waits for, and where this bundle's stands.
pub(crate) async fn run(global: &Global, args: StatusArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, args.bundle.as_ref())?;
    let deployment = desk.deployment()?;
    let chain = args.endpoint.connect(&desk.bundle, None).await?;
    let state = chain.read_recurring(deployment.airdrop).await?;
    let place = EpochPlace::of(desk.number(), &state, &chain.epochs(&deployment).await?);
    let own = place.as_ref().is_ok_and(|place| place.list == desk.list());
    let next = next(&state);
    if global.json {
        let here = place.as_ref().ok().filter(|_| own).map(|place| place.stage);
        let pending = state.pending.map(|pending| {
            json!({
                "number": state.epoch + 1, "root": pending.terms.root, "total": pending.terms.total,
                "bundle_hash": pending.terms.bundle_hash, "ready_at": pending.ready_at,
                "owed": state.owed(&pending.terms), "lacks": state.lacks(&pending.terms),
            })
        });
        output::json(&json!({
            "airdrop": deployment.airdrop, "chain_id": chain.id(), "block": state.block_number,
            "owner": state.owner, "guardian": state.guardian, "delay_seconds": state.delay,
            "epoch": state.epoch, "root": state.current.root, "total": state.current.total,
            "bundle_hash": state.current.bundle_hash, "paid": state.paid, "owed": state.owed(&state.current),
            "balance": state.balance, "pending": pending, "next": next,
            "this": { "number": desk.number(), "stage": here },
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::line(format!("airdrop   {} on chain {}", deployment.airdrop, chain.id()))?;
    output::line(format!("in effect list {}, {}", state.epoch, desk.tokens(state.current.total)))?;
    output::line(format!(
        "paid      {}; {} not claimed yet; the contract holds {}",
        desk.tokens(state.paid),
        desk.tokens(state.owed(&state.current)),
        desk.tokens(state.balance)
    ))?;
    if let Some(pending) = state.pending {
        let lacks = state.lacks(&pending.terms);
        let money =
            if lacks.is_zero() { "funded".to_owned() } else { format!("lacks {}", desk.tokens(lacks)) };
        output::line(format!(
            "announced list {}, {}, from {} on; {money}",
            state.epoch + 1,
            desk.tokens(pending.terms.total),
            pending.ready_at
        ))?;
    }
    let here = match &place {
        Ok(place) if own => place.to_string(),
        Ok(_) => format!("the chain has another list {}", desk.number()),
        Err(why) => why.clone(),
    };
    output::line(format!("this      {here}"))?;
    output::line(format!("next      {next}"))?;
    Ok(ExitCode::SUCCESS)
}

fn next(state: &RecurringState) -> String {
    let Some(pending) = state.pending else { return "publish and propose the next list".to_owned() };
    if !state.lacks(&pending.terms).is_zero() {
        return "`tributary epoch fund`".to_owned();
    }
    let seconds = pending.ready_at.unix() - state.block_time.unix();
    if seconds > 0 {
        format!("`tributary epoch activate`, in {}", span(seconds))
    } else {
        "`tributary epoch activate`".to_owned()
    }
}
