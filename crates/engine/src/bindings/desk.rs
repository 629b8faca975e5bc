//! Where a person asks for a challenge, and what the desk works with.

use std::sync::Arc;

use ring::rand::{SecureRandom as _, SystemRandom};
use tributary_chain::Key;
use tributary_github::identity::IdentityClient;
use tributary_model::{
    Address, Amount, Binding, ChallengeId, ClaimRecord, Contract, GithubId, Identity, ProofMethod, Timestamp,
};
use tributary_proof::{BindingMessage, Nonce, PageUri};
use tributary_storage::{Challenge, ChallengeState, StorageError, Store};

use super::{BindError, attest::Attestors, published::PublishedKeys, standing::settled_together};

/// Ended challenges are forgotten after a day, so that a page can say meanwhile how they ended.
const REMEMBERED: i64 = 24 * 60 * 60;

/// What a server binds by.
#[derive(Clone, Debug, Default)]
pub struct DeskTerms {
    /// Where people meet it, such as `https://drop.example.org`, without a slash at the end.
    pub public_url: String,
    /// GitHub; without an OAuth app in it nobody signs in here.
    pub github: Option<IdentityClient>,
    /// The key that attests; without it proofs are recorded and others have to attest.
    pub attestor: Option<Key>,
}

/// One list of an airdrop that pays identities, as far as binding is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paying {
    /// The list's slug: which page asks.
    pub slug: String,
    /// EIP-155 id.
    pub chain_id: u64,
    /// Its contract.
    pub airdrop: Address,
    /// What it pays.
    pub token: Address,
    /// The contract of its attestors.
    pub set: Address,
    /// How many of them it takes, by the rules.
    pub threshold: u64,
    /// First moment after the claim window, which freezes make longer, as far as is known.
    pub ends_at: Timestamp,
    /// The attestors as the chain says; `None` while it was not asked or does not answer.
    pub attestors: Option<Attestors>,
}

impl Paying {
    /// What bindings are kept by: another list of the same contract is paid by the same ones.
    #[must_use]
    pub const fn contract(&self) -> Contract {
        Contract { chain_id: self.chain_id, address: self.airdrop }
    }
}

/// Somebody with an identity leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitled {
    /// Whose it is.
    pub account: GithubId,
    /// For showing only.
    pub login: String,
    /// The leaf.
    pub index: u64,
    /// What the leaf is worth, in base units.
    pub amount: Amount,
}

impl Entitled {
    /// As an identity.
    #[must_use]
    pub const fn identity(&self) -> Identity {
        Identity::Github(self.account)
    }
}

/// Records proofs and attests to what was proved. Clones share one database and what GitHub said.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(super) store: Store,
    pub(super) terms: DeskTerms,
    pub(super) published_keys: Arc<PublishedKeys>,
}

impl Desk {
    /// Over a database.
    #[must_use]
    pub fn new(store: Store, terms: DeskTerms) -> Self {
        Self { store, terms, published_keys: Arc::default() }
    }

    /// The ways that are offered here.
    #[must_use]
    pub fn methods(&self) -> Vec<ProofMethod> {
        let github = self.terms.github.as_ref();
        let offered = |method: &ProofMethod| match method {
            ProofMethod::Ssh | ProofMethod::Gist => github.is_some(),
            ProofMethod::Oauth | ProofMethod::Device => github.is_some_and(IdentityClient::offers_oauth),
        };
        ProofMethod::ALL.into_iter().filter(offered).collect()
    }

    /// Whose word is given here.
    #[must_use]
    pub fn attestor(&self) -> Option<Address> {
        self.terms.attestor.as_ref().map(Key::address)
    }

    /// Makes a challenge for somebody and a wallet.
    ///
    /// # Errors
    /// [`BindError`] when the wallet cannot be paid, when there is nothing to claim any more, or when the database
    /// fails.
    pub async fn open(
        &self,
        paying: &Paying,
        person: &Entitled,
        recipient: Address,
        now: Timestamp,
    ) -> Result<Challenge, BindError> {
        payable(paying, recipient)?;
        self.unclaimed(paying, person, now).await?;
        self.forget(now).await?;
        let message = self.message(paying, person, recipient, now)?;
        let challenge = Challenge {
            id: ChallengeId(random()?),
            campaign: paying.slug.clone(),
            contract: paying.contract(),
            identity: person.identity(),
            login: person.login.clone(),
            recipient,
            nonce: message.nonce.to_string(),
            message: message.to_string(),
            issued_at: message.issued_at,
            expires_at: message.expires_at,
            state: ChallengeState::Waiting,
            oauth: None,
            device: None,
        };
        self.store.save_challenge(&challenge).await?;
        Ok(challenge)
    }

    fn message(
        &self,
        paying: &Paying,
        person: &Entitled,
        recipient: Address,
        now: Timestamp,
    ) -> Result<BindingMessage, BindError> {
        let page = format!("{}/a/{}", self.terms.public_url, paying.slug);
        let uri = page.parse::<PageUri>().map_err(|error| BindError::NotOffered(format!("{error}")))?;
        let lifetime = BindingMessage::lifetime(now)
            .ok_or_else(|| BindError::NotOffered(format!("no message can be made at {now}")))?;
        Ok(BindingMessage {
            uri,
            identity: person.account,
            recipient,
            chain_id: paying.chain_id,
            airdrop: paying.airdrop,
            nonce: Nonce::from_random(random()?),
            issued_at: lifetime.from,
            expires_at: lifetime.until,
        })
    }

    /// A challenge of the airdrop, whatever became of it and whichever of its lists' pages asked.
    ///
    /// # Errors
    /// [`BindError::NoChallenge`], or when the database fails.
    pub async fn challenge(&self, paying: &Paying, id: &str) -> Result<Challenge, BindError> {
        let unknown = || BindError::NoChallenge(id.to_owned());
        let parsed: ChallengeId = id.parse().map_err(|_| unknown())?;
        let found = self.store.challenge(parsed).await?;
        found.filter(|challenge| challenge.contract == paying.contract()).ok_or_else(unknown)
    }

    /// The same, if it can still be proved.
    pub(super) async fn waiting(
        &self,
        paying: &Paying,
        id: &str,
        now: Timestamp,
    ) -> Result<Challenge, BindError> {
        let challenge = self.challenge(paying, id).await?;
        match &challenge.state {
            ChallengeState::Waiting if now < challenge.expires_at => Ok(challenge),
            ChallengeState::Waiting => Err(BindError::Over(format!(
                "this challenge expired at {}; start again to get a new one",
                challenge.expires_at
            ))),
            ChallengeState::Proved => {
                Err(BindError::Over("this challenge was used; start again to get a new one".to_owned()))
            }
            ChallengeState::Failed(why) => Err(BindError::Over(format!(
                "this challenge has failed ({}); start again to get a new one",
                why.trim_end_matches('.')
            ))),
        }
    }

    /// Every binding of somebody in this airdrop, under whichever of its lists it was proved.
    pub(super) async fn history(
        &self,
        paying: &Paying,
        person: &Entitled,
    ) -> Result<Vec<Binding>, StorageError> {
        Ok(settled_together(self.store.bindings_of(paying.contract(), person.identity()).await?))
    }

    /// Refuses when there is nothing left to bind for.
    pub(super) async fn unclaimed(
        &self,
        paying: &Paying,
        person: &Entitled,
        now: Timestamp,
    ) -> Result<(), BindError> {
        if now >= paying.ends_at {
            return Err(BindError::Closed(format!(
                "the claim window of `{}` ended at {}; nothing can be claimed any more",
                paying.slug, paying.ends_at
            )));
        }
        match self.spent(paying, person).await? {
            Some(claim) => Err(BindError::Claimed(format!(
                "the tokens of `{}` were paid to {} in transaction {}; another wallet cannot be named any more",
                person.identity(),
                claim.recipient,
                claim.tx_hash
            ))),
            None => Ok(()),
        }
    }

    /// The claim that paid the last of somebody's leaf. That of a recurring airdrop may have grown since an earlier one.
    pub(super) async fn spent(
        &self,
        paying: &Paying,
        person: &Entitled,
    ) -> Result<Option<ClaimRecord>, StorageError> {
        let mut claims = self.store.claims_of(paying.chain_id, paying.airdrop, person.index).await?;
        let paid: Amount = claims.iter().map(|claim| claim.amount).sum();
        Ok(claims.pop().filter(|_| paid >= person.amount))
    }

    /// Wipes the secrets of challenges that have expired, and forgets old ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self, now: Timestamp) -> Result<(), BindError> {
        let gone = Timestamp::from_unix(now.unix().saturating_sub(REMEMBERED)).unwrap_or(now);
        Ok(self.store.forget_challenges(now, gone).await?)
    }
}

/// Tokens that would be lost are not sent.
fn payable(paying: &Paying, recipient: Address) -> Result<(), BindError> {
    let lost = [
        (Address::ZERO, "the zero address, which nobody can spend from"),
        (paying.airdrop, "the airdrop itself, which cannot pay itself"),
        (paying.token, "the token's contract, where tokens are lost"),
    ];
    match lost.into_iter().find(|(address, _)| *address == recipient) {
        Some((_, what)) => {
            Err(BindError::refused("recipient", format!("`{recipient}` is {what}; name a wallet of yours")))
        }
        None => Ok(()),
    }
}

/// From the system's generator.
pub(super) fn random<const N: usize>() -> Result<[u8; N], BindError> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| BindError::NotOffered("the system gives no random numbers".to_owned()))?;
    Ok(bytes)
}
