//! Everything that a score depends on, in one place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tributary_model::{RepoId, Window};

use crate::{Evidence, Joins, Overrides, Weight};

/// What scores are computed from, beside the preset's constants.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// What happened.
    pub evidence: &'a Evidence,
    /// Which part of it counts.
    pub window: Window,
    /// The factor on each repository's scores; one that is missing weighs 1.
    pub repositories: &'a BTreeMap<RepoId, Weight>,
    /// Which identities are one person.
    pub joins: &'a Joins,
    /// What a maintainer decided by hand.
    pub overrides: &'a Overrides,
    /// What is pointed out to the maintainer.
    pub flags: FlagRules,
    /// How much is told.
    pub detail: Detail,
}

impl<'a> Inputs<'a> {
    /// Evidence alone: every repository weighs 1, nobody is joined, nothing is decided by hand.
    #[must_use]
    pub fn new(evidence: &'a Evidence, window: Window) -> Self {
        static NOTHING: (BTreeMap<RepoId, Weight>, Joins, Overrides) =
            (BTreeMap::new(), Joins::none(), Overrides::none());
        Self {
            evidence,
            window,
            repositories: &NOTHING.0,
            joins: &NOTHING.1,
            overrides: &NOTHING.2,
            flags: FlagRules::default(),
            detail: Detail::Lines,
        }
    }

    /// The factor on a repository's scores.
    pub(crate) fn weight(&self, repo: RepoId) -> Weight {
        self.repositories.get(&repo).copied().unwrap_or(Weight::ONE)
    }
}

/// How much scores tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everybody with months, weeks and a line for each contribution.
    Lines,
    /// Everybody's sum alone, which takes the least memory.
    Totals,
}

/// `[score.flags]`: when a person is pointed out to the maintainer. A flag never changes a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlagRules {
    /// The account was younger than so many days when the window ended. 0: off.
    pub account_age_days: u32,
    /// There are contributions in fewer different weeks. 0: off.
    pub active_weeks: u32,
}

impl Default for FlagRules {
    fn default() -> Self {
        Self { account_age_days: 30, active_weeks: 2 }
    }
}
