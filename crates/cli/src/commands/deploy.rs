//! `tributary deploy`.

pub(crate) mod safe;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use clap::Args;
use tributary_chain::{AirdropTerms, Chain, ChainError, DeployPlan, Deployment, deploy, plan, plan_as};
use tributary_engine::{
    bundle::{Bundle, Deploying, name},
    deploy::terms,
    verify::{ChainTarget, Report, verify_chain, verify_offline},
};
use tributary_merkle::parse_address;

use crate::{
    args::Global,
    commands::{
        campaigns::Campaigns,
        verify::{exit_code, json, print},
    },
    exit,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// What to deploy and with whose key.
#[derive(Debug, Args)]
pub(crate) struct DeployArgs {
    /// The bundle; by default those of the airdrop's file, one for each of its chains
    bundle: Option<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Who would deploy, in place of the key; for --dry-run
    #[arg(long, value_name = "ADDRESS", requires = "dry_run")]
    from: Option<String>,
    /// Write the transactions to a file for this Safe's Transaction Builder, in place of sending (one for each chain); once the Safe has
    /// executed them, the same command notes the deployment and verifies
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["from", "yes"])]
    safe: Option<String>,
    /// The file for the Safe; `safe-<slug>.json` by default
    #[arg(long, value_name = "FILE", requires = "safe")]
    out: Option<PathBuf>,
    #[command(flatten)]
    consent: ConsentArgs,
}

const RESUMED: &str = "What was sent stays. Run the same again: it finds what stands and does the rest.";

/// One of the campaigns, ready to be sent.
struct Prepared<'a> {
    bundle: &'a Bundle,
    terms: AirdropTerms,
    chain: Chain,
    plan: DeployPlan,
    offline: Report,
}

/// Deploys and funds what is not there yet, then verifies. Of several chains each is looked at before anything is sent
/// on the first.
pub(crate) async fn run(global: &Global, args: DeployArgs) -> anyhow::Result<ExitCode> {
    let campaigns = Campaigns::open(global, args.bundle.as_ref())?;
    campaigns.refuse_mixed()?;
    let mut checked = Vec::new();
    for bundle in campaigns.iter() {
        refuse_later_list(bundle)?;
        checked.push((bundle, holding(global, bundle)?));
    }
    if let Some(safe) = &args.safe {
        if campaigns.are_several() && args.out.is_some() {
            bail!(
                "`--out` names one file and there are several chains; name one bundle, or leave `--out` out"
            );
        }
        let safe = parse_address(safe)?;
        let mut reports = checked.into_iter().map(|(_, report)| report);
        return campaigns
            .each(global, async |bundle| {
                let offline = reports.next().expect("each bundle was checked, in this order");
                Box::pin(safe::run(global, &args, safe, bundle, offline)).await
            })
            .await;
    }
    if args.consent.dry_run {
        return campaigns
            .each(global, async |bundle| {
                rehearse(global, &args, bundle, &terms(bundle)).await?;
                Ok(ExitCode::SUCCESS)
            })
            .await;
    }
    let key = args.key.key()?.ok_or(ChainError::NoKey)?;
    let mut prepared = Vec::new();
    for (bundle, offline) in checked {
        let chain = args.endpoint.connect(bundle, Some(key.clone())).await?;
        let terms = terms(bundle);
        let plan = plan(&chain, &terms).await?;
        refuse_second(bundle, &plan)?;
        if campaigns.are_several() {
            output::note(format!("{} on chain {}", bundle.manifest().slug, chain.id()));
        }
        output::note(described(bundle, &plan));
        prepared.push(Prepared { bundle, terms, chain, plan, offline });
    }
    consent(&args, &campaigns, &prepared)?;
    let mut code = ExitCode::SUCCESS;
    for campaign in prepared {
        campaigns.announce(global, campaign.bundle)?;
        let done = Box::pin(send(global, campaign)).await?;
        code = if code == ExitCode::SUCCESS { done } else { code };
    }
    Ok(code)
}

/// What the files say of themselves; nothing is sent for a bundle that does not hold.
fn holding(global: &Global, bundle: &Bundle) -> anyhow::Result<Report> {
    let offline = verify_offline(bundle);
    if offline.holds() {
        return Ok(offline);
    }
    if global.json {
        output::json(&serde_json::json!({ "verify": json(&offline) }))?;
    } else {
        print(&offline)?;
    }
    Err(exit::failed("the bundle does not hold; nothing was sent"))
}

/// Once for all chains: whoever consents has seen every plan.
fn consent(args: &DeployArgs, campaigns: &Campaigns, prepared: &[Prepared<'_>]) -> anyhow::Result<()> {
    let counts = prepared.iter().map(|campaign| (campaign.plan.transactions.len(), campaign.chain.id()));
    let words: Vec<String> = counts
        .filter(|(count, _)| *count > 0)
        .map(|(count, chain)| format!("{count} transactions on chain {chain}"))
        .collect();
    if words.is_empty() { Ok(()) } else { args.consent.ask(&words.join(", "), campaigns.name()) }
}

/// Sends what is not there yet; what stands is found.
async fn send(global: &Global, campaign: Prepared<'_>) -> anyhow::Result<ExitCode> {
    let Prepared { bundle, terms, chain, plan, offline } = campaign;
    if !plan.transactions.is_empty() {
        bundle.begin_deployment(&Deploying::new(bundle, &plan)).map_err(exit::outside)?;
    }
    let resumed = || output::note(RESUMED);
    let deployment = deploy(&chain, &terms, &watch).await.inspect_err(|_| resumed())?;
    finish(global, bundle, &chain, deployment, offline).await
}

/// The airdrop of a later list stands: deploying would make a second one beside it.
pub(crate) fn refuse_later_list(bundle: &Bundle) -> anyhow::Result<()> {
    match bundle.manifest().claim.recurring {
        Some(terms) if terms.epoch > 1 => Err(exit::failed(format!(
            "this is list {} of an airdrop that stands; `tributary epoch propose` announces it",
            terms.epoch
        ))),
        _ => Ok(()),
    }
}

/// Notes the deployment and verifies it.
async fn finish(
    global: &Global,
    bundle: &Bundle,
    chain: &Chain,
    found: Deployment,
    offline: Report,
) -> anyhow::Result<ExitCode> {
    let deployment = remembering(bundle.deployment()?, found);
    bundle.save_deployment(&deployment).inspect_err(|_| output::note(RESUMED)).map_err(exit::outside)?;
    let target = ChainTarget { chain, deployment: &deployment };
    let onchain = verify_chain(bundle, &target).await?;
    let report = Report { checks: [offline.checks, onchain.checks].concat() };
    if global.json {
        output::json(&serde_json::json!({ "deployment": deployment, "verify": json(&report) }))?;
    } else {
        print(&report)?;
        output::line(format!("airdrop {}", deployment.airdrop))?;
    }
    Ok(exit_code(&report))
}

/// Says what would be sent, by the key or by whom `--from` names. Sends nothing.
async fn rehearse(
    global: &Global,
    args: &DeployArgs,
    bundle: &Bundle,
    terms: &AirdropTerms,
) -> anyhow::Result<()> {
    let deployer = match &args.from {
        Some(from) => parse_address(from)?,
        None => {
            args.key.key()?.ok_or(ChainError::NoKey).context("for a dry run `--from` is enough")?.address()
        }
    };
    let chain = args.endpoint.connect(bundle, None).await?;
    let plan = plan_as(&chain, terms, deployer).await?;
    if global.json {
        output::json(&plan)?;
    } else {
        output::line(described(bundle, &plan))?;
    }
    output::note("Dry run: nothing was sent.");
    Ok(())
}

/// Another key makes another airdrop, which would be funded beside the one that was begun.
fn refuse_second(bundle: &Bundle, plan: &DeployPlan) -> anyhow::Result<()> {
    let Some(begun) = bundle.deploying()? else { return Ok(()) };
    if begun.deployer == plan.deployer || begun.airdrop == plan.airdrop {
        return Ok(());
    }
    Err(exit::failed(format!(
        "{} began to deploy this bundle to {} and its transactions may be on their way; go on with that account, or, if \
         nothing was sent, delete `{}`",
        begun.deployer,
        begun.airdrop,
        bundle.dir().join(name::DEPLOYING).display()
    )))
}

/// A run that finds all standing knows nothing of the transactions before it; the earlier note does.
fn remembering(earlier: Option<Deployment>, found: Deployment) -> Deployment {
    match earlier.filter(|earlier| (earlier.chain_id, earlier.airdrop) == (found.chain_id, found.airdrop)) {
        Some(earlier) => Deployment {
            token_tx: found.token_tx.or(earlier.token_tx),
            factory_tx: found.factory_tx.or(earlier.factory_tx),
            attestors_tx: found.attestors_tx.or(earlier.attestors_tx),
            ..found
        },
        None => found,
    }
}

/// What would be sent, with its gas.
fn described(bundle: &Bundle, plan: &DeployPlan) -> String {
    let manifest = bundle.manifest();
    let mut lines = vec![
        format!("token   {}\nfactory {}\nairdrop {}", plan.token, plan.factory, plan.airdrop),
        format!(
            "owner   {} (may take back what is left after {}, and everything until two days before {})",
            plan.owner, manifest.claim.end, manifest.claim.start
        ),
    ];
    if let (Some(set), Some(terms)) = (plan.attestors, &manifest.claim.identity) {
        let (threshold, count) = (terms.threshold, terms.attestors.len());
        lines.push(format!(
            "attestors {set} ({threshold} of {count} say which wallet a GitHub account is paid to)"
        ));
    }
    for (transaction, place) in plan.transactions.iter().zip(1_usize..) {
        let bound = if transaction.bound { "at most " } else { "" };
        let gas = output::grouped(&transaction.gas.to_string());
        lines.push(format!("{place}. {} → {}: {bound}{gas} gas", transaction.label, transaction.to));
    }
    if plan.transactions.is_empty() {
        lines.push("all of it stands already; there is nothing to send".to_owned());
        return lines.join("\n");
    }
    lines.push(format!(
        "moves {} into the airdrop; {} gas, at most {} ether at the fees now",
        output::tokens(manifest.total, manifest.token.decimals, &manifest.token.symbol),
        output::grouped(&plan.gas.to_string()),
        tributary_model::Amount::new(plan.cost).format_tokens(18)
    ));
    lines.join("\n")
}
