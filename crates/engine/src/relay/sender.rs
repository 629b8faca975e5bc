//! The loop that sends: the only one that signs, and the only one that tries again.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    sync::Arc,
    time::Duration,
};

use tokio::time::{Instant, sleep};
use tributary_chain::Chain;
use tributary_model::{Address, B256, U256};
use tributary_storage::{Relay, SenderLease, StorageError};

use super::{RelayError, Sponsor, beyond::Beyond, unanswered::Unanswered};

/// Between two steps, unless a claim comes in.
const PAUSE: Duration = Duration::from_secs(1);
/// How often the chain is looked at when nothing is under way.
const IDLE_LOOK: Duration = Duration::from_secs(30);
/// Relays taken from the queue at once, beside those that are passed over.
pub(super) const MOST_QUEUED: usize = 16;

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
    pub(super) unanswered: Unanswered,
    /// Claims that may cost more than was set aside for them.
    pub(super) beyond: Beyond,
    told: Option<String>,
    /// Why the last step failed.
    failed: Option<String>,
    pub(super) balance: Option<U256>,
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
            beyond: Beyond::default(),
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
        let passed_over = self.unanswered.count() + self.beyond.count();
        let most = u64::try_from(MOST_QUEUED + passed_over).unwrap_or(u64::MAX);
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
}
