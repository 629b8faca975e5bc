//! Taking a claim in: it is rehearsed, and then kept within the budgets.

use alloy_primitives::Bytes;
use tributary_chain::{ChainError, ClaimRequest, ClaimWay, gas_limit};
use tributary_model::Address;
use tributary_storage::{Acceptance, RelayDraft, RelayKind};

use super::{Refusal, RelayError, Sponsor};

/// How long a signature or an attestation must still hold, in seconds: sending takes a while.
const LEAST_LEFT: u64 = 120;

impl Sponsor {
    /// Takes a claim into the queue, if the contract would pay it now and the budgets have room. A leaf has one relay: the
    /// same leaf again gives the one there is; one that failed is tried anew, and one that paid a smaller amount is followed by
    /// the next, where a list has grown since.
    ///
    /// # Errors
    /// [`RelayError::Refused`] when the contract would not pay, others when chain or database fail.
    pub async fn accept(&self, request: &ClaimRequest) -> Result<Acceptance, RelayError> {
        let (chain_id, airdrop, leaf) = (self.chain.id(), request.airdrop, request.index);
        let known = self.store.relay_of(chain_id, airdrop, leaf).await?;
        if let Some(known) = known.filter(|relay| !relay.may_be_followed_by(request.amount)) {
            return Ok(Acceptance::Known(known));
        }
        let (kind, valid_before) = way(request)?;
        self.expect_time(valid_before).await?;
        let (calldata, recipient) = (request.data()?, request.recipient().unwrap_or_default());
        let gas_limit = gas_limit(self.rehearse(airdrop, leaf, &calldata).await?);
        let draft = RelayDraft {
            chain_id,
            airdrop,
            leaf,
            claimant: request.claimant,
            kind,
            recipient,
            amount: request.amount,
            calldata: calldata.to_vec(),
            gas_limit,
            ceiling: self.ceiling(gas_limit),
        };
        let acceptance = self.store.accept_relay(&draft, &self.settings.budget).await?;
        if let Acceptance::Accepted(_) = &acceptance {
            self.wake.notify_one();
        }
        Ok(acceptance)
    }

    /// Refuses what would expire on its way. What has expired already the contract refuses in its own words.
    async fn expect_time(&self, valid_before: u64) -> Result<(), RelayError> {
        let left = valid_before.saturating_sub(self.chain.newest().await?.1);
        if (1..LEAST_LEFT).contains(&left) {
            let words =
                format!("it holds for {left} s more, and sending may take {LEAST_LEFT}; get a new one");
            return Err(Refusal::about("valid_before", words).into());
        }
        Ok(())
    }

    /// The gas that a claim would use.
    pub(super) async fn rehearse(
        &self,
        airdrop: Address,
        leaf: u64,
        calldata: &Bytes,
    ) -> Result<u64, RelayError> {
        let label = format!("claim leaf {leaf}");
        match self.chain.rehearse(&label, self.address, airdrop, calldata).await {
            Ok(gas) => Ok(gas),
            Err(ChainError::Reverted { reason, .. }) => Err(Refusal::of(&reason).into()),
            Err(error @ ChainError::NoCode { .. }) => {
                Err(Refusal { field: None, paid: false, words: error.to_string() }.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Only what holds whoever sends it can be sent by a sponsor.
fn way(request: &ClaimRequest) -> Result<(RelayKind, u64), RelayError> {
    match &request.way {
        ClaimWay::Signed { authorization, .. } => Ok((RelayKind::Signed, authorization.valid_before)),
        ClaimWay::Attested { attestation, .. } => Ok((RelayKind::Identity, attestation.valid_before)),
        ClaimWay::Anybody | ClaimWay::Own { .. } => Err(Refusal::about(
            "kind",
            "a sponsor sends what an account has signed or attestors have attested",
        )
        .into()),
    }
}
