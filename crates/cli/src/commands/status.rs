//! `tributary status`.

use std::{collections::BTreeSet, path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_chain::{AirdropState, Chain, Deployment, RecurringState, VestingLedger};
use tributary_engine::{
    bundle::{Bundle, Manifest},
    claims::read_all,
};
use tributary_model::{Address, Amount};
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
    let Some(deployment) = bundle.deployment()? else {
        return Err(exit::failed("it is not deployed; `tributary deploy` does that"));
    };
    let chain = endpoint.connect(bundle, None).await?;
    let status = Status::read(global, bundle.manifest(), &chain, &deployment).await?;
    if global.json {
        output::json(&status.document())?;
    } else {
        for line in status.lines() {
            output::line(line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What the newest block says, and what our own records add.
struct Status<'a> {
    manifest: &'a Manifest,
    chain_id: u64,
    airdrop: Address,
    state: AirdropState,
    claimed: Amount,
    claims: usize,
    claimants: usize,
    /// Of a recurring airdrop.
    recurring: Option<RecurringState>,
    /// Of a vesting one.
    ledger: Option<VestingLedger>,
    /// Where anything was sponsored.
    sponsored: Option<RelayTotals>,
}

impl<'a> Status<'a> {
    async fn read(
        global: &Global,
        manifest: &'a Manifest,
        chain: &Chain,
        deployment: &Deployment,
    ) -> anyhow::Result<Self> {
        let airdrop = deployment.airdrop;
        let state = chain.read_airdrop(airdrop).await?;
        let claims = read_all(chain, deployment).await?;
        let recurring = match manifest.claim.recurring {
            Some(_) => Some(chain.read_recurring(airdrop).await?),
            None => None,
        };
        let ledger = match manifest.claim.vesting {
            Some(_) => Some(chain.vesting_ledger(airdrop).await?),
            None => None,
        };
        let sponsored = match open_store_if_there(global).await? {
            Some(store) => Some(store.relay_totals(chain.id(), airdrop).await?),
            None => None,
        };
        Ok(Self {
            manifest,
            chain_id: chain.id(),
            airdrop,
            state,
            claimed: claims.iter().map(|claim| claim.amount).sum(),
            claims: claims.len(),
            claimants: claims.iter().map(|claim| claim.index).collect::<BTreeSet<u64>>().len(),
            recurring,
            ledger,
            sponsored: sponsored.filter(|totals| totals.count() > 0),
        })
    }

    /// Of a recurring airdrop what counts is the list in effect, whichever this bundle is.
    fn left(&self) -> Amount {
        self.state.total.checked_sub(self.claimed).unwrap_or_default()
    }

    fn seconds_left(&self) -> i64 {
        self.state.ends_at.unix() - self.state.block_time.unix()
    }

    fn document(&self) -> serde_json::Value {
        let Self { manifest, state, .. } = self;
        serde_json::json!({
            "airdrop": self.airdrop, "chain_id": self.chain_id, "block": state.block_number,
            "total": state.total, "claimed": self.claimed, "left": self.left(), "balance": state.balance,
            "claims": self.claims, "claimed_by": self.claimants, "claimants": manifest.claimants,
            "claim_start": manifest.claim.start, "claim_end": manifest.claim.end,
            "ends_at": state.ends_at, "seconds_left": self.seconds_left().max(0),
            "sponsored": self.sponsored.map(sponsored_json),
            "released": self.ledger.map(|ledger| ledger.released),
            "epoch": self.recurring.as_ref().map(|state| state.epoch),
        })
    }

    fn lines(&self) -> Vec<String> {
        let Self { manifest, state, claimed, claimants, .. } = self;
        let token = &manifest.token;
        let tokens = |amount: Amount| output::tokens(amount, token.decimals, &token.symbol);
        let mut lines = vec![
            format!("airdrop {} on chain {}", self.airdrop, self.chain_id),
            format!("claimed {} by {claimants} of {}", tokens(*claimed), manifest.claimants),
            format!("left    {}; the contract holds {}", tokens(self.left()), tokens(state.balance)),
        ];
        lines.extend(self.ledger.map(|ledger| {
            let later = ledger.granted.checked_sub(ledger.released).unwrap_or_default();
            format!("paid    {}; {} of what was claimed later", tokens(ledger.released), tokens(later))
        }));
        lines.extend(self.recurring.as_ref().map(list));
        lines.push(self.window());
        lines.extend(self.sponsored.map(|totals| {
            let RelayTotals { mined, queued, sent, failed, spent, .. } = totals;
            let under_way = queued + sent;
            format!(
                "sponsor {mined} claims paid, {under_way} under way, {failed} failed; {spent} ether of gas spent"
            )
        }));
        lines
    }

    fn window(&self) -> String {
        let Self { manifest, state, .. } = self;
        let seconds = self.seconds_left();
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
        format!("window  {window}{why}")
    }
}

fn list(recurring: &RecurringState) -> String {
    let next = match &recurring.pending {
        Some(pending) => format!("list {} can take effect from {}", recurring.epoch + 1, pending.ready_at),
        None => "no other is announced".to_owned(),
    };
    format!("list    {} is in effect; {next}", recurring.epoch)
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
