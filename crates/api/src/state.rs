//! What every request shares.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    path::Path,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use tokio::sync::Mutex;
use tributary_engine::{bindings::Desk, verify::Report};
use tributary_model::{Address, Amount, B256, ChainCursor, Timestamp};
use tributary_storage::Store;

use crate::{
    ApiError, ChainStatus, ChainViews, Settings, Sponsorship, campaign::Campaign, catalog::Catalog,
    chains::Chains, metrics::Metrics, problem::Problem,
};

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

/// The claims of one contract, as stored up to a block.
#[derive(Clone, Debug)]
pub(crate) struct Claims {
    pub(crate) cursor: ChainCursor,
    pub(crate) total: Amount,
    pub(crate) indices: HashSet<u64>,
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
            desk: Desk::new(store.clone(), settings.desk.clone()),
            chains: Chains::new(settings.rpc_url.clone()),
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
        self.shared.catalog.refresh()
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
        let claims = Arc::new(Claims {
            cursor,
            total: records.iter().map(|record| record.amount).sum(),
            indices: records.iter().map(|record| record.index).collect(),
        });
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
