//! `tributary round freeze`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tributary_chain::RoundCall;
use tributary_engine::{
    bundle::{Bundle, hash_bytes, name},
    round::{ListTexts, keep_lists, save_reason},
    verify::{Status, verify_bindings},
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
    let file = RoundFile::read(global)?;
    believe_bindings(&file).await?;
    let lists = file.lists()?;
    lists.parse(desk.rules())?;
    let Some(lists_hash) = lists.hash() else {
        output::note("The rules announce no lists: how far donors count is fixed already.");
        return show(global, &lists, None);
    };
    let store = desk.store(global).await?;
    let history = desk.follow(&store, &desk.connect(&args.send.endpoint, None).await?).await?;
    let reason_hash = match (&args.reason, history.freezes.last()) {
        (_, Some(last)) if last.lists_hash == lists_hash => {
            keep_lists(&store, (desk.rules(), &desk.deployment), &lists, last.at).await?;
            output::note(format!("Frozen {} as number {}; nothing was sent.", last.at, last.number));
            return show(global, &lists, Some((last.number, last.tx_hash)));
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
    // Before the chain has the hash: what it stands for is then kept whatever happens, beside what counts until then.
    if !args.send.consent.dry_run {
        keep_lists(&store, (desk.rules(), &desk.deployment), &lists, now()).await?;
    }
    let number = history.freezes.last().map_or(1, |last| last.number + 1);
    let call = RoundCall::FreezeLists { number, lists_hash, reason_hash };
    match act::act(global, &desk, &args.send, "freeze", &call).await? {
        Some(sent) => {
            output::note("Frozen. Prices at close may still be added.");
            show(global, &lists, Some((number, sent.hash)))
        }
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Wallets that were proved since an airdrop give their owners' points: the proofs have to hold.
async fn believe_bindings(file: &RoundFile) -> anyhow::Result<()> {
    let Some(folder) = &file.config.lists.github else { return Ok(()) };
    let bundle = Bundle::open(&file.base.join(folder))?;
    if !bundle.dir().join(name::BINDINGS).is_file() {
        return Ok(());
    }
    let text = String::from_utf8(bundle.file(name::BINDINGS)?)?;
    let checks = verify_bindings(&bundle, &text, None).await?;
    match checks.into_iter().find(|check| check.status == Status::Fail) {
        Some(check) => Err(exit::failed(format!(
            "`{}` does not hold: {}; save the server's file again",
            bundle.dir().join(name::BINDINGS).display(),
            check.detail
        ))),
        None => Ok(()),
    }
}

fn show(global: &Global, lists: &ListTexts, frozen: Option<(u64, B256)>) -> anyhow::Result<ExitCode> {
    let hash = |text: &str| hash_bytes(text.as_bytes()).to_string();
    if global.json {
        let each: serde_json::Map<_, _> =
            lists.frozen().map(|(name, text)| (name.to_owned(), json!(hash(text)))).collect();
        output::json(&json!({
            "lists": each, "lists_hash": lists.hash(), "number": frozen.map(|(number, _)| number),
            "tx_hash": frozen.map(|(_, tx_hash)| tx_hash),
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for (name, text) in lists.frozen() {
        output::line(format!("{name:<8} {}", hash(text)))?;
    }
    if let Some(hash) = lists.hash() {
        output::line(format!("{:<8} {hash}", "together"))?;
    }
    if let Some((_, tx_hash)) = frozen {
        output::line(tx_hash.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
