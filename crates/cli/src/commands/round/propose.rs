//! `tributary round propose`.

use std::{path::Path, process::ExitCode};

use clap::Args;
use tributary_chain::RoundCall;
use tributary_engine::round::verify_round_offline;

use super::{
    act::{self, SendArgs},
    desk::Desk,
};
use crate::{args::Global, commands::verify::print, exit, output};

/// With whose key: the owner's.
#[derive(Debug, Args)]
pub(crate) struct ProposeArgs {
    #[command(flatten)]
    send: SendArgs,
}

/// Recomputes the bundle and proposes what it says. A tally that says the same already is not proposed again.
pub(crate) async fn run(
    global: &Global,
    named: Option<&Path>,
    args: ProposeArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let Some(terms) = desk.folder.terms()? else {
        return Err(exit::failed("there is no tally; `tributary round tally` makes one"));
    };
    let report = verify_round_offline(&desk.folder);
    if !report.holds() {
        print(&report)?;
        return Err(exit::failed("the bundle does not hold; nothing was sent"));
    }
    let state = desk.connect(&args.send.endpoint, None).await?.read_round(desk.deployment.round).await?;
    let lists = desk.folder.lists()?.hash();
    if lists != state.lists_hash {
        return Err(exit::failed(
            "this tally was made of other lists than those that are frozen on the chain; run `tributary round tally` again",
        ));
    }
    if let Some(standing) = state.tally.filter(|standing| standing.terms == terms) {
        output::note(format!("It stands already as tally {}; nothing was sent.", standing.number));
        if global.json {
            output::json(&serde_json::json!({ "sent": null, "tally": standing.number }))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    output::note(format!(
        "{} to the projects; bundle hash {}",
        desk.pool_tokens(terms.total),
        terms.bundle_hash
    ));
    act::run(global, &desk, &args.send, "propose", &RoundCall::Propose(terms)).await
}
