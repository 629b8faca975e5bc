//! Signing for what is queued, and handing over what is stored.

use alloy_primitives::Bytes;
use tokio::time::Instant;
use tributary_chain::{Asked, Call, ChainError, Handed, Price, wants_more_gas};
use tributary_model::{Amount, Gwei, U256};
use tributary_storage::{Outgoing, Relay, SenderLease, SignedAttempt, SponsoredClaim};

use super::{Refusal, RelayError, Sender, sender::MOST_QUEUED};

/// Nonces under way at once. geth holds at least so many of an account (`txpool.accountslots`).
const MOST_UNDER_WAY: usize = 16;

/// What may be signed now.
struct Purse {
    /// For each unit of gas.
    offered: Price,
    /// Transactions of the key that are mined.
    count: u64,
    /// Wei that the key has.
    balance: U256,
    /// Wei that what is under way may cost.
    committed: U256,
    /// How many more may be under way.
    room: usize,
}

impl Sender {
    /// Signs and sends what is queued, as far as room, fees and ether allow. Gives the reason why something waits.
    pub(super) async fn send(
        &mut self,
        lease: &SenderLease,
        queued: &[Relay],
        under_way: &[Outgoing],
    ) -> Result<Option<String>, RelayError> {
        let chain = self.sponsor.chain.clone();
        let balance = chain.ether(lease.sender).await?;
        self.balance = Some(balance);
        let still = |id: &str| queued.iter().any(|relay| relay.id == id);
        self.unanswered.retain(still);
        self.beyond.retain(still);
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
        let committed = under_way.iter().map(cost).fold(U256::ZERO, U256::saturating_add);
        let room = MOST_UNDER_WAY.saturating_sub(under_way.len());
        let mut purse = Purse { offered, count, balance, committed, room };
        let notice = self.sign_all(lease, queued, &mut purse).await?;
        let nothing_signed = purse.room == room;
        Ok(notice.or_else(|| missing(count, under_way).filter(|_| nothing_signed)))
    }

    /// Signs for each in turn while there is room.
    async fn sign_all(
        &mut self,
        lease: &SenderLease,
        queued: &[Relay],
        purse: &mut Purse,
    ) -> Result<Option<String>, RelayError> {
        let due = self.beyond.due(MOST_QUEUED);
        let mut notice = None;
        for relay in queued {
            if purse.room == 0 {
                break;
            }
            if self.unanswered.waits(&relay.id, Instant::now()) {
                continue;
            }
            if self.beyond.has(&relay.id) && !due.contains(&relay.id) {
                notice = Some(beyond(relay.claim.ceiling));
                continue;
            }
            let most = purse.committed.saturating_add(purse.offered.cost(relay.claim.gas_limit));
            if purse.balance < most {
                return Ok(Some(self.too_poor(purse.balance, most)));
            }
            self.beyond.forget(&relay.id);
            match self.sign(lease, relay, purse.offered, purse.count).await? {
                Signing::Signed(outgoing) => {
                    (purse.committed, purse.room) = (most, purse.room - 1);
                    self.hand_over(&outgoing).await;
                }
                Signing::Beyond => {
                    self.beyond.again(&relay.id);
                    notice = Some(beyond(relay.claim.ceiling));
                }
                Signing::Not => {}
            }
        }
        Ok(notice)
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
