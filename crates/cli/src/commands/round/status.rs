//! `tributary round status`.

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_engine::round::{Next, RoundEnd, RoundHistory, Stage};

use super::desk::Desk;
use crate::{args::Global, onchain::EndpointArgs, output};

/// Where to read the chain.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Says where the round stands by the chain's own clock, what is in the pool, and what comes next.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: StatusArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let rules = desk.rules();
    let store = desk.store(global).await?;
    let chain = desk.connect(&args.endpoint, None).await?;
    let history = desk.follow(&store, &chain).await?;
    let now = chain.newest_block().await?;
    let (stage, next) =
        (Stage::of(&rules.windows, &history, now.time), Next::of(&rules.windows, &history, now.time));
    let donors: BTreeSet<_> = history.gifts.iter().map(|gift| gift.donor).collect();
    let (pool, accepted) = (history.pool(), history.accepted().count());
    let (_, frozen) = desk.lists(&store, &history).await?;
    if global.json {
        output::json(&json!({
            "round": desk.deployment.round, "chain_id": chain.id(), "block": now.number, "stage": stage,
            "next": next, "pool": pool, "goal": rules.pool.goal, "is_funded": pool >= rules.pool.goal,
            "deposits": history.deposits.len(), "projects": history.projects.len(), "accepted": accepted,
            "donations": history.gifts.len(), "donors": donors.len(), "lists_frozen_at": frozen,
            "lists_hash": history.freezes.last().map(|freeze| freeze.lists_hash),
            "tally": tally(&history), "airdrop": airdrop(&history), "windows": rules.windows,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::line(format!("round     {} on chain {}", desk.deployment.round, chain.id()))?;
    let when = next.when.map(|when| format!(", {when}")).unwrap_or_default();
    output::line(format!("stage     {}; next: {}{when}", stage.as_str(), next.what))?;
    let funded = if pool >= rules.pool.goal { "funded" } else { "not funded" };
    output::line(format!(
        "pool      {} of {}: {funded}",
        desk.pool_tokens(pool),
        desk.pool_tokens(rules.pool.goal)
    ))?;
    output::line(format!("projects  {accepted} accepted of {}", history.projects.len()))?;
    output::line(format!("donations {} by {} donors", history.gifts.len(), donors.len()))?;
    if let Some(freeze) = history.freezes.last() {
        output::line(format!("lists     {} since {}", freeze.lists_hash, freeze.at))?;
    }
    if let Some(tally) = history.tally() {
        let total = desk.pool_tokens(tally.terms.total);
        output::line(format!(
            "tally     {}: {total}, can be carried out from {}",
            tally.number, tally.ready_at
        ))?;
    }
    if let Some(airdrop) = airdrop(&history) {
        output::line(format!("airdrop   {airdrop}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn tally(history: &RoundHistory) -> Option<serde_json::Value> {
    let tally = history.tally()?;
    Some(json!({
        "number": tally.number, "input_hash": tally.terms.input_hash, "root": tally.terms.root,
        "total": tally.terms.total, "bundle_hash": tally.terms.bundle_hash,
        "proposed_at": tally.proposed_at, "ready_at": tally.ready_at,
    }))
}

fn airdrop(history: &RoundHistory) -> Option<tributary_model::Address> {
    match &history.end {
        Some(RoundEnd::Finalised { airdrop, .. }) => Some(*airdrop),
        _ => None,
    }
}
