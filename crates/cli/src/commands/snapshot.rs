//! `tributary snapshot`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_engine::{
    collect::collect,
    snapshot::{FOLDER, Frozen, Snapshot},
};

use crate::{
    args::Global,
    context::{Airdrop, open_store},
    exit, output,
};

/// Where to keep it.
#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    /// The folder to write to; by default `snapshot` beside the airdrop's file, where other commands look
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Only compare the one that was taken with the rules and its evidence
    #[arg(long)]
    check: bool,
}

/// Takes a snapshot, or checks the one that was taken.
pub(crate) async fn run(global: &Global, args: &SnapshotArgs) -> anyhow::Result<ExitCode> {
    let airdrop = Airdrop::read(global)?;
    let folder = args.folder.clone().unwrap_or_else(|| airdrop.base.join(FOLDER));
    let (snapshot, hash) = if args.check {
        let Some(frozen) = Frozen::open(&folder, &airdrop.config, &airdrop.bytes)? else {
            return Err(exit::failed(format!("there is no snapshot in `{}`", folder.display())));
        };
        (frozen.snapshot.clone(), frozen.hash())
    } else {
        let store = open_store(global, Some(&airdrop)).await?;
        let collected = collect(&store, &airdrop.config, &airdrop.base).await?;
        let snapshot = Snapshot::of(&airdrop.config, &airdrop.bytes, &collected)?;
        let hash = snapshot.write(&folder, &airdrop.bytes, &collected)?;
        (snapshot, hash)
    };
    if global.json {
        output::json(&serde_json::json!({ "hash": hash, "folder": folder, "snapshot": snapshot }))?;
    } else {
        output::line(hash.to_string())?;
    }
    output::note(if args.check {
        format!("The rules and the evidence are those of {}.", folder.display())
    } else {
        format!(
            "Written to {}. Announce the hash; `score` and `publish` use this evidence from now on, and refuse other rules.",
            folder.display()
        )
    });
    Ok(ExitCode::SUCCESS)
}
