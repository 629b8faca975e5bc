//! Keeps an eye on the contracts of all campaigns and rounds: claims go into the database, balances and checks to
//! where requests look. Each campaign by itself, for ever, so that an endpoint that hangs delays no other; what fails
//! is tried again.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use thiserror::Error;
use tokio::{
    sync::watch,
    task::{Id, JoinSet},
    time::sleep,
};
use tributary_chain::{AirdropState, Chain, ChainError, Deployment, PendingRotation, RoundDeployment};
use tributary_engine::{
    bindings::attest::Attestors,
    claims::{self, FollowError},
    round,
};
use tributary_model::{Address, Timestamp};

use crate::{
    AppState, ChainStatus, ChainView,
    campaign::Campaign,
    chains::{Chains, NoChain, locked},
    checks::Checks,
    rounds::ServedRound,
};

/// Between the end of a look at a campaign and the next.
const PAUSE: Duration = Duration::from_secs(3);

/// How long the comparison of a contract with its bundle is good for.
const CHECKS_GOOD_FOR: Duration = Duration::from_secs(25);

/// Stands before the slug of a round among those that are looked at.
const ROUND: &str = "round";

/// Follows every deployed campaign and round. Clones share what they know.
#[derive(Clone, Debug)]
pub struct Follower {
    state: AppState,
    views: watch::Sender<BTreeMap<String, Arc<ChainStatus>>>,
    chains: Chains,
    checks: Arc<Checks>,
    /// Why rounds cannot be seen, by slug.
    blind: Arc<Mutex<HashMap<String, String>>>,
}

/// The attestors of one contract; nothing where only wallets can claim.
#[derive(Debug, Default)]
struct AttestorsSeen {
    attestors: Option<Attestors>,
    rotation: Option<PendingRotation>,
    frozen_until: Option<Timestamp>,
}

/// Why a campaign's contract cannot be seen.
#[derive(Debug, Error)]
enum Unseen {
    #[error(transparent)]
    NoChain(#[from] NoChain),
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Follow(#[from] FollowError),
}

impl Unseen {
    fn is_of_endpoint(&self) -> bool {
        matches!(self, Self::Chain(error) | Self::Follow(FollowError::Chain(error)) if error.is_of_endpoint())
    }

    /// For everybody to read: an endpoint's name and words are the operator's business.
    fn public(&self) -> String {
        match self {
            Self::NoChain(NoChain::NoEndpoint(_))
            | Self::Chain(ChainError::WrongChain { .. } | ChainError::NoCode { .. }) => self.to_string(),
            Self::Follow(FollowError::Storage(_)) => "the server's database failed".to_owned(),
            Self::NoChain(NoChain::Chain(_)) | Self::Chain(_) | Self::Follow(FollowError::Chain(_)) => {
                "its endpoint failed".to_owned()
            }
        }
    }
}

impl Follower {
    /// Each of `rpc_urls` serves the campaigns of its own chain; others are asked for at the endpoint that
    /// their rules publish. `views` is the sender of what `state` was made with.
    #[must_use]
    pub fn new(
        state: AppState,
        views: watch::Sender<BTreeMap<String, Arc<ChainStatus>>>,
        rpc_urls: Vec<String>,
    ) -> Self {
        Self {
            state,
            views,
            chains: Chains::new(rpc_urls),
            checks: Arc::new(Checks::good_for(CHECKS_GOOD_FOR)),
            blind: Arc::default(),
        }
    }

    /// Compares a contract with its bundle again after so long; 25 seconds by default.
    #[must_use]
    pub fn with_checks_good_for(self, duration: Duration) -> Self {
        Self { checks: Arc::new(Checks::good_for(duration)), ..self }
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
            for round in self.state.rounds().all() {
                let name = format!("{ROUND} {}", round.slug());
                if !looking.values().any(|busy| *busy == name) {
                    let follower = self.clone();
                    let look = looks.spawn(async move { follower.look_at_round(&round).await });
                    looking.insert(look.id(), name);
                }
            }
            sleep(PAUSE).await;
        }
    }

    /// Looks once at every campaign and round.
    pub async fn look(&self) {
        let campaigns = self.state.catalog().all();
        for campaign in &campaigns {
            self.look_at(campaign).await;
        }
        self.forget_all_but(&campaigns);
        for round in self.state.rounds().all() {
            self.look_at_round(&round).await;
        }
    }

    async fn look_at_round(&self, round: &Arc<ServedRound>) {
        let Some(deployment) = &round.deployment else { return };
        let seen = self.see_round(round, deployment).await;
        let mut blind = locked(&self.blind);
        match seen {
            Ok(()) => drop(blind.remove(round.slug())),
            // Once for each new reason, not every three seconds.
            Err(unseen) => {
                let why = unseen.to_string();
                if blind.get(round.slug()) != Some(&why) {
                    tracing::warn!(round = round.slug(), error = %unseen, "the round cannot be seen");
                }
                blind.insert(round.slug().to_owned(), why);
            }
        }
    }

    /// Events go into the database; then GitHub is asked who speaks for what is applied with.
    async fn see_round(&self, round: &Arc<ServedRound>, deployment: &RoundDeployment) -> Result<(), Unseen> {
        let (url, chain) = self.chains.of_round(round).await?;
        let followed = async {
            let newest = chain.newest_block().await?;
            round::follow(self.state.store(), &chain, deployment).await?;
            Ok::<_, Unseen>(newest)
        };
        let newest = followed.await.inspect_err(|unseen| self.leave(&url, unseen))?;
        self.state.set_round_clock(round.slug(), newest.time);
        if let Some(github) = self.state.settings().desk.github.as_ref() {
            let history = round::history(self.state.store(), deployment).await?;
            self.state.repository_words().look(github, deployment.round, &history).await;
        }
        Ok(())
    }

    async fn look_at(&self, campaign: &Campaign) {
        let Some(deployed) = &campaign.deployment else { return };
        // On the heap: reading a contract is a large future.
        let status = match Box::pin(self.see(campaign, &deployed.record)).await {
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
        let deployed = |slug: &str| {
            campaigns.iter().any(|campaign| campaign.slug() == slug && campaign.deployment.is_some())
        };
        self.views.send_modify(|views| views.retain(|slug, _| deployed(slug)));
        self.checks.retain(deployed);
    }

    async fn see(&self, campaign: &Campaign, deployment: &Deployment) -> Result<ChainView, Unseen> {
        let (url, chain) = self.chains.of(campaign).await?;
        self.see_on(&chain, campaign, deployment).await.inspect_err(|unseen| self.leave(&url, unseen))
    }

    /// After a look that failed.
    fn leave(&self, url: &str, unseen: &Unseen) {
        if unseen.is_of_endpoint() { self.chains.avoid(url) } else { self.chains.forget(url) }
    }

    async fn see_on(
        &self,
        chain: &Chain,
        campaign: &Campaign,
        deployment: &Deployment,
    ) -> Result<ChainView, Unseen> {
        let airdrop = chain.read_airdrop(deployment.airdrop).await?;
        let cursor = claims::follow(self.state.store(), chain, deployment).await?;
        let checks = self.checks.of(self.state.store(), chain, campaign, deployment).await?;
        let AttestorsSeen { attestors, rotation, frozen_until } =
            self.attestors(chain, campaign, &airdrop, deployment.airdrop).await?;
        let recurring = match campaign.bundle.manifest().claim.recurring {
            Some(_) => Some(Box::new(chain.read_recurring(deployment.airdrop).await?)),
            None => None,
        };
        Ok(ChainView {
            head: airdrop.block_number,
            head_time: airdrop.block_time,
            followed_to: cursor.block_number,
            balance: airdrop.balance,
            checks,
            ends_at: airdrop.ends_at,
            attestors,
            rotation,
            frozen_until,
            recurring,
        })
    }

    /// Whose word counts now, and will; and whether it is worth nothing for a while.
    async fn attestors(
        &self,
        chain: &Chain,
        campaign: &Campaign,
        airdrop: &AirdropState,
        at: Address,
    ) -> Result<AttestorsSeen, ChainError> {
        let address = airdrop.attestors;
        if address.is_zero() {
            return Ok(AttestorsSeen::default());
        }
        let set = chain.attestor_set(address).await?;
        let frozen_until = Timestamp::saturating(chain.frozen_until(address, at).await?);
        let attestors = Attestors { address, attestors: set.attestors, threshold: set.threshold };
        self.warn_of_strange_key(campaign, &attestors);
        Ok(AttestorsSeen {
            attestors: Some(attestors),
            rotation: set.pending,
            frozen_until: (airdrop.block_time < frozen_until).then_some(frozen_until),
        })
    }

    /// Once, and again when the set has changed.
    fn warn_of_strange_key(&self, campaign: &Campaign, set: &Attestors) {
        let before = match self.state.chain_status(campaign.slug()).as_deref() {
            Some(ChainStatus::Seen(ChainView { attestors: Some(before), .. })) => {
                before.attestors == set.attestors
            }
            _ => false,
        };
        if let Some(own) = self.state.desk().attestor().filter(|own| !before && !set.has(*own)) {
            tracing::warn!(
                campaign = campaign.slug(),
                key = %own,
                "the attestor's key is not in the campaign's set; nothing is attested there"
            );
        }
    }
}
