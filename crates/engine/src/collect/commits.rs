//! Which commits' files belong to the evidence.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;
use tributary_model::{CommitPaths, Contribution, ContributionKind, PathChange, PullRequest, RepoId};
use tributary_storage::{StorageError, Store};

/// A commit by its hash.
type Key = (RepoId, SmolStr);

pub(super) fn among(contributions: &[Contribution]) -> impl Iterator<Item = Key> {
    let commits = contributions.iter().filter(|found| found.kind == ContributionKind::Commit);
    commits.map(|commit| (commit.repo, commit.key.clone()))
}

/// What pull requests became, where a clone beside GitHub tells their files.
pub(super) fn merges(pulls: &[PullRequest], with_clones: &BTreeSet<RepoId>) -> BTreeSet<Key> {
    let merges = pulls.iter().filter(|pull| with_clones.contains(&pull.repo));
    merges.filter_map(|pull| Some((pull.repo, pull.merge.as_ref()?.commit.clone()?))).collect()
}

/// The files of the commits that are wanted.
pub(super) async fn paths(
    store: &Store,
    repos: &[RepoId],
    wanted: &BTreeSet<Key>,
    pulls: &[PullRequest],
) -> Result<Vec<CommitPaths>, StorageError> {
    let parts = parts_of_merges(pulls);
    let mut found = Vec::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    for repo in repos {
        let stored = store.commit_paths(*repo).await?;
        found.extend(stored.into_iter().filter(|paths| {
            let whole = parts.get(&(*repo, &paths.oid)).is_none_or(|pull| holds_all(paths, pull));
            whole && wanted.contains(&(*repo, paths.oid.clone()))
        }));
    }
    Ok(found)
}

/// Pull requests by the commit that they became.
fn parts_of_merges(pulls: &[PullRequest]) -> BTreeMap<(RepoId, &SmolStr), &PullRequest> {
    let merged = pulls.iter().filter_map(|pull| {
        let commit = pull.merge.as_ref()?.commit.as_ref()?;
        Some(((pull.repo, commit), pull))
    });
    merged.collect()
}

/// A pull request that was merged by rebasing became several commits, of which GitHub names the last: its files are not
/// those of the pull request.
fn holds_all(paths: &CommitPaths, pull: &PullRequest) -> bool {
    let names = |changes: &[PathChange]| -> BTreeSet<SmolStr> {
        changes.iter().map(|change| change.path.clone()).collect()
    };
    pull.changes.is_empty() || names(&paths.changes) == names(&pull.changes)
}
