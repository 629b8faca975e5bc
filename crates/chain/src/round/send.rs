//! From a call to transactions. Money that a call takes is allowed to the round first, exactly as much as the call takes.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall as _,
};
use serde::Serialize;
use tributary_bindings::token::ProjectToken::approveCall;

use super::RoundCall;
use crate::{
    Chain, ChainError, PlannedTransaction, SendWatcher, Sent, Target,
    fees::{Fees, limit},
    plan::rehearse,
    send::{Sender, expect_ether, settle},
};

/// Gas of a call behind an allowance, when the endpoint cannot simulate: a full cart or the airdrop of a tally.
const GAS_BOUND: u64 = 2_000_000;

/// What a call would send: allowances first, where they are missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallPlan {
    /// In order; the last is the call.
    pub transactions: Vec<PlannedTransaction>,
    /// Who sends.
    pub from: Address,
    /// Gas of all.
    pub gas: u64,
    /// The most that it costs at the fees now, in wei, coin that is given included.
    pub cost: U256,
}

/// Says what a call would send, after a rehearsal that sends nothing. `pool_token` is what [`RoundCall::Fund`] takes.
///
/// # Errors
/// [`ChainError::Reverted`] with the contract's words when it would fail; [`ChainError::NoCode`] where no round is.
pub async fn plan_round_call(
    chain: &Chain,
    (round, pool_token): (Address, Address),
    call: &RoundCall,
    from: Address,
) -> Result<CallPlan, ChainError> {
    if chain.code(round).await?.is_empty() {
        return Err(ChainError::NoCode { address: round, what: "round" });
    }
    let mut transactions = Vec::new();
    for (token, needed) in call.takes(pool_token) {
        let balance = chain.token_balance(token, from).await?.units();
        if balance < needed {
            return Err(ChainError::NotEnoughTokens { account: from, token, needed, balance });
        }
        let allowed = chain.allowance(token, from, round).await?;
        if allowed >= needed {
            continue;
        }
        if !allowed.is_zero() {
            // Some tokens refuse to change an allowance that is not zero.
            transactions.push(approval("take back an earlier allowance", from, token, round, U256::ZERO));
        }
        transactions.push(approval("allow the round to take it", from, token, round, needed));
    }
    let (label, data) = (call.label(), call.data()?);
    let step = PlannedTransaction { value: call.value(), ..planned(label, from, round, data) };
    transactions.push(step);
    rehearse(chain, &mut transactions).await?;
    priced(chain, transactions, from, call.value()).await
}

/// What rehearsed steps cost at the fees now, and the coin that they send along.
pub(crate) async fn priced(
    chain: &Chain,
    transactions: Vec<PlannedTransaction>,
    from: Address,
    value: U256,
) -> Result<CallPlan, ChainError> {
    let gas = transactions.iter().map(|step| step.gas).sum();
    let limits = transactions.iter().map(|step| limit(step.gas)).sum();
    let cost = Fees::now(chain).await?.cost(limits) + value;
    Ok(CallPlan { transactions, from, gas, cost })
}

/// Sends a call with the chain's key and waits for it.
///
/// # Errors
/// [`ChainError`]; a call that would fail is not sent.
pub async fn send_round_call(
    chain: &Chain,
    at: (Address, Address),
    call: &RoundCall,
    watcher: SendWatcher<'_>,
) -> Result<Sent, ChainError> {
    settle(chain).await?;
    let from = chain.key()?.address();
    let plan = plan_round_call(chain, at, call, from).await?;
    send_plan(chain, &plan, watcher).await
}

/// Sends the steps of a plan one after the other; the last is the call.
pub(crate) async fn send_plan(
    chain: &Chain,
    plan: &CallPlan,
    watcher: SendWatcher<'_>,
) -> Result<Sent, ChainError> {
    expect_ether(chain, plan.from, plan.cost).await?;
    let mut sender = Sender::new(chain, watcher);
    let mut last = None;
    for transaction in &plan.transactions {
        last = Some(sender.send(transaction).await?);
    }
    last.ok_or_else(|| ChainError::Nonsense { what: "plan of a call", value: "empty".to_owned() })
}

fn approval(label: &str, from: Address, token: Address, spender: Address, value: U256) -> PlannedTransaction {
    planned(label.to_owned(), from, token, approveCall { spender, value }.abi_encode().into())
}

/// One call whose gas is not known yet.
pub(crate) fn planned(label: String, from: Address, to: Address, data: Bytes) -> PlannedTransaction {
    PlannedTransaction {
        label,
        from,
        to: Target::Contract(to),
        value: U256::ZERO,
        data,
        gas: GAS_BOUND,
        bound: true,
        leaves: None,
        nonce: None,
    }
}
