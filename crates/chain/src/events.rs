//! Events of a contract, kept by whoever asks again and again: each time only new blocks are read.

use alloy::rpc::types::{Filter, Log};
use tributary_model::ChainCursor;

use crate::{Chain, ChainError, follow::follow};

/// What was read of one contract's events, for one question. A chain that takes blocks back takes their events back too.
#[derive(Clone, Debug, Default)]
pub struct EventsRead {
    first: Option<u64>,
    cursor: Option<ChainCursor>,
    logs: Vec<Log>,
}

impl EventsRead {
    /// The block from which on they are read.
    pub(crate) const fn first(&self) -> Option<u64> {
        self.first
    }

    /// Reads on up to the newest block; the first time from `first` on. What was read stays when the endpoint fails.
    pub(crate) async fn read_on(
        &mut self,
        chain: &Chain,
        what: &Filter,
        first: u64,
    ) -> Result<&[Log], ChainError> {
        self.first = Some(first);
        if self.cursor.is_none() {
            self.logs.clear();
        }
        let mut is_moved = false;
        loop {
            let step = follow(chain, what, first, self.cursor).await?;
            if let Some(block) = step.rollback_to {
                self.logs.retain(|log| log.block_number <= Some(block));
                is_moved |= block < first;
            }
            self.logs.extend(step.logs);
            self.cursor = Some(step.cursor);
            if step.cursor.block_number >= step.head {
                if is_moved {
                    // The first event may be in another block now, also an earlier one: all is read again the next time.
                    (self.first, self.cursor) = (None, None);
                }
                return Ok(&self.logs);
            }
        }
    }
}
