//! What scoring looks at, and who is never paid.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tributary_model::{Account, AccountKind, CommitPaths, Contribution, Identity, PullRequest, Repository};

/// Everything that a score is computed from. Each list is sorted and free of doubles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The repositories of the airdrop.
    pub repositories: Vec<Repository>,
    /// The accounts that occur.
    pub accounts: Vec<Account>,
    /// The contributions inside the window.
    pub contributions: Vec<Contribution>,
    /// The pull requests that contributions hang on, whatever their own time, where GitHub was read.
    pub pull_requests: Vec<PullRequest>,
    /// The files that commits touched, where a clone was read.
    pub commits: Vec<CommitPaths>,
}

impl Evidence {
    /// Sorts each list and removes doubles, so that equal evidence is equal bytes.
    pub fn normalise(&mut self) {
        put_in_order(&mut self.repositories);
        put_in_order(&mut self.accounts);
        put_in_order(&mut self.contributions);
        put_in_order(&mut self.pull_requests);
        put_in_order(&mut self.commits);
    }

    /// Is each list sorted and free of doubles?
    #[must_use]
    pub fn is_normal(&self) -> bool {
        fn is_ordered<T: Ord + Sync>(list: &[T]) -> bool {
            list.par_windows(2).all(|pair| pair[0] < pair[1])
        }
        is_ordered(&self.repositories)
            && is_ordered(&self.accounts)
            && is_ordered(&self.contributions)
            && is_ordered(&self.pull_requests)
            && is_ordered(&self.commits)
    }

    /// The account behind an identity, if it is one.
    #[must_use]
    pub fn account(&self, identity: Identity) -> Option<&Account> {
        let Identity::Github(id) = identity else { return None };
        let place = self.accounts.binary_search_by_key(&id, |account| account.id).ok()?;
        self.accounts.get(place)
    }
}

/// Equal things are equal in every part, so their order among themselves cannot be seen.
fn put_in_order<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// Why an identity is counted and not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// A machine account.
    Bot,
    /// An AI agent, by its account or its e-mail.
    Agent,
    /// An organisation, which is not a person.
    Organization,
    /// A placeholder from an import; the person behind it is unknown.
    Mannequin,
    /// The account was deleted.
    Ghost,
    /// A maintainer decided so, with a reason that is published.
    Override,
}

impl Exclusion {
    /// The reason that holds for this identity, if any.
    #[must_use]
    pub fn of(identity: Identity, account: Option<&Account>) -> Option<Self> {
        if identity == Identity::Ghost {
            return Some(Self::Ghost);
        }
        if identity.agent().is_some() {
            return Some(Self::Agent);
        }
        match account?.kind {
            AccountKind::User => None,
            AccountKind::Bot => Some(Self::Bot),
            AccountKind::Organization => Some(Self::Organization),
            AccountKind::Mannequin => Some(Self::Mannequin),
        }
    }
}
