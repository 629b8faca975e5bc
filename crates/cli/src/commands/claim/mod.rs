//! `tributary claim`, `authorize`, `attest` and `revoke`: every way to claim, without any server.

mod attest;
mod authorize;
mod batch;
mod document;
mod recurring;
mod revoke;
mod way;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use tributary_chain::{Chain, ChainError, ClaimRequest, PlannedTransaction, claim};
use tributary_engine::bundle::{Bundle, ProofEntry};
use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Address, Amount, Claimant};

pub(crate) use attest::{AttestArgs, run as attest};
pub(crate) use authorize::{AuthorizeArgs, run as authorize};
pub(crate) use revoke::{RevokeArgs, run as revoke};

use crate::{
    args::Global,
    commands::campaigns::open_bundle,
    exit,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// What to claim, and by whose leave.
#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    /// The bundle, as downloaded; several are claimed in one transaction
    #[arg(required = true, value_name = "BUNDLE")]
    bundles: Vec<PathBuf>,
    /// Whose tokens; by default the key's own. Anybody may send a claim: the tokens go to this account
    #[arg(long, value_name = "ADDRESS")]
    account: Option<String>,
    /// Send the tokens elsewhere; only with the account's own key
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["authorization", "attestation"])]
    to: Option<String>,
    /// What `tributary authorize` printed: the account has signed, and anybody may send it; `-` for standard input.
    /// Repeated, all are sent in one transaction
    #[arg(long, value_name = "FILE", conflicts_with_all = ["account", "attestation"])]
    authorization: Vec<PathBuf>,
    /// What `tributary attest` printed, or a server's binding: attestors say to which wallet a GitHub account is paid;
    /// `-` for standard input. Repeated, all are sent in one transaction
    #[arg(long, value_name = "FILE", conflicts_with = "account")]
    attestation: Vec<PathBuf>,
    /// Hand the votes of the account's tokens to somebody, or keep them with `self`, in the same transaction; for tokens that
    /// count votes
    #[arg(long, value_name = "ADDRESS|self", conflicts_with_all = ["to", "authorization", "attestation"])]
    delegate: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    consent: ConsentArgs,
}

/// Checks the proofs, rehearses every claim, asks once, and sends.
pub(crate) async fn run(global: &Global, args: ClaimArgs) -> anyhow::Result<ExitCode> {
    let opened: Vec<Opened> = match &args.bundles[..] {
        [path] => vec![opened(global, path)?],
        paths => paths
            .iter()
            .map(|path| opened(global, path).with_context(|| format!("`{}`", path.display())))
            .collect::<anyhow::Result<_>>()?,
    };
    let key = args.key.key()?;
    let documents = args.authorization.len().max(args.attestation.len());
    let (bundle, airdrop) = match &opened[..] {
        [one] if documents <= 1 && args.delegate.is_none() => one,
        _ => return Box::pin(batch::run(global, &args, &opened, key)).await,
    };
    let requests = way::requests(bundle, *airdrop, key.as_ref(), &args)?;
    if key.is_none() && !args.consent.dry_run {
        return Err(ChainError::NoKey.into());
    }
    let chain = args.endpoint.connect(bundle, key).await?;
    let requests = recurring::with_something_new(bundle, &chain, requests).await?;
    let mut plans = Vec::new();
    for request in &requests {
        plans.push((request, request.plan(&chain).await?));
    }
    if args.consent.dry_run {
        rehearsed(global, bundle, &plans)
    } else {
        send(global, args.consent, bundle, &chain, &plans).await
    }
}

/// A bundle and its contract.
type Opened = (Bundle, Address);

fn opened(global: &Global, path: &PathBuf) -> anyhow::Result<Opened> {
    let bundle = open_bundle(global, Some(path))?;
    let airdrop = deployed(&bundle)?;
    Ok((bundle, airdrop))
}

/// The contract of a bundle.
fn deployed(bundle: &Bundle) -> anyhow::Result<Address> {
    let deployment = bundle.deployment()?;
    let nowhere = || exit::failed("it is not deployed, so there is nothing to claim from");
    deployment.map(|deployment| deployment.airdrop).ok_or_else(nowhere)
}

/// The leaves of a claimant, each proof checked against the root.
fn leaves(bundle: &Bundle, claimant: Claimant, entries: Vec<ProofEntry>) -> anyhow::Result<Vec<ProofEntry>> {
    let manifest = bundle.manifest();
    for ProofEntry { index, amount, proof } in &entries {
        let leaf = Leaf { index: *index, claimant, amount: *amount };
        if !StandardTree::verify(manifest.root, &leaf, LeafEncoding::IndexClaimant, proof) {
            return Err(exit::failed(format!("the proof of leaf {index} does not lead to the root")));
        }
    }
    Ok(entries)
}

/// The leaves of a wallet.
fn wallet_leaves(bundle: &Bundle, account: Address) -> anyhow::Result<Vec<ProofEntry>> {
    let entries = leaves(bundle, account.into(), bundle.proofs(account)?)?;
    if entries.is_empty() {
        return Err(exit::failed(format!(
            "{account} has no part in `{}`",
            output::inline(&bundle.manifest().name)
        )));
    }
    Ok(entries)
}

type Planned<'a> = (&'a ClaimRequest, PlannedTransaction);

fn described(bundle: &Bundle, (request, plan): &Planned<'_>) -> String {
    let gas = output::grouped(&plan.gas.to_string());
    format!("{} to {}, {gas} gas", amount(bundle, request.amount), receiver(request))
}

/// In whole tokens, with their symbol.
fn amount(bundle: &Bundle, units: Amount) -> String {
    let token = &bundle.manifest().token;
    output::tokens(units, token.decimals, &token.symbol)
}

fn receiver(request: &ClaimRequest) -> Address {
    request.recipient().unwrap_or_default()
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
