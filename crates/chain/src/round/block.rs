//! The block at which a round's inputs are cut: the first whose time is not before the end of donations. From there on
//! the contract takes no gift, no verdict and no deposit, so that everybody who looks finds the same block and the same
//! inputs.

use alloy::{eips::BlockNumberOrTag, primitives::B256, rpc::types::Block};
use serde::{Deserialize, Serialize};
use tributary_model::Timestamp;

use crate::{Chain, ChainError, client::block_time};

/// Chains of one machine, which nobody rewrites: their newest block is final.
const DEVELOPMENT: [u64; 2] = [1_337, 31_337];

/// A block, by all that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutBlock {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time.
    pub time: Timestamp,
}

impl CutBlock {
    fn of(block: &Block) -> Result<Self, ChainError> {
        Ok(Self { number: block.header.number, hash: block.header.hash, time: block_time(block)? })
    }
}

impl Chain {
    /// The newest block.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn newest_block(&self) -> Result<CutBlock, ChainError> {
        CutBlock::of(&self.head().await?)
    }

    /// The newest block that the chain will not take back: the `finalized` one, on development chains the newest.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or knows no such block.
    pub async fn finalised(&self) -> Result<CutBlock, ChainError> {
        if DEVELOPMENT.contains(&self.id()) {
            return self.newest_block().await;
        }
        let block = self.block(BlockNumberOrTag::Finalized).await?;
        let block = block
            .ok_or_else(|| ChainError::Nonsense { what: "finalized block", value: "null".to_owned() })?;
        CutBlock::of(&block)
    }

    /// A block by its number; `None` above the newest.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn block_at(&self, number: u64) -> Result<Option<CutBlock>, ChainError> {
        self.block(BlockNumberOrTag::Number(number)).await?.as_ref().map(CutBlock::of).transpose()
    }

    /// The first block from `from` on whose time is not before `moment`; `None` when no final block is so late.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn first_final_at(&self, moment: Timestamp, from: u64) -> Result<Option<CutBlock>, ChainError> {
        let newest = self.finalised().await?;
        if newest.time < moment {
            return Ok(None);
        }
        // Times never fall from one block to the next.
        let (mut low, mut found) = (from, newest);
        while low < found.number {
            let middle = low + (found.number - low) / 2;
            let block = self.block_at(middle).await?.ok_or_else(|| ChainError::Nonsense {
                what: "block below the newest",
                value: "null".to_owned(),
            })?;
            if block.time < moment { low = middle + 1 } else { found = block }
        }
        Ok(Some(found))
    }
}
