//! The shapes of answers: lists, and what is told of a repository and its commits, as the questions in [`super::query`]
//! ask for them.

use serde::Deserialize;
use tributary_model::{RepositoryName, Timestamp};

use super::thread::{Issue, Pull};

/// A list, or the part of it that is here. It is complete when there is no next page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct List<T> {
    page_info: PageInfo,
    /// GitHub shows `null` for what this token may not see.
    nodes: Vec<Option<T>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl<T> List<T> {
    pub(super) fn items(&self) -> impl Iterator<Item = &T> {
        self.nodes.iter().flatten()
    }

    /// By place in the list; places keep their meaning when more is appended.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, &T)> {
        self.nodes.iter().enumerate().filter_map(|(place, item)| Some((place, item.as_ref()?)))
    }

    pub(super) fn at(&mut self, place: usize) -> Option<&mut T> {
        self.nodes.get_mut(place)?.as_mut()
    }

    /// Where the rest begins, if there is one.
    pub(super) fn rest(&self) -> Option<&str> {
        self.page_info.end_cursor.as_deref().filter(|_| self.page_info.has_next_page)
    }

    pub(super) fn append(&mut self, more: Self) {
        self.page_info = more.page_info;
        self.nodes.extend(more.nodes);
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct GlanceAnswer {
    pub(super) repository: GlanceRepository,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GlanceRepository {
    pub(super) id: String,
    pub(super) database_id: u64,
    pub(super) name_with_owner: RepositoryName,
    pub(super) url: String,
    pub(super) owner: Owner,
    /// `.gitattributes` of the newest commit.
    #[serde(default)]
    pub(super) attributes: Option<Blob>,
    pub(super) default_branch_ref: Option<Branch>,
    pub(super) pull_requests: Seen,
    pub(super) issues: Seen,
    pub(super) all_issues: Total,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Owner {
    #[serde(default)]
    pub(super) database_id: Option<u64>,
}

/// A file; without a text when it is binary, or when the path is a folder.
#[derive(Debug, Deserialize)]
pub(super) struct Blob {
    #[serde(default)]
    pub(super) text: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Total {
    pub(super) total_count: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct NumbersAnswer {
    pub(super) repository: NumbersRepository,
}

#[derive(Debug, Deserialize)]
pub(super) struct NumbersRepository {
    pub(super) list: List<Numbered>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Numbered {
    pub(super) number: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Branch {
    pub(super) name: String,
    pub(super) target: Tip,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tip {
    pub(super) oid: String,
    pub(super) committed_date: Timestamp,
    #[serde(default)]
    pub(super) near: Option<Near>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Near {
    pub(super) nodes: Vec<Option<Oid>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Oid {
    pub(super) oid: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seen {
    pub(super) total_count: u64,
    pub(super) nodes: Vec<Option<Updated>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Updated {
    pub(super) updated_at: Timestamp,
}

#[derive(Debug, Deserialize)]
pub(super) struct StepAnswer {
    pub(super) repository: StepRepository,
}

/// Lists that were not asked for are absent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StepRepository {
    #[serde(default)]
    pub(super) tip: Option<WalkTip>,
    #[serde(default)]
    pub(super) pull_requests: Option<List<Pull>>,
    #[serde(default)]
    pub(super) issues: Option<List<Issue>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WalkTip {
    pub(super) history: History,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct History {
    pub(super) total_count: u64,
    #[serde(flatten)]
    pub(super) commits: List<Commit>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Commit {
    pub(super) id: String,
    pub(super) oid: String,
    pub(super) committed_date: Timestamp,
    pub(super) additions: u32,
    pub(super) deletions: u32,
    pub(super) changed_files_if_available: Option<u32>,
    pub(super) authors: List<GitActor>,
}

/// Who a commit names: an e-mail, and the account that GitHub links to it.
#[derive(Debug, Deserialize)]
pub(super) struct GitActor {
    pub(super) email: Option<String>,
    pub(super) user: Option<LinkedUser>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkedUser {
    pub(super) login: String,
    pub(super) database_id: Option<u64>,
    pub(super) created_at: Option<Timestamp>,
}
