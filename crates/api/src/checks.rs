//! The comparison of every contract with its bundle, made anew now and then. What one has read of a contract's events the
//! next need not read again: on a chain of many blocks that would take minutes each time.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tributary_chain::{Chain, Deployment};
use tributary_engine::{
    claims::{FollowError, claimed},
    verify::{ChainTarget, Check, Remembered, verify_followed},
};
use tributary_model::B256;
use tributary_storage::Store;

use crate::campaign::Campaign;

/// The checks of every campaign, by slug.
#[derive(Debug)]
pub(crate) struct Checks {
    good_for: Duration,
    known: Mutex<HashMap<String, Known>>,
}

/// Those of one contract against one bundle.
#[derive(Debug)]
struct Known {
    of: (B256, Deployment),
    /// The last ones that came to an end, and when they began.
    last: Option<(Instant, Vec<Check>)>,
    remembered: Remembered,
}

impl Checks {
    /// Each is good for so long.
    pub(crate) fn good_for(good_for: Duration) -> Self {
        Self { good_for, known: Mutex::default() }
    }

    /// The checks of a campaign. Claims are those of the store, and of the blocks that came since.
    ///
    /// # Errors
    /// [`FollowError`]; what was read until then stays read.
    pub(crate) async fn of(
        &self,
        store: &Store,
        chain: &Chain,
        campaign: &Campaign,
        deployment: &Deployment,
    ) -> Result<Vec<Check>, FollowError> {
        let of = (campaign.bundle.hash(), deployment.clone());
        let before = self.locked().remove(campaign.slug()).filter(|known| known.of == of);
        let mut known = before.unwrap_or_else(|| Known { of, last: None, remembered: Remembered::default() });
        let fresh = known.last.take().filter(|(at, _)| at.elapsed() < self.good_for);
        let (at, checks) = match fresh {
            Some((at, checks)) => (at, Ok(checks)),
            None => {
                let (at, target) = (Instant::now(), ChainTarget { chain, deployment });
                let claimed = claimed(store, chain, deployment);
                let report = verify_followed(&campaign.bundle, &target, &mut known.remembered, claimed).await;
                (at, report.map(|report| report.checks))
            }
        };
        known.last = checks.as_ref().ok().map(|checks| (at, checks.clone()));
        self.locked().insert(campaign.slug().to_owned(), known);
        checks
    }

    /// Forgets the other campaigns.
    pub(crate) fn retain(&self, stays: impl Fn(&str) -> bool) {
        self.locked().retain(|slug, _| stays(slug));
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
