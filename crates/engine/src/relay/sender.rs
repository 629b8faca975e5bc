//! The loop that sends: the only one that signs, and the only one that tries again.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    sync::Arc,
    time::Duration,
};

use alloy_primitives::Bytes;
use tokio::time::{Instant, sleep};
use tributary_chain::{Asked, Call, Chain, ChainError, Handed, Price, wants_more_gas};
use tributary_model::{Address, Amount, B256, Gwei, U256};
use tributary_storage::{Outgoing, Relay, SenderLease, SignedAttempt, SponsoredClaim, StorageError};

use super::{Refusal, RelayError, Sponsor, unanswered::Unanswered};

/// Between two steps, unless a claim comes in.
const PAUSE: Duration = Duration::from_secs(1);
/// How often the chain is looked at when nothing is under way.
const IDLE_LOOK: Duration = Duration::from_secs(30);
/// Nonces under way at once. geth holds at least so many of an account (`txpool.accountslots`).
const MOST_UNDER_WAY: usize = 16;
/// Relays taken from the queue at once, beside those that wait for another try.
const MOST_QUEUED: usize = 16;

/// What a step found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Somebody else sends with this key.
    Elsewhere,
    /// There is nothing to do.
    Idle,
    /// Claims are queued or under way.
    Busy,
}

/// Sends what a sponsor has accepted. Nothing that it knows is lost with it: the next one reads it from the database and the
/// chain.
#[derive(Debug)]
pub struct Sender {
    pub(super) sponsor: Sponsor,
    pub(super) lease: Option<SenderLease>,
    /// Which block was noted for a nonce, so that it is noted once.
    pub(super) noted: BTreeMap<u64, Option<(B256, u64)>>,
    /// Nonces that looked as if somebody else had used them, once.
    pub(super) doubted: BTreeSet<u64>,
    /// Signs nothing: the key is another one than ours.
    pub(super) caretaker: bool,
    /// Claims that the endpoint cannot rehearse.
    unanswered: Unanswered,
    told: Option<String>,
    /// Why the last step failed.
    failed: Option<String>,
    balance: Option<U256>,
    looked: Option<Instant>,
}

impl Sponsor {
    /// The one who sends.
    #[must_use]
    pub fn sender(&self) -> Sender {
        self.sender_for(self.address)
    }

    fn sender_for(&self, address: Address) -> Sender {
        Sender {
            sponsor: Self { address, ..self.clone() },
            lease: None,
            noted: BTreeMap::new(),
            doubted: BTreeSet::new(),
            caretaker: address != self.address,
            unanswered: Unanswered::default(),
            told: None,
            failed: None,
            balance: None,
            looked: None,
        }
    }
}

impl Sender {
    /// Sends until `stop` is done, after the step that runs then, or until a step fails. It may be run again.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub async fn run(&mut self, stop: impl Future<Output = ()> + Send) -> Result<(), RelayError> {
        let mut stop = std::pin::pin!(stop);
        let wake = Arc::clone(&self.sponsor.wake);
        loop {
            let stepped = self.step().await;
            let failed = stepped.as_ref().err().map(ToString::to_string);
            // Once for each new reason, not every second.
            if let Some(error) = failed.as_ref().filter(|error| self.failed.as_ref() != Some(error)) {
                tracing::warn!(error, "sponsored claims wait");
            }
            self.failed = failed;
            stepped?;
            tokio::select! {
                () = &mut stop => return Ok(()),
                () = wake.notified() => {}
                () = sleep(PAUSE) => {}
            }
        }
    }

    /// Goes on at another endpoint of the chain, which may know less of it for a moment.
    pub fn move_to(&mut self, chain: Chain) {
        self.sponsor.chain = chain;
        self.doubted.clear();
    }

    /// Gives the key back, for others to take up at once.
    pub async fn release(&mut self) {
        if let Some(lease) = self.lease.take() {
            // One that cannot be given back ends by itself.
            let _ = self.sponsor.store.release_sender(&lease).await;
        }
    }

    /// One step: looks what became of everything that was signed, and signs and sends what is queued.
    ///
    /// # Errors
    /// [`RelayError`] when chain or database fail; the next step goes on from what is stored.
    pub async fn step(&mut self) -> Result<Progress, RelayError> {
        let outcome = self.try_step().await;
        if let Err(RelayError::Storage(StorageError::SenderLost { .. })) = &outcome {
            self.lease = None;
            self.noted.clear();
            self.doubted.clear();
        }
        outcome
    }

    async fn try_step(&mut self) -> Result<Progress, RelayError> {
        let Some(lease) = self.hold().await? else { return Ok(Progress::Elsewhere) };
        let queued = self.queued(&lease).await?;
        let live = self.sponsor.store.open_outgoing(&lease, None).await?;
        let idle = queued.is_empty() && live.is_empty();
        let due = self.looked.is_none_or(|looked| looked.elapsed() >= IDLE_LOOK);
        if idle && !due {
            return Ok(Progress::Idle);
        }
        let under_way = self.look(&lease).await?;
        // As it is now: looking may have settled one, or queued one again.
        let queued = self.queued(&lease).await?;
        let notice = self.send(&lease, &queued, &under_way).await?;
        self.tell(&lease, notice).await?;
        if due {
            self.look_after_others().await?;
            self.looked = Some(Instant::now());
        }
        Ok(if idle { Progress::Idle } else { Progress::Busy })
    }

    async fn queued(&mut self, lease: &SenderLease) -> Result<Vec<Relay>, RelayError> {
        let most = u64::try_from(MOST_QUEUED + self.unanswered.count()).unwrap_or(u64::MAX);
        Ok(self.sponsor.store.queued_relays(lease.chain_id, most).await?)
    }

    /// Looks after what keys have sent that are not ours: one that the sponsor has changed since. What is theirs is handed
    /// over again and settled, but never raised. Whoever holds such a key is not disturbed.
    async fn look_after_others(&self) -> Result<(), RelayError> {
        let chain = self.sponsor.chain.id();
        for address in self.sponsor.store.senders_under_way(chain).await? {
            if address == self.sponsor.address {
                continue;
            }
            let mut other = self.sponsor.sender_for(address);
            if let Some(lease) = other.hold().await? {
                let looked = other.look(&lease).await;
                other.release().await;
                looked?;
            }
        }
        Ok(())
    }

    /// The lease, renewed or taken up.
    async fn hold(&mut self) -> Result<Option<SenderLease>, RelayError> {
        let Sponsor { store, chain, address, settings, .. } = &self.sponsor;
        match &self.lease {
            Some(lease) => store.renew_sender(lease).await?,
            None => {
                self.lease = store.take_sender(chain.id(), *address, &settings.owner, settings.lease).await?;
            }
        }
        Ok(self.lease.clone())
    }

    /// Signs and sends what is queued, as far as room, fees and ether allow. Gives the reason why something waits.
    async fn send(
        &mut self,
        lease: &SenderLease,
        queued: &[Relay],
        under_way: &[Outgoing],
    ) -> Result<Option<String>, RelayError> {
        let chain = self.sponsor.chain.clone();
        let balance = chain.ether(lease.sender).await?;
        self.balance = Some(balance);
        self.unanswered.retain(|id| queued.iter().any(|relay| relay.id == id));
        let patience = self.sponsor.settings.replace_after.as_secs();
        if queued.is_empty() && under_way.iter().all(|outgoing| outgoing.age < patience) {
            return Ok(None);
        }
        let cap = self.sponsor.settings.max_fee;
        let offered = match chain.asked(cap).await? {
            Asked::Price(offered) => offered,
            Asked::TooDear { wei } => return Ok(Some(too_dear(wei, cap))),
        };
        let count = chain.mined_count(lease.sender, chain.newest().await?.0).await?;
        let cost = |outgoing: &Outgoing| price(outgoing).cost(outgoing.signed.gas_limit);
        let mut committed = under_way.iter().map(cost).fold(U256::ZERO, U256::saturating_add);
        let mut room = MOST_UNDER_WAY.saturating_sub(under_way.len());
        let (mut notice, mut signed) = (None, false);
        for relay in queued {
            if room == 0 {
                break;
            }
            if self.unanswered.waits(&relay.id, Instant::now()) {
                continue;
            }
            let most = committed.saturating_add(offered.cost(relay.claim.gas_limit));
            if balance < most {
                return Ok(Some(self.too_poor(balance, most)));
            }
            match self.sign(lease, relay, offered, count).await? {
                Signing::Signed(outgoing) => {
                    (committed, room, signed) = (most, room - 1, true);
                    self.hand_over(&outgoing).await;
                }
                Signing::Beyond => notice = Some(beyond(relay.claim.ceiling)),
                Signing::Not => {}
            }
        }
        Ok(notice.or_else(|| missing(count, under_way).filter(|_| !signed)))
    }

    /// Rehearses a queued relay once more and signs for it. What is stored here is sent sooner or later. What concerns this
    /// relay alone keeps none behind it from being signed.
    ///
    /// # Errors
    /// [`RelayError`]; it stays in the queue then.
    async fn sign(
        &mut self,
        lease: &SenderLease,
        relay: &Relay,
        price: Price,
        count: u64,
    ) -> Result<Signing, RelayError> {
        let SponsoredClaim { airdrop, leaf, gas_limit, ceiling, .. } = relay.claim;
        let data = Bytes::from(relay.claim.calldata.clone());
        match self.sponsor.rehearse(airdrop, leaf, &data, Some(gas_limit)).await {
            Ok(gas) if gas <= gas_limit => {}
            Err(RelayError::Chain(error)) if !wants_more_gas(&error) => {
                return self.skip(lease, relay, error).await;
            }
            Ok(_) | Err(RelayError::Chain(_)) => {
                let words = "it needs more gas than when it was accepted; hand it in again";
                self.sponsor.store.fail_queued_relay(lease, &relay.id, words).await?;
                return Ok(Signing::Not);
            }
            Err(RelayError::Refused(refusal)) => {
                self.give_up(lease, relay, &refusal).await?;
                return Ok(Signing::Not);
            }
            Err(error) => return Err(error),
        }
        let call = Call { to: airdrop, data, gas_limit, price };
        if !self.sponsor.fits(&call, ceiling).await? {
            return Ok(Signing::Beyond);
        }
        let sign = |nonce| self.attempt(&call, nonce);
        let signed = self.sponsor.store.sign_relay(lease, &relay.id, count, sign).await?;
        Ok(signed.map_or(Signing::Not, Signing::Signed))
    }

    /// Leaves a claim for later that the endpoint cannot rehearse, or gives it up; an endpoint that rehearses nothing is
    /// an error.
    async fn skip(
        &mut self,
        lease: &SenderLease,
        relay: &Relay,
        error: ChainError,
    ) -> Result<Signing, RelayError> {
        if !self.sponsor.chain.rehearses(lease.sender).await {
            return Err(error.into());
        }
        tracing::warn!(%error, relay = relay.id, leaf = relay.claim.leaf, "a claim cannot be rehearsed");
        if let Some(reason) = self.unanswered.again(&relay.id, &error, Instant::now()) {
            self.sponsor.store.fail_queued_relay(lease, &relay.id, &reason).await?;
        }
        Ok(Signing::Not)
    }

    /// A claim that would fail is not sent. One that an earlier transaction of ours has paid has not failed.
    async fn give_up(&self, lease: &SenderLease, relay: &Relay, refusal: &Refusal) -> Result<(), RelayError> {
        if refusal.paid {
            for (sender, outgoing) in self.sponsor.store.outgoing_of(&relay.id).await? {
                if outgoing.amount != relay.claim.amount {
                    continue;
                }
                let receipt = self.sponsor.chain.receipt(outgoing.signed.tx_hash).await?;
                if sender == lease.sender && receipt.is_some_and(|receipt| receipt.succeeded) {
                    // The next look settles it.
                    self.sponsor.store.reopen_outgoing(lease, outgoing.nonce, &relay.id).await?;
                    return Ok(());
                }
            }
        }
        tracing::info!(
            relay = relay.id,
            leaf = relay.claim.leaf,
            reason = refusal.words,
            "a claim is given up"
        );
        Ok(self.sponsor.store.fail_queued_relay(lease, &relay.id, &refusal.words).await?)
    }

    pub(super) fn attempt(&self, call: &Call, nonce: u64) -> Result<SignedAttempt, RelayError> {
        let signed = self.sponsor.chain.sign_call(call, nonce)?;
        Ok(SignedAttempt {
            tx_hash: signed.hash,
            raw: signed.raw.to_vec(),
            gas_limit: call.gas_limit,
            max_fee: call.price.most,
            priority_fee: call.price.tip,
        })
    }

    /// Hands over what is stored. Whatever the endpoint says, the next look asks the chain.
    pub(super) async fn hand_over(&self, outgoing: &Outgoing) {
        let (hash, nonce) = (outgoing.signed.tx_hash, outgoing.nonce);
        let (relay, attempt) = (&outgoing.relay, outgoing.attempt);
        match self.sponsor.chain.hand_over(&outgoing.signed.raw).await {
            Handed::Over => tracing::info!(%hash, nonce, attempt, relay, "handed over"),
            Handed::Known(words) | Handed::Unanswered(words) => {
                tracing::debug!(%hash, nonce, attempt, relay, words, "handed over; the chain will tell");
            }
            Handed::TooPoor => tracing::warn!(%hash, nonce, relay, "the sponsor has too little ether"),
            Handed::Refused(words) => tracing::warn!(%hash, nonce, relay, words, "the endpoint refuses it"),
        }
    }

    /// Notes what others should know, and says it once.
    async fn tell(&mut self, lease: &SenderLease, notice: Option<String>) -> Result<(), RelayError> {
        self.sponsor.store.note_sender(lease, self.balance, notice.as_deref()).await?;
        if self.told != notice {
            match &notice {
                Some(notice) => tracing::warn!(notice, "sponsored claims wait"),
                None => tracing::info!("sponsored claims are sent again"),
            }
            self.told = notice;
        }
        Ok(())
    }

    fn too_poor(&self, balance: U256, needed: U256) -> String {
        format!(
            "the sponsor {} has {} ether and the next claim may need {}; claims wait until it has more",
            self.sponsor.address,
            Gwei::of_wei(balance),
            Gwei::of_wei(needed)
        )
    }
}

/// What became of a queued relay.
enum Signing {
    /// A transaction is stored for it.
    Signed(Outgoing),
    /// It waits: it may cost more now than was set aside for it.
    Beyond,
    /// It was given up, is tried again later, or is not queued any more.
    Not,
}

fn beyond(ceiling: Gwei) -> String {
    format!(
        "gas and a rollup's fee for data come to more now than the {ceiling} ether that were set aside for a claim; it waits \
         until they are cheaper"
    )
}

/// Nothing that was signed is mined while an earlier nonce is free. The next claim takes it.
fn missing(count: u64, under_way: &[Outgoing]) -> Option<String> {
    let later = under_way.iter().any(|outgoing| outgoing.nonce > count);
    let here = under_way.iter().any(|outgoing| outgoing.nonce == count);
    (later && !here).then(|| {
        format!(
            "the sponsor's key was used elsewhere and the chain has taken that back: transaction {count} of the key is \
             missing, and later ones wait until the next claim, or anything else that the key sends, takes its place"
        )
    })
}

fn too_dear(wei: u64, cap: u64) -> String {
    let gwei = |wei: u64| Amount::new(U256::from(wei)).format_tokens(9);
    format!(
        "gas costs {} gwei now and the sponsor pays at most {}; claims wait until it is cheaper",
        gwei(wei),
        gwei(cap)
    )
}

pub(super) const fn price(outgoing: &Outgoing) -> Price {
    Price { most: outgoing.signed.max_fee, tip: outgoing.signed.priority_fee }
}
