//! `tributary round fund` and `refund`.

use std::{path::Path, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_chain::{Chain, ChainError, RoundCall, plan_round_call, send_round_call};
use tributary_model::{Address, Amount};

use super::{
    act::{self, SendArgs},
    desk::Desk,
};
use crate::{args::Global, exit, onchain::watch, output};

/// How much goes into the pool.
#[derive(Debug, Args)]
pub(crate) struct FundArgs {
    /// Whole tokens of the pool
    #[arg(value_name = "TOKENS")]
    amount: String,
    #[command(flatten)]
    send: SendArgs,
}

/// Tops up the pool.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: FundArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let amount = Amount::parse_tokens(&args.amount, desk.rules().pool.decimals)?;
    output::note(format!("{} into the pool of {}", desk.pool_tokens(amount), desk.deployment.round));
    act::run(global, &desk, &args.send, "fund", &RoundCall::Fund { amount }).await
}

/// Which deposits to pay back.
#[derive(Debug, Args)]
pub(crate) struct RefundArgs {
    /// The deposit's number; by default all that something is due to
    #[arg(value_name = "DEPOSIT")]
    deposit: Option<u64>,
    #[command(flatten)]
    send: SendArgs,
}

/// Pays back what is due to deposits, and first takes back what projects left unclaimed, once that is possible.
pub(crate) async fn refund(
    global: &Global,
    named: Option<&Path>,
    args: RefundArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    if let Some(deposit) = args.deposit {
        return act::run(global, &desk, &args.send, "refund", &RoundCall::Refund { deposit }).await;
    }
    if args.send.safe.is_some() {
        return Err(exit::failed("name one deposit to write its refund for a Safe; anybody can send it"));
    }
    let chain = args.send.connect(&desk).await?;
    let recovers = recovers(&desk, &chain, args.send.sender()?).await?;
    let due = due(&desk, &chain).await?;
    if due.is_empty() && !recovers {
        return Err(exit::failed("nothing is due to any deposit"));
    }
    for (deposit, amount) in &due {
        output::note(format!("deposit {deposit}: {}", desk.pool_tokens(*amount)));
    }
    if recovers {
        output::note("What projects did not claim comes back first.");
    }
    if args.send.consent.dry_run {
        output::note("Dry run: nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    args.send.consent.ask(&format!("refunds on chain {}", chain.id()), "refund")?;
    if recovers {
        send_round_call(&chain, desk.at(), &RoundCall::Recover, &watch).await?;
    }
    let mut sent = Vec::new();
    for (deposit, amount) in self::due(&desk, &chain).await? {
        match send_round_call(&chain, desk.at(), &RoundCall::Refund { deposit }, &watch).await {
            Ok(done) => sent.push(json!({ "deposit": deposit, "amount": amount, "tx_hash": done.hash })),
            // Somebody else sent it meanwhile: it goes to the same funder.
            Err(ChainError::Reverted { reason, .. }) if reason.contains("NothingToRefund") => {}
            Err(error) => return Err(error.into()),
        }
    }
    if global.json {
        output::json(&sent)?;
    } else {
        for one in &sent {
            output::line(one["tx_hash"].as_str().unwrap_or_default())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Deposits to which something is due now.
async fn due(desk: &Desk, chain: &Chain) -> anyhow::Result<Vec<(u64, Amount)>> {
    let round = desk.deployment.round;
    let mut due = Vec::new();
    for deposit in 0..chain.read_round(round).await?.deposits {
        let amount = chain.refundable(round, deposit).await?;
        if !amount.is_zero() {
            due.push((deposit, amount));
        }
    }
    Ok(due)
}

/// Would taking back what projects left unclaimed do anything now? The contract knows.
async fn recovers(desk: &Desk, chain: &Chain, from: Address) -> anyhow::Result<bool> {
    match plan_round_call(chain, desk.at(), &RoundCall::Recover, from).await {
        Ok(_) => Ok(true),
        Err(ChainError::Reverted { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
