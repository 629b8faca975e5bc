//! Sending one call of a round: after a rehearsal and with consent, by a key or as a file for a Safe.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use tributary_chain::{
    CallPlan, Chain, ChainError, Key, PlannedTransaction, RoundCall, SafeBatch, SafeNote, Sent,
    plan_round_call, send_round_call,
};
use tributary_merkle::parse_address;
use tributary_model::{Address, Amount};

use super::{desk::Desk, once::Once};
use crate::{
    args::Global,
    commands::deploy::safe::{look_at, refuse_file, write_file},
    context::now,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs},
    output,
};

/// With whose key, or for which Safe.
#[derive(Clone, Debug, Args)]
pub(crate) struct SendArgs {
    #[command(flatten)]
    pub(crate) endpoint: EndpointArgs,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Who would send, in place of the key; for --dry-run
    #[arg(long, value_name = "ADDRESS", requires = "dry_run")]
    pub(crate) from: Option<String>,
    /// Write the transactions to a file for this Safe's Transaction Builder, in place of sending
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["from", "yes"])]
    pub(crate) safe: Option<String>,
    /// The file for the Safe; `safe-<slug>-<what>.json` by default
    #[arg(long, value_name = "FILE", requires = "safe")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) consent: ConsentArgs,
}

impl SendArgs {
    /// Connects, with the key where one will sign.
    pub(crate) async fn connect(&self, desk: &Desk) -> anyhow::Result<Chain> {
        desk.connect(&self.endpoint, self.signer()?).await
    }

    /// The key, where one will sign.
    pub(crate) fn signer(&self) -> anyhow::Result<Option<Key>> {
        let signs = !self.consent.dry_run && self.safe.is_none();
        Ok(if signs { Some(self.key.key()?.ok_or(ChainError::NoKey)?) } else { None })
    }

    /// Who sends: the Safe, who is named for a rehearsal, or the key.
    pub(crate) fn sender(&self) -> anyhow::Result<Address> {
        match (&self.safe, &self.from) {
            (Some(address), _) | (None, Some(address)) => Ok(parse_address(address)?),
            (None, None) => {
                let key = self.key.key()?.ok_or(ChainError::NoKey);
                Ok(key.context("for a dry run `--from` is enough")?.address())
            }
        }
    }
}

/// Sends a call. `word` is typed to consent, and names the file for a Safe. Answers what was sent, if anything was.
pub(crate) async fn act(
    global: &Global,
    desk: &Desk,
    args: &SendArgs,
    word: &str,
    call: &RoundCall,
) -> anyhow::Result<Option<Sent>> {
    let chain = args.connect(desk).await?;
    let from = args.sender()?;
    let once = Once::new(desk.folder.dir(), from, desk.deployment.round, call)?;
    let sends = args.safe.is_none() && !args.consent.dry_run;
    if sends && let Some(sent) = once.earlier(&chain).await? {
        return Ok(Some(sent));
    }
    let plan = plan_round_call(&chain, desk.at(), call, from).await?;
    if args.safe.is_some() {
        by_safe(global, desk, args, word, &chain, &plan).await?;
        return Ok(None);
    }
    if args.consent.dry_run {
        if global.json {
            output::json(&plan)?;
        } else {
            output::line(described(&plan))?;
        }
        output::note("Dry run: nothing was sent.");
        return Ok(None);
    }
    output::note(described(&plan));
    args.consent.ask(&format!("{} on chain {}", call.label(), chain.id()), word)?;
    let sent = send_round_call(&chain, desk.at(), call, &|event| once.watch(event)).await?;
    once.forget()?;
    Ok(Some(sent))
}

/// The same, and prints what was sent.
pub(crate) async fn run(
    global: &Global,
    desk: &Desk,
    args: &SendArgs,
    word: &str,
    call: &RoundCall,
) -> anyhow::Result<ExitCode> {
    if let Some(sent) = act(global, desk, args, word, call).await? {
        print(global, word, &sent)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn print(global: &Global, word: &str, sent: &Sent) -> anyhow::Result<()> {
    if global.json {
        output::json(&json!({ "sent": word, "tx_hash": sent.hash, "block": sent.block, "gas": sent.gas }))
    } else {
        output::line(sent.hash.to_string())
    }
}

pub(crate) fn described(plan: &CallPlan) -> String {
    let ether = Amount::new(plan.cost).format_tokens(18);
    let gas = output::grouped(&plan.gas.to_string());
    format!("{}\n{gas} gas, at most {ether} ether at the fees now", steps(&plan.transactions))
}

/// One line for each transaction.
pub(crate) fn steps(transactions: &[PlannedTransaction]) -> String {
    let step = |(transaction, place): (&PlannedTransaction, usize)| {
        let bound = if transaction.bound { "at most " } else { "" };
        let gas = output::grouped(&transaction.gas.to_string());
        format!("{place}. {} → {}: {bound}{gas} gas", transaction.label, transaction.to)
    };
    transactions.iter().zip(1..).map(step).collect::<Vec<_>>().join("\n")
}

async fn by_safe(
    global: &Global,
    desk: &Desk,
    args: &SendArgs,
    word: &str,
    chain: &Chain,
    plan: &CallPlan,
) -> anyhow::Result<()> {
    look_at(chain, plan.from).await?;
    if args.consent.dry_run {
        output::line(described(plan))?;
        output::note("Dry run: nothing was written.");
        return Ok(());
    }
    let slug = &desk.rules().slug;
    let file = args.out.clone().unwrap_or_else(|| format!("safe-{slug}-{word}.json").into());
    let labels: Vec<&str> = plan.transactions.iter().map(|step| step.label.as_str()).collect();
    let description = format!(
        "Round {} at {} on chain {}. Steps: {}. All or nothing: execute them as one batch.",
        output::inline(&desk.rules().name),
        desk.deployment.round,
        chain.id(),
        labels.join("; ")
    );
    let note = SafeNote { name: format!("Round: {word}"), description, created_at: now() };
    save_batch(global, chain, plan.from, &plan.transactions, (file, note))
}

/// Writes a batch for the owners of a Safe.
pub(crate) fn save_batch(
    global: &Global,
    chain: &Chain,
    safe: Address,
    transactions: &[PlannedTransaction],
    (file, note): (PathBuf, SafeNote),
) -> anyhow::Result<()> {
    refuse_file(&file)?;
    write_file(&file, &SafeBatch::new(chain, safe, transactions, note))?;
    if global.json {
        output::json(&json!({ "file": file, "transactions": transactions }))?;
    } else {
        output::note(steps(transactions));
        output::line(file.display().to_string())?;
    }
    output::note(format!(
        "Nothing was sent. Load the file in the Transaction Builder of {safe}, sign and execute."
    ));
    Ok(())
}
