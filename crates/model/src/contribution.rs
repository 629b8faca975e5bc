//! What somebody did, reduced to the facts that rules may look at.

use std::{num::NonZeroU32, str::FromStr};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

use crate::{Identity, RepoId, Timestamp};

/// The kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContributionKind {
    /// A commit on the default branch; one contribution for each of its authors.
    Commit,
    /// A pull request was opened. `key` is the pull request's database id.
    PullRequestOpened,
    /// A pull request was merged; credited to its author.
    PullRequestMerged,
    /// A merged pull request holds somebody else's commits; credited to each of their authors. `key` is the pull
    /// request's.
    PullRequestCoAuthored,
    /// A pull request was closed without a merge; recorded for its author.
    PullRequestClosed,
    /// A submitted review. `key` is the review's database id.
    Review,
    /// A comment on a line of a pull request.
    ReviewComment,
    /// An issue was opened.
    IssueOpened,
    /// A comment in the conversation of an issue or of a pull request.
    IssueComment,
}

/// A name that is not a kind of contribution.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a kind of contribution")]
pub struct ContributionKindError(pub String);

impl ContributionKind {
    /// Every kind, in the order of files.
    pub const ALL: [Self; 9] = [
        Self::Commit,
        Self::PullRequestOpened,
        Self::PullRequestMerged,
        Self::PullRequestCoAuthored,
        Self::PullRequestClosed,
        Self::Review,
        Self::ReviewComment,
        Self::IssueOpened,
        Self::IssueComment,
    ];

    /// The name used in files and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::PullRequestOpened => "pull_request_opened",
            Self::PullRequestMerged => "pull_request_merged",
            Self::PullRequestCoAuthored => "pull_request_co_authored",
            Self::PullRequestClosed => "pull_request_closed",
            Self::Review => "review",
            Self::ReviewComment => "review_comment",
            Self::IssueOpened => "issue_opened",
            Self::IssueComment => "issue_comment",
        }
    }
}

impl FromStr for ContributionKind {
    type Err = ContributionKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| ContributionKindError(text.to_owned()))
    }
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It has another content or mode.
    #[default]
    Modified,
    /// It is gone.
    Deleted,
    /// It has another name, and perhaps another content.
    Renamed,
    /// It began as a copy.
    Copied,
}

impl ChangeKind {
    /// The form that `skip_serializing_if` asks for.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    const fn is_plain(&self) -> bool {
        matches!(self, Self::Modified)
    }
}

/// One file touched by a commit or a pull request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PathChange {
    /// Path after the change, `/`-separated; bytes that are not UTF-8 are replaced.
    pub path: SmolStr,
    /// What happened to it; `modified` when missing.
    #[serde(default, skip_serializing_if = "ChangeKind::is_plain")]
    pub change: ChangeKind,
    /// Lines added; `None` for a binary file. GitHub tells 0 for those.
    pub additions: Option<u32>,
    /// Lines removed; `None` for a binary file.
    pub deletions: Option<u32>,
    /// Added and removed lines, together, that differ in white space alone. GitHub does not tell them; 0 when
    /// missing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub whitespace: u32,
}

/// The form that `skip_serializing_if` asks for.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_zero(lines: &u32) -> bool {
    *lines == 0
}

/// The files that one commit touched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CommitPaths {
    /// Where.
    pub repo: RepoId,
    /// The commit's hash, the `key` of its contributions.
    pub oid: SmolStr,
    /// What it touched, by path.
    pub changes: Vec<PathChange>,
}

/// How many lines or files: at most 2³² − 2, which larger numbers are taken for. So one that is not known takes no room of
/// its own, where ten million contributions are in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "u32", into = "u32")]
pub struct Count(NonZeroU32);

impl From<u32> for Count {
    fn from(count: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(count))
    }
}

impl From<Count> for u32 {
    fn from(count: Count) -> Self {
        count.0.get() - 1
    }
}

impl From<Count> for u64 {
    fn from(count: Count) -> Self {
        u32::from(count).into()
    }
}

impl From<Count> for i64 {
    fn from(count: Count) -> Self {
        u32::from(count).into()
    }
}

/// One thing that one identity did in one repository. Unique by `(repo, kind, key, author)`.
///
/// The derived order is the order of the published evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contribution {
    /// Where.
    pub repo: RepoId,
    /// What.
    pub kind: ContributionKind,
    /// Commit hash, or GitHub's full database id in decimal: stable across runs.
    pub key: SmolStr,
    /// Who.
    pub author: Identity,
    /// When: commits by committer date, everything else by the event.
    pub at: Timestamp,
    /// Number of the issue or pull request; `None` for commits.
    pub number: Option<u32>,
    /// Lines added, for commits and pull requests.
    pub additions: Option<Count>,
    /// Lines removed, for commits and pull requests.
    pub deletions: Option<Count>,
    /// Files changed, for commits and pull requests.
    pub changed_files: Option<Count>,
}

impl Contribution {
    /// Where a person can look at it, given the repository's page (see [`crate::Repository::url`]).
    #[must_use]
    pub fn url(&self, repository_url: &str) -> Option<String> {
        let key = &self.key;
        if self.kind == ContributionKind::Commit {
            return Some(format!("{repository_url}/commit/{key}"));
        }
        let number = self.number?;
        Some(match self.kind {
            ContributionKind::Review => {
                format!("{repository_url}/pull/{number}#pullrequestreview-{key}")
            }
            ContributionKind::ReviewComment => {
                format!("{repository_url}/pull/{number}#discussion_r{key}")
            }
            ContributionKind::IssueOpened => format!("{repository_url}/issues/{number}"),
            ContributionKind::IssueComment => {
                format!("{repository_url}/issues/{number}#issuecomment-{key}")
            }
            _ => format!("{repository_url}/pull/{number}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_they_are_and_the_largest_is_cut_by_one() {
        for count in [0, 1, u32::MAX - 1] {
            assert_eq!(u32::from(Count::from(count)), count);
            assert_eq!(serde_json::to_string(&Count::from(count)).unwrap(), count.to_string());
        }
        assert_eq!(Count::from(u32::MAX), Count::from(u32::MAX - 1));
        assert!(Count::from(2) < Count::from(3));
    }

    /// Ten million of them are scored in 2 GiB.
    #[test]
    fn a_contribution_takes_little_memory() {
        assert_eq!(size_of::<Contribution>(), 104);
    }
}
