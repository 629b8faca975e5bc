//! What every request shares.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::Path,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use tokio::sync::Mutex;
use tributary_engine::{
    bindings::Desk,
    round::RepositoryWords,
    verify::{Check, Report},
};
use tributary_model::{Address, Amount, B256, ChainCursor, Timestamp};
use tributary_storage::Store;

use crate::{
    ApiError, ChainStatus, ChainViews, Settings, Sponsorship,
    campaign::Campaign,
    catalog::Catalog,
    chains::Chains,
    metrics::Metrics,
    problem::Problem,
    rounds::{RoundCatalog, RoundView, ServedRound, Views},
};

/// How long a report on a round is good for; the chain's part ages quickly.
const ROUND_REPORT_SECONDS: i64 = 60;

/// How long a report on the files is good for.
const REPORT_SECONDS: i64 = 600;

/// Tells the time, so that tests can set it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Campaigns, database, what the chain said, and settings. Clones share one.
#[derive(Clone)]
pub struct AppState {
    shared: Arc<Shared>,
}

struct Shared {
    catalog: Catalog,
    rounds: RoundCatalog,
    round_views: Views,
    /// The chain's clock, by the slug of the round, as it was followed last.
    round_clocks: RwLock<BTreeMap<String, Timestamp>>,
    round_reports: Mutex<BTreeMap<String, MadeChecks>>,
    repository_words: RepositoryWords,
    store: Store,
    chain: ChainViews,
    chains: Chains,
    desk: Desk,
    settings: Settings,
    clock: Clock,
    metrics: Metrics,
    claims: RwLock<BTreeMap<(u64, Address), Arc<Claims>>>,
    reports: Mutex<BTreeMap<String, MadeReport>>,
    sponsorship: OnceLock<Sponsorship>,
}

/// A report, of which bundle, and when it was made.
struct MadeReport {
    of: B256,
    at: Timestamp,
    report: Report,
}

/// The checks of a round, of which manifest, and when they were made.
struct MadeChecks {
    of: B256,
    at: Timestamp,
    checks: Vec<Check>,
}

/// The claims of one contract, as stored up to a block.
#[derive(Clone, Debug)]
pub(crate) struct Claims {
    pub(crate) cursor: ChainCursor,
    pub(crate) total: Amount,
    /// What each leaf was paid.
    pub(crate) paid: HashMap<u64, Amount>,
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}

impl AppState {
    /// Reads every bundle below `out`. Slow: call it before serving.
    ///
    /// # Errors
    /// [`ApiError`] when a bundle cannot be read or a setting makes no sense.
    pub fn new(
        out: &Path,
        store: Store,
        chain: ChainViews,
        settings: Settings,
        clock: Clock,
    ) -> Result<Self, ApiError> {
        let shared = Shared {
            catalog: Catalog::open(out)?,
            rounds: RoundCatalog::open(out)?,
            round_views: Views::default(),
            round_clocks: RwLock::default(),
            round_reports: Mutex::default(),
            repository_words: RepositoryWords::default(),
            desk: Desk::new(store.clone(), settings.desk.clone()),
            chains: Chains::new(settings.rpc_urls.clone()),
            store,
            chain,
            settings,
            clock,
            metrics: Metrics::new(),
            claims: RwLock::default(),
            reports: Mutex::default(),
            sponsorship: OnceLock::new(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Has claims sent by a sponsor. The first one stays.
    pub fn sponsor_by(&self, sponsorship: Sponsorship) {
        self.shared.sponsorship.get_or_init(|| sponsorship);
    }

    pub(crate) fn sponsorship(&self) -> Option<&Sponsorship> {
        self.shared.sponsorship.get()
    }

    /// Looks for bundles that were published or deployed since. Slow; not for threads that answer.
    ///
    /// # Errors
    /// [`ApiError`] when a bundle cannot be read; the ones in memory stay.
    pub fn refresh(&self) -> Result<(), ApiError> {
        self.shared.catalog.refresh()?;
        self.shared.rounds.refresh()
    }

    pub(crate) fn rounds(&self) -> &RoundCatalog {
        &self.shared.rounds
    }

    /// What follows from a round's events, as far as they were followed.
    pub(crate) async fn round_view(&self, round: &Arc<ServedRound>) -> Result<Arc<RoundView>, Problem> {
        self.shared.round_views.of(self.store(), round).await
    }

    /// A text came in: what is shown next has it.
    pub(crate) fn forget_round_views(&self) {
        self.shared.round_views.forget();
    }

    /// What repositories say about payouts.
    pub(crate) fn repository_words(&self) -> &RepositoryWords {
        &self.shared.repository_words
    }

    /// The clock that a round's windows go by: a chain may be ahead of us, and is behind us where no block comes.
    pub(crate) fn round_now(&self, slug: &str) -> Timestamp {
        let clocks = self.shared.round_clocks.read().unwrap_or_else(PoisonError::into_inner);
        clocks.get(slug).map_or_else(|| self.now(), |chain| (*chain).max(self.now()))
    }

    /// The chain's newest block was made at this time.
    pub(crate) fn set_round_clock(&self, slug: &str, at: Timestamp) {
        let mut clocks = self.shared.round_clocks.write().unwrap_or_else(PoisonError::into_inner);
        clocks.insert(slug.to_owned(), at);
    }

    /// The checks of a round's bundle with this hash; others wait meanwhile rather than make them again.
    pub(crate) async fn round_checks(
        &self,
        round: &ServedRound,
        hash: B256,
        checks: impl Future<Output = Result<Vec<Check>, Problem>>,
    ) -> Result<Vec<Check>, Problem> {
        let mut reports = self.shared.round_reports.lock().await;
        let now = self.now();
        let fresh = |at: Timestamp| (0..ROUND_REPORT_SECONDS).contains(&(now.unix() - at.unix()));
        if let Some(made) = reports.get(round.slug()).filter(|made| made.of == hash && fresh(made.at)) {
            return Ok(made.checks.clone());
        }
        let checks = checks.await?;
        let made = MadeChecks { of: hash, at: now, checks: checks.clone() };
        reports.insert(round.slug().to_owned(), made);
        Ok(checks)
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.shared.catalog
    }

    pub(crate) fn store(&self) -> &Store {
        &self.shared.store
    }

    /// Where accounts are bound to wallets.
    pub(crate) fn desk(&self) -> &Desk {
        &self.shared.desk
    }

    /// For questions that requests have to the chain.
    pub(crate) fn chains(&self) -> &Chains {
        &self.shared.chains
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.shared.clock)()
    }

    /// What the chain said last about a campaign.
    pub(crate) fn chain_status(&self, slug: &str) -> Option<Arc<ChainStatus>> {
        self.shared.chain.borrow().get(slug).cloned()
    }

    /// The stored claims of a campaign; `None` while it is not deployed or was never followed. Read
    /// again only when the follower has moved on.
    pub(crate) async fn claims(&self, campaign: &Campaign) -> Result<Option<Arc<Claims>>, Problem> {
        let Some(deployment) = &campaign.deployment else { return Ok(None) };
        let contract = (deployment.shown.chain_id, deployment.record.airdrop);
        let Some(cursor) = self.store().chain_cursor(contract.0, contract.1).await? else { return Ok(None) };
        let known = self.shared.claims.read().unwrap_or_else(PoisonError::into_inner).get(&contract).cloned();
        if let Some(known) = known.filter(|known| known.cursor == cursor) {
            return Ok(Some(known));
        }
        let records = self.store().claims(contract.0, contract.1).await?;
        let mut paid: HashMap<u64, Amount> = HashMap::new();
        for record in &records {
            let sum = paid.entry(record.index).or_default();
            *sum = [*sum, record.amount].into_iter().sum();
        }
        let claims = Arc::new(Claims { cursor, total: paid.values().copied().sum(), paid });
        let mut cache = self.shared.claims.write().unwrap_or_else(PoisonError::into_inner);
        cache.insert(contract, Arc::clone(&claims));
        Ok(Some(claims))
    }

    /// The checks that need only the files. They hash and rebuild everything, so an answer is kept for
    /// a while, and others wait meanwhile rather than make it again.
    pub(crate) async fn offline_report(
        &self,
        campaign: &Arc<Campaign>,
        check: impl FnOnce(Arc<Campaign>) -> Report + Send + 'static,
    ) -> Result<Report, Problem> {
        let mut reports = self.shared.reports.lock().await;
        let hash = campaign.bundle.hash();
        let (now, fresh) = (self.now(), |made: &&MadeReport, now: Timestamp| {
            made.of == hash && (0..REPORT_SECONDS).contains(&(now.unix() - made.at.unix()))
        });
        if let Some(made) = reports.get(campaign.slug()).filter(|made| fresh(made, now)) {
            return Ok(made.report.clone());
        }
        let checked = Arc::clone(campaign);
        let report = tokio::task::spawn_blocking(move || check(checked)).await.map_err(|error| {
            tracing::error!(%error, "checking a bundle panicked");
            Problem::Internal
        })?;
        let kept = MadeReport { of: hash, at: now, report: report.clone() };
        reports.insert(campaign.slug().to_owned(), kept);
        Ok(report)
    }
}
