//! Keeps an eye on the contracts of all campaigns: claims go into the database, balances and checks to
//! where requests look. One campaign after the other, for ever; what fails is tried again.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

use thiserror::Error;
use tokio::sync::watch;
use tributary_chain::{Chain, ChainError, Deployment};
use tributary_engine::{
    claims::{self, FollowError},
    verify::{ChainTarget, Check, verify_chain},
};
use tributary_model::B256;

use crate::{AppState, ChainStatus, ChainView, campaign::Campaign};

/// Between two looks at all campaigns.
const PAUSE: Duration = Duration::from_secs(3);

/// How long the comparison of a contract with its bundle is good for.
const CHECKS_GOOD_FOR: Duration = Duration::from_secs(25);

/// Follows every deployed campaign.
#[derive(Debug)]
pub struct Follower {
    state: AppState,
    views: watch::Sender<BTreeMap<String, Arc<ChainStatus>>>,
    rpc_url: Option<String>,
    chains: HashMap<String, Chain>,
    checked: HashMap<String, Checked>,
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
        Self { state, views, rpc_url, chains: HashMap::new(), checked: HashMap::new() }
    }

    /// Looks again and again; drop or abort it to stop. Every step is saved whole.
    pub async fn run(mut self) {
        loop {
            self.look().await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Looks once at every campaign.
    pub async fn look(&mut self) {
        let campaigns = self.state.catalog().all();
        for campaign in &campaigns {
            let Some(deployed) = &campaign.deployment else { continue };
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
        let deployed = |slug: &String| {
            campaigns.iter().any(|campaign| campaign.slug() == slug && campaign.deployment.is_some())
        };
        self.views.send_modify(|views| views.retain(|slug, _| deployed(slug)));
        self.checked.retain(|slug, _| deployed(slug));
    }

    async fn see(&mut self, campaign: &Campaign, deployment: &Deployment) -> Result<ChainView, Unseen> {
        let (url, chain) = self.chain(campaign).await?;
        let view = self.see_on(&chain, campaign, deployment).await;
        if view.is_err() {
            // Another chain may answer there next time: ask for its id again.
            self.chains.remove(&url);
        }
        view
    }

    async fn see_on(
        &mut self,
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
        &mut self,
        chain: &Chain,
        campaign: &Campaign,
        deployment: &Deployment,
    ) -> Result<Vec<Check>, ChainError> {
        let of = (campaign.bundle.hash(), deployment.clone());
        let fresh = |checked: &&Checked| checked.of == of && checked.at.elapsed() < CHECKS_GOOD_FOR;
        if let Some(checked) = self.checked.get(campaign.slug()).filter(fresh) {
            return Ok(checked.checks.clone());
        }
        let at = Instant::now();
        let checks = verify_chain(&campaign.bundle, &ChainTarget { chain, deployment }).await?.checks;
        let checked = Checked { at, of, checks: checks.clone() };
        self.checked.insert(campaign.slug().to_owned(), checked);
        Ok(checks)
    }

    /// An endpoint that serves the campaign's chain: ours, or the one that the rules publish.
    async fn chain(&mut self, campaign: &Campaign) -> Result<(String, Chain), Unseen> {
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

    async fn connected(&mut self, url: &str) -> Result<Chain, ChainError> {
        if let Some(chain) = self.chains.get(url) {
            return Ok(chain.clone());
        }
        let chain = Chain::connect(url, None).await?;
        self.chains.insert(url.to_owned(), chain.clone());
        Ok(chain)
    }
}
