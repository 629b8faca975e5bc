//! What follows from a round's events and lists: made once for a state of the database, and shared by all who ask.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use tributary_chain::Gift;
use tributary_engine::round::{
    CartEstimate, DonorLine, EstimateError, ListTexts, People, Prices, RoundEstimate, RoundHistory,
    RoundLists, RoundRules, Stage, has_no_lists, history, kept_lists,
};
use tributary_model::{Address, Amount, B256, ChainCursor, RepoId, RepositoryName, Timestamp};
use tributary_qf::Range;
use tributary_storage::Store;

use super::{ServedRound, Tallied};
use crate::problem::Problem;

/// Lists and texts come in beside the chain; they are looked for this often.
const FRESH: Duration = Duration::from_secs(10);

/// One round at one moment.
#[derive(Debug)]
pub(crate) struct RoundView {
    cursor: Option<ChainCursor>,
    made: Instant,
    pub(crate) history: RoundHistory,
    lists: RoundLists,
    /// Do coefficients hold at the tally?
    pub(crate) is_final: bool,
    prices: Prices,
    /// Descriptions and reasons, by their hash.
    pub(crate) texts: BTreeMap<B256, String>,
    /// What repositories were found to be, and what they are called, where they were indexed.
    pub(crate) kinds: BTreeMap<RepoId, String>,
    pub(crate) names: BTreeMap<RepoId, RepositoryName>,
    /// Of accepted projects; `None` under a rule that cannot be estimated.
    estimates: Option<BTreeMap<u64, Range<Amount>>>,
    people: BTreeMap<Address, String>,
}

/// The views of all rounds.
#[derive(Debug, Default)]
pub(crate) struct Views(RwLock<HashMap<(u64, Address), Arc<RoundView>>>);

/// Where a round stands at a moment.
pub(crate) fn stands(round: &ServedRound, view: &RoundView, now: Timestamp) -> Stage {
    match &round.deployment {
        None => Stage::Draft,
        Some(_) => Stage::of(&round.rules().windows, &view.history, now),
    }
}

/// The bundle behind the result that stands on the chain or was carried out; a tally that was never proposed is nobody's
/// business.
pub(crate) fn published<'a>(round: &'a ServedRound, view: &RoundView) -> Option<&'a Tallied> {
    let proposed = view.history.tally()?.terms.bundle_hash;
    round.tally.as_ref().filter(|tally| tally.hash == proposed)
}

impl Views {
    /// The view of a round, made anew when the chain or the lists have moved on.
    pub(crate) async fn of(
        &self,
        store: &Store,
        round: &Arc<ServedRound>,
    ) -> Result<Arc<RoundView>, Problem> {
        let Some(contract) = round.contract() else { return Ok(Arc::new(RoundView::empty(round.rules()))) };
        let cursor = store.chain_cursor(contract.0, contract.1).await?;
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&contract).cloned();
        if let Some(known) = known.filter(|known| known.cursor == cursor && known.made.elapsed() < FRESH) {
            return Ok(known);
        }
        let view = Arc::new(RoundView::read(store, round, cursor).await?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(contract, Arc::clone(&view));
        Ok(view)
    }

    /// A text came in: what is shown next has it.
    pub(crate) fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl RoundView {
    fn empty(rules: &RoundRules) -> Self {
        Self {
            cursor: None,
            made: Instant::now(),
            history: RoundHistory::default(),
            lists: RoundLists::default(),
            is_final: has_no_lists(rules),
            prices: Prices::known(rules, None),
            texts: BTreeMap::new(),
            kinds: BTreeMap::new(),
            names: BTreeMap::new(),
            estimates: None,
            people: BTreeMap::new(),
        }
    }

    async fn read(
        store: &Store,
        round: &Arc<ServedRound>,
        cursor: Option<ChainCursor>,
    ) -> Result<Self, Problem> {
        let Some(deployment) = &round.deployment else {
            return Ok(Self::empty(round.rules()));
        };
        let history = history(store, deployment).await?;
        let kept = match history.freezes.last() {
            Some(freeze) => kept_lists(store, deployment, freeze.lists_hash).await?,
            None => None,
        };
        let mut view = Self { cursor, history, ..Self::empty(round.rules()) };
        view.take_lists(round.rules(), kept.as_ref());
        view.read_texts(store).await?;
        view.read_repositories(store).await?;
        let served = Arc::clone(round);
        let made = tokio::task::spawn_blocking(move || view.with_estimates(served.rules())).await;
        made.map_err(|error| {
            tracing::error!(%error, "a round's estimates panicked");
            Problem::Internal
        })
    }

    /// The lists that are frozen on the chain, if they are known here.
    fn take_lists(&mut self, rules: &RoundRules, kept: Option<&ListTexts>) {
        let Some(kept) = kept else { return };
        match kept.parse(rules) {
            Ok(lists) => (self.lists, self.is_final) = (lists, true),
            Err(error) => tracing::error!(%error, "the frozen lists of a round cannot be read"),
        }
    }

    async fn read_texts(&mut self, store: &Store) -> Result<(), Problem> {
        let projects = self.history.projects.values();
        let hashes: BTreeSet<B256> = projects
            .flat_map(|project| {
                let reasons = project.reviews.iter().map(|review| review.reason_hash);
                project.revisions.iter().map(|revision| revision.metadata_hash).chain(reasons)
            })
            .chain(self.history.freezes.iter().map(|freeze| freeze.reason_hash))
            .collect();
        for hash in hashes {
            self.texts.extend(store.round_text(hash).await?.map(|text| (hash, text)));
        }
        Ok(())
    }

    async fn read_repositories(&mut self, store: &Store) -> Result<(), Problem> {
        let projects = self.history.projects.values();
        let ids: BTreeSet<RepoId> =
            projects.flat_map(|project| project.current().repositories.iter().copied()).collect();
        for id in &ids {
            self.kinds.extend(store.classification(*id).await?.map(|found| (*id, found.kind)));
        }
        let indexed = store.repositories().await?.into_iter().filter(|known| ids.contains(&known.id));
        self.names.extend(indexed.map(|known| (known.id, known.name)));
        Ok(())
    }

    fn with_estimates(mut self, rules: &RoundRules) -> Self {
        let people = People::new(rules, &self.lists);
        let donors: BTreeSet<Address> = self.history.gifts.iter().map(|gift| gift.donor).collect();
        self.people = donors.into_iter().map(|donor| (donor, people.person(donor))).collect();
        let estimate = RoundEstimate::new(rules, &self.history, &people, self.prices.clone(), self.is_final);
        self.estimates = match estimate {
            Ok(estimate) => {
                let accepted = self.history.accepted();
                Some(accepted.map(|project| (project.number, estimate.project(project.number))).collect())
            }
            Err(EstimateError::OtherRule) => None,
            Err(error) => {
                tracing::error!(%error, "a round cannot be estimated");
                None
            }
        };
        self
    }

    /// What a project would get now.
    pub(crate) fn estimate(&self, project: u64) -> Option<Range<Amount>> {
        self.estimates.as_ref()?.get(&project).copied()
    }

    /// What a cart would do. Slow; not for threads that answer.
    ///
    /// # Errors
    /// [`EstimateError`].
    pub(crate) fn cart(
        &self,
        rules: &RoundRules,
        donor: Option<Address>,
        cart: &[Gift],
    ) -> Result<CartEstimate, EstimateError> {
        let people = People::new(rules, &self.lists);
        RoundEstimate::new(rules, &self.history, &people, self.prices.clone(), self.is_final)?
            .cart(donor, cart)
    }

    /// Who a donor is and how far they count.
    pub(crate) fn donor(&self, rules: &RoundRules, donor: Address) -> DonorLine {
        People::new(rules, &self.lists).donor(donor)
    }

    /// A gift in units of the pool's token; `None` while its price is not known.
    pub(crate) fn value(&self, token: Address, amount: Amount) -> Option<Amount> {
        self.prices.value(token, amount)
    }

    /// The person behind a donor.
    pub(crate) fn person(&self, donor: Address) -> Option<&str> {
        self.people.get(&donor).map(String::as_str)
    }
}
