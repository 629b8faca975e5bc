//! Following events of a contract through reorganisations.
//!
//! A block's hash vouches for all blocks below it. So a range counts only when the hash of its last block is the same
//! before and after reading, and a cursor counts only while its block is on the chain.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy::{
    eips::BlockNumberOrTag,
    primitives::{Address, B256},
    providers::Provider as _,
    rpc::types::{Filter, Log},
    sol_types::SolEvent as _,
};
use tributary_bindings::airdrop::MerkleAirdrop::Claimed;
use tributary_model::{Amount, ChainCursor, ClaimRecord};

use crate::{Chain, ChainError};

/// Blocks asked for at once; halved while the endpoint refuses.
const RANGE: u64 = 5_000;
/// How often a range is read again that the chain rewrites meanwhile.
const TRIES: u32 = 5;
/// Steps whose start is remembered.
const REMEMBERED: usize = 4_096;

/// One step forward, or back, with what the chain says as it says it.
pub(crate) struct Step {
    pub(crate) rollback_to: Option<u64>,
    pub(crate) logs: Vec<Log>,
    pub(crate) cursor: ChainCursor,
    pub(crate) head: u64,
}

/// One step forward, or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowStep {
    /// Forget every claim above this block first.
    pub rollback_to: Option<u64>,
    /// New claims, in the order of the chain.
    pub claims: Vec<ClaimRecord>,
    /// Where the next step starts.
    pub cursor: ChainCursor,
    /// The chain's newest block.
    pub head: u64,
}

/// What following has learnt: how much may be asked at once, and which block stood below which.
#[derive(Debug)]
pub(crate) struct Trail {
    range: AtomicU64,
    steps: Mutex<VecDeque<(ChainCursor, ChainCursor)>>,
}

impl Default for Trail {
    fn default() -> Self {
        Self { range: AtomicU64::new(RANGE), steps: Mutex::default() }
    }
}

impl Trail {
    fn remember(&self, lower: ChainCursor, upper: ChainCursor) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() == REMEMBERED {
            steps.pop_front();
        }
        steps.push_back((lower, upper));
    }

    /// A block that stood below this one.
    fn below(&self, upper: ChainCursor) -> Option<ChainCursor> {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.iter().rev().find(|step| step.1 == upper).map(|step| step.0)
    }
}

/// Reads the next blocks after `cursor`, or from `deployed` on. When the cursor's block is no longer on the chain, the
/// step goes back to the last block known to be below it that is, or else to before `deployed`; the next step reads
/// again from there.
///
/// # Errors
/// [`ChainError`] when the endpoint fails; the cursor stays where it was.
pub async fn follow_claims(
    chain: &Chain,
    airdrop: Address,
    deployed: u64,
    cursor: Option<ChainCursor>,
) -> Result<FollowStep, ChainError> {
    let filter = Filter::new().address(airdrop).event_signature(Claimed::SIGNATURE_HASH);
    let step = follow(chain, &filter, deployed, cursor).await?;
    let claims = step.logs.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    Ok(FollowStep { rollback_to: step.rollback_to, claims, cursor: step.cursor, head: step.head })
}

/// The same for whatever events `what` asks for.
pub(crate) async fn follow(
    chain: &Chain,
    what: &Filter,
    deployed: u64,
    cursor: Option<ChainCursor>,
) -> Result<Step, ChainError> {
    for _ in 0..TRIES {
        if let Some(step) = try_step(chain, what, deployed, cursor).await? {
            return Ok(step);
        }
    }
    Err(ChainError::Nonsense { what: "block hash", value: "another one each time it is asked".to_owned() })
}

/// `None` when the chain was rewritten while it was read.
async fn try_step(
    chain: &Chain,
    what: &Filter,
    deployed: u64,
    cursor: Option<ChainCursor>,
) -> Result<Option<Step>, ChainError> {
    let newest = chain.head().await?.header;
    let head = newest.number;
    if let Some(cursor) = cursor.filter(|cursor| cursor.block_number >= head) {
        return if block_hash(chain, cursor.block_number).await? == Some(cursor.block_hash) {
            Ok(Some(Step { rollback_to: None, logs: Vec::new(), cursor, head }))
        } else {
            step_back(chain, cursor, deployed, head).await
        };
    }
    let from = cursor.map_or(deployed, |cursor| cursor.block_number + 1).min(head);
    loop {
        let range = chain.trail().range.load(Ordering::Relaxed);
        let until = from.saturating_add(range - 1).min(head);
        let before = if until == head { Some(newest.hash) } else { block_hash(chain, until).await? };
        let (Some(hash), cursor_stands) = (before, stands(chain, cursor).await?) else { return Ok(None) };
        if let (Some(cursor), false) = (cursor, cursor_stands) {
            return step_back(chain, cursor, deployed, head).await;
        }
        let logs = match logs(chain, what, from, until).await {
            Err(ChainError::Refused { .. }) if range > 1 => {
                chain.trail().range.store(range / 2, Ordering::Relaxed);
                continue;
            }
            logs => logs?,
        };
        if block_hash(chain, until).await? != Some(hash) {
            return Ok(None);
        }
        // Slowly back up, since a refusal may have had another reason.
        chain.trail().range.store((range + range / 4 + 1).min(RANGE), Ordering::Relaxed);
        let next = ChainCursor { block_number: until, block_hash: hash };
        if let Some(cursor) = cursor {
            chain.trail().remember(cursor, next);
        }
        return Ok(Some(Step { rollback_to: None, logs, cursor: next, head }));
    }
}

/// Goes back to a block that is on the chain and was below the cursor's, so that all events up to it stand.
async fn step_back(
    chain: &Chain,
    lost: ChainCursor,
    deployed: u64,
    head: u64,
) -> Result<Option<Step>, ChainError> {
    let before_first = deployed.saturating_sub(1);
    let mut below = chain.trail().below(lost);
    while let Some(cursor) = below {
        if stands(chain, Some(cursor)).await? {
            let rollback_to = Some(cursor.block_number);
            return Ok(Some(Step { rollback_to, logs: Vec::new(), cursor, head }));
        }
        below = chain.trail().below(cursor);
    }
    // Nothing is known: read all of it again. A chain that does not reach the deployment has no events at all.
    let number = before_first.min(head);
    let Some(block_hash) = block_hash(chain, number).await? else { return Ok(None) };
    let cursor = ChainCursor { block_number: number, block_hash };
    Ok(Some(Step { rollback_to: Some(number), logs: Vec::new(), cursor, head }))
}

async fn stands(chain: &Chain, cursor: Option<ChainCursor>) -> Result<bool, ChainError> {
    match cursor {
        Some(cursor) => Ok(block_hash(chain, cursor.block_number).await? == Some(cursor.block_hash)),
        None => Ok(true),
    }
}

async fn block_hash(chain: &Chain, number: u64) -> Result<Option<B256>, ChainError> {
    Ok(chain.block(BlockNumberOrTag::Number(number)).await?.map(|block| block.header.hash))
}

async fn logs(chain: &Chain, what: &Filter, from: u64, until: u64) -> Result<Vec<Log>, ChainError> {
    let filter = what.clone().from_block(from).to_block(until);
    chain.provider().get_logs(&filter).await.map_err(chain.failed("eth_getLogs"))
}

fn record(log: &Log) -> Result<ClaimRecord, ChainError> {
    let nonsense = |what| move || ChainError::Nonsense { what, value: format!("{log:?}") };
    let event = Claimed::decode_log(&log.inner).map_err(|_| nonsense("Claimed event")())?;
    Ok(ClaimRecord {
        index: u64::try_from(event.index).map_err(|_| nonsense("index of a claim")())?,
        claimant: event.claimant.into(),
        recipient: event.to,
        amount: Amount::new(event.amount),
        tx_hash: log.transaction_hash.ok_or_else(nonsense("transaction of an event"))?,
        block_number: log.block_number.ok_or_else(nonsense("block of an event"))?,
        block_hash: log.block_hash.ok_or_else(nonsense("block of an event"))?,
        log_index: log.log_index.ok_or_else(nonsense("place of an event"))?,
    })
}
