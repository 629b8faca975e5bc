//! What GitHub tells of a pull request beside who did what and when: what the gates of a score ask for.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

use crate::{Identity, PathChange, RepoId, Timestamp};

/// A pull request. Unique by `(repo, number)`; each list is sorted and free of doubles.
///
/// The derived order is the order of the published evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PullRequest {
    /// Where.
    pub repo: RepoId,
    /// Its number there.
    pub number: u32,
    /// Who opened it.
    pub author: Identity,
    /// What its author is to the repository.
    pub association: Association,
    /// The branch it is to be merged into.
    pub base: SmolStr,
    /// Its merge, if it was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<Merge>,
    /// Who approved it, and when. Approvals that were dismissed are not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    /// Authors and co-authors of its own commits, agents among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commit_authors: Vec<Identity>,
    /// Who assigned it to somebody else, such as a person to an agent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assigners: Vec<Identity>,
    /// Issues that its merge closes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closes: Vec<IssueRef>,
    /// The pull request of the same repository that it says to revert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverts: Option<u32>,
    /// The commit that it says to revert, by the beginning of its hash in lower case, where it names no pull request.
    /// Evidence that was collected names the pull request instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverts_commit: Option<SmolStr>,
    /// The files it touches, by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<PathChange>,
}

/// How a pull request came into its base branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Merge {
    /// When.
    pub at: Timestamp,
    /// Who pressed the button; [`Identity::Ghost`] for an account that no longer exists.
    pub by: Identity,
    /// Hash of the commit that it became, where GitHub tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<SmolStr>,
}

/// A review that approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Approval {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Identity,
}

/// An issue, perhaps of another repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IssueRef {
    /// Where.
    pub repo: RepoId,
    /// Its number there.
    pub number: u32,
}

/// What GitHub says an author is to a repository (GraphQL's `CommentAuthorAssociation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Association {
    /// Owns the repository.
    Owner,
    /// Belongs to the organisation that owns it.
    Member,
    /// Was invited to it.
    Collaborator,
    /// Has commits in it.
    Contributor,
    /// Has their first commit in it here.
    FirstTimeContributor,
    /// Has their first commit on GitHub here.
    FirstTimer,
    /// A placeholder for a person who is not known.
    Mannequin,
    /// Nothing of the above.
    None,
}

/// A name that is not an association.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not what an author can be to a repository")]
pub struct AssociationError(pub String);

impl Association {
    const ALL: [Self; 8] = [
        Self::Owner,
        Self::Member,
        Self::Collaborator,
        Self::Contributor,
        Self::FirstTimeContributor,
        Self::FirstTimer,
        Self::Mannequin,
        Self::None,
    ];

    /// The name used in files; GitHub's in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Member => "member",
            Self::Collaborator => "collaborator",
            Self::Contributor => "contributor",
            Self::FirstTimeContributor => "first_time_contributor",
            Self::FirstTimer => "first_timer",
            Self::Mannequin => "mannequin",
            Self::None => "none",
        }
    }

    /// May this author change what the repository decides about money? Owners, members and collaborators may.
    #[must_use]
    pub const fn is_maintainer(self) -> bool {
        matches!(self, Self::Owner | Self::Member | Self::Collaborator)
    }
}

impl FromStr for Association {
    type Err = AssociationError;

    /// Reads GitHub's name too, which is in capitals.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|association| association.as_str() == lower)
            .ok_or_else(|| AssociationError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn associations_are_githubs_names_in_lower_case() {
        assert_eq!("FIRST_TIME_CONTRIBUTOR".parse(), Ok(Association::FirstTimeContributor));
        for association in Association::ALL {
            assert_eq!(association.as_str().parse(), Ok(association));
            let written = serde_json::to_string(&association).unwrap();
            assert_eq!(written, format!("\"{}\"", association.as_str()));
        }
        assert_eq!("boss".parse::<Association>(), Err(AssociationError("boss".into())));
    }
}
