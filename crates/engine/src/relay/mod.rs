//! Claims that a sponsor pays the gas of.
//!
//! Never twice, never lost: the contract pays a leaf once; a transaction is signed for it once for each nonce, and stored
//! before anybody else can see it; one loop asks the chain what became of every stored transaction, hands over again what
//! an endpoint has forgotten, and raises fees without a new nonce. See docs/RELAY.md.

mod accept;
mod beyond;
mod look;
mod sender;
mod sign;
mod unanswered;
mod words;

use std::{sync::Arc, time::Duration};

use thiserror::Error;
use tokio::sync::Notify;
use tributary_chain::{Call, Chain, ChainError, Price};
use tributary_model::{Address, Gwei, U256};
use tributary_storage::{BudgetRefusal, SponsorBudget, StorageError, Store};

pub use sender::{Progress, Sender};
pub use words::Refusal;

/// Chains on which nothing is taken back: anvil's and hardhat's, and ganache's.
const DEVELOPMENT_CHAINS: [u64; 2] = [31_337, 1_337];
/// What a claim uses, about: for saying whether there is room for one.
const USUAL_GAS: u64 = 200_000;

/// How a sponsor works.
#[derive(Clone, Debug)]
pub struct SponsorSettings {
    /// The most that it gives.
    pub budget: SponsorBudget,
    /// The most wei that it pays for each unit of gas.
    pub max_fee: u64,
    /// The most gas that one claim may use.
    pub max_gas: u64,
    /// How many blocks deep a transaction must be, its own counted, before it counts; by the chain when missing.
    pub confirmations: Option<u64>,
    /// How long a transaction may stay without a block before it is replaced by a dearer one.
    pub replace_after: Duration,
    /// How long a key stays with a process that no longer answers.
    pub lease: Duration,
    /// Who we are, for people.
    pub owner: String,
}

/// Somebody's key that pays for claims on one chain.
#[derive(Clone, Debug)]
pub struct Sponsor {
    store: Store,
    chain: Chain,
    address: Address,
    settings: SponsorSettings,
    wake: Arc<Notify>,
}

/// Why a claim cannot be taken, or not sent now.
#[derive(Debug, Error)]
pub enum RelayError {
    /// The contract would refuse it, or it is none that the sponsor pays for.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The chain failed.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl RelayError {
    /// May another endpoint of the chain do better?
    #[must_use]
    pub fn is_of_endpoint(&self) -> bool {
        matches!(self, Self::Chain(error) if error.is_of_endpoint())
    }
}

/// Whether a claim would be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It would.
    Open,
    /// A budget has no room.
    Full(BudgetRefusal),
    /// It would wait, for this reason.
    Waits(String),
}

impl Sponsor {
    /// A sponsor on the chain that `chain` is connected to, with its key.
    ///
    /// # Errors
    /// [`ChainError::NoKey`].
    pub fn new(store: Store, chain: Chain, settings: SponsorSettings) -> Result<Self, ChainError> {
        let address = chain.key()?.address();
        Ok(Self { store, chain, address, settings, wake: Arc::default() })
    }

    /// The same sponsor at another endpoint of its chain.
    #[must_use]
    pub fn at(&self, chain: Chain) -> Self {
        Self { chain, ..self.clone() }
    }

    /// Whose key it is.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// The chain, with the key.
    #[must_use]
    pub const fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Would a claim of this contract be sent now?
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn offer(&self, airdrop: Address) -> Result<Offer, StorageError> {
        let chain = self.chain.id();
        let room =
            self.store.sponsor_has_room(chain, airdrop, self.ceiling(USUAL_GAS), &self.settings.budget);
        if let Some(refusal) = room.await? {
            return Ok(Offer::Full(refusal));
        }
        let seen = self.store.sender(chain, self.address).await?;
        Ok(seen.and_then(|seen| seen.notice).map_or(Offer::Open, Offer::Waits))
    }

    /// The most that so much gas may cost.
    fn ceiling(&self, gas: u64) -> Gwei {
        Gwei::of_wei(self.highest().cost(gas))
    }

    /// The most that a call may cost. A rollup's fee for its data has no cap that one could sign, so twice of what it is now
    /// is set aside.
    async fn ceiling_of(&self, call: &Call) -> Result<Gwei, ChainError> {
        let data = self.chain.data_fee(call).await?;
        Ok(Gwei::of_wei(call.price.cost(call.gas_limit).saturating_add(data.saturating_mul(U256::from(2)))))
    }

    /// Does a call cost no more than what was set aside for it, as the chain is now?
    async fn fits(&self, call: &Call, ceiling: Gwei) -> Result<bool, ChainError> {
        let data = self.chain.data_fee(call).await?;
        Ok(call.price.cost(call.gas_limit).saturating_add(data) <= ceiling.wei())
    }

    /// The most that is ever offered.
    const fn highest(&self) -> Price {
        Price { most: self.settings.max_fee, tip: None }
    }

    /// How many blocks deep a transaction must be. Three elsewhere than on development chains: a block of a chain with
    /// proof of stake that has two on top was, so far, not taken back where we would run; and if it is, the sender
    /// notices and sends again.
    fn confirmations(&self) -> u64 {
        let by_chain = if DEVELOPMENT_CHAINS.contains(&self.chain.id()) { 1 } else { 3 };
        self.settings.confirmations.unwrap_or(by_chain).max(1)
    }
}
