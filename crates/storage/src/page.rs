//! What one step of indexing hands over: everything in it is saved in one transaction, or nothing.

use serde::{Deserialize, Serialize};
use tributary_model::{
    Account, CommitPaths, Contribution, ContributionKind, PullRequest, RepoId, Repository, RepositoryName,
};

/// One step of indexing. Saving it twice, or again after a crash, gives the same database as once.
///
/// Order inside a page: retractions first, then everything that is added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidencePage {
    /// The repository as it is now. Its name leads to it only if it is among the aliases.
    pub repository: Option<Repository>,
    /// Names that GitHub says lead to a repository, such as the name it had before a rename. The name of a clone
    /// is what the clone says and proves nothing.
    pub aliases: Vec<Alias>,
    /// Accounts as GitHub shows them now. The last one written wins.
    pub accounts: Vec<Account>,
    /// Accounts guessed from a commit's noreply e-mail. They never replace what GitHub told, and a bot never
    /// replaces a person.
    pub mentioned: Vec<Account>,
    /// What no longer holds. Applied before the page's own contributions are added.
    pub retract: Vec<Retraction>,
    /// Contributions. All authors of one `(repo, kind, key)` come in the same page: they replace
    /// the ones stored before, so that a commit whose author was linked to an account counts once.
    pub contributions: Vec<Contribution>,
    /// Pull requests; they replace what was stored under the same number.
    pub pull_requests: Vec<PullRequest>,
    /// Paths touched by commits; they replace what was stored for the same commit.
    pub paths: Vec<CommitPaths>,
    /// How far the streams have been read once this page is in.
    pub cursors: Vec<Cursor>,
}

/// A name that leads to a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// `owner/name`, any case.
    pub name: RepositoryName,
    /// Where it leads.
    pub repo: RepoId,
}

/// Contributions to forget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retraction {
    /// Everything of these kinds in the repository: the stream is read anew, as after a force-push.
    Kinds {
        /// Where.
        repo: RepoId,
        /// Which kinds.
        kinds: Vec<ContributionKind>,
    },
    /// What hangs on one pull request or issue: its children are read anew, so that a deleted
    /// review or comment disappears.
    Number {
        /// Where.
        repo: RepoId,
        /// Which kinds.
        kinds: Vec<ContributionKind>,
        /// The number of the pull request or issue.
        number: u32,
    },
    /// Single contributions, such as commits that the default branch no longer reaches.
    Keys {
        /// Where.
        repo: RepoId,
        /// The kind.
        kind: ContributionKind,
        /// Their keys.
        keys: Vec<String>,
    },
}

/// How far one stream of evidence has been read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// Of which repository.
    pub repo: RepoId,
    /// Which stream, such as `commits` or `pull_requests`.
    pub stream: String,
    /// What the reader needs to go on; JSON that only the reader understands.
    pub state: String,
}
