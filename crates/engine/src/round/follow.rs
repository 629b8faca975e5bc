//! The events of a round: followed into the store, or read at once.

use tributary_chain::{Chain, ChainError, RoundDeployment, follow_round};
use tributary_model::{ChainCursor, RoundRecord};
use tributary_storage::Store;

use super::RoundHistory;
use crate::claims::FollowError;

/// Brings the store up to the newest block. Each step is saved whole, so it can be stopped at any moment.
///
/// # Errors
/// [`FollowError`]; what was saved stays.
pub async fn follow(
    store: &Store,
    chain: &Chain,
    deployment: &RoundDeployment,
) -> Result<ChainCursor, FollowError> {
    let (id, round) = (chain.id(), deployment.round);
    loop {
        let cursor = store.chain_cursor(id, round).await?;
        let step = follow_round(chain, round, deployment.block, cursor).await?;
        if Some(step.cursor) != cursor || step.rollback_to.is_some() {
            let (back, events) = (step.rollback_to, &step.events);
            if !store.save_round_events(id, round, cursor, back, events, step.cursor).await? {
                continue;
            }
        }
        if step.cursor.block_number >= step.head {
            return Ok(step.cursor);
        }
    }
}

/// What has become of a round by what was followed.
///
/// # Errors
/// [`FollowError`] when the database fails.
pub async fn history(store: &Store, deployment: &RoundDeployment) -> Result<RoundHistory, FollowError> {
    let events = store.round_events(deployment.chain_id, deployment.round, None).await?;
    Ok(RoundHistory::of(&events))
}

/// Reads every event up to the newest block, without a store.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn read_events(
    chain: &Chain,
    deployment: &RoundDeployment,
) -> Result<Vec<RoundRecord>, ChainError> {
    let mut events: Vec<RoundRecord> = Vec::new();
    let mut cursor = None;
    loop {
        let step = follow_round(chain, deployment.round, deployment.block, cursor).await?;
        if let Some(block) = step.rollback_to {
            events.retain(|record| record.block_number <= block);
        }
        events.extend(step.events);
        if step.cursor.block_number >= step.head {
            return Ok(events);
        }
        cursor = Some(step.cursor);
    }
}
