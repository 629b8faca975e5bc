//! Where somebody's binding stands, and the attestors' word for it.

use std::future::Future;

use tributary_chain::{Attestation, Endorsement};
use tributary_model::{Address, B256, Binding, Bytes, Contract, Identity, Timestamp};
use tributary_storage::{Attested, Endorsed};

use super::{
    BindError, BindingState, Desk, Entitled, Paying, Standing,
    attest::{Attestable, Next, attestation_of, domain, endorsements_of, next},
    document::write_lines,
    standing::settled_together,
};

/// A binding as it stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingStatus {
    /// The binding.
    pub binding: Binding,
    /// Where it stands.
    pub state: BindingState,
    /// The wallet that it takes the place of.
    pub replaces: Option<Address>,
    /// A newer one that waits; only beside the one in effect.
    pub pending: Option<Binding>,
    /// What attestors say of it.
    pub word: Word,
}

/// What attestors say of a binding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// What is attested.
    pub attestation: Option<Attestation>,
    /// By whom, in ascending order.
    pub endorsements: Vec<Endorsement>,
    /// Enough to claim by.
    pub ready: bool,
    /// What is not there yet, in words; `None` when it is ready.
    pub missing: Option<String>,
}

impl Desk {
    /// The binding in effect, with an attestation that holds; made by our own key if there is none.
    ///
    /// # Errors
    /// [`BindError::NotBound`], or when the database fails.
    pub async fn status(
        &self,
        paying: &Paying,
        person: &Entitled,
        now: Timestamp,
    ) -> Result<BindingStatus, BindError> {
        let history = self.history(paying, person).await?;
        let standing = Standing::of(&history, now);
        let Some(active) = standing.active else {
            let who = person.identity();
            return Err(BindError::NotBound(format!(
                "nobody has proved `{who}` in `{}` yet; start with POST /api/v1/campaigns/{0}/challenges",
                paying.slug
            )));
        };
        let word = self.word(paying, person, &standing, now).await?;
        Ok(BindingStatus {
            binding: active.clone(),
            state: BindingState::Active,
            replaces: standing.before.map(|before| before.proved.recipient),
            pending: standing.pending.cloned(),
            word,
        })
    }

    /// What a proof of this wallet, made a moment ago, has come to: the binding that waits, if it is that, or the one in
    /// effect.
    ///
    /// # Errors
    /// [`BindError::NotBound`], or when the database fails.
    pub async fn proved(
        &self,
        paying: &Paying,
        person: &Entitled,
        recipient: Address,
        now: Timestamp,
    ) -> Result<BindingStatus, BindError> {
        let status = self.status(paying, person, now).await?;
        let waiting = status.pending.as_ref().filter(|pending| pending.proved.recipient == recipient);
        match waiting.cloned() {
            None => Ok(status),
            Some(pending) => Ok(BindingStatus {
                state: BindingState::Pending,
                replaces: Some(status.binding.proved.recipient),
                word: Word {
                    missing: Some(format!(
                        "another wallet is in effect; this one takes its place at {}",
                        pending.effective_at
                    )),
                    ..Word::default()
                },
                binding: pending,
                pending: None,
            }),
        }
    }

    async fn word(
        &self,
        paying: &Paying,
        person: &Entitled,
        standing: &Standing<'_>,
        now: Timestamp,
    ) -> Result<Word, BindError> {
        let Some(set) = &paying.attestors else {
            return Ok(Word::missing("the airdrop's chain was not asked yet, or does not answer"));
        };
        if self.spent(paying, person).await?.is_some() {
            return Ok(Word::missing("the tokens were claimed; nothing more is attested"));
        }
        let Some(attestable) = Attestable::of(standing, paying.ends_at, now) else {
            return Ok(Word::missing("the claim window has ended; nothing can be claimed any more"));
        };
        let before = self.store.attested_of(paying.contract(), person.identity()).await?;
        let attested = match next(&attestable, &before, set, self.attestor(), now) {
            Next::Answer(attested) => attested,
            Next::Sign(attested) => self.sign(paying, attested).await?,
            Next::Nothing => {
                let words = match self.attestor() {
                    None => "this server does not attest; an attestor has to endorse the proof",
                    Some(_) => {
                        "this server's key is not among the attestors; one of them has to endorse the proof"
                    }
                };
                return Ok(Word::missing(words));
            }
        };
        let (count, threshold) = (attested.endorsements.len(), set.threshold);
        let ready = set.suffice(count);
        Ok(Word {
            attestation: Some(attestation_of(&attested)),
            endorsements: endorsements_of(&attested),
            ready,
            missing: (!ready)
                .then(|| format!("{count} of {threshold} attestors have endorsed it; the others have to")),
        })
    }

    async fn sign(&self, paying: &Paying, attested: Attested) -> Result<Attested, BindError> {
        let Some(key) = &self.terms.attestor else { return Ok(attested) };
        let digest = attestation_of(&attested).digest(domain(paying.chain_id, paying.airdrop));
        let signature = key.sign(digest).map_err(|error| {
            tracing::error!(%error, "the attestor's key cannot sign");
            BindError::Chain
        })?;
        let own = Endorsed { attestor: key.address(), signature };
        self.store
            .save_endorsements(
                paying.contract(),
                &Attested { endorsements: vec![own.clone()], ..attested.clone() },
            )
            .await?;
        let mut signed = attested;
        signed.endorsements.retain(|one| one.attestor != own.attestor);
        signed.endorsements.push(own);
        signed.endorsements.sort_by_key(|one| one.attestor);
        Ok(signed)
    }

    /// Takes another attestor's word. `contract` asks an attestor's contract whether it accepts the signature; it is
    /// asked when no key made it.
    ///
    /// # Errors
    /// [`BindError`] says what is wrong; nothing was kept.
    pub async fn endorse<C>(
        &self,
        paying: &Paying,
        person: &Entitled,
        attestation: &Attestation,
        endorsement: &Endorsement,
        contract: impl FnOnce(B256) -> C,
        now: Timestamp,
    ) -> Result<BindingStatus, BindError>
    where
        C: Future<Output = Result<bool, BindError>> + Send,
    {
        self.unclaimed(paying, person, now).await?;
        let set = paying.attestors.as_ref().ok_or_else(|| {
            BindError::NotOffered(
                "the airdrop's chain was not asked yet, or does not answer; try again in a minute".to_owned(),
            )
        })?;
        let Endorsement { attestor, signature } = endorsement;
        if !set.has(*attestor) {
            let words =
                format!("`{attestor}` is none of the {} attestors of this airdrop", set.attestors.len());
            return Err(BindError::refused("attestor", words));
        }
        let history = self.history(paying, person).await?;
        let standing = Standing::of(&history, now);
        if standing.active.is_none() {
            let words = format!("nobody has proved `{}` yet; there is nothing to endorse", person.identity());
            return Err(BindError::NotBound(words));
        }
        let refusal = match Attestable::of(&standing, paying.ends_at, now) {
            None => Some("the claim window has ended; nothing can be claimed any more".to_owned()),
            Some(attestable) => attestable.refusal(attestation, now),
        };
        if let Some(refusal) = refusal {
            return Err(BindError::refused("attestation", refusal));
        }
        let digest = attestation.digest(domain(paying.chain_id, paying.airdrop));
        let holds =
            tributary_chain::recover(digest, signature) == Some(*attestor) || contract(digest).await?;
        if !holds {
            let words = format!("the signature is not by `{attestor}` over this attestation");
            return Err(BindError::refused("signature", words));
        }
        let attested = kept(person.identity(), attestation, *attestor, signature.clone());
        self.store.save_endorsements(paying.contract(), &attested).await?;
        self.status(paying, person, now).await
    }
}

fn kept(identity: Identity, said: &Attestation, attestor: Address, signature: Bytes) -> Attested {
    Attested {
        identity,
        recipient: said.recipient,
        valid_after: said.valid_after,
        valid_before: said.valid_before,
        endorsements: vec![Endorsed { attestor, signature }],
    }
}

impl Desk {
    /// `bindings.jsonl` of an airdrop, the same for each of its lists.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published(&self, contract: Contract) -> Result<String, BindError> {
        let (bindings, attested) =
            (self.store.bindings(contract).await?, self.store.attested(contract).await?);
        Ok(write_lines(settled_together(bindings), &attested))
    }
}

impl Word {
    fn missing(words: &str) -> Self {
        Self { missing: Some(words.to_owned()), ..Self::default() }
    }
}
