//! The sponsor of this server: one key, on the chain of every campaign.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use thiserror::Error;
use tokio::{sync::watch, task::JoinSet, time::sleep};
use tributary_chain::{ChainError, ClaimRequest, Key};
use tributary_engine::relay::{RelayError, Sponsor, SponsorSettings};
use tributary_model::Address;
use tributary_storage::{Acceptance, Store};

use crate::{
    AppState,
    campaign::Campaign,
    chains::{Chains, NoChain, locked},
};

/// After a step that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How often campaigns are looked for on chains where nobody sends yet.
const PAUSE: Duration = Duration::from_secs(3);

/// Pays for claims with one key. Clones share what they know.
#[derive(Clone)]
pub struct Sponsorship {
    shared: Arc<Shared>,
}

struct Shared {
    key: Key,
    settings: SponsorSettings,
    chains: Chains,
    store: Store,
    known: Mutex<BTreeMap<u64, Paying>>,
}

/// The sponsor on one chain, and the address of the endpoint that it uses.
#[derive(Clone)]
struct Paying {
    sponsor: Sponsor,
    url: String,
}

/// Why a campaign has no sponsor.
#[derive(Debug, Error)]
pub(crate) enum Unsponsored {
    #[error("`{0}` is not deployed, so there is nothing to claim")]
    NotDeployed(String),
    #[error(transparent)]
    NoChain(#[from] NoChain),
    #[error("the sponsor cannot be set up")]
    Chain(#[from] ChainError),
}

/// Why a claim is not taken.
#[derive(Debug, Error)]
pub(crate) enum Untaken {
    #[error(transparent)]
    Unsponsored(#[from] Unsponsored),
    #[error(transparent)]
    Relay(#[from] RelayError),
}

impl fmt::Debug for Sponsorship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sponsorship").field("key", &self.shared.key).finish_non_exhaustive()
    }
}

impl Sponsorship {
    /// Each of `rpc_urls` serves the campaigns of its own chain; others are sent to the endpoint that their rules publish.
    #[must_use]
    pub fn new(store: Store, key: Key, settings: SponsorSettings, rpc_urls: Vec<String>) -> Self {
        let chains = Chains::signing(rpc_urls, key.clone());
        Self { shared: Arc::new(Shared { key, settings, chains, store, known: Mutex::default() }) }
    }

    /// Whose ether is spent.
    #[must_use]
    pub fn address(&self) -> Address {
        self.shared.key.address()
    }

    /// Sends what is accepted, on the chains of all campaigns, until `stop` says so; the steps that run then are finished.
    pub async fn run(self, state: AppState, stop: watch::Receiver<bool>) {
        let mut senders = JoinSet::new();
        let mut sending = Vec::new();
        let mut told = stop.clone();
        loop {
            for campaign in state.catalog().all() {
                let chain = campaign.bundle.manifest().chain_id;
                if campaign.deployment.is_none() || sending.contains(&chain) {
                    continue;
                }
                match self.paying(&campaign).await {
                    Ok(paying) => {
                        sending.push(chain);
                        senders.spawn(self.clone().send(campaign, paying, stop.clone()));
                    }
                    Err(error) => {
                        tracing::debug!(campaign = campaign.slug(), %error, "no claims are sponsored yet");
                    }
                }
            }
            tokio::select! {
                () = until(&mut told) => break,
                () = sleep(PAUSE) => {}
            }
        }
        while senders.join_next().await.is_some() {}
    }

    /// Sends on one chain. After a failure of the endpoint it goes on at whichever answers.
    async fn send(self, campaign: Arc<Campaign>, mut paying: Paying, mut stop: watch::Receiver<bool>) {
        let mut sender = paying.sponsor.sender();
        while let Err(error) = sender.run(until(&mut stop)).await {
            if error.is_of_endpoint()
                && let Ok(other) = self.elsewhere(&campaign, &paying).await
            {
                sender.move_to(other.sponsor.chain().clone());
                paying = other;
            }
            tokio::select! {
                () = until(&mut stop) => break,
                () = sleep(AFTER_FAILURE) => {}
            }
        }
        sender.release().await;
    }

    /// The sponsor on a campaign's chain.
    pub(crate) async fn of(&self, campaign: &Campaign) -> Result<Sponsor, Unsponsored> {
        Ok(self.paying(campaign).await?.sponsor)
    }

    /// Takes a claim, if the endpoint that is used answers, or another one.
    pub(crate) async fn accept(
        &self,
        campaign: &Campaign,
        claim: &ClaimRequest,
    ) -> Result<Acceptance, Untaken> {
        let paying = self.paying(campaign).await?;
        match paying.sponsor.accept(claim).await {
            Err(error) if error.is_of_endpoint() => {
                let other = self.elsewhere(campaign, &paying).await.map_err(|_| error)?;
                Ok(other.sponsor.accept(claim).await?)
            }
            answer => Ok(answer?),
        }
    }

    async fn paying(&self, campaign: &Campaign) -> Result<Paying, Unsponsored> {
        let chain_id = campaign.bundle.manifest().chain_id;
        if campaign.deployment.is_none() {
            return Err(Unsponsored::NotDeployed(campaign.slug().to_owned()));
        }
        if let Some(known) = locked(&self.shared.known).get(&chain_id) {
            return Ok(known.clone());
        }
        let (url, chain) = self.shared.chains.of(campaign).await?;
        let sponsor = Sponsor::new(self.shared.store.clone(), chain, self.shared.settings.clone())?;
        // Somebody else may have been faster; there is one for each chain, since the sender is told by it of new claims.
        Ok(locked(&self.shared.known).entry(chain_id).or_insert(Paying { sponsor, url }).clone())
    }

    /// The same sponsor at another endpoint of the chain, if there is one, for everybody from now on.
    async fn elsewhere(&self, campaign: &Campaign, failed: &Paying) -> Result<Paying, Unsponsored> {
        let now = self.paying(campaign).await?;
        if now.url != failed.url {
            return Ok(now);
        }
        self.shared.chains.avoid(&failed.url);
        let (url, chain) = self.shared.chains.of(campaign).await?;
        let other = Paying { sponsor: now.sponsor.at(chain), url };
        locked(&self.shared.known).insert(campaign.bundle.manifest().chain_id, other.clone());
        Ok(other)
    }

    /// The sponsors that were needed so far.
    pub(crate) fn known(&self) -> Vec<Sponsor> {
        locked(&self.shared.known).values().map(|paying| paying.sponsor.clone()).collect()
    }
}

/// Until somebody says stop, or nobody is left who could.
async fn until(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
