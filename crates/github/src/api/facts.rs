//! What a pull request tells beside the contributions that hang on it.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::{
    Approval, Association, ChangeKind, Identity, IssueRef, Merge, PathChange, PullRequest, RepoId,
};

use super::{
    evidence::Place,
    people::People,
    shape::{ChangedFile, List, Pull},
};

/// `author` opened it. Everybody who occurs goes to `people`.
pub(super) fn of(place: &Place<'_>, pull: &Pull, author: Identity, people: &mut People) -> PullRequest {
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
        reverts: reverts(place, &pull.body),
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
    let own = pull.commits.items().filter(|own| own.commit.parents.total_count < 2);
    let authors: BTreeSet<Identity> =
        own.flat_map(|own| own.commit.authors.items()).map(|actor| people.signer(actor)).collect();
    authors.into_iter().collect()
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

/// The number that a line such as `Reverts owner/name#12` names, which GitHub's button writes. One of another
/// repository is not meant.
fn reverts(place: &Place<'_>, body: &str) -> Option<u32> {
    body.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        let verb = words.next()?.to_ascii_lowercase();
        let target = match verb.as_str() {
            "reverts" => words.next()?,
            "this" if words.next() == Some("reverts") => words.last()?,
            _ => return None,
        };
        number(place, target.trim_end_matches(['.', ',', ';', ':']))
    })
}

/// `#12`, `owner/name#12` or the page's address.
fn number(place: &Place<'_>, target: &str) -> Option<u32> {
    let (name, number) = match target.split_once('#') {
        Some(parts) => parts,
        None => target.split_once("github.com/")?.1.split_once("/pull/")?,
    };
    let here = name.is_empty() || name.parse().is_ok_and(|name| place.name.matches(&name));
    number.parse().ok().filter(|_| here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revert_is_named_as_github_and_people_write_it() {
        let name = "Ada-Example/trees".parse().unwrap();
        let place = Place { id: RepoId(1), name: &name };
        for (body, number) in [
            ("Reverts ada-example/trees#12", Some(12)),
            ("It broke the build.\n\nReverts #7.", Some(7)),
            ("This reverts pull request #8", Some(8)),
            ("Reverts https://github.com/ada-example/trees/pull/9", Some(9)),
            ("Reverts ada-example/leaves#12", None),
            ("Nothing reverts #12", None),
            ("Reverts the decision", None),
            ("This reverts commit 0123abcd.", None),
            ("", None),
        ] {
            assert_eq!(reverts(&place, body), number, "{body}");
        }
    }
}
