//! Sending. One transaction at a time, with a nonce of our own: read once, counted up, and read again after a
//! failure, so that a failed send never leaves a gap.

use std::time::Duration;

use alloy::{
    eips::{BlockId, eip2718::Encodable2718 as _},
    network::{NetworkTransactionBuilder as _, ReceiptResponse as _, TransactionBuilder as _},
    primitives::{Address, B256, Bytes, U256, keccak256},
    providers::Provider as _,
    rpc::types::{TransactionReceipt, TransactionRequest},
};
use tokio::time::{Instant, sleep};
use tracing::info;

use crate::{Chain, ChainError, error::revert_reason};

const POLL: Duration = Duration::from_millis(250);
const PATIENCE: Duration = Duration::from_mins(5);
/// Gas that is asked for beyond the estimate, in percent.
const MARGIN: u64 = 20;

/// What happens while sending.
#[derive(Clone, Debug)]
pub enum SendEvent {
    /// Signed and handed over; the hash is known before the wait.
    Sent {
        /// What it does.
        label: String,
        /// The transaction.
        hash: B256,
    },
    /// In a block.
    Mined {
        /// What it does.
        label: String,
        /// The transaction.
        hash: B256,
        /// The block.
        block: u64,
        /// Gas used.
        gas: u64,
    },
    /// There was nothing to do.
    Skipped {
        /// What would have been done.
        label: String,
        /// Why not.
        reason: String,
    },
}

/// Somebody who wants to know.
pub type SendWatcher<'a> = &'a (dyn Fn(SendEvent) + Send + Sync);

/// A transaction in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The transaction.
    pub hash: B256,
    /// The block.
    pub block: u64,
    /// Gas used.
    pub gas: u64,
}

/// Sends for one key.
pub(crate) struct Sender<'a> {
    chain: &'a Chain,
    watcher: SendWatcher<'a>,
    nonce: Option<u64>,
}

impl<'a> Sender<'a> {
    pub(crate) const fn new(chain: &'a Chain, watcher: SendWatcher<'a>) -> Self {
        Self { chain, watcher, nonce: None }
    }

    /// Sends and waits for the block.
    pub(crate) async fn send(&mut self, label: &str, to: Address, data: Bytes) -> Result<Sent, ChainError> {
        let request = self.chain.request(to, U256::ZERO, data);
        let outcome = self.try_send(label, request.clone()).await;
        if outcome.is_err() {
            self.nonce = None;
        }
        let receipt = outcome?;
        let sent = Sent {
            hash: receipt.transaction_hash(),
            block: receipt.block_number().unwrap_or_default(),
            gas: receipt.gas_used(),
        };
        if !receipt.status() {
            let reason = self.reason(request, sent.block).await;
            return Err(ChainError::TransactionFailed { action: label.to_owned(), hash: sent.hash, reason });
        }
        (self.watcher)(SendEvent::Mined {
            label: label.to_owned(),
            hash: sent.hash,
            block: sent.block,
            gas: sent.gas,
        });
        Ok(sent)
    }

    async fn try_send(
        &mut self,
        label: &str,
        request: TransactionRequest,
    ) -> Result<TransactionReceipt, ChainError> {
        let chain = self.chain;
        let key = chain.key()?;
        let gas =
            chain.provider().estimate_gas(request.clone()).await.map_err(chain.failed("eth_estimateGas"))?;
        let nonce = match self.nonce {
            Some(nonce) => nonce,
            None => {
                let count = chain.provider().get_transaction_count(key.address()).pending();
                count.await.map_err(chain.failed("eth_getTransactionCount"))?
            }
        };
        let request =
            request.with_chain_id(chain.id()).with_nonce(nonce).with_gas_limit(gas + gas * MARGIN / 100);
        let request = self.with_fees(request).await?;
        let signed = request
            .build(&key.wallet())
            .await
            .map_err(|error| ChainError::Refused { action: "sign", message: error.to_string() })?;
        let bytes = signed.encoded_2718();
        let hash = keccak256(&bytes);
        info!(%hash, nonce, label, "sending");
        (self.watcher)(SendEvent::Sent { label: label.to_owned(), hash });
        let _ = chain
            .provider()
            .send_raw_transaction(&bytes)
            .await
            .map_err(chain.failed("eth_sendRawTransaction"))?;
        self.nonce = Some(nonce + 1);
        self.wait(label, hash).await
    }

    /// EIP-1559 where the chain has it, a plain gas price elsewhere.
    async fn with_fees(&self, request: TransactionRequest) -> Result<TransactionRequest, ChainError> {
        let chain = self.chain;
        if let Ok(fees) = chain.provider().estimate_eip1559_fees().await {
            return Ok(request
                .with_max_fee_per_gas(fees.max_fee_per_gas)
                .with_max_priority_fee_per_gas(fees.max_priority_fee_per_gas));
        }
        let price = chain.provider().get_gas_price().await.map_err(chain.failed("eth_gasPrice"))?;
        Ok(request.with_gas_price(price))
    }

    async fn wait(&self, label: &str, hash: B256) -> Result<TransactionReceipt, ChainError> {
        let chain = self.chain;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let receipt = chain.provider().get_transaction_receipt(hash).await;
            if let Some(receipt) = receipt.map_err(chain.failed("eth_getTransactionReceipt"))? {
                return Ok(receipt);
            }
            sleep(POLL).await;
        }
        Err(ChainError::NotMined { action: label.to_owned(), hash, waited: PATIENCE })
    }

    /// Runs a failed transaction again without sending it, to hear the contract's words.
    async fn reason(&self, request: TransactionRequest, block: u64) -> String {
        match self.chain.provider().call(request).block(BlockId::number(block)).await {
            Ok(_) => "the chain gave no reason".to_owned(),
            Err(error) => error
                .as_error_resp()
                .and_then(|payload| payload.as_revert_data().and_then(|data| revert_reason(&data)))
                .unwrap_or_else(|| "the contract gave no reason".to_owned()),
        }
    }
}

/// The most that a unit of gas costs now, in wei.
pub(crate) async fn gas_price(chain: &Chain) -> Result<u128, ChainError> {
    match chain.provider().estimate_eip1559_fees().await {
        Ok(fees) => Ok(fees.max_fee_per_gas),
        Err(_) => chain.provider().get_gas_price().await.map_err(chain.failed("eth_gasPrice")),
    }
}
