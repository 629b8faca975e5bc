//! Claiming one leaf, without any server.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    providers::Provider as _,
    sol_types::SolCall as _,
};
use tributary_bindings::airdrop::MerkleAirdrop::{claimCall, claimToCall};
use tributary_model::Amount;

use crate::{
    Chain, ChainError, PlannedTransaction,
    send::{SendWatcher, Sender, Sent},
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

    /// The transaction with its gas, after a rehearsal that sends nothing.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] with the contract's words when it would fail.
    pub async fn plan(&self, chain: &Chain) -> Result<PlannedTransaction, ChainError> {
        let request = chain.request(self.airdrop, U256::ZERO, self.data());
        let gas = chain.provider().estimate_gas(request).await.map_err(chain.failed("claim"))?;
        Ok(PlannedTransaction {
            label: format!("claim leaf {}", self.index),
            to: self.airdrop,
            value: U256::ZERO,
            data: self.data(),
            gas,
            bound: false,
        })
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
    let plan = request.plan(chain).await?;
    Sender::new(chain, watcher).send(&plan.label, plan.to, plan.data).await
}
