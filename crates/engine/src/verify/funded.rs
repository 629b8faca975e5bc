//! Does a contract hold what it owes?

use tributary_chain::{AirdropState, Chain, ChainError, Deployment, VestingLedger};
use tributary_model::Amount;

use crate::bundle::Manifest;

pub(super) const FUNDED: &str = "it holds at least what is not claimed yet";

/// A vesting airdrop owes everybody what it has not paid, whether it was claimed or not; after the window, what was claimed.
pub(super) async fn funded_vesting(
    manifest: &Manifest,
    deployment: &Deployment,
    chain: &Chain,
    state: &AirdropState,
) -> Result<Result<String, String>, ChainError> {
    let VestingLedger { granted, released } = chain.vesting_ledger(deployment.airdrop).await?;
    let promised = if state.block_time >= state.ends_at { granted } else { manifest.total };
    let owed = promised.checked_sub(released).unwrap_or_default();
    let told = format!("{} units, {owed} owed: {granted} claimed, {released} of it paid", state.balance);
    Ok(if state.balance >= owed { Ok(told) } else { Err(told) })
}

/// The contract pays nobody twice, so what it owes is its total less what its events say was claimed.
pub(super) async fn funded<E>(
    manifest: &Manifest,
    state: &AirdropState,
    claimed: impl Future<Output = Result<Amount, E>>,
) -> Result<Result<String, String>, E> {
    if state.block_time >= state.ends_at {
        return Ok(Ok(format!("the window has ended; {} units are left", state.balance)));
    }
    let owed = manifest.total.checked_sub(claimed.await?).unwrap_or_default();
    Ok(if state.balance >= owed {
        Ok(format!("{} units, {owed} not claimed yet", state.balance))
    } else {
        Err(format!("{} units, and {owed} are not claimed yet", state.balance))
    })
}

pub(super) async fn claimed_total(chain: &Chain, deployment: &Deployment) -> Result<Amount, ChainError> {
    let claims = crate::claims::read_all(chain, deployment).await?;
    Ok(claims.iter().map(|claim| claim.amount).sum())
}
