//! What the chain says about claims.

use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};

use crate::Amount;

/// One `Claimed` event of an airdrop contract, where it stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// The leaf's index.
    pub index: u64,
    /// Who was entitled.
    pub account: Address,
    /// Who received the tokens.
    pub recipient: Address,
    /// Base units paid.
    pub amount: Amount,
    /// The transaction.
    pub tx_hash: B256,
    /// The block's number.
    pub block_number: u64,
    /// The block's hash; a different hash at this number later means a reorganisation.
    pub block_hash: B256,
    /// Position of the event in the block.
    pub log_index: u64,
}

/// The last block whose events are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainCursor {
    /// The block's number.
    pub block_number: u64,
    /// The block's hash.
    pub block_hash: B256,
}
