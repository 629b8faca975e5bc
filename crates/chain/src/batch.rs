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
};

use crate::{
    Chain, ChainError, ClaimRequest, Handover, Key, PlannedTransaction, SendWatcher, Sent, Target,
    error::reason,
    plan::expect_artifact,
    proxy::{self, Proxy},
    send::{Sender, request, settle},
    votes::SignedDelegation,
};

/// Gas around the steps: the transaction itself and its answer.
pub(crate) const AROUND: u64 = 60_000;
/// Allowed for each delegation, with two checkpoints of votes. It cannot be rehearsed without a signature that whoever hears it
/// could send.
const DELEGATION: u64 = 250_000;

/// What a batch would send.
#[derive(Clone, Debug)]
pub struct BatchPlan {
    /// The contract.
    pub batch: Address,
    /// In order: what makes the contract where it is missing, then the batch, in which delegations are still missing: they are
    /// signed when it is sent. Empty when no claim would be paid.
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

/// The batch where it stands already, and is ours; `None` elsewhere.
pub(crate) async fn standing(chain: &Chain, from: Address) -> Result<Option<Address>, ChainError> {
    let Proxy::There(proxy) = proxy::find(chain, from).await? else { return Ok(None) };
    let batch = at(proxy);
    let ours = expect_artifact(batch, Artifact::claim_batch(), &chain.code(batch).await?).is_ok();
    Ok(ours.then_some(batch))
}

/// Says what a batch of claims, and delegations after them, would send. Each claim is rehearsed by itself; one that would
/// fail is left out. Signs and sends nothing.
///
/// # Errors
/// [`ChainError::OtherCode`] when something else stands where the batch should; [`ChainError::WrongWay`] for a claim that
/// only its account can send; [`ChainError::NoVotes`] and [`ChainError::OtherDomain`] for votes that cannot be handed on, or not
/// without danger; others when the endpoint fails.
pub async fn plan_batch(
    chain: &Chain,
    from: Address,
    claims: &[ClaimRequest],
    handovers: &[Handover],
) -> Result<BatchPlan, ChainError> {
    for handover in handovers {
        let _ = chain.expect_votes(handover.token, from).await?;
    }
    let Prepared { batch, making, steps, refused, gas } =
        Prepared::of(chain, from, claims, vec![None; claims.len()]).await?;
    let mut transactions = making;
    if !steps.is_empty() {
        let gas = handovers.iter().fold(gas, |gas, _| gas + DELEGATION);
        transactions.push(sending(from, batch, steps, claims.len(), &[], gas));
    }
    Ok(BatchPlan { batch, transactions, refused })
}

/// Makes the contract where it is missing, signs the handovers, and sends the batch: of what was shown, what would still be
/// paid, and nothing else.
///
/// # Errors
/// As [`plan_batch`], [`ChainError::PlanMoved`], and what sending may meet. That single claims are not paid is no error but in
/// the answer.
pub async fn send_batch(
    chain: &Chain,
    claims: &[ClaimRequest],
    handovers: &[Handover],
    shown: &BatchPlan,
    watcher: SendWatcher<'_>,
) -> Result<BatchSent, ChainError> {
    let nothing = |refused| {
        let not_delegated = handovers.iter().map(|_| Some("nothing was sent".to_owned())).collect();
        Ok(BatchSent { sent: None, failed: refused, not_delegated })
    };
    let Some((agreed, agreed_making)) = shown.transactions.split_last() else {
        return nothing(shown.refused.clone());
    };
    settle(chain).await?;
    let from = chain.key()?.address();
    let Prepared { batch, making, steps, refused, .. } =
        Prepared::of(chain, from, claims, shown.refused.clone()).await?;
    if steps.is_empty() {
        return nothing(refused);
    }
    if batch != shown.batch || making.len() > agreed_making.len() {
        return Err(ChainError::PlanMoved);
    }
    let mut sender = Sender::new(chain, watcher);
    for transaction in &making {
        let _ = sender.send(transaction).await?;
    }
    expect_artifact(batch, Artifact::claim_batch(), &chain.code(batch).await?)?;
    let mut signed = Vec::new();
    for handover in handovers {
        signed.push(chain.sign_delegation(*handover).await?);
    }
    let batched = sending(from, batch, steps, claims.len(), &signed, agreed.gas);
    let (sent, receipt) = sender.send_for_receipt(&batched).await?;
    let failures = failures(&receipt, batch);
    let (mut place, mut failed) = (0, refused);
    for outcome in failed.iter_mut().filter(|outcome| outcome.is_none()) {
        *outcome = failure_at(&failures, place);
        place += 1;
    }
    let not_delegated = (place..).take(handovers.len()).map(|place| failure_at(&failures, place)).collect();
    Ok(BatchSent { sent: Some(sent), failed, not_delegated })
}

/// A batch as it could be sent now.
struct Prepared {
    batch: Address,
    making: Vec<PlannedTransaction>,
    steps: Vec<Step>,
    refused: Vec<Option<String>>,
    gas: u64,
}

impl Prepared {
    /// Rehearses what is not refused already.
    async fn of(
        chain: &Chain,
        from: Address,
        claims: &[ClaimRequest],
        mut refused: Vec<Option<String>>,
    ) -> Result<Self, ChainError> {
        let proxy = proxy::find(chain, from).await?;
        let batch = at(proxy.address());
        let (mut steps, mut making, mut gas) = (Vec::new(), Vec::new(), AROUND);
        for (claim, refused) in claims.iter().zip(&mut refused).filter(|(_, refused)| refused.is_none()) {
            let data = claim.data()?;
            if claim.is_own() {
                return Err(ChainError::WrongWay { index: claim.index });
            }
            match rehearsed(chain, batch, claim.airdrop, data.clone()).await? {
                Ok(needed) => {
                    // What each would need by itself, its own transaction included: more than enough inside of one.
                    gas += needed;
                    steps.push(Step { campaign: claim.airdrop, data });
                }
                Err(reason) => *refused = Some(reason),
            }
        }
        if !steps.is_empty() {
            making = missing(chain, proxy, batch, from).await?;
        }
        Ok(Self { batch, making, steps, refused, gas })
    }
}

fn sending(
    from: Address,
    batch: Address,
    steps: Vec<Step>,
    claims: usize,
    signed: &[SignedDelegation],
    gas: u64,
) -> PlannedTransaction {
    let label = match claims {
        1 => "claim, in a batch".to_owned(),
        count => format!("claim {} of {count}, in a batch", steps.len()),
    };
    let delegations = signed.iter().map(argument).collect();
    batched(label, (from, batch), sendCall { steps, delegations }, gas)
}

/// A batch. Its gas is as planned: steps that run out of it do not make it fail, so an estimate is too low.
pub(crate) fn batched(
    label: String,
    (from, batch): (Address, Address),
    call: sendCall,
    gas: u64,
) -> PlannedTransaction {
    PlannedTransaction { gas, ..step(label, from, batch, call.abi_encode().into(), None) }
}

/// Places and reasons of what was not done.
pub(crate) fn failures(receipt: &TransactionReceipt, batch: Address) -> Vec<(U256, String)> {
    let events = receipt.logs().iter().filter(|log| log.address() == batch);
    let failed = events.filter_map(|log| StepFailed::decode_log(&log.inner).ok());
    failed.map(|event| (event.place, reason(&event.reason))).collect()
}

pub(crate) fn failure_at(failures: &[(U256, String)], place: usize) -> Option<String> {
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

fn argument(signed: &SignedDelegation) -> Delegation {
    let SignedDelegation { token, delegatee, nonce, expiry, signature } = signed;
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
async fn missing(
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
