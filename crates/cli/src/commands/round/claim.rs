//! `tributary round claim`: a project's match, paid to its payout address whoever sends the claim.

use std::{path::Path, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_chain::{ClaimRequest, ClaimWay, claim};
use tributary_engine::round::{ProjectMatch, RoundFolder};
use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::Claimant;

use super::{act::SendArgs, desk::Desk};
use crate::{args::Global, exit, onchain::watch, output};

/// Whose match.
#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    /// The project; by default every project that has not claimed
    #[arg(long, value_name = "PROJECT")]
    project: Option<u64>,
    #[command(flatten)]
    send: SendArgs,
}

/// Checks the proofs, rehearses every claim, asks once, and sends.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: ClaimArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let Some(matches) = desk.folder.matches()? else {
        return Err(exit::failed("there is no tally here; download the round's folder"));
    };
    if args.send.safe.is_some() {
        return Err(exit::failed("a claim pays the payout address whoever sends it, so any key can send it"));
    }
    let chain = args.send.connect(&desk).await?;
    let state = chain.read_round(desk.deployment.round).await?;
    let airdrop =
        state.airdrop.ok_or_else(|| exit::failed("the round is not finalised; nothing can be claimed"))?;
    let mut requests = Vec::new();
    let wanted = |line: &&ProjectMatch| args.project.is_none_or(|number| number == line.project);
    for line in matches.projects.iter().filter(wanted) {
        let Some(index) = line.index else { continue };
        if !chain.is_claimed(airdrop, index).await? {
            requests.push((line.project, request(&desk.folder, line, airdrop, index)?));
        }
    }
    if requests.is_empty() {
        return Err(exit::failed("nothing is left to claim there"));
    }
    for (project, request) in &requests {
        let plan = request.plan(&chain).await?;
        let (tokens, gas) = (desk.pool_tokens(request.amount), output::grouped(&plan.gas.to_string()));
        output::note(format!("project {project}: {tokens} to {}, {gas} gas", request.claimant));
    }
    if args.send.consent.dry_run {
        output::note("Dry run: nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    args.send.consent.ask(&format!("{} claims on chain {}", requests.len(), chain.id()), "claim")?;
    let mut results = Vec::new();
    for (project, request) in &requests {
        let sent = claim(&chain, request, &watch).await?;
        if !global.json {
            output::line(sent.hash.to_string())?;
        }
        results.push(json!({
            "project": project, "index": request.index, "amount": request.amount, "to": request.recipient(),
            "tx_hash": sent.hash, "block": sent.block, "gas": sent.gas,
        }));
    }
    if global.json {
        output::json(&results)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn request(
    folder: &RoundFolder,
    line: &ProjectMatch,
    airdrop: tributary_model::Address,
    index: u64,
) -> anyhow::Result<ClaimRequest> {
    let missing = || exit::failed(format!("the bundle has no proof of project {}", line.project));
    let entry =
        folder.proofs(line.payout)?.into_iter().find(|entry| entry.index == index).ok_or_else(missing)?;
    let (manifest, _) = folder.manifest()?.ok_or_else(missing)?;
    let claimant = Claimant::Wallet(line.payout);
    let leaf = Leaf { index, claimant, amount: entry.amount };
    if !StandardTree::verify(manifest.root, &leaf, LeafEncoding::IndexAccount, &entry.proof) {
        return Err(exit::failed(format!("the proof of project {} does not lead to the root", line.project)));
    }
    Ok(ClaimRequest {
        airdrop,
        index,
        claimant,
        amount: entry.amount,
        proof: entry.proof,
        way: ClaimWay::Anybody,
    })
}
