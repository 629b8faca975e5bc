//! `tributary round freeze`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tributary_chain::RoundCall;
use tributary_engine::{
    bundle::hash_bytes,
    round::{Freeze, ListTexts, keep_lists, save_reason},
};
use tributary_model::B256;

use super::{
    act::{self, SendArgs},
    desk::{Desk, RoundFile},
};
use crate::{args::Global, context::now, exit, output};

/// The lists that round.toml names, and with whose key: the owner's.
#[derive(Debug, Args)]
pub(crate) struct FreezeArgs {
    /// Why lists that were frozen are replaced; its SHA-256 goes to the chain, the text stays here and is published
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    send: SendArgs,
}

/// Puts the hash of the lists on the chain and keeps them. What stands there already is not sent again.
pub(crate) async fn run(global: &Global, args: FreezeArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, None)?;
    let lists = RoundFile::read(global)?.lists()?;
    lists.parse(desk.rules())?;
    let Some(lists_hash) = lists.hash() else {
        output::note("The rules announce no lists: how far donors count is fixed already.");
        return show(global, &lists, None);
    };
    let store = desk.store(global).await?;
    let history = desk.follow(&store, &desk.connect(&args.send.endpoint, None).await?).await?;
    let reason_hash = match (&args.reason, history.freezes.last()) {
        (_, Some(last)) if last.lists_hash == lists_hash => {
            keep_lists(&store, desk.rules(), desk.deployment.round, &lists, last.at).await?;
            output::note(format!("Frozen {} as number {}; nothing was sent.", last.at, last.number));
            return show(global, &lists, Some(last));
        }
        (None, Some(last)) => {
            return Err(exit::failed(format!(
                "other lists were frozen {}, and donors were shown what follows from those; `--reason TEXT` says why they are \
                 replaced",
                last.at
            )));
        }
        (Some(reason), _) => save_reason(&store, reason, now()).await?,
        (None, None) => B256::ZERO,
    };
    // Before the chain has the hash: what it stands for is then kept whatever happens.
    if !args.send.consent.dry_run {
        keep_lists(&store, desk.rules(), desk.deployment.round, &lists, now()).await?;
    }
    let call = RoundCall::FreezeLists { lists_hash, reason_hash };
    if act::act(global, &desk, &args.send, "freeze", &call).await?.is_none() {
        return Ok(ExitCode::SUCCESS);
    }
    let history = desk.follow(&store, &desk.connect(&args.send.endpoint, None).await?).await?;
    show(global, &lists, history.freezes.last())
}

fn show(global: &Global, lists: &ListTexts, freeze: Option<&Freeze>) -> anyhow::Result<ExitCode> {
    let hash = |text: &str| hash_bytes(text.as_bytes()).to_string();
    if global.json {
        let each: serde_json::Map<_, _> =
            lists.frozen().map(|(name, text)| (name.to_owned(), json!(hash(text)))).collect();
        output::json(&json!({
            "lists": each, "lists_hash": lists.hash(), "frozen_at": freeze.map(|freeze| freeze.at),
            "number": freeze.map(|freeze| freeze.number), "tx_hash": freeze.map(|freeze| freeze.tx_hash),
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for (name, text) in lists.frozen() {
        output::line(format!("{name:<8} {}", hash(text)))?;
    }
    if let (Some(hash), Some(freeze)) = (lists.hash(), freeze) {
        output::line(format!("{:<8} {hash}", "together"))?;
        output::note(format!(
            "Frozen {} in {}. Prices at close may still be added.",
            freeze.at, freeze.tx_hash
        ));
    }
    Ok(ExitCode::SUCCESS)
}
