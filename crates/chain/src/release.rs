//! Paying what has become available of many leaves. One that cannot be paid keeps no other from it.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolCall as _,
};
use tributary_bindings::{
    batch::ClaimBatch::{Step, sendCall},
    vesting::VestingAirdrop::releaseCall,
};

use crate::{
    Chain, ChainError,
    batch::{AROUND, batched, failure_at, failures, standing},
    plan_release,
    send::{SendWatcher, Sender, Sent, settle},
};

/// The most gas that one transaction is planned with: with the margin on top it stays below the 2^24 of EIP-7825.
const MOST_GAS: u64 = 12_000_000;

/// What became of one leaf.
#[derive(Clone, Debug)]
pub enum Release {
    /// It is paid.
    Paid(Sent),
    /// It was sent and was in no block in time, for this reason: it may still be paid.
    Unseen {
        /// The transaction.
        hash: B256,
        /// For people.
        reason: String,
    },
    /// It is not paid, for this reason.
    NotPaid(String),
}

impl Release {
    fn failed(error: &ChainError) -> Self {
        let reason = error.to_string();
        match *error {
            ChainError::NotMined { hash, .. } => Self::Unseen { hash, reason },
            _ => Self::NotPaid(reason),
        }
    }
}

/// What became of releases.
#[derive(Debug)]
pub struct Releases {
    /// For each leaf, in the order that was asked for.
    pub outcomes: Vec<Release>,
    /// What kept the rest from being tried: an endpoint that fell silent, too little ether.
    pub stopped: Option<ChainError>,
}

/// Pays the available part of leaves: many in one transaction where the claim batch stands, else one after the other. What
/// fails in a batch is tried once more by itself, since one payment can take the gas of those behind it. The beneficiary
/// may have its own paid `elsewhere`, where the token does not pay it; no batch can do that for it.
///
/// # Errors
/// [`ChainError`] before anything is sent; later ones are in the answer.
pub async fn release(
    chain: &Chain,
    airdrop: Address,
    indexes: &[u64],
    elsewhere: Option<Address>,
    watcher: SendWatcher<'_>,
) -> Result<Releases, ChainError> {
    settle(chain).await?;
    let batch = match (indexes, elsewhere) {
        ([_], _) | (_, Some(_)) => None,
        _ => standing(chain, chain.key()?.address()).await?,
    };
    let most = MOST_GAS.min(chain.head().await?.header.gas_limit / 2);
    let mut releasing = Releasing {
        chain,
        airdrop,
        elsewhere,
        sender: Sender::new(chain, watcher),
        outcomes: BTreeMap::new(),
    };
    let stopped = releasing.all(batch, indexes, most).await.err();
    let mut outcomes = releasing.outcomes;
    let untried = || Release::NotPaid("it was not tried".to_owned());
    let outcomes = indexes.iter().map(|index| outcomes.remove(index).unwrap_or_else(untried)).collect();
    Ok(Releases { outcomes, stopped })
}

struct Releasing<'a> {
    chain: &'a Chain,
    airdrop: Address,
    elsewhere: Option<Address>,
    sender: Sender<'a>,
    outcomes: BTreeMap<u64, Release>,
}

impl Releasing<'_> {
    async fn all(&mut self, batch: Option<Address>, indexes: &[u64], most: u64) -> Result<(), ChainError> {
        if let Some(batch) = batch {
            for part in self.parts(indexes, most).await? {
                self.together(batch, &part).await?;
            }
        }
        for index in indexes {
            if matches!(self.outcomes.get(index), None | Some(Release::NotPaid(_))) {
                self.alone(*index).await?;
            }
        }
        Ok(())
    }

    /// Leaves that fit one transaction, with their gas. What would fail now is left out.
    async fn parts(&self, indexes: &[u64], most: u64) -> Result<Vec<Vec<(u64, u64)>>, ChainError> {
        let mut parts: Vec<Vec<(u64, u64)>> = Vec::new();
        let mut room = 0;
        for index in indexes {
            let gas = match plan_release(self.chain, self.airdrop, *index, None).await {
                Ok(planned) => planned.gas,
                Err(ChainError::Reverted { .. }) => continue,
                Err(error) => return Err(error),
            };
            if gas > room || parts.is_empty() {
                parts.push(Vec::new());
                room = most.saturating_sub(AROUND);
            }
            room = room.saturating_sub(gas);
            if let Some(part) = parts.last_mut() {
                part.push((*index, gas));
            }
        }
        Ok(parts)
    }

    async fn together(&mut self, batch: Address, part: &[(u64, u64)]) -> Result<(), ChainError> {
        let steps = part.iter().map(|(index, _)| Step {
            campaign: self.airdrop,
            data: releaseCall { index: U256::from(*index) }.abi_encode().into(),
        });
        let call = sendCall { steps: steps.collect(), delegations: Vec::new() };
        let label = format!("release {} leaves, in a batch", part.len());
        let from = self.chain.key()?.address();
        let gas = AROUND + part.iter().map(|(_, gas)| gas).sum::<u64>();
        let sent = self.sender.send_for_receipt(&batched(label, (from, batch), call, gas)).await;
        let failed = match sent {
            Ok((sent, receipt)) => {
                let failures = failures(&receipt, batch);
                for (place, (index, _)) in part.iter().enumerate() {
                    let outcome = failure_at(&failures, place).map_or(Release::Paid(sent), Release::NotPaid);
                    self.outcomes.insert(*index, outcome);
                }
                return Ok(());
            }
            Err(error) => error,
        };
        for (index, _) in part {
            self.outcomes.insert(*index, Release::failed(&failed));
        }
        if concerns_this_alone(&failed) { Ok(()) } else { Err(failed) }
    }

    async fn alone(&mut self, index: u64) -> Result<(), ChainError> {
        let sent = match plan_release(self.chain, self.airdrop, index, self.elsewhere).await {
            Ok(planned) => self.sender.send(&planned).await,
            Err(error) => Err(error),
        };
        let failed = match sent {
            Ok(sent) => {
                self.outcomes.insert(index, Release::Paid(sent));
                return Ok(());
            }
            Err(error) => error,
        };
        self.outcomes.insert(index, Release::failed(&failed));
        if concerns_this_alone(&failed) { Ok(()) } else { Err(failed) }
    }
}

/// The contract said no, so others may go on; everything else would meet them too.
const fn concerns_this_alone(error: &ChainError) -> bool {
    matches!(error, ChainError::Reverted { .. } | ChainError::TransactionFailed { .. })
}
