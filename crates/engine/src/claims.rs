//! What was claimed: read at once, or followed into the store.

use std::collections::BTreeMap;

use thiserror::Error;
use tributary_chain::{Chain, ChainError, Deployment, follow_claims};
use tributary_model::{Address, Amount, ChainCursor, ClaimRecord};
use tributary_storage::{StorageError, Store};

/// Why claims cannot be followed.
#[derive(Debug, Error)]
pub enum FollowError {
    /// The chain failed.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Reads every claim up to the newest block, without a store: by leaf, and each leaf's payments in the order of the chain.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn read_all(chain: &Chain, deployment: &Deployment) -> Result<Vec<ClaimRecord>, ChainError> {
    read_claims(chain, deployment.airdrop, deployment.block).await
}

/// The same of an airdrop that stands since a block.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn read_claims(
    chain: &Chain,
    airdrop: Address,
    block: u64,
) -> Result<Vec<ClaimRecord>, ChainError> {
    // A recurring airdrop pays one leaf several times, so an event's place in the chain names it.
    let mut claims: BTreeMap<(u64, u64, u64), ClaimRecord> = BTreeMap::new();
    let mut cursor = None;
    loop {
        let step = follow_claims(chain, airdrop, block, cursor).await?;
        if let Some(block) = step.rollback_to {
            claims.retain(|_, claim| claim.block_number <= block);
        }
        let place = |claim: &ClaimRecord| (claim.index, claim.block_number, claim.log_index);
        claims.extend(step.claims.into_iter().map(|claim| (place(&claim), claim)));
        if step.cursor.block_number >= step.head {
            return Ok(claims.into_values().collect());
        }
        cursor = Some(step.cursor);
    }
}

/// Brings the store up to the newest block. Each step is saved whole, so it can be stopped at any moment.
///
/// # Errors
/// [`FollowError`]; what was saved stays.
pub async fn follow(
    store: &Store,
    chain: &Chain,
    deployment: &Deployment,
) -> Result<ChainCursor, FollowError> {
    let airdrop = deployment.airdrop;
    loop {
        let cursor = store.chain_cursor(chain.id(), airdrop).await?;
        let step = follow_claims(chain, airdrop, deployment.block, cursor).await?;
        if Some(step.cursor) != cursor || step.rollback_to.is_some() {
            let (back, claims) = (step.rollback_to, &step.claims);
            if !store.save_claims(chain.id(), airdrop, cursor, back, claims, step.cursor).await? {
                continue;
            }
        }
        if step.cursor.block_number >= step.head {
            return Ok(step.cursor);
        }
    }
}

/// The sum of all claims up to the newest block, from the store; only blocks that it does not know are read.
///
/// # Errors
/// [`FollowError`].
pub async fn claimed(store: &Store, chain: &Chain, deployment: &Deployment) -> Result<Amount, FollowError> {
    follow(store, chain, deployment).await?;
    let claims = store.claims(chain.id(), deployment.airdrop).await?;
    Ok(claims.iter().map(|claim| claim.amount).sum())
}
