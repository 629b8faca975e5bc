//! A fork that anvil holds: there everybody can send, time can be set forward and back, and nothing reaches the chain that
//! was forked.

mod calls;

use std::time::Duration;

use alloy::{
    network::ReceiptResponse as _,
    primitives::{Address, B256, Bytes, U256},
    providers::Provider as _,
};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{Chain, ChainError, PlannedTransaction, Target, client::block_time, fees::Fees, send::request};

/// More ether than any rehearsal spends.
const PLENTY: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const POLL: Duration = Duration::from_millis(20);
const LOOKS: u32 = 500;

pub use calls::{Answered, Leaf};

/// A development chain that obeys.
#[derive(Clone, Debug)]
pub struct Fork(Chain);

/// What a transaction on the fork did: the gas it used, or the contract's words.
pub type Ran = Result<u64, String>;

impl Fork {
    /// Takes a connection whose other end is anvil.
    ///
    /// # Errors
    /// [`ChainError::NotAnvil`] for any other, on which a rehearsal would be the real thing.
    pub async fn new(chain: Chain) -> Result<Self, ChainError> {
        let version = chain.provider().get_client_version().await;
        let version = version.map_err(chain.failed("web3_clientVersion"))?;
        if version.starts_with("anvil/") { Ok(Self(chain)) } else { Err(ChainError::NotAnvil { version }) }
    }

    /// The connection.
    pub const fn chain(&self) -> &Chain {
        &self.0
    }

    /// Sends a step of a plan as its sender.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails; a refusal of a contract is an answer.
    pub async fn run(&self, step: &PlannedTransaction) -> Result<Ran, ChainError> {
        self.send(step.from, step.to, step.data.clone()).await
    }

    /// Sends a call as anybody, who gets ether for it.
    async fn call(&self, from: Address, to: Address, data: Bytes) -> Result<Ran, ChainError> {
        self.send(from, Target::Contract(to), data).await
    }

    async fn send(&self, from: Address, to: Target, data: Bytes) -> Result<Ran, ChainError> {
        self.fund(from).await?;
        self.ask("anvil_impersonateAccount", json!([from])).await?;
        let request = request(from, to, U256::ZERO, data);
        let estimate = match self.0.gas("", request.clone()).await {
            Ok(gas) => gas,
            Err(ChainError::Reverted { reason, .. }) => return Ok(Err(reason)),
            Err(ChainError::Refused { message, .. }) => return Ok(Err(message)),
            Err(error) => return Err(error),
        };
        let mut transaction = json!(request);
        transaction["gas"] = json!(format!("{:#x}", estimate + estimate / 2));
        let hash = self.ask("eth_sendTransaction", json!([transaction])).await?;
        let nonsense = || ChainError::Nonsense { what: "eth_sendTransaction", value: hash.to_string() };
        let hash: B256 = hash.as_str().and_then(|hash| hash.parse().ok()).ok_or_else(nonsense)?;
        for _ in 0..LOOKS {
            let receipt = self.0.provider().get_transaction_receipt(hash).await;
            if let Some(receipt) = receipt.map_err(self.0.failed("eth_getTransactionReceipt"))? {
                let gas = receipt.gas_used();
                return Ok(if receipt.status() {
                    Ok(gas)
                } else {
                    Err("it was mined and failed".to_owned())
                });
            }
            sleep(POLL).await;
        }
        Err(nonsense())
    }

    /// Calls without sending: the bytes of the answer, or the contract's words.
    async fn look(
        &self,
        from: Address,
        to: Address,
        data: Bytes,
    ) -> Result<Result<Bytes, String>, ChainError> {
        let request = request(from, Target::Contract(to), U256::ZERO, data);
        match self.0.provider().call(request).await.map_err(self.0.failed("eth_call")) {
            Ok(answer) => Ok(Ok(answer)),
            Err(ChainError::Reverted { reason, .. }) => Ok(Err(reason)),
            Err(ChainError::Refused { message, .. }) => Ok(Err(message)),
            Err(error) => Err(error),
        }
    }

    /// Gives an account ether for gas.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails.
    pub async fn fund(&self, account: Address) -> Result<(), ChainError> {
        self.ask("anvil_setBalance", json!([account, PLENTY * U256::from(1_000)])).await.map(drop)
    }

    /// Remembers everything as it is.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails.
    pub async fn remember(&self) -> Result<Value, ChainError> {
        self.ask("evm_snapshot", json!([])).await
    }

    /// Takes everything back to what was remembered.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails.
    pub async fn return_to(&self, remembered: Value) -> Result<(), ChainError> {
        self.ask("evm_revert", json!([remembered])).await.map(drop)
    }

    /// Sets the clock forward so that the next block is not earlier than this second.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails.
    pub async fn advance_to(&self, seconds: i64) -> Result<(), ChainError> {
        if block_time(&self.0.head().await?)?.unix() < seconds {
            self.ask("evm_setNextBlockTimestamp", json!([seconds])).await?;
            self.ask("evm_mine", json!([])).await?;
        }
        Ok(())
    }

    /// The time of the newest block, in seconds since 1970.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails.
    pub async fn now(&self) -> Result<i64, ChainError> {
        Ok(block_time(&self.0.head().await?)?.unix())
    }

    /// The most that this much gas costs at the fees now, in wei.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails.
    pub async fn cost(&self, gas: u64) -> Result<U256, ChainError> {
        Ok(Fees::now(&self.0).await?.cost(gas))
    }

    async fn ask(&self, method: &'static str, parameters: Value) -> Result<Value, ChainError> {
        let asked = self.0.provider().raw_request::<Value, Value>(method.into(), parameters);
        asked.await.map_err(self.0.failed(method))
    }
}
