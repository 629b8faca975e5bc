//! `tributary status`.

use std::{collections::BTreeSet, path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_engine::{bundle::Bundle, claims::read_all};
use tributary_model::Amount;

use tributary_storage::RelayTotals;

use crate::{
    args::Global, commands::campaigns::Campaigns, context::open_store_if_there, exit, onchain::EndpointArgs,
    output,
};

/// Whose status.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// The bundle; by default those of the airdrop's file, one for each of its chains
    bundle: Option<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Says what was claimed, what is left and how long it can be claimed, by the chain's own clock.
pub(crate) async fn run(global: &Global, args: StatusArgs) -> anyhow::Result<ExitCode> {
    let campaigns = Campaigns::open(global, args.bundle.as_ref())?;
    campaigns.each(global, async |bundle| one(global, &args.endpoint, bundle).await).await
}

async fn one(global: &Global, endpoint: &EndpointArgs, bundle: &Bundle) -> anyhow::Result<ExitCode> {
    let manifest = bundle.manifest();
    let Some(deployment) = bundle.deployment()? else {
        return Err(exit::failed("it is not deployed; `tributary deploy` does that"));
    };
    let chain = endpoint.connect(bundle, None).await?;
    let state = chain.read_airdrop(deployment.airdrop).await?;
    let claims = read_all(&chain, &deployment).await?;
    let claimed: Amount = claims.iter().map(|claim| claim.amount).sum();
    // Of a recurring airdrop what counts is the list in effect, whichever this bundle is.
    let total = state.total;
    let left = total.checked_sub(claimed).unwrap_or_default();
    let claimants: BTreeSet<u64> = claims.iter().map(|claim| claim.index).collect();
    let recurring = match manifest.claim.recurring {
        Some(_) => Some(chain.read_recurring(deployment.airdrop).await?),
        None => None,
    };
    let ledger = match manifest.claim.vesting {
        Some(_) => Some(chain.vesting_ledger(deployment.airdrop).await?),
        None => None,
    };
    let sponsored = match open_store_if_there(global).await? {
        Some(store) => Some(store.relay_totals(chain.id(), deployment.airdrop).await?),
        None => None,
    };
    let sponsored = sponsored.filter(|totals| totals.count() > 0);
    let seconds = state.ends_at.unix() - state.block_time.unix();
    if global.json {
        output::json(&serde_json::json!({
            "airdrop": deployment.airdrop, "chain_id": chain.id(), "block": state.block_number,
            "total": total, "claimed": claimed, "left": left, "balance": state.balance,
            "claims": claims.len(), "claimed_by": claimants.len(), "claimants": manifest.claimants,
            "claim_start": manifest.claim.start, "claim_end": manifest.claim.end,
            "ends_at": state.ends_at, "seconds_left": seconds.max(0),
            "sponsored": sponsored.map(sponsored_json),
            "released": ledger.map(|ledger| ledger.released),
            "epoch": recurring.as_ref().map(|state| state.epoch),
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let tokens = |amount: Amount| {
        format!(
            "{} {}",
            output::grouped(&amount.format_tokens(manifest.token.decimals)),
            output::inline(&manifest.token.symbol)
        )
    };
    output::line(format!("airdrop {} on chain {}", deployment.airdrop, chain.id()))?;
    output::line(format!("claimed {} by {} of {}", tokens(claimed), claimants.len(), manifest.claimants))?;
    output::line(format!("left    {}; the contract holds {}", tokens(left), tokens(state.balance)))?;
    if let Some(ledger) = ledger {
        let later = ledger.granted.checked_sub(ledger.released).unwrap_or_default();
        output::line(format!(
            "paid    {}; {} of what was claimed later",
            tokens(ledger.released),
            tokens(later)
        ))?;
    }
    if let Some(recurring) = recurring {
        let next = match recurring.pending {
            Some(pending) => {
                format!("list {} can take effect from {}", recurring.epoch + 1, pending.ready_at)
            }
            None => "no other is announced".to_owned(),
        };
        output::line(format!("list    {} is in effect; {next}", recurring.epoch))?;
    }
    let window = if state.block_time < manifest.claim.start {
        format!("opens {}", manifest.claim.start)
    } else if seconds > 0 {
        format!("open until {} ({})", state.ends_at, lasting(seconds))
    } else {
        format!("ended {}", state.ends_at)
    };
    let grown = state.ends_at.unix() - manifest.claim.end.unix();
    let why = if grown > 0 {
        format!("; {} longer, as claims by identity were frozen", lasting(grown))
    } else {
        String::new()
    };
    output::line(format!("window  {window}{why}"))?;
    if let Some(totals) = sponsored {
        let RelayTotals { mined, queued, sent, failed, spent, .. } = totals;
        let under_way = queued + sent;
        output::line(format!(
            "sponsor {mined} claims paid, {under_way} under way, {failed} failed; {spent} ether of gas spent"
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn lasting(seconds: i64) -> String {
    if seconds < 3_600 {
        return format!("{} minutes", seconds / 60);
    }
    format!("{} days {} hours", seconds / 86_400, seconds % 86_400 / 3_600)
}

fn sponsored_json(totals: RelayTotals) -> serde_json::Value {
    serde_json::json!({
        "queued": totals.queued, "sent": totals.sent, "mined": totals.mined, "failed": totals.failed,
        "spent_wei": totals.spent.wei().to_string(), "reserved_wei": totals.reserved.wei().to_string(),
    })
}
