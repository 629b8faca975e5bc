//! Taking a claim in: it is rehearsed, and then kept within the budgets.

use alloy_primitives::Bytes;
use tributary_chain::{Call, ChainError, ClaimRequest, ClaimWay, gas_limit};
use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Address, B256};
use tributary_storage::{Acceptance, RelayKind, SponsoredClaim};

use super::{Refusal, RelayError, Sponsor, unanswered};

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
        let data = request.data()?;
        let gas_limit = self.expect_gas(airdrop, leaf, &data).await?;
        let call = Call { to: airdrop, data, gas_limit, price: self.highest() };
        let claim = SponsoredClaim {
            chain_id,
            airdrop,
            leaf,
            root: Some(root(request)),
            claimant: request.claimant,
            kind,
            recipient: request.recipient().unwrap_or_default(),
            amount: request.amount,
            calldata: call.data.to_vec(),
            gas_limit,
            ceiling: self.ceiling_of(&call).await?,
        };
        let acceptance = self.store.accept_relay(&claim, &self.settings.budget).await?;
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

    /// The most gas that a claim may use, after a rehearsal; refused when it is more than is paid for, or when the endpoint
    /// rehearses other calls and not this one.
    async fn expect_gas(&self, airdrop: Address, leaf: u64, data: &Bytes) -> Result<u64, RelayError> {
        let refused = |words| Refusal { field: None, paid: false, words };
        match self.rehearse(airdrop, leaf, data, None).await {
            Ok(gas) if gas_limit(gas) > self.settings.max_gas => Err(refused(format!(
                "it may use {} gas and the sponsor pays for at most {} of one claim; you can still send it yourself",
                gas_limit(gas),
                self.settings.max_gas
            ))
            .into()),
            Ok(gas) => Ok(gas_limit(gas)),
            Err(RelayError::Chain(error)) if self.chain.rehearses(self.address).await => {
                tracing::warn!(%error, leaf, "a claim cannot be rehearsed");
                Err(refused(format!("{}; you can still send it yourself", unanswered::words(&error))).into())
            }
            Err(error) => Err(error),
        }
    }

    /// The gas that a claim would use. With `most` it gets no more than that.
    pub(super) async fn rehearse(
        &self,
        airdrop: Address,
        leaf: u64,
        data: &Bytes,
        most: Option<u64>,
    ) -> Result<u64, RelayError> {
        let label = format!("claim leaf {leaf}");
        match self.chain.rehearse(&label, self.address, (airdrop, data), most).await {
            Ok(gas) => Ok(gas),
            Err(ChainError::Reverted { reason, .. }) => Err(Refusal::of(&reason).into()),
            Err(error @ ChainError::NoCode { .. }) => {
                Err(Refusal { field: None, paid: false, words: error.to_string() }.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Of the list that the claim is from: a recurring airdrop has many, and pays one leaf in each.
fn root(request: &ClaimRequest) -> B256 {
    let ClaimRequest { index, claimant, amount, proof, .. } = request;
    let leaf = Leaf { index: *index, claimant: *claimant, amount: *amount };
    StandardTree::root_over(&leaf, LeafEncoding::IndexClaimant, proof)
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
