//! `tributary round freeze`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tributary_engine::{bundle::hash_bytes, round::freeze_lists};

use super::desk::{Desk, RoundFile};
use crate::{args::Global, context::now, output};

/// The lists that round.toml names.
#[derive(Debug, Args)]
pub(crate) struct FreezeArgs {}

/// Freezes the lists, once; says which of them on disk differ from what counts.
pub(crate) async fn run(global: &Global, _args: FreezeArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, None)?;
    let file = RoundFile::read(global)?;
    let lists = file.lists()?;
    let store = desk.store(global).await?;
    let (frozen, at) = freeze_lists(&store, desk.rules(), desk.deployment.round, &lists, now()).await?;
    desk.warn_of_changed(&store, &lists).await?;
    let rows: Vec<(&str, String)> =
        frozen.iter().map(|(name, text)| (name, hash_bytes(text.as_bytes()).to_string())).collect();
    if global.json {
        let lists: serde_json::Map<_, _> =
            rows.iter().map(|(name, hash)| ((*name).to_owned(), json!(hash))).collect();
        output::json(&json!({ "frozen_at": at, "lists": lists }))?;
    } else {
        for (name, hash) in &rows {
            output::line(format!("{name:<8} {hash}"))?;
        }
    }
    output::note(format!("Frozen {at}: {} lists. Prices at close may still be added.", rows.len()));
    Ok(ExitCode::SUCCESS)
}
