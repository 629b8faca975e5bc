//! `tributary deploy`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;
use tributary_chain::{DeployPlan, deploy, plan};
use tributary_engine::{
    bundle::Bundle,
    deploy::terms,
    verify::{ChainTarget, Report, verify_chain, verify_offline},
};

use crate::{
    args::Global,
    commands::verify::{exit_code, print},
    context::Airdrop,
    exit,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// What to deploy and with whose key.
#[derive(Debug, Args)]
pub(crate) struct DeployArgs {
    /// The bundle; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    consent: ConsentArgs,
}

/// The bundle that a command works on.
pub(crate) fn open_bundle(global: &Global, named: Option<&PathBuf>) -> anyhow::Result<Bundle> {
    let dir = match named {
        Some(dir) => dir.clone(),
        None => {
            let airdrop =
                Airdrop::read(global).context("name a bundle, or run where the airdrop's file is")?;
            PathBuf::from("out").join(&airdrop.config.airdrop.slug)
        }
    };
    Bundle::open(&dir)
        .with_context(|| format!("no bundle in `{}`; `tributary publish` writes one", dir.display()))
}

/// Deploys and funds what is not there yet, then verifies.
pub(crate) async fn run(global: &Global, args: DeployArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, args.bundle.as_ref())?;
    let offline = verify_offline(&bundle);
    if !offline.holds() {
        print(global, &offline)?;
        return Err(exit::failed("the bundle does not hold; nothing was sent"));
    }
    let chain = args.endpoint.connect(&bundle, args.key.key()?).await?;
    let terms = terms(&bundle);
    let plan = plan(&chain, &terms).await?;
    show(&bundle, &plan);
    if args.consent.dry_run {
        if global.json {
            output::json(&plan)?;
        }
        output::note("Dry run: nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    if !plan.transactions.is_empty() {
        let count = plan.transactions.len();
        args.consent
            .ask(&format!("{count} transactions on chain {}", chain.id()), &bundle.manifest().slug)?;
    }
    let deployment = deploy(&chain, &terms, &watch).await.map_err(exit::outside)?;
    bundle.save_deployment(&deployment)?;
    let target = ChainTarget { chain: &chain, deployment: &deployment };
    let onchain = verify_chain(&bundle, &target).await.map_err(exit::outside)?;
    let report = Report { checks: [offline.checks, onchain.checks].concat() };
    if global.json {
        output::json(&serde_json::json!({ "deployment": deployment, "verify": report }))?;
    } else {
        print(global, &report)?;
        output::line(format!("airdrop {}", deployment.airdrop))?;
    }
    Ok(exit_code(&report))
}

fn show(bundle: &Bundle, plan: &DeployPlan) {
    let manifest = bundle.manifest();
    output::note(format!("token   {}\nfactory {}\nairdrop {}", plan.token, plan.factory, plan.airdrop));
    output::note(format!("owner   {} (may take back what is left after {})", plan.owner, manifest.claim.end));
    for (transaction, place) in plan.transactions.iter().zip(1_usize..) {
        let bound = if transaction.bound { "at most " } else { "" };
        let gas = output::grouped(&transaction.gas.to_string());
        output::note(format!("{place}. {} → {}: {bound}{gas} gas", transaction.label, transaction.to));
    }
    let tokens = output::grouped(&manifest.total.format_tokens(manifest.token.decimals));
    output::note(format!(
        "moves {tokens} {} into the airdrop; {} gas, at most {} ether at the fees now",
        manifest.token.symbol,
        output::grouped(&plan.gas.to_string()),
        tributary_model::Amount::new(plan.cost).format_tokens(18)
    ));
}
