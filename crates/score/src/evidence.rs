//! What scoring looks at, and who is never paid.

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
        self.repositories.sort();
        self.repositories.dedup();
        self.accounts.sort();
        self.accounts.dedup();
        self.contributions.sort();
        self.contributions.dedup();
        self.pull_requests.sort();
        self.pull_requests.dedup();
        self.commits.sort();
        self.commits.dedup();
    }

    /// The account behind an identity, if it is one.
    #[must_use]
    pub fn account(&self, identity: Identity) -> Option<&Account> {
        let Identity::Github(id) = identity else { return None };
        let place = self.accounts.binary_search_by_key(&id, |account| account.id).ok()?;
        self.accounts.get(place)
    }
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
