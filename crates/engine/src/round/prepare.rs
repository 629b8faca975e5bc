//! The tally of a round from what was followed: events up to the final block behind the end of donations, lists as they
//! were frozen, and the matches that follow. Nothing here sends anything; run again, it gives the same bytes.

use std::collections::BTreeMap;

use thiserror::Error;
use tributary_chain::{Chain, ChainError, CutBlock, RoundDeployment};
use tributary_model::{B256, RoundRecord, Timestamp};
use tributary_storage::{StorageError, Store};

use super::{
    AssembledRound, InputsError, ListTexts, ListsError, RoundInputs, RoundRules, TallyError, assemble,
    follow::follow, freeze_lists, frozen_lists,
};
use crate::claims::FollowError;

/// Why there is no tally.
#[derive(Debug, Error)]
pub enum PrepareError {
    /// Too early.
    #[error("gifts are passed on until {end}, and no final block is as late; come back later")]
    NotEnded {
        /// The end of donations.
        end: Timestamp,
    },
    /// The chain was rewritten below a block that counts as final.
    #[error(
        "block {number} has the hash {found} where {expected} was followed; the endpoint may lag, run it again"
    )]
    Rewritten {
        /// Which block.
        number: u64,
        /// What was followed.
        expected: B256,
        /// What the endpoint says now.
        found: B256,
    },
    /// The chain failed.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// An endpoint that is several machines may answer from one that is behind.
    #[error(
        "the endpoint had block {cut} and then answered as if there were {reached}; run it again in a moment"
    )]
    Behind {
        /// How far its events went.
        reached: u64,
        /// Where the inputs are cut.
        cut: u64,
    },
    /// Following failed.
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The lists.
    #[error(transparent)]
    Lists(#[from] ListsError),
    /// The inputs.
    #[error(transparent)]
    Inputs(#[from] InputsError),
    /// The matches.
    #[error(transparent)]
    Tally(#[from] TallyError),
}

/// Follows the round to its end and makes the tally. `lists` are frozen unless others were frozen before, and without `freeze_at`
/// nothing is frozen; prices come from `lists` in any case.
///
/// # Errors
/// See [`PrepareError`].
pub async fn prepare(
    store: &Store,
    chain: &Chain,
    (rules, deployment): (&RoundRules, &RoundDeployment),
    lists: &ListTexts,
    freeze_at: Option<Timestamp>,
) -> Result<AssembledRound, PrepareError> {
    let end = rules.windows.donations_end;
    let cut = chain.first_final_at(end, deployment.block).await?.ok_or(PrepareError::NotEnded { end })?;
    let reached = follow(store, chain, deployment).await?.block_number;
    if reached < cut.number {
        return Err(PrepareError::Behind { reached, cut: cut.number });
    }
    let events = store.round_events(deployment.chain_id, deployment.round, Some(cut.number)).await?;
    expect_final(chain, &events).await?;
    let prices = lists.get("prices").map(str::to_owned);
    let frozen = match freeze_at {
        Some(now) => Some(freeze_lists(store, rules, deployment.round, lists, now).await?),
        None => frozen_lists(store, rules.chain_id, deployment.round).await?,
    };
    let frozen = frozen.map_or_else(|| lists.clone(), |(frozen, _)| frozen);
    let inputs = RoundInputs::new(rules, deployment.round, cut, &events, &frozen.with_prices(prices))?;
    let texts = texts(store, &inputs).await?;
    expect_same(chain, cut).await?;
    Ok(assemble(&inputs, &texts)?)
}

/// What was followed is on the chain that the cut belongs to: the block of the last event is the endpoint's too.
async fn expect_final(chain: &Chain, events: &[RoundRecord]) -> Result<(), PrepareError> {
    let Some(last) = events.last() else { return Ok(()) };
    let (number, expected) = (last.block_number, last.block_hash);
    let found = chain.block_at(number).await?.map(|block| block.hash).unwrap_or_default();
    if found == expected { Ok(()) } else { Err(PrepareError::Rewritten { number, expected, found }) }
}

async fn expect_same(chain: &Chain, cut: CutBlock) -> Result<(), PrepareError> {
    let found = chain.block_at(cut.number).await?.map(|block| block.hash).unwrap_or_default();
    let (number, expected) = (cut.number, cut.hash);
    if found == expected { Ok(()) } else { Err(PrepareError::Rewritten { number, expected, found }) }
}

/// The descriptions that are known here.
async fn texts(store: &Store, inputs: &RoundInputs) -> Result<BTreeMap<B256, String>, StorageError> {
    let mut texts = BTreeMap::new();
    for line in &inputs.applications {
        if let Some(text) = store.round_text(line.metadata_hash).await? {
            texts.insert(line.metadata_hash, text);
        }
    }
    Ok(texts)
}
