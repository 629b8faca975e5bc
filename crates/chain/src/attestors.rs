//! Who says which wallet an identity is paid to.

use alloy::{
    primitives::{Address, Uint},
    sol_types::SolCall as _,
};
use tributary_bindings::{airdrop::MerkleAirdrop, attestors::AttestorSet};
use tributary_model::Amount;

use crate::{
    Attestation, Chain, ChainError, Endorsement, PlannedTransaction, SendWatcher, Sent,
    send::{Sender, settle},
    typed_data::pack,
};

/// What a set of attestors says of itself, at the newest block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestorSetState {
    /// Who may propose others.
    pub owner: Address,
    /// Who may freeze identity claims and cancel rotations; the zero address when nobody.
    pub guardian: Address,
    /// Seconds that a rotation waits.
    pub delay: u64,
    /// Whose word counts now, ascending.
    pub attestors: Vec<Address>,
    /// How many of them have to agree.
    pub threshold: u64,
    /// Counts the rotations; one for the first attestors.
    pub generation: u64,
    /// The rotation that waits.
    pub pending: Option<PendingRotation>,
}

/// Other attestors that wait for their time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRotation {
    /// Whose word will count.
    pub attestors: Vec<Address>,
    /// How many of them will have to agree.
    pub threshold: u64,
    /// From which second on anybody may put it in force.
    pub ready_at: u64,
}

impl Chain {
    /// Reads a set of attestors.
    ///
    /// # Errors
    /// [`ChainError::NoCode`] when nothing is there, others when the endpoint fails.
    pub async fn attestor_set(&self, address: Address) -> Result<AttestorSetState, ChainError> {
        if self.code(address).await?.is_empty() {
            return Err(ChainError::NoCode { address, what: "attestors" });
        }
        let at = self.head().await?.header.hash.into();
        let set = AttestorSet::new(address, self.provider());
        let failed = |action| self.call_failed(action);
        let (owner, guardian, delay, attestors, threshold, generation, pending) = tokio::try_join!(
            async { set.owner().block(at).call().await.map_err(failed("owner")) },
            async { set.guardian().block(at).call().await.map_err(failed("guardian")) },
            async { set.delay().block(at).call().await.map_err(failed("delay")) },
            async { set.attestors().block(at).call().await.map_err(failed("attestors")) },
            async { set.threshold().block(at).call().await.map_err(failed("threshold")) },
            async { set.generation().block(at).call().await.map_err(failed("generation")) },
            async { set.pending().block(at).call().await.map_err(failed("pending")) },
        )?;
        let waits =
            PendingRotation { attestors: pending._0, threshold: pending._1, ready_at: pending._2.to() };
        Ok(AttestorSetState {
            owner,
            guardian,
            delay: delay.to(),
            attestors,
            threshold,
            generation,
            pending: (waits.ready_at != 0).then_some(waits),
        })
    }

    /// Until which second identity claims of a campaign are frozen; zero, or in the past, when they are not.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn frozen_until(&self, set: Address, airdrop: Address) -> Result<u64, ChainError> {
        let set = AttestorSet::new(set, self.provider());
        let until = set.frozenUntil(airdrop).call().await.map_err(self.call_failed("frozenUntil"))?;
        Ok(u64::try_from(until).unwrap_or(u64::MAX))
    }

    /// By how many seconds freezes have made a campaign's window longer.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn frozen_for(&self, set: Address, airdrop: Address) -> Result<u64, ChainError> {
        let set = AttestorSet::new(set, self.provider());
        let seconds = set.frozenFor(airdrop).call().await.map_err(self.call_failed("frozenFor"))?;
        Ok(u64::try_from(seconds).unwrap_or(u64::MAX))
    }

    /// Asks the set, as the campaign would, whether these endorsements carry the attestation now.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] with the set's words when they do not.
    pub async fn check_attestation(
        &self,
        set: Address,
        airdrop: Address,
        attestation: &Attestation,
        endorsements: &[Endorsement],
    ) -> Result<(), ChainError> {
        let packed = pack(endorsements).unwrap_or_default();
        let set = AttestorSet::new(set, self.provider());
        let asked = set.check(attestation.question(), packed).from(airdrop);
        asked.call().await.map(drop).map_err(self.call_failed("check"))
    }

    /// The nonce that an account's next authorisation has to carry.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn claim_nonce(&self, airdrop: Address, account: Address) -> Result<Amount, ChainError> {
        let airdrop = MerkleAirdrop::new(airdrop, self.provider());
        airdrop.nonces(account).call().await.map(Amount::new).map_err(self.call_failed("nonces"))
    }
}

/// Seconds as the contracts keep them.
pub(crate) fn seconds(value: u64) -> Uint<40, 1> {
    Uint::saturating_from(value)
}

/// What the roles of a set may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttestorsCall {
    /// The owner proposes others, who take over after the set's delay.
    Propose {
        /// Ascending, each once.
        attestors: Vec<Address>,
        /// How many of them have to agree.
        threshold: u64,
    },
    /// Owner or guardian takes a proposal back, if it is still the one that is meant.
    Cancel {
        /// From when on it could be in force.
        ready_at: u64,
    },
    /// Anybody puts a proposal in force that has waited.
    Rotate,
    /// The guardian freezes identity claims of one campaign.
    Freeze {
        /// The campaign.
        airdrop: Address,
        /// First second in which they are not frozen.
        until: u64,
    },
    /// The guardian ends a freeze of one campaign at once.
    Thaw {
        /// The campaign.
        airdrop: Address,
    },
}

impl AttestorsCall {
    fn label(&self) -> &'static str {
        match self {
            Self::Propose { .. } => "propose attestors",
            Self::Cancel { .. } => "cancel the proposal of attestors",
            Self::Rotate => "put the proposed attestors in force",
            Self::Freeze { .. } => "freeze claims by identity",
            Self::Thaw { .. } => "end the freeze of claims by identity",
        }
    }

    fn data(&self) -> Vec<u8> {
        match self {
            Self::Propose { attestors, threshold } => {
                AttestorSet::proposeCall { attestors_: attestors.clone(), threshold_: *threshold }
                    .abi_encode()
            }
            Self::Cancel { ready_at } => AttestorSet::cancelCall { readyAt: seconds(*ready_at) }.abi_encode(),
            Self::Rotate => AttestorSet::rotateCall {}.abi_encode(),
            Self::Freeze { airdrop, until } => {
                AttestorSet::freezeCall { campaign: *airdrop, until: seconds(*until) }.abi_encode()
            }
            // Any moment that has passed ends it, and no transaction knows when it will be mined.
            Self::Thaw { airdrop } => {
                AttestorSet::freezeCall { campaign: *airdrop, until: seconds(0) }.abi_encode()
            }
        }
    }

    /// The transaction with its gas, after a rehearsal as `from` that sends nothing.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] with the set's words when it would fail.
    pub async fn plan(
        &self,
        chain: &Chain,
        set: Address,
        from: Address,
    ) -> Result<PlannedTransaction, ChainError> {
        if chain.code(set).await?.is_empty() {
            return Err(ChainError::NoCode { address: set, what: "attestors" });
        }
        PlannedTransaction::call(chain, self.label().to_owned(), from, set, self.data().into()).await
    }

    /// Sends it with the chain's key and waits for the block.
    ///
    /// # Errors
    /// [`ChainError`]; what would fail is not sent.
    pub async fn send(
        &self,
        chain: &Chain,
        set: Address,
        watcher: SendWatcher<'_>,
    ) -> Result<Sent, ChainError> {
        settle(chain).await?;
        let plan = self.plan(chain, set, chain.key()?.address()).await?;
        Sender::new(chain, watcher).send(&plan).await
    }
}
