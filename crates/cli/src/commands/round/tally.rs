//! `tributary round tally`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tributary_engine::round::{AssembledRound, PrepareError, Tally, prepare};

use super::desk::{Desk, RoundFile};
use crate::{args::Global, exit, onchain::EndpointArgs, output};

/// Where to read the chain.
#[derive(Debug, Args)]
pub(crate) struct TallyArgs {
    /// Compute and show it; nothing is written
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Cuts the inputs at the final block behind the end of donations, shares the pool and writes the bundle.
pub(crate) async fn run(global: &Global, args: TallyArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, None)?;
    let lists = RoundFile::read(global)?.lists()?;
    let store = desk.store(global).await?;
    let chain = desk.connect(&args.endpoint, None).await?;
    let made = prepare(&store, &chain, (desk.rules(), &desk.deployment), &lists).await.map_err(coded)?;
    let history = desk.follow(&store, &chain).await?;
    desk.warn_of_changed(&store, &history, &lists).await?;
    if !args.dry_run {
        let now = chain.read_round(desk.deployment.round).await?.block_time;
        let stood = |tally: &&Tally| now >= tally.ready_at;
        let binding = history.tally().filter(stood).map(|tally| (tally.number, tally.terms.bundle_hash));
        if binding.is_none()
            && let Some(tally) = history.tally().filter(|tally| tally.terms != made.terms)
        {
            output::note(format!(
                "warning: tally {} on the chain commits to another bundle ({}); what is written now has to be proposed anew",
                tally.number, tally.terms.bundle_hash
            ));
        }
        desk.folder.write(&made, binding)?;
    }
    show(global, &desk, &made)?;
    output::note(if args.dry_run {
        format!("Dry run: nothing was written to {}.", desk.folder.dir().display())
    } else {
        format!("{} written. Next: `tributary round propose`.", desk.folder.dir().display())
    });
    Ok(ExitCode::SUCCESS)
}

fn coded(error: PrepareError) -> anyhow::Error {
    match error {
        PrepareError::NotEnded { .. }
        | PrepareError::NotFrozen
        | PrepareError::OtherLists(_)
        | PrepareError::Tally(_) => exit::failed(error.to_string()),
        PrepareError::Rewritten { .. } | PrepareError::Behind { .. } | PrepareError::Follow(_) => {
            exit::outside(error)
        }
        PrepareError::Chain(error) => error.into(),
        PrepareError::Storage(error) => error.into(),
        other => other.into(),
    }
}

fn show(global: &Global, desk: &Desk, made: &AssembledRound) -> anyhow::Result<()> {
    let (manifest, matches, terms) = (&made.manifest, &made.matches, made.terms);
    if global.json {
        return output::json(&json!({ "manifest": manifest, "matches": matches, "tally": terms }));
    }
    let rows = matches.projects.iter().map(|line| {
        let donors = matches.receipt(line.project).map_or(0, |receipt| receipt.donors);
        vec![
            line.project.to_string(),
            donors.to_string(),
            desk.pool_tokens(line.amount),
            line.payout.to_string(),
        ]
    });
    output::line(output::table(&["project", "donors", "match", "payout"], &[0, 1, 2], rows).to_string())?;
    output::line(format!("\npool        {}", desk.pool_tokens(matches.pool)))?;
    output::line(format!("matched     {}", desk.pool_tokens(matches.matched)))?;
    output::line(format!("back        {}", desk.pool_tokens(matches.dust)))?;
    output::line(format!("cut         block {} ({})", manifest.block.number, manifest.block.hash))?;
    output::line(format!("input hash  {}", terms.input_hash))?;
    output::line(format!("root        {}", terms.root))?;
    output::line(format!("bundle hash {}", terms.bundle_hash))
}
