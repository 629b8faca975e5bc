//! `tributary claim`: the way to claim without any server.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_chain::{ClaimRequest, claim};
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

/// Checks the proof, rehearses the claim, asks, and sends it.
pub(crate) async fn run(global: &Global, args: ClaimArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, Some(&args.bundle))?;
    let manifest = bundle.manifest();
    let Some(deployment) = bundle.deployment()? else {
        return Err(exit::failed("it is not deployed, so there is nothing to claim from"));
    };
    let chain = args.endpoint.connect(&bundle, args.key.key()?).await?;
    let own = chain.key()?.address();
    let account = args.account.as_deref().map_or(Ok(own), parse_address)?;
    let to = args.to.as_deref().map(parse_address).transpose()?;
    if to.is_some() && account != own {
        anyhow::bail!("--to needs the key of {account} itself; this key is {own}");
    }
    let entries = bundle.proofs(account)?;
    if entries.is_empty() {
        return Err(exit::failed(format!("{account} has no part in `{}`", manifest.name)));
    }
    let mut results = Vec::new();
    for entry in entries {
        let leaf = Leaf { index: entry.index, account, amount: entry.amount };
        if !StandardTree::verify(manifest.root, &leaf, LeafEncoding::IndexAccount, &entry.proof) {
            return Err(exit::failed(format!("the proof of leaf {} does not lead to the root", entry.index)));
        }
        let (index, amount) = (entry.index, entry.amount);
        let request =
            ClaimRequest { airdrop: deployment.airdrop, index, account, amount, proof: entry.proof, to };
        let plan = request.plan(&chain).await?;
        let receiver: Address = to.unwrap_or(account);
        let tokens = output::grouped(&amount.format_tokens(manifest.token.decimals));
        let what = format!("{tokens} {} to {receiver}, {} gas", manifest.token.symbol, plan.gas);
        output::note(&what);
        if args.consent.dry_run {
            results
                .push(serde_json::json!({ "index": index, "amount": amount, "to": receiver, "plan": plan }));
            continue;
        }
        args.consent.ask(&what, "claim")?;
        let sent = claim(&chain, &request, &watch).await.map_err(exit::outside)?;
        results.push(serde_json::json!({
            "index": index, "amount": amount, "to": receiver, "tx_hash": sent.hash, "block": sent.block, "gas": sent.gas,
        }));
    }
    if global.json {
        output::json(&results)?;
    } else if !args.consent.dry_run {
        for result in &results {
            output::line(result["tx_hash"].as_str().unwrap_or_default())?;
        }
    }
    if args.consent.dry_run {
        output::note("Dry run: nothing was sent.");
    }
    Ok(ExitCode::SUCCESS)
}
