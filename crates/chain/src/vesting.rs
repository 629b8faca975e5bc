//! What a vesting airdrop owes and pays after the claim.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolCall as _,
};
use tributary_bindings::vesting::VestingAirdrop::{self, releaseCall, releaseToCall};
use tributary_model::{Amount, Timestamp};

use crate::{Chain, ChainError, Key, PlannedTransaction};

/// Sums over everybody who has claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VestingLedger {
    /// What was claimed.
    pub granted: Amount,
    /// What was paid of it.
    pub released: Amount,
}

/// One leaf that was claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who is paid.
    pub to: Address,
    /// From when on it becomes available.
    pub start: Timestamp,
    /// In all.
    pub amount: Amount,
    /// Paid so far.
    pub released: Amount,
    /// What a release would pay in the newest block.
    pub releasable: Amount,
}

impl Chain {
    /// Reads the sums.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no vesting airdrop answers.
    pub async fn vesting_ledger(&self, airdrop: Address) -> Result<VestingLedger, ChainError> {
        let airdrop = VestingAirdrop::new(airdrop, self.provider());
        let sums = airdrop.ledger().call().await.map_err(self.call_failed("ledger"))?;
        let amount = |units: u128| Amount::new(U256::from(units));
        Ok(VestingLedger { granted: amount(sums.granted), released: amount(sums.released) })
    }

    /// Reads one leaf; `None` before it was claimed.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no vesting airdrop answers.
    pub async fn grant(&self, airdrop: Address, index: u64) -> Result<Option<Grant>, ChainError> {
        let (contract, index) = (VestingAirdrop::new(airdrop, self.provider()), U256::from(index));
        let found = contract.grants(index).call().await.map_err(self.call_failed("grants"))?;
        if found.to.is_zero() {
            return Ok(None);
        }
        let due = contract.releasable(index).call().await.map_err(self.call_failed("releasable"))?;
        let start: i64 = found.start.to();
        let start = Timestamp::from_unix(start)
            .ok_or_else(|| ChainError::Nonsense { what: "start of a grant", value: start.to_string() })?;
        let amount = |units: u128| Amount::new(U256::from(units));
        Ok(Some(Grant {
            to: found.to,
            start,
            amount: amount(found.amount),
            released: amount(found.released),
            releasable: Amount::new(due),
        }))
    }
}

/// What paying the available part of a leaf would send. Anybody may; to another address than the beneficiary's only the
/// beneficiary, whose key the chain then needs.
///
/// # Errors
/// [`ChainError`] with the contract's words when there is nothing to pay.
pub async fn plan_release(
    chain: &Chain,
    airdrop: Address,
    index: u64,
    elsewhere: Option<Address>,
) -> Result<PlannedTransaction, ChainError> {
    let from = chain.key().map_or(Address::ZERO, Key::address);
    let leaf = U256::from(index);
    let data = match elsewhere {
        None => releaseCall { index: leaf }.abi_encode(),
        Some(to) => releaseToCall { index: leaf, to }.abi_encode(),
    };
    PlannedTransaction::call(chain, format!("release leaf {index}"), from, airdrop, data.into()).await
}
