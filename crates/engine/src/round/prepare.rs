//! The tally of a round from what was followed: events up to the final block behind the end of donations, lists as they
//! were frozen, and the matches that follow. Nothing here sends anything; run again, it gives the same bytes.

use std::collections::BTreeMap;

use thiserror::Error;
use tributary_chain::{Chain, ChainError, CutBlock, RoundDeployment};
use tributary_model::{B256, RoundRecord, Timestamp};
use tributary_storage::{StorageError, Store};

use super::{
    AssembledRound, InputsError, ListTexts, ListsError, RoundHistory, RoundInputs, RoundRules, TallyError,
    assemble, follow::follow, has_no_lists, kept_lists,
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
    /// Nobody has frozen the lists that the rules announce.
    #[error(
        "the lists are not frozen on the chain; `tributary round freeze` does that, with the owner's key"
    )]
    NotFrozen,
    /// The lists on the chain are not in this database.
    #[error(
        "the lists with the hash {0} are frozen on the chain and are not in this database; `tributary round freeze` takes those \
         that round.toml names, if they are the ones"
    )]
    OtherLists(B256),
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

/// Follows the round to its end and makes the tally, with the lists that are frozen on the chain, and the prices of `lists`.
///
/// # Errors
/// See [`PrepareError`].
pub async fn prepare(
    store: &Store,
    chain: &Chain,
    (rules, deployment): (&RoundRules, &RoundDeployment),
    lists: &ListTexts,
) -> Result<AssembledRound, PrepareError> {
    let end = rules.windows.donations_end;
    let cut = chain.first_final_at(end, deployment.block).await?.ok_or(PrepareError::NotEnded { end })?;
    let reached = follow(store, chain, deployment).await?.block_number;
    if reached < cut.number {
        return Err(PrepareError::Behind { reached, cut: cut.number });
    }
    let followed = store.round_events(deployment.chain_id, deployment.round, None).await?;
    let events = &followed[..followed.partition_point(|record| record.block_number <= cut.number)];
    expect_final(chain, events).await?;
    let prices = lists.get("prices").map(str::to_owned);
    let frozen =
        if has_no_lists(rules) { ListTexts::default() } else { frozen(store, deployment, &followed).await? };
    let inputs = RoundInputs::new(rules, deployment.round, cut, events, &frozen.with_prices(prices))?;
    let texts = texts(store, &inputs).await?;
    expect_same(chain, cut).await?;
    Ok(assemble(&inputs, &texts)?)
}

/// Lists may be frozen after the cut, and be replaced while a tally is challenged: the last freeze counts.
async fn frozen(
    store: &Store,
    deployment: &RoundDeployment,
    followed: &[RoundRecord],
) -> Result<ListTexts, PrepareError> {
    let hash = RoundHistory::of(followed).freezes.last().ok_or(PrepareError::NotFrozen)?.lists_hash;
    kept_lists(store, deployment, hash).await?.ok_or(PrepareError::OtherLists(hash))
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
