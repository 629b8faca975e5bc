//! Keeps an eye on the contracts of all campaigns: claims go into the database, balances and checks to
//! where requests look. Each campaign by itself, for ever, so that an endpoint that hangs delays no other; what fails
//! is tried again.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use thiserror::Error;
use tokio::{
    sync::watch,
    task::{Id, JoinSet},
    time::sleep,
};
use tributary_chain::{Chain, ChainError, Deployment};
use tributary_engine::{
    claims::{self, FollowError},
    verify::{ChainTarget, Check, verify_chain},
};
use tributary_model::B256;

use crate::{AppState, ChainStatus, ChainView, campaign::Campaign};

/// Between the end of a look at a campaign and the next.
const PAUSE: Duration = Duration::from_secs(3);

/// How long the comparison of a contract with its bundle is good for.
const CHECKS_GOOD_FOR: Duration = Duration::from_secs(25);

/// Follows every deployed campaign. Clones share what they know.
#[derive(Clone, Debug)]
pub struct Follower {
    state: AppState,
    views: watch::Sender<BTreeMap<String, Arc<ChainStatus>>>,
    rpc_url: Option<String>,
    chains: Arc<Mutex<HashMap<String, Chain>>>,
    checked: Arc<Mutex<HashMap<String, Checked>>>,
}

/// The checks of one contract against one bundle.
#[derive(Debug)]
struct Checked {
    at: Instant,
    of: (B256, Deployment),
    checks: Vec<Check>,
}

/// Why a campaign's contract cannot be seen.
#[derive(Debug, Error)]
enum Unseen {
    #[error("no endpoint for chain {0} is known; set ETH_RPC_URL, or `chain.rpc_url` in the rules")]
    NoEndpoint(u64),
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Follow(#[from] FollowError),
}

impl Unseen {
    /// For everybody to read: an endpoint's name and words are the operator's business.
    fn public(&self) -> String {
        match self {
            Self::NoEndpoint(_) | Self::Chain(ChainError::WrongChain { .. } | ChainError::NoCode { .. }) => {
                self.to_string()
            }
            Self::Follow(FollowError::Storage(_)) => "the server's database failed".to_owned(),
            Self::Chain(_) | Self::Follow(FollowError::Chain(_)) => "its endpoint failed".to_owned(),
        }
    }
}

impl Follower {
    /// `rpc_url` serves the campaigns of its own chain; others are asked for at the endpoint that their
    /// rules publish. `views` is the sender of what `state` was made with.
    #[must_use]
    pub fn new(
        state: AppState,
        views: watch::Sender<BTreeMap<String, Arc<ChainStatus>>>,
        rpc_url: Option<String>,
    ) -> Self {
        Self { state, views, rpc_url, chains: Arc::default(), checked: Arc::default() }
    }

    /// Looks again and again; drop or abort it to stop. Every step is saved whole.
    pub async fn run(self) {
        let mut looks = JoinSet::new();
        let mut looking: HashMap<Id, String> = HashMap::new();
        loop {
            while let Some(ended) = looks.try_join_next_with_id() {
                looking.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
            let campaigns = self.state.catalog().all();
            self.forget_all_but(&campaigns);
            for campaign in campaigns {
                let slug = campaign.slug().to_owned();
                if !looking.values().any(|busy| *busy == slug) {
                    let follower = self.clone();
                    let look = looks.spawn(async move { follower.look_at(&campaign).await });
                    looking.insert(look.id(), slug);
                }
            }
            sleep(PAUSE).await;
        }
    }

    /// Looks once at every campaign.
    pub async fn look(&self) {
        let campaigns = self.state.catalog().all();
        for campaign in &campaigns {
            self.look_at(campaign).await;
        }
        self.forget_all_but(&campaigns);
    }

    async fn look_at(&self, campaign: &Campaign) {
        let Some(deployed) = &campaign.deployment else { return };
        let status = match self.see(campaign, &deployed.record).await {
            Ok(view) => ChainStatus::Seen(view),
            Err(unseen) => {
                let status = ChainStatus::Unreachable(unseen.public());
                // Once for each new reason, not every three seconds.
                if self.state.chain_status(campaign.slug()).as_deref() != Some(&status) {
                    tracing::warn!(campaign = campaign.slug(), error = %unseen, "the contract cannot be seen");
                }
                status
            }
        };
        self.views.send_modify(|views| {
            views.insert(campaign.slug().to_owned(), Arc::new(status));
        });
    }

    fn forget_all_but(&self, campaigns: &[Arc<Campaign>]) {
        let deployed = |slug: &String| {
            campaigns.iter().any(|campaign| campaign.slug() == slug && campaign.deployment.is_some())
        };
        self.views.send_modify(|views| views.retain(|slug, _| deployed(slug)));
        locked(&self.checked).retain(|slug, _| deployed(slug));
    }

    async fn see(&self, campaign: &Campaign, deployment: &Deployment) -> Result<ChainView, Unseen> {
        let (url, chain) = self.chain(campaign).await?;
        let view = self.see_on(&chain, campaign, deployment).await;
        if view.is_err() {
            // Another chain may answer there next time: ask for its id again.
            locked(&self.chains).remove(&url);
        }
        view
    }

    async fn see_on(
        &self,
        chain: &Chain,
        campaign: &Campaign,
        deployment: &Deployment,
    ) -> Result<ChainView, Unseen> {
        let airdrop = chain.read_airdrop(deployment.airdrop).await?;
        let cursor = claims::follow(self.state.store(), chain, deployment).await?;
        let checks = self.checks(chain, campaign, deployment).await?;
        Ok(ChainView {
            head: airdrop.block_number,
            head_time: airdrop.block_time,
            followed_to: cursor.block_number,
            balance: airdrop.balance,
            checks,
        })
    }

    async fn checks(
        &self,
        chain: &Chain,
        campaign: &Campaign,
        deployment: &Deployment,
    ) -> Result<Vec<Check>, ChainError> {
        let of = (campaign.bundle.hash(), deployment.clone());
        let fresh = |checked: &&Checked| checked.of == of && checked.at.elapsed() < CHECKS_GOOD_FOR;
        if let Some(checked) = locked(&self.checked).get(campaign.slug()).filter(fresh) {
            return Ok(checked.checks.clone());
        }
        let at = Instant::now();
        let checks = verify_chain(&campaign.bundle, &ChainTarget { chain, deployment }).await?.checks;
        let checked = Checked { at, of, checks: checks.clone() };
        locked(&self.checked).insert(campaign.slug().to_owned(), checked);
        Ok(checks)
    }

    /// An endpoint that serves the campaign's chain: ours, or the one that the rules publish.
    async fn chain(&self, campaign: &Campaign) -> Result<(String, Chain), Unseen> {
        let wanted = campaign.bundle.manifest().chain_id;
        let mut failed = Unseen::NoEndpoint(wanted);
        let urls: Vec<String> =
            [&self.rpc_url, &campaign.chain.rpc_url].into_iter().flatten().cloned().collect();
        for url in urls {
            match self.connected(&url).await {
                Ok(chain) if chain.id() == wanted => return Ok((url, chain)),
                Ok(_) => {}
                Err(error) => failed = error.into(),
            }
        }
        Err(failed)
    }

    async fn connected(&self, url: &str) -> Result<Chain, ChainError> {
        if let Some(chain) = locked(&self.chains).get(url) {
            return Ok(chain.clone());
        }
        let chain = Chain::connect(url, None).await?;
        locked(&self.chains).insert(url.to_owned(), chain.clone());
        Ok(chain)
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
