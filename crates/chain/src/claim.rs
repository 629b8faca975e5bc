//! Claiming one leaf, without any server.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::SolCall as _,
};
use tributary_bindings::airdrop::MerkleAirdrop::{claimCall, claimToCall};
use tributary_model::Amount;

use crate::{
    Chain, ChainError, Key, PlannedTransaction, Target,
    send::{SendWatcher, Sender, Sent, settle},
};

/// What to claim.
#[derive(Clone, Debug)]
pub struct ClaimRequest {
    /// The contract.
    pub airdrop: Address,
    /// The leaf.
    pub index: u64,
    /// Who is entitled.
    pub account: Address,
    /// Base units.
    pub amount: Amount,
    /// Siblings from the leaf upwards.
    pub proof: Vec<B256>,
    /// Another receiver; then the key must be the account's own.
    pub to: Option<Address>,
}

impl ClaimRequest {
    fn data(&self) -> Bytes {
        let (index, amount, proof) = (U256::from(self.index), self.amount.units(), self.proof.clone());
        match self.to {
            None => claimCall { index, account: self.account, amount, proof }.abi_encode().into(),
            Some(to) => claimToCall { index, to, amount, proof }.abi_encode().into(),
        }
    }

    /// The transaction with its gas, after a rehearsal that sends nothing. Without a key it is rehearsed as the
    /// account's own.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] with the contract's words when it would fail, [`ChainError::NoCode`] when there is
    /// no contract: a call of nothing succeeds and claims nothing.
    pub async fn plan(&self, chain: &Chain) -> Result<PlannedTransaction, ChainError> {
        if chain.code(self.airdrop).await?.is_empty() {
            return Err(ChainError::NoCode { address: self.airdrop, what: "airdrop" });
        }
        let from = chain.key().map_or(self.account, Key::address);
        let mut transaction = PlannedTransaction {
            label: format!("claim leaf {}", self.index),
            from,
            to: Target::Contract(self.airdrop),
            value: U256::ZERO,
            data: self.data(),
            gas: 0,
            bound: false,
            leaves: None,
            nonce: None,
        };
        transaction.gas = chain.gas(&transaction.label, transaction.request()).await?;
        Ok(transaction)
    }
}

/// Sends the claim and waits for it.
///
/// # Errors
/// [`ChainError`]; a claim that would fail is not sent.
pub async fn claim(
    chain: &Chain,
    request: &ClaimRequest,
    watcher: SendWatcher<'_>,
) -> Result<Sent, ChainError> {
    settle(chain).await?;
    let plan = request.plan(chain).await?;
    Sender::new(chain, watcher).send(&plan).await
}
