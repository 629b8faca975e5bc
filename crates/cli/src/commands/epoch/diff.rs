//! `tributary epoch diff`: the published difference of a list to the one before.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_engine::bundle::{EpochChange, changes};

use super::desk::Desk;
use crate::{args::Global, output};

/// Which list.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The bundle of the list; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
}

/// One line a person: before → after. Reads the bundle alone. Exit code 1 when somebody has less than before.
pub(crate) fn run(global: &Global, args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, args.bundle.as_ref())?;
    let (before, now) = (desk.bundle.standing()?, desk.bundle.allocation()?);
    let changes = changes(before.as_ref(), &now);
    let held = before.as_ref().map_or(Ok(String::new()), |list| list.nobody_decreased(&now));
    if global.json {
        output::json(&json!({
            "epoch": desk.number(), "after": before.as_ref().map(|list| list.bundle_hash),
            "nobody_decreased": held.is_ok(), "changes": changes,
        }))?;
    } else {
        for change in &changes {
            output::line(described(&desk, change))?;
        }
    }
    match held {
        Ok(told) if told.is_empty() => output::note("This is the first list: everybody is new."),
        Ok(told) => output::note(format!("Nobody has less: {told}.")),
        Err(wrong) => {
            return Err(crate::exit::failed(format!("the list takes something back: {wrong}")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn described(desk: &Desk, change: &EpochChange) -> String {
    let who = change.login.as_deref().map(output::inline).unwrap_or_default();
    let was = change.before.map_or_else(|| "new".to_owned(), |before| desk.tokens(before));
    let moved = match (change.moved_from, change.address) {
        (None, _) => String::new(),
        (Some(None), Some(now)) => format!("; linked {now}"),
        (Some(from), now) => {
            let name = |place: Option<_>| {
                place.map_or_else(
                    || "the GitHub account".to_owned(),
                    |place: tributary_model::Address| place.to_string(),
                )
            };
            format!("; paid to {} instead of {}", name(now), name(from))
        }
    };
    format!("{} {} {who}: {was} → {}{moved}", change.index, change.identity, desk.tokens(change.after))
}
