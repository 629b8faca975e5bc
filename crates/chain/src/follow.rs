//! Following `Claimed` events through reorganisations.

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
/// How far below the cursor is looked for a block that still stands.
const STEP_BACK: u64 = 64;

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

/// Reads the next blocks after `cursor`, or from `deployed` on. When the cursor's block is no longer on the chain,
/// the step goes back to one that may be, and the next one reads again.
///
/// # Errors
/// [`ChainError`] when the endpoint fails; the cursor stays where it was.
pub async fn follow_claims(
    chain: &Chain,
    airdrop: Address,
    deployed: u64,
    cursor: Option<ChainCursor>,
) -> Result<FollowStep, ChainError> {
    let head = chain.head().await?.header.number;
    let before_first = deployed.saturating_sub(1);
    if let Some(cursor) = cursor {
        if block_hash(chain, cursor.block_number).await? != Some(cursor.block_hash) {
            return step_back(chain, cursor, before_first, head).await;
        }
        if cursor.block_number >= head {
            return Ok(FollowStep { rollback_to: None, claims: Vec::new(), cursor, head });
        }
    }
    let from = cursor.map_or(deployed, |cursor| cursor.block_number + 1).min(head);
    let (until, logs) = read_range(chain, airdrop, from, head).await?;
    let claims = logs.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    let hash = block_hash(chain, until)
        .await?
        .ok_or_else(|| ChainError::Nonsense { what: "a block below the head", value: "null".to_owned() })?;
    // Events of a block that is gone again belong to no chain we know: read this range anew next time.
    for claim in claims.iter().filter(|claim| claim.block_number == until) {
        if claim.block_hash != hash {
            return Err(ChainError::Nonsense { what: "block hash while reading", value: hash.to_string() });
        }
    }
    let cursor = ChainCursor { block_number: until, block_hash: hash };
    Ok(FollowStep { rollback_to: None, claims, cursor, head })
}

async fn step_back(
    chain: &Chain,
    cursor: ChainCursor,
    before_first: u64,
    head: u64,
) -> Result<FollowStep, ChainError> {
    let target = cursor.block_number.min(head).saturating_sub(STEP_BACK).max(before_first.min(head));
    let hash = block_hash(chain, target)
        .await?
        .ok_or_else(|| ChainError::Nonsense { what: "a block below the head", value: "null".to_owned() })?;
    let cursor = ChainCursor { block_number: target, block_hash: hash };
    Ok(FollowStep { rollback_to: Some(target), claims: Vec::new(), cursor, head })
}

async fn block_hash(chain: &Chain, number: u64) -> Result<Option<B256>, ChainError> {
    Ok(chain.block(BlockNumberOrTag::Number(number)).await?.map(|block| block.header.hash))
}

/// Asks for as many blocks as the endpoint gives at once.
async fn read_range(
    chain: &Chain,
    airdrop: Address,
    from: u64,
    head: u64,
) -> Result<(u64, Vec<Log>), ChainError> {
    let mut range = RANGE;
    loop {
        let until = from.saturating_add(range - 1).min(head);
        let filter = Filter::new()
            .address(airdrop)
            .event_signature(Claimed::SIGNATURE_HASH)
            .from_block(from)
            .to_block(until);
        match chain.provider().get_logs(&filter).await.map_err(chain.failed("eth_getLogs")) {
            Ok(logs) => return Ok((until, logs)),
            Err(ChainError::Refused { .. }) if range > 1 => range /= 2,
            Err(error) => return Err(error),
        }
    }
}

fn record(log: &Log) -> Result<ClaimRecord, ChainError> {
    let nonsense = |what| move || ChainError::Nonsense { what, value: format!("{log:?}") };
    let event = Claimed::decode_log(&log.inner).map_err(|_| nonsense("Claimed event")())?;
    Ok(ClaimRecord {
        index: u64::try_from(event.index).map_err(|_| nonsense("index of a claim")())?,
        account: event.account,
        recipient: event.to,
        amount: Amount::new(event.amount),
        tx_hash: log.transaction_hash.ok_or_else(nonsense("transaction of an event"))?,
        block_number: log.block_number.ok_or_else(nonsense("block of an event"))?,
        block_hash: log.block_hash.ok_or_else(nonsense("block of an event"))?,
        log_index: log.log_index.ok_or_else(nonsense("place of an event"))?,
    })
}
