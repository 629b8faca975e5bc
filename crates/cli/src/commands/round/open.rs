//! `tributary round open`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use tributary_chain::{
    Chain, ChainError, RoundDeployment, RoundPlan, SafeNote, find_round, open_round, plan_round_as,
    plan_round_by_safe,
};
use tributary_engine::round::{RoundChain, RoundFolder, RoundRules, verify_round_chain};
use tributary_merkle::parse_address;

use super::{act, desk::RoundFile};
use crate::{
    args::Global,
    commands::deploy::safe::look_at,
    commands::verify::{exit_code, json as report_json, print},
    context::now,
    exit,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// With whose key to open the round. Whoever opens it gets no part in it.
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Who would open it, in place of the key; for --dry-run
    #[arg(long, value_name = "ADDRESS", requires = "dry_run")]
    from: Option<String>,
    /// Write the transactions to a file for this Safe's Transaction Builder, in place of sending; once the Safe has
    /// executed them, the same command notes the round and verifies
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["from", "yes"])]
    safe: Option<String>,
    /// The file for the Safe; `safe-<slug>-open.json` by default
    #[arg(long, value_name = "FILE", requires = "safe")]
    out: Option<PathBuf>,
    #[command(flatten)]
    consent: ConsentArgs,
}

const RESUMED: &str = "What was sent stays. Run the same again: it finds what stands and does the rest.";

/// The round's folder, with what pages need to know of its chain.
fn folder(file: &RoundFile) -> anyhow::Result<RoundFolder> {
    let folder = RoundFolder::make(RoundFile::out(), &file.config.rules)?;
    folder.save_chain(&RoundChain::from(&file.config.chain))?;
    Ok(folder)
}

/// Opens the round, notes where it is and verifies it.
pub(crate) async fn run(global: &Global, args: OpenArgs) -> anyhow::Result<ExitCode> {
    let file = RoundFile::read(global)?;
    let rules = &file.config.rules;
    RoundFolder::mend(RoundFile::out(), &rules.slug)?;
    let signs = !args.consent.dry_run && args.safe.is_none();
    let key = if signs { Some(args.key.key()?.ok_or(ChainError::NoKey)?) } else { None };
    let url = args.endpoint.url_or(rules.chain_id, file.config.chain.rpc_url.clone()).await?;
    let chain = Chain::connect(&url, key).await?;
    let terms = rules.terms();
    if let Some(safe) = &args.safe {
        let safe = parse_address(safe)?;
        let plan = plan_round_by_safe(&chain, &terms, safe).await?;
        look_at(&chain, safe).await?;
        if plan.transactions.is_empty() {
            let found = find_round(&chain, &terms, &plan).await?;
            return finish(global, &chain, &folder(&file)?, found).await;
        }
        return by_safe(global, &args, rules, &chain, &plan);
    }
    if args.consent.dry_run {
        let from = match &args.from {
            Some(from) => parse_address(from)?,
            None => args
                .key
                .key()?
                .ok_or(ChainError::NoKey)
                .context("for a dry run `--from` is enough")?
                .address(),
        };
        let plan = plan_round_as(&chain, &terms, from).await?;
        if global.json {
            output::json(&plan)?;
        } else {
            output::line(described(rules, &plan))?;
        }
        output::note("Dry run: nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    let plan = plan_round_as(&chain, &terms, chain.key()?.address()).await?;
    output::note(described(rules, &plan));
    if !plan.transactions.is_empty() {
        let count = plan.transactions.len();
        args.consent.ask(&format!("{count} transactions on chain {}", chain.id()), &rules.slug)?;
    }
    // From now on the rules are fixed, whatever becomes of round.toml.
    let folder = folder(&file)?;
    let found = open_round(&chain, &terms, &watch).await.inspect_err(|_| output::note(RESUMED))?;
    finish(global, &chain, &folder, found).await
}

fn by_safe(
    global: &Global,
    args: &OpenArgs,
    rules: &RoundRules,
    chain: &Chain,
    plan: &RoundPlan,
) -> anyhow::Result<ExitCode> {
    output::note(described(rules, plan));
    if args.consent.dry_run {
        output::note("Dry run: nothing was written.");
        return Ok(ExitCode::SUCCESS);
    }
    RoundFolder::make(RoundFile::out(), rules)?;
    let file = args.out.clone().unwrap_or_else(|| format!("safe-{}-open.json", rules.slug).into());
    let description = format!(
        "Opens the round {} at {} on chain {}. Rules hash {}. Owner {}, guardian {}.",
        output::inline(&rules.name),
        plan.round,
        chain.id(),
        rules.hash(),
        rules.owner,
        rules.guardian
    );
    let note =
        SafeNote { name: format!("Round: {}", output::inline(&rules.name)), description, created_at: now() };
    act::save_batch(global, chain, plan.deployer, &plan.transactions, (file, note))?;
    output::note("Once it is executed, run the same command again: it notes the round and verifies.");
    Ok(ExitCode::SUCCESS)
}

async fn finish(
    global: &Global,
    chain: &Chain,
    folder: &RoundFolder,
    deployment: RoundDeployment,
) -> anyhow::Result<ExitCode> {
    folder.save_deployment(&deployment).inspect_err(|_| output::note(RESUMED)).map_err(exit::outside)?;
    let report = Box::pin(verify_round_chain(folder, &deployment, chain)).await?;
    if global.json {
        output::json(&json!({ "deployment": deployment, "verify": report_json(&report) }))?;
    } else {
        print(&report)?;
        output::line(format!("round {}", deployment.round))?;
    }
    Ok(exit_code(&report))
}

fn described(rules: &RoundRules, plan: &RoundPlan) -> String {
    let mut lines = vec![
        format!("round    {}", plan.round),
        format!("factory  {} (airdrops by {})", plan.factory, plan.airdrop_factory),
        format!("owner    {} (proposes tallies, may call the round off)", rules.owner),
        format!("guardian {} (may reject a tally while it can be challenged)", rules.guardian),
        format!("rules    {}", rules.hash()),
    ];
    if plan.transactions.is_empty() {
        lines.push("it stands already; there is nothing to send".to_owned());
        return lines.join("\n");
    }
    lines.push(act::steps(&plan.transactions));
    let ether = tributary_model::Amount::new(plan.cost).format_tokens(18);
    lines.push(format!(
        "{} gas, at most {ether} ether at the fees now",
        output::grouped(&plan.gas.to_string())
    ));
    lines.join("\n")
}
