//! `tributary claim`: the way to claim without any server.

use std::{path::PathBuf, process::ExitCode};

use anyhow::bail;
use clap::Args;
use serde_json::json;
use tributary_chain::{Chain, ChainError, ClaimRequest, Key, PlannedTransaction, claim};
use tributary_engine::bundle::Bundle;
use tributary_merkle::{Leaf, LeafEncoding, StandardTree, parse_address};
use tributary_model::Address;

use crate::{
    args::Global,
    commands::deploy::open_bundle,
    exit,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// What to claim.
#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    /// The bundle, as downloaded
    bundle: PathBuf,
    /// Whose tokens; by default the key's own. Anybody may send a claim: the tokens go to this account
    #[arg(long, value_name = "ADDRESS")]
    account: Option<String>,
    /// Send the tokens elsewhere; only with the account's own key
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    consent: ConsentArgs,
}

/// Checks the proofs, rehearses every claim, asks once, and sends.
pub(crate) async fn run(global: &Global, args: ClaimArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, Some(&args.bundle))?;
    let Some(deployment) = bundle.deployment()? else {
        return Err(exit::failed("it is not deployed, so there is nothing to claim from"));
    };
    let key = args.key.key()?;
    let own = key.as_ref().map(Key::address);
    let account = match &args.account {
        Some(account) => parse_address(account)?,
        None => own.ok_or(ChainError::NoKey)?,
    };
    let to = args.to.as_deref().map(parse_address).transpose()?;
    if to.is_some() && own != Some(account) {
        bail!("--to needs the key of {account} itself, which alone may send its tokens elsewhere");
    }
    if own.is_none() && !args.consent.dry_run {
        return Err(ChainError::NoKey.into());
    }
    let requests = requests(&bundle, deployment.airdrop, account, to)?;
    let chain = args.endpoint.connect(&bundle, key).await?;
    let mut plans = Vec::new();
    for request in &requests {
        plans.push((request, request.plan(&chain).await?));
    }
    if args.consent.dry_run {
        rehearsed(global, &bundle, &plans)
    } else {
        send(global, args.consent, &bundle, &chain, &plans).await
    }
}

/// One for each leaf of the account, its proof checked.
fn requests(
    bundle: &Bundle,
    airdrop: Address,
    account: Address,
    to: Option<Address>,
) -> anyhow::Result<Vec<ClaimRequest>> {
    let manifest = bundle.manifest();
    let entries = bundle.proofs(account)?;
    if entries.is_empty() {
        return Err(exit::failed(format!("{account} has no part in `{}`", manifest.name)));
    }
    let mut requests = Vec::new();
    for entry in entries {
        let (index, amount) = (entry.index, entry.amount);
        let leaf = Leaf { index, account, amount };
        if !StandardTree::verify(manifest.root, &leaf, LeafEncoding::IndexAccount, &entry.proof) {
            return Err(exit::failed(format!("the proof of leaf {index} does not lead to the root")));
        }
        requests.push(ClaimRequest { airdrop, index, account, amount, proof: entry.proof, to });
    }
    Ok(requests)
}

type Planned<'a> = (&'a ClaimRequest, PlannedTransaction);

fn described(bundle: &Bundle, (request, plan): &Planned<'_>) -> String {
    let token = &bundle.manifest().token;
    let tokens = output::grouped(&request.amount.format_tokens(token.decimals));
    let gas = output::grouped(&plan.gas.to_string());
    format!("{tokens} {} to {}, {gas} gas", output::inline(&token.symbol), receiver(request))
}

fn receiver(request: &ClaimRequest) -> Address {
    request.to.unwrap_or(request.account)
}

fn rehearsed(global: &Global, bundle: &Bundle, plans: &[Planned<'_>]) -> anyhow::Result<ExitCode> {
    if global.json {
        let results = plans.iter().map(|(request, plan)| {
            json!({ "index": request.index, "amount": request.amount, "to": receiver(request), "plan": plan })
        });
        output::json(&results.collect::<Vec<_>>())?;
    } else {
        for planned in plans {
            output::line(described(bundle, planned))?;
        }
    }
    output::note("Dry run: nothing was sent.");
    Ok(ExitCode::SUCCESS)
}

async fn send(
    global: &Global,
    consent: ConsentArgs,
    bundle: &Bundle,
    chain: &Chain,
    plans: &[Planned<'_>],
) -> anyhow::Result<ExitCode> {
    for planned in plans {
        output::note(described(bundle, planned));
    }
    let count = plans.len();
    let claims = if count == 1 { "1 claim".to_owned() } else { format!("{count} claims") };
    consent.ask(&format!("{claims} on chain {}", chain.id()), "claim")?;
    let mut results = Vec::new();
    for (request, _) in plans {
        let sent = claim(chain, request, &watch).await?;
        if !global.json {
            output::line(sent.hash.to_string())?;
        }
        results.push(json!({
            "index": request.index, "amount": request.amount, "to": receiver(request),
            "tx_hash": sent.hash, "block": sent.block, "gas": sent.gas,
        }));
    }
    if global.json {
        output::json(&results)?;
    }
    Ok(ExitCode::SUCCESS)
}
