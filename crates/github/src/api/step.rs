//! What reading a repository asks for step by step, and what it gives.

use tributary_model::{Repository, Timestamp};

use super::{CommitRead, ThreadRead};

/// What an earlier run knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The newest commit whose history is stored.
    pub head: Option<Head>,
    /// Issues that changed before then are stored.
    pub issues_since: Option<Timestamp>,
}

/// The newest commit of the default branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its hash.
    pub oid: String,
    /// Its committer date.
    pub at: Timestamp,
}

/// The repository as it is now, without its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// GitHub's opaque id, for [`RepositoryReader::step`](super::RepositoryReader::step).
    pub node: String,
    /// Number, name, page and branch.
    pub repository: Repository,
    /// `None` for an empty repository.
    pub head: Option<Head>,
    /// The known head is part of the history still. `false` too when there was none.
    pub continues: bool,
    /// Pull requests.
    pub pulls: Sighting,
    /// Issues that changed since the known time.
    pub issues: Sighting,
    /// All issues.
    pub issue_total: u64,
}

/// The two lists of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// Pull requests.
    Pulls,
    /// Issues, which pull requests are not.
    Issues,
}

/// The top of a list that is ordered by the last change, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Items in the whole list.
    pub total: u64,
    /// When the first ones changed, at most 50.
    pub newest: Vec<Timestamp>,
}

/// The pages to read next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// A page of a commit's history.
    pub commits: Option<Walk>,
    /// A page of pull requests, newest change first.
    pub pulls: Option<Place>,
    /// A page of issues, newest change first.
    pub issues: Option<Place>,
}

/// A place in a commit's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The commit it leads back from.
    pub tip: String,
    /// Where the next page begins; `None` for the first.
    pub after: Option<String>,
}

/// A place in a list of issues or pull requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the next page begins; `None` for the first.
    pub after: Option<String>,
    /// Only what changed at or after then. GitHub can do that for issues alone.
    pub since: Option<Timestamp>,
    /// No more than so many are wanted.
    pub most: u64,
}

/// One page of each list that a [`Step`] asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepPages {
    /// `None` when not asked for, or when GitHub no longer has the tip.
    pub commits: Option<CommitPage>,
    /// Pull requests.
    pub pulls: Option<ThreadPage>,
    /// Issues.
    pub issues: Option<ThreadPage>,
    /// When GitHub answered, by its own clock.
    pub at: Option<Timestamp>,
}

/// A page of a history, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitPage {
    /// The commits.
    pub commits: Vec<CommitRead>,
    /// Commits in the whole history.
    pub total: u64,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

/// A page of issues or pull requests, each of them complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadPage {
    /// Newest change first.
    pub threads: Vec<ThreadRead>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}
