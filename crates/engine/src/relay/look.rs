//! What became of everything that was signed: the one place that tries again.

use tributary_chain::{Asked, Call, ChainError, Receipt, signed_call};
use tributary_model::Gwei;
use tributary_storage::{Outcome, Outgoing, OutgoingState, SenderLease};

use super::{Refusal, RelayError, Sender, sign::price};

/// Where the chain stands, read before any receipt: what is used up to here and has no receipt of ours was used by
/// somebody else.
#[derive(Clone, Copy, Debug)]
struct Standing {
    head: u64,
    /// Transactions of the key up to the head.
    count: u64,
    /// Transactions of the key that are deep enough.
    deep: u64,
}

impl Sender {
    /// Looks after every nonce that is not settled, and after settled ones that the chain has taken back. Gives the newest
    /// transaction of each nonce that is still under way.
    pub(super) async fn look(&mut self, lease: &SenderLease) -> Result<Vec<Outgoing>, RelayError> {
        let standing = self.standing(lease).await?;
        let rows = self.sponsor.store.open_outgoing(lease, Some(standing.deep)).await?;
        let mut under_way = Vec::new();
        for attempts in rows.chunk_by(|one, other| one.nonce == other.nonce) {
            under_way.extend(self.look_after(lease, standing, attempts).await?);
        }
        let open = |nonce: &u64| rows.iter().any(|row| row.nonce == *nonce);
        self.noted.retain(|nonce, _| open(nonce));
        self.doubted.retain(open);
        Ok(under_way)
    }

    async fn standing(&self, lease: &SenderLease) -> Result<Standing, RelayError> {
        let chain = &self.sponsor.chain;
        let (head, _) = chain.newest().await?;
        let count = chain.mined_count(lease.sender, head).await?;
        let below = self.sponsor.confirmations() - 1;
        let deep = match (below, head.checked_sub(below)) {
            (0, _) => count,
            (_, Some(block)) => chain.mined_count(lease.sender, block).await?,
            (_, None) => 0,
        };
        Ok(Standing { head, count, deep })
    }

    /// One nonce. `attempts` are its transactions, the newest last.
    async fn look_after(
        &mut self,
        lease: &SenderLease,
        standing: Standing,
        attempts: &[Outgoing],
    ) -> Result<Option<Outgoing>, RelayError> {
        let Some(newest) = attempts.last() else { return Ok(None) };
        let open = newest.state == OutgoingState::Live;
        match self.receipt(attempts).await? {
            Some((mined, receipt)) if open => self.in_block(lease, standing, mined, &receipt).await,
            Some(_) => Ok(None),
            None if open => self.in_no_block(lease, standing, newest).await,
            None => self.taken_back(lease, standing, newest).await,
        }
    }

    /// Settled, and no receipt any more. If its nonce is free, the chain has taken back more than we wait for.
    async fn taken_back(
        &self,
        lease: &SenderLease,
        standing: Standing,
        newest: &Outgoing,
    ) -> Result<Option<Outgoing>, RelayError> {
        if newest.nonce < standing.count {
            return Ok(None);
        }
        let (nonce, relay) = (newest.nonce, &newest.relay);
        tracing::warn!(nonce, relay, "the chain took a transaction back; sending it again");
        self.sponsor.store.reopen_outgoing(lease, nonce, relay).await?;
        self.hand_over(newest).await;
        Ok(Some(newest.clone()))
    }

    /// Live, and in no block: it waits, is handed over again or replaced, or its nonce is lost.
    async fn in_no_block(
        &mut self,
        lease: &SenderLease,
        standing: Standing,
        newest: &Outgoing,
    ) -> Result<Option<Outgoing>, RelayError> {
        let (nonce, relay) = (newest.nonce, &newest.relay);
        if nonce < standing.deep && !self.doubted.insert(nonce) {
            // Twice: an endpoint may know of a block a moment before it knows of its receipts.
            self.doubted.remove(&nonce);
            tracing::warn!(nonce, relay, "somebody else has used the nonce; queueing the claim again");
            self.sponsor.store.lose_outgoing(lease, nonce, relay).await?;
            return Ok(None);
        }
        self.note(lease, newest, None).await?;
        if nonce < standing.count {
            // Used in a block that may still be taken back; wait for it.
            return Ok(Some(newest.clone()));
        }
        if let Some(replacement) = self.replacement(lease, newest).await? {
            self.hand_over(&replacement).await;
            return Ok(Some(replacement));
        }
        if !self.sponsor.chain.knows(newest.signed.tx_hash).await? {
            self.hand_over(newest).await;
        }
        Ok(Some(newest.clone()))
    }

    /// The attempt that is in a block.
    async fn receipt<'a>(
        &self,
        attempts: &'a [Outgoing],
    ) -> Result<Option<(&'a Outgoing, Receipt)>, RelayError> {
        for attempt in attempts.iter().rev() {
            if let Some(receipt) = self.sponsor.chain.receipt(attempt.signed.tx_hash).await? {
                return Ok(Some((attempt, receipt)));
            }
        }
        Ok(None)
    }

    async fn in_block(
        &mut self,
        lease: &SenderLease,
        standing: Standing,
        mined: &Outgoing,
        receipt: &Receipt,
    ) -> Result<Option<Outgoing>, RelayError> {
        self.note(lease, mined, Some(receipt.block_number)).await?;
        let depth = (standing.head + 1).saturating_sub(receipt.block_number);
        if depth < self.sponsor.confirmations() {
            return Ok(Some(mined.clone()));
        }
        let (paid, word) =
            if receipt.succeeded { (true, None) } else { self.why(lease, mined, receipt).await? };
        let settled = Outcome {
            nonce: mined.nonce,
            attempt: mined.attempt,
            block_number: receipt.block_number,
            gas_used: receipt.gas_used,
            cost: Gwei::of_wei(receipt.cost),
            paid,
            word,
        };
        self.sponsor.store.settle_outgoing(lease, &mined.relay, &settled).await?;
        let (hash, nonce, relay) = (mined.signed.tx_hash, mined.nonce, &mined.relay);
        tracing::info!(%hash, nonce, relay, paid, block = receipt.block_number, "settled");
        Ok(None)
    }

    /// A transaction that failed in its block: is the leaf paid by now, and if not, why not?
    async fn why(
        &self,
        lease: &SenderLease,
        mined: &Outgoing,
        receipt: &Receipt,
    ) -> Result<(bool, Option<String>), RelayError> {
        let Some(relay) = self.sponsor.store.relay_by_id(&mined.relay).await? else {
            return Ok((false, Some("the claim is not known any more".to_owned())));
        };
        let Some((airdrop, data)) = signed_call(&mined.signed.raw) else { return Err(unreadable(mined)) };
        let chain = &self.sponsor.chain;
        if chain.is_spent(airdrop, (relay.claim.leaf, mined.amount)).await? {
            let word = "another transaction had paid this leaf first; this one changed nothing";
            return Ok((true, Some(word.to_owned())));
        }
        let reason = chain.failure(lease.sender, airdrop, &data, receipt.block_number).await;
        Ok((false, Some(Refusal::of(&reason).words)))
    }

    /// A dearer transaction in place of one that has waited for too long, stored; `None` when it may wait on, or nothing
    /// dearer may be offered.
    async fn replacement(
        &self,
        lease: &SenderLease,
        newest: &Outgoing,
    ) -> Result<Option<Outgoing>, RelayError> {
        let settings = &self.sponsor.settings;
        if self.caretaker || newest.age < settings.replace_after.as_secs() {
            return Ok(None);
        }
        let old = price(newest);
        let now = match self.sponsor.chain.asked(settings.max_fee).await? {
            Asked::Price(now) => now,
            // It cannot be mined at a price below our cap either.
            Asked::TooDear { .. } => return Ok(None),
        };
        let raised = old.raised(now);
        if raised.most > settings.max_fee || raised.tip.is_some() != old.tip.is_some() {
            return Ok(None);
        }
        // What was signed before, and not what its relay says now: that may have gone on to another list.
        let Some((to, data)) = signed_call(&newest.signed.raw) else { return Err(unreadable(newest)) };
        let call = Call { to, data, gas_limit: newest.signed.gas_limit, price: raised };
        if !self.sponsor.fits(&call, newest.ceiling).await? {
            return Ok(None);
        }
        let signed = self.attempt(&call, newest.nonce)?;
        if !self.sponsor.store.replace_outgoing(lease, newest, &signed).await? {
            return Ok(None);
        }
        tracing::info!(
            nonce = newest.nonce,
            relay = newest.relay,
            most = raised.most,
            "replaced by a dearer one"
        );
        Ok(Some(Outgoing { attempt: newest.attempt + 1, age: 0, signed, ..newest.clone() }))
    }

    /// Notes the block of a relay's transaction, once for each change.
    async fn note(
        &mut self,
        lease: &SenderLease,
        outgoing: &Outgoing,
        block: Option<u64>,
    ) -> Result<(), RelayError> {
        let seen = block.map(|block| (outgoing.signed.tx_hash, block));
        if self.noted.get(&outgoing.nonce) != Some(&seen) {
            self.sponsor.store.note_block(lease, outgoing, block).await?;
            self.noted.insert(outgoing.nonce, seen);
        }
        Ok(())
    }
}

fn unreadable(outgoing: &Outgoing) -> RelayError {
    let value = outgoing.signed.tx_hash.to_string();
    ChainError::Nonsense { what: "bytes of a signed transaction", value }.into()
}
