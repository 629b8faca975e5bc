//! The shapes of pull requests, issues and everything that hangs on them, as the questions in [`super::query`] ask for
//! them.

use serde::{Deserialize, Deserializer};
use smol_str::SmolStr;
use tributary_model::Timestamp;

use super::shape::{GitActor, LinkedUser, List, Total};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pull {
    pub(super) id: String,
    pub(super) full_database_id: Key,
    pub(super) number: u32,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) merged_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) additions: u32,
    pub(super) deletions: u32,
    pub(super) changed_files: u32,
    pub(super) author: Option<Actor>,
    pub(super) author_association: String,
    pub(super) base_ref_name: SmolStr,
    pub(super) body: String,
    pub(super) merged_by: Option<Actor>,
    pub(super) merge_commit: Option<MergeCommit>,
    /// `null` when GitHub cannot compare, as when the branch it came from is gone.
    pub(super) files: Option<List<ChangedFile>>,
    pub(super) commits: List<PullCommit>,
    pub(super) closing_issues_references: Option<List<ClosedIssue>>,
    pub(super) timeline_items: List<AssignedEvent>,
    pub(super) reviews: List<Review>,
    pub(super) comments: List<Comment>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MergeCommit {
    pub(super) oid: SmolStr,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangedFile {
    pub(super) path: SmolStr,
    pub(super) additions: u32,
    pub(super) deletions: u32,
    pub(super) change_type: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct PullCommit {
    pub(super) commit: OwnCommit,
}

/// A commit of a pull request's own.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnCommit {
    pub(super) id: String,
    /// What follows the first line.
    pub(super) message_body: String,
    pub(super) parents: Total,
    pub(super) authors: List<GitActor>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ClosedIssue {
    pub(super) number: u32,
    pub(super) repository: IssueRepository,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct IssueRepository {
    pub(super) database_id: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct AssignedEvent {
    pub(super) actor: Option<Actor>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Review {
    pub(super) id: String,
    pub(super) full_database_id: Key,
    pub(super) state: String,
    /// `None` for a review that was not submitted, which its author alone sees.
    pub(super) submitted_at: Option<Timestamp>,
    pub(super) author: Option<Actor>,
    pub(super) comments: List<Comment>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issue {
    pub(super) id: String,
    pub(super) full_database_id: Key,
    pub(super) number: u32,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) author: Option<Actor>,
    pub(super) comments: List<Comment>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Comment {
    pub(super) full_database_id: Key,
    pub(super) created_at: Timestamp,
    pub(super) author: Option<Actor>,
}

/// An account in a discussion. `null` once it was deleted.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Actor {
    #[serde(rename = "__typename")]
    pub(super) kind: String,
    pub(super) login: String,
    #[serde(default)]
    pub(super) database_id: Option<u64>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
    /// Who is behind the account of an enterprise.
    #[serde(default)]
    pub(super) user: Option<LinkedUser>,
}

/// An id of up to 64 bits in decimal. GraphQL's `BigInt` is written as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(pub(super) String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Number(u64),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Number(number) => number.to_string(),
        };
        match text.parse::<u64>() {
            Ok(number) if number.to_string() == text => Ok(Self(text)),
            _ => Err(serde::de::Error::custom(format!("`{text}` is not an id"))),
        }
    }
}
