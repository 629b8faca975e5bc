//! Sending. One transaction at a time, with a nonce of our own: read once, counted up, and read again after a
//! failure, so that a failed send never leaves a gap.

use std::time::Duration;

use alloy::{
    eips::{BlockId, eip2718::Encodable2718 as _},
    network::{NetworkTransactionBuilder as _, ReceiptResponse as _, TransactionBuilder as _},
    primitives::{Address, B256, Bytes, U256, keccak256},
    providers::Provider as _,
    rpc::{
        json_rpc::ErrorPayload,
        types::{TransactionReceipt, TransactionRequest},
    },
};
use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use crate::{
    Chain, ChainError, PlannedTransaction,
    error::revert_reason,
    fees::{Fees, limit},
};

pub(crate) const POLL: Duration = Duration::from_millis(250);
/// How often a transaction is looked for that was handed over without an answer.
pub(crate) const LOOKS: u32 = 8;

/// What happens while sending.
#[derive(Clone, Debug)]
pub enum SendEvent {
    /// Signed and about to be handed over; the hash is known before anybody else knows it.
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
    pub(crate) async fn send(&mut self, transaction: &PlannedTransaction) -> Result<Sent, ChainError> {
        self.send_for_receipt(transaction).await.map(|(sent, _)| sent)
    }

    /// The same with the receipt, for whoever needs its events.
    pub(crate) async fn send_for_receipt(
        &mut self,
        transaction: &PlannedTransaction,
    ) -> Result<(Sent, TransactionReceipt), ChainError> {
        let label = &transaction.label;
        let request = transaction.request();
        let outcome = self.try_send(transaction, request.clone()).await;
        if outcome.is_err() {
            self.nonce = None;
        }
        let receipt = outcome?;
        let hash = receipt.transaction_hash();
        let block = receipt
            .block_number()
            .ok_or_else(|| ChainError::Nonsense { what: "block of a receipt", value: "null".to_owned() })?;
        let gas = receipt.gas_used();
        if !receipt.status() {
            let reason = reason_at(self.chain, request, block).await;
            return Err(ChainError::TransactionFailed { action: label.clone(), hash, reason });
        }
        info!(%hash, block, gas, label, "mined");
        (self.watcher)(SendEvent::Mined { label: label.clone(), hash, block, gas });
        Ok((Sent { hash, block, gas }, receipt))
    }

    async fn try_send(
        &mut self,
        transaction: &PlannedTransaction,
        request: TransactionRequest,
    ) -> Result<TransactionReceipt, ChainError> {
        let (chain, label) = (self.chain, &transaction.label);
        let key = chain.key()?;
        // What was planned may be more: a batch whose steps run out of gas does not fail, so its estimate is too low.
        let planned = if transaction.bound { 0 } else { transaction.gas };
        let gas = limit(chain.gas(label, request.clone()).await?.max(planned));
        let fees = Fees::now(chain).await?;
        expect_ether(chain, key.address(), fees.cost(gas)).await?;
        let nonce = match self.nonce {
            Some(nonce) => nonce,
            None => pending_count(chain, key.address()).await?,
        };
        if let Some(expected) = transaction.nonce.filter(|expected| *expected != nonce) {
            return Err(ChainError::NonceMoved { account: key.address(), expected, found: nonce });
        }
        let request = request.with_chain_id(chain.id()).with_nonce(nonce).with_gas_limit(gas);
        let signed = fees
            .apply(request)
            .build(&key.wallet())
            .await
            .map_err(|error| ChainError::Refused { action: "sign", message: error.to_string() })?;
        let bytes = signed.encoded_2718();
        let hash = keccak256(&bytes);
        info!(%hash, nonce, label, "sending");
        (self.watcher)(SendEvent::Sent { label: label.clone(), hash });
        self.hand_over(label, hash, &bytes).await?;
        self.nonce = Some(nonce + 1);
        self.wait(label, hash).await
    }

    async fn hand_over(&self, label: &str, hash: B256, bytes: &[u8]) -> Result<(), ChainError> {
        let chain = self.chain;
        let sent = chain.provider().send_raw_transaction(bytes).await;
        match sent.map(drop).map_err(chain.failed("eth_sendRawTransaction")) {
            // It was handed over and the answer was lost on the way: the chain knows better than we.
            Err(ChainError::Unreachable { message, .. }) => {
                for _ in 0..LOOKS {
                    if matches!(chain.provider().get_transaction_by_hash(hash).await, Ok(Some(_))) {
                        return Ok(());
                    }
                    sleep(POLL).await;
                }
                Err(ChainError::Unanswered { action: label.to_owned(), hash, message })
            }
            // A gateway between us asked twice.
            Err(ChainError::Refused { message, .. }) if message.contains("already known") => Ok(()),
            other => other,
        }
    }

    async fn wait(&self, label: &str, hash: B256) -> Result<TransactionReceipt, ChainError> {
        let (chain, start) = (self.chain, Instant::now());
        loop {
            match chain.provider().get_transaction_receipt(hash).await {
                Ok(Some(receipt)) => return Ok(receipt),
                Ok(None) => {}
                // It is on its way whether or not the endpoint can be heard now.
                Err(error) => {
                    warn!(%hash, error = %chain.failed("eth_getTransactionReceipt")(error), "waiting");
                }
            }
            if start.elapsed() >= chain.patience() {
                let waited = chain.patience();
                return Err(ChainError::NotMined { action: label.to_owned(), hash, waited });
            }
            sleep(POLL).await;
        }
    }
}

/// Runs a failed transaction again without sending it, to hear the contract's words: after its block, where what made it
/// fail still stands, else before.
pub(crate) async fn reason_at(chain: &Chain, request: TransactionRequest, block: u64) -> String {
    for number in [block, block.saturating_sub(1)] {
        let answer = chain.provider().call(request.clone()).block(BlockId::number(number)).await;
        if let Err(error) = answer {
            let data = error.as_error_resp().and_then(ErrorPayload::as_revert_data);
            if let Some(reason) = data.and_then(|data| revert_reason(&data)) {
                return reason;
            }
        }
    }
    "the contract gave no reason".to_owned()
}

/// Waits until nothing of the key's is in the air. A plan made before that would send again what is on its way.
///
/// # Errors
/// [`ChainError::Waiting`] when that takes too long, others when the endpoint fails.
pub async fn settle(chain: &Chain) -> Result<(), ChainError> {
    let (account, start) = (chain.key()?.address(), Instant::now());
    loop {
        let mined = chain.provider().get_transaction_count(account).await;
        let mined = mined.map_err(chain.failed("eth_getTransactionCount"))?;
        let waiting = pending_count(chain, account).await?.saturating_sub(mined);
        if waiting == 0 {
            return Ok(());
        }
        if start.elapsed() >= chain.patience() {
            return Err(ChainError::Waiting { account, waiting, waited: chain.patience() });
        }
        sleep(POLL).await;
    }
}

pub(crate) async fn pending_count(chain: &Chain, account: Address) -> Result<u64, ChainError> {
    let count = chain.provider().get_transaction_count(account).pending();
    count.await.map_err(chain.failed("eth_getTransactionCount"))
}

/// Refuses what the account cannot pay.
pub(crate) async fn expect_ether(chain: &Chain, account: Address, needed: U256) -> Result<(), ChainError> {
    let balance = chain.ether(account).await?;
    if balance < needed { Err(ChainError::NotEnoughEther { account, needed, balance }) } else { Ok(()) }
}

impl PlannedTransaction {
    /// A call of a contract that is there, with its gas, after a rehearsal that sends nothing.
    pub(crate) async fn call(
        chain: &Chain,
        label: String,
        from: Address,
        contract: Address,
        data: Bytes,
    ) -> Result<Self, ChainError> {
        let to = crate::Target::Contract(contract);
        let (value, bound, leaves, nonce) = (U256::ZERO, false, None, None);
        let mut planned = Self { label, from, to, value, data, gas: 0, bound, leaves, nonce };
        planned.gas = chain.gas(&planned.label, planned.request()).await?;
        Ok(planned)
    }

    /// The gas that it may use when it is sent.
    #[must_use]
    pub const fn gas_limit(&self) -> u64 {
        limit(self.gas)
    }

    pub(crate) fn request(&self) -> TransactionRequest {
        request(self.from, self.to, self.value, self.data.clone())
    }
}

pub(crate) fn request(from: Address, to: crate::Target, value: U256, data: Bytes) -> TransactionRequest {
    TransactionRequest::default().with_from(from).with_kind(to.kind()).with_value(value).with_input(data)
}
