//! Many claims in one transaction, and votes handed on after them, through `ClaimBatch`. It takes no arguments and has no
//! owner, so whoever needs it first on a chain makes it, at the same address on every chain with the shared proxy.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    rpc::types::TransactionReceipt,
    sol_types::{SolCall as _, SolEvent as _},
};
use tributary_bindings::{
    Artifact,
    batch::ClaimBatch::{Delegation, Step, StepFailed, sendCall},
    token::ProjectToken::delegateBySigCall,
};

use crate::{
    Chain, ChainError, ClaimRequest, Key, PlannedTransaction, SendWatcher, Sent, SignedDelegation, Target,
    creation::receipt,
    error::reason,
    plan::expect_artifact,
    proxy::{self, Proxy},
    send::{Sender, request, settle},
};

/// Gas around the steps: the transaction itself and its answer.
const AROUND: u64 = 60_000;
/// What a delegation costs more once the claims before it have brought tokens: two checkpoints of votes.
const CHECKPOINTS: u64 = 100_000;

/// What a batch would send.
#[derive(Clone, Debug)]
pub struct BatchPlan {
    /// The contract.
    pub batch: Address,
    /// In order: what makes the contract where it is missing, then the batch. Empty when no claim would be paid.
    pub transactions: Vec<PlannedTransaction>,
    /// For each claim in the order of the requests, why it would fail and is left out; `None` when it is sent.
    pub refused: Vec<Option<String>>,
}

/// What became of a batch.
#[derive(Clone, Debug)]
pub struct BatchSent {
    /// The batch; `None` when every claim was left out.
    pub sent: Option<Sent>,
    /// For each claim in the order of the requests, why it was not paid; `None` when it was.
    pub failed: Vec<Option<String>>,
    /// For each delegation.
    pub not_delegated: Vec<Option<String>>,
}

/// Where the batch stands on chains with the shared proxy.
#[must_use]
pub fn batch_address() -> Address {
    at(proxy::SHARED)
}

fn at(proxy: Address) -> Address {
    proxy.create2(B256::ZERO, keccak256(&Artifact::claim_batch().creation))
}

/// Says what a batch of claims, and delegations after them, would send. Each claim is rehearsed by itself; one that would
/// fail is left out. Sends nothing.
///
/// # Errors
/// [`ChainError::OtherCode`] when something else stands where the batch should; [`ChainError::WrongWay`] for a claim that
/// only its account can send; [`ChainError::Reverted`] when a delegation would fail; others when the endpoint fails.
pub async fn plan_batch(
    chain: &Chain,
    from: Address,
    claims: &[ClaimRequest],
    delegations: &[SignedDelegation],
) -> Result<BatchPlan, ChainError> {
    let proxy = proxy::find(chain, from).await?;
    let batch = at(proxy.address());
    let (mut steps, mut refused, mut gas) = (Vec::new(), Vec::new(), AROUND);
    for claim in claims {
        let data = claim.data()?;
        if claim.is_own() {
            return Err(ChainError::WrongWay { index: claim.index });
        }
        match rehearsed(chain, batch, claim.airdrop, data.clone()).await? {
            Ok(needed) => {
                // What each would need by itself, its own transaction included: more than enough inside of one.
                gas += needed;
                steps.push(Step { campaign: claim.airdrop, data });
                refused.push(None);
            }
            Err(reason) => refused.push(Some(reason)),
        }
    }
    for delegation in delegations {
        let needed = chain.gas("delegate the votes", delegated(batch, delegation)).await?;
        gas += needed + CHECKPOINTS;
    }
    let mut transactions = Vec::new();
    if !steps.is_empty() {
        transactions = making(chain, proxy, batch, from).await?;
        let call = sendCall { steps, delegations: delegations.iter().map(argument).collect() };
        let label = match claims.len() {
            1 => "claim, in a batch".to_owned(),
            count => format!("claim {} of {count}, in a batch", count - refused.iter().flatten().count()),
        };
        let mut sending = step(label, from, batch, call.abi_encode().into(), None);
        sending.gas = gas;
        transactions.push(sending);
    }
    Ok(BatchPlan { batch, transactions, refused })
}

/// Plans anew, makes the contract where it is missing, and sends the batch.
///
/// # Errors
/// As [`plan_batch`], and what sending may meet. That single claims are not paid is no error but in the answer.
pub async fn send_batch(
    chain: &Chain,
    claims: &[ClaimRequest],
    delegations: &[SignedDelegation],
    watcher: SendWatcher<'_>,
) -> Result<BatchSent, ChainError> {
    settle(chain).await?;
    let BatchPlan { batch, transactions, refused } =
        plan_batch(chain, chain.key()?.address(), claims, delegations).await?;
    let Some((sending, making)) = transactions.split_last() else {
        let not_delegated = delegations.iter().map(|_| Some("nothing was sent".to_owned())).collect();
        return Ok(BatchSent { sent: None, failed: refused, not_delegated });
    };
    let mut sender = Sender::new(chain, watcher);
    for transaction in making {
        let _ = sender.send(transaction).await?;
    }
    expect_artifact(batch, Artifact::claim_batch(), &chain.code(batch).await?)?;
    let sent = sender.send(sending).await?;
    let nonsense = || ChainError::Nonsense { what: "receipt of a batch", value: "null".to_owned() };
    let failures = failures(&receipt(chain, sent.hash).await?.ok_or_else(nonsense)?, batch);
    let (mut place, mut failed) = (0, refused);
    for outcome in failed.iter_mut().filter(|outcome| outcome.is_none()) {
        *outcome = failure_at(&failures, place);
        place += 1;
    }
    let not_delegated = (place..).take(delegations.len()).map(|place| failure_at(&failures, place)).collect();
    Ok(BatchSent { sent: Some(sent), failed, not_delegated })
}

/// Places and reasons of what was not done.
fn failures(receipt: &TransactionReceipt, batch: Address) -> Vec<(U256, String)> {
    let events = receipt.logs().iter().filter(|log| log.address() == batch);
    let failed = events.filter_map(|log| StepFailed::decode_log(&log.inner).ok());
    failed.map(|event| (event.place, reason(&event.reason))).collect()
}

fn failure_at(failures: &[(U256, String)], place: usize) -> Option<String> {
    failures.iter().find(|(at, _)| *at == U256::from(place)).map(|(_, reason)| reason.clone())
}

/// Gas of one claim by itself, or the campaign's words. Nothing at the address fails: a call of nothing claims nothing.
async fn rehearsed(
    chain: &Chain,
    batch: Address,
    airdrop: Address,
    data: Bytes,
) -> Result<Result<u64, String>, ChainError> {
    if chain.code(airdrop).await?.is_empty() {
        return Err(ChainError::NoCode { address: airdrop, what: "airdrop" });
    }
    match chain.gas("claim", request(batch, Target::Contract(airdrop), U256::ZERO, data)).await {
        Ok(gas) => Ok(Ok(gas)),
        Err(ChainError::Reverted { reason, .. }) => Ok(Err(reason)),
        Err(error) => Err(error),
    }
}

fn delegated(batch: Address, signed: &SignedDelegation) -> alloy::rpc::types::TransactionRequest {
    let Delegation { token, delegatee, nonce, expiry, v, r, s } = argument(signed);
    let data = delegateBySigCall { delegatee, nonce, expiry, v, r, s }.abi_encode().into();
    request(batch, Target::Contract(token), U256::ZERO, data)
}

fn argument(signed: &SignedDelegation) -> Delegation {
    let SignedDelegation { token, delegatee, nonce, expiry, signature, .. } = signed;
    Delegation {
        token: *token,
        delegatee: *delegatee,
        nonce: *nonce,
        expiry: U256::from(*expiry),
        v: 27 + u8::from(signature.v()),
        r: signature.r().into(),
        s: signature.s().into(),
    }
}

fn step(
    label: String,
    from: Address,
    to: Address,
    data: Bytes,
    leaves: Option<Address>,
) -> PlannedTransaction {
    let (to, value) = (Target::Contract(to), U256::ZERO);
    PlannedTransaction { label, from, to, value, data, gas: 0, bound: false, leaves, nonce: None }
}

/// What is missing of proxy and batch. What stands there already has to be ours.
async fn making(
    chain: &Chain,
    proxy: Proxy,
    batch: Address,
    from: Address,
) -> Result<Vec<PlannedTransaction>, ChainError> {
    let code = chain.code(batch).await?;
    if !code.is_empty() {
        return expect_artifact(batch, Artifact::claim_batch(), &code).map(|()| Vec::new());
    }
    let mut missing = Vec::new();
    if let Proxy::Missing { address, nonce } = proxy {
        let label = "create the deployment proxy".to_owned();
        let mut made = step(label, from, address, proxy::creation(), Some(address));
        (made.to, made.nonce) = (Target::New(address), Some(nonce));
        missing.push(made);
    }
    let data = [B256::ZERO.as_slice(), &Artifact::claim_batch().creation[..]].concat().into();
    missing.push(step("create the claim batch".to_owned(), from, proxy.address(), data, Some(batch)));
    crate::plan::rehearse(chain, &mut missing).await?;
    Ok(missing)
}

/// Who sends, as far as it is known: the key, else whoever is paid.
#[must_use]
pub fn batch_sender(chain: &Chain, claims: &[ClaimRequest]) -> Address {
    let paid = || claims.first().and_then(ClaimRequest::recipient).unwrap_or_default();
    chain.key().map_or_else(|_| paid(), Key::address)
}
