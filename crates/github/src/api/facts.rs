//! What a pull request tells beside the contributions that hang on it.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::{
    Approval, Association, ChangeKind, Identity, IssueRef, Merge, PathChange, PullRequest, RepoId,
};

use super::{
    evidence::Place,
    people::People,
    reverts::{self, Reverts},
    shape::List,
    thread::{ChangedFile, Pull, PullCommit},
};

/// `author` opened it. Everybody who occurs goes to `people`.
pub(super) fn of(place: &Place<'_>, pull: &Pull, author: Identity, people: &mut People) -> PullRequest {
    let reverts = reverts(place, pull);
    PullRequest {
        repo: place.id,
        number: pull.number,
        author,
        association: pull.author_association.parse().unwrap_or(Association::None),
        base: pull.base_ref_name.clone(),
        merge: pull.merged_at.map(|at| Merge {
            at,
            by: people.author(pull.merged_by.as_ref()),
            commit: pull.merge_commit.as_ref().map(|commit| commit.oid.clone()),
        }),
        approvals: approvals(pull, people),
        commit_authors: commit_authors(pull, people),
        assigners: assigners(pull, people),
        closes: closes(pull),
        reverts: match &reverts {
            Some(Reverts::Number(number)) => Some(*number),
            _ => None,
        },
        reverts_commit: match reverts {
            Some(Reverts::Commit(commit)) => Some(commit),
            _ => None,
        },
        changes: changes(pull.files.as_ref()),
    }
}

/// The last opinion of each reviewer counts, and of a merged pull request those before its merge: who asked for
/// changes after approving no longer approves. A comment is no opinion.
fn approvals(pull: &Pull, people: &mut People) -> Vec<Approval> {
    let mut reviews: Vec<_> = pull
        .reviews
        .items()
        .filter_map(|review| Some((review.submitted_at?, review)))
        .filter(|(at, _)| pull.merged_at.is_none_or(|merged| *at <= merged))
        .collect();
    reviews.sort_by_key(|(at, _)| *at);
    let mut opinions = BTreeMap::new();
    for (at, review) in reviews {
        let by = people.author(review.author.as_ref());
        match review.state.as_str() {
            "APPROVED" => drop(opinions.insert(by, at)),
            "CHANGES_REQUESTED" | "DISMISSED" => drop(opinions.remove(&by)),
            _ => {}
        }
    }
    let mut approvals: Vec<_> = opinions.into_iter().map(|(by, at)| Approval { at, by }).collect();
    approvals.sort_unstable();
    approvals
}

/// Merges of the base branch into the pull request are nobody's work on it: a maintainer's button makes them.
fn commit_authors(pull: &Pull, people: &mut People) -> Vec<Identity> {
    let authors: BTreeSet<Identity> = own_commits(pull)
        .flat_map(|own| own.commit.authors.items())
        .map(|actor| people.signer(actor))
        .collect();
    authors.into_iter().collect()
}

fn own_commits(pull: &Pull) -> impl Iterator<Item = &PullCommit> {
    pull.commits.items().filter(|own| own.commit.parents.total_count < 2)
}

fn assigners(pull: &Pull, people: &mut People) -> Vec<Identity> {
    let assigners: BTreeSet<Identity> =
        pull.timeline_items.items().map(|event| people.author(event.actor.as_ref())).collect();
    assigners.into_iter().collect()
}

fn closes(pull: &Pull) -> Vec<IssueRef> {
    let issues = pull.closing_issues_references.iter().flat_map(List::items);
    let closed: BTreeSet<IssueRef> = issues
        .map(|issue| IssueRef { repo: RepoId(issue.repository.database_id), number: issue.number })
        .collect();
    closed.into_iter().collect()
}

fn changes(files: Option<&List<ChangedFile>>) -> Vec<PathChange> {
    let mut changes: Vec<PathChange> = files.into_iter().flat_map(List::items).map(change).collect();
    changes.sort_unstable();
    changes.dedup_by(|one, other| one.path == other.path);
    changes
}

fn change(file: &ChangedFile) -> PathChange {
    PathChange {
        path: file.path.clone(),
        change: match file.change_type.as_str() {
            "ADDED" => ChangeKind::Added,
            "DELETED" => ChangeKind::Deleted,
            "RENAMED" => ChangeKind::Renamed,
            "COPIED" => ChangeKind::Copied,
            _ => ChangeKind::Modified,
        },
        additions: Some(file.additions),
        deletions: Some(file.deletions),
        whitespace: 0,
    }
}

/// What its text says to take back, else what all of its own commits say: a pull request may hold a revert beside other
/// work, and that is no revert.
fn reverts(place: &Place<'_>, pull: &Pull) -> Option<Reverts> {
    let of_text = reverts::read(place.name, &pull.body);
    of_text.or_else(|| {
        let mut said = own_commits(pull).map(|own| reverts::read(place.name, &own.commit.message_body));
        let first = said.next()??;
        said.all(|other| other.is_some()).then_some(first)
    })
}
