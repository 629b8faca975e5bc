//! Reverts that name a commit: which pull request became it.

use smol_str::SmolStr;
use tributary_model::{PullRequest, RepoId};

/// Replaces commits that pull requests say to revert by the pull requests that became them. `pulls` are all that were
/// read: what is reverted may be older than the window. What no pull request became, or the beginning of several
/// hashes, names none.
pub(super) fn resolve(pulls: &mut [PullRequest]) {
    if pulls.iter().all(|pull| pull.reverts_commit.is_none()) {
        return;
    }
    let mut merges: Vec<(RepoId, SmolStr, u32)> = pulls
        .iter()
        .filter_map(|pull| Some((pull.repo, pull.merge.as_ref()?.commit.clone()?, pull.number)))
        .collect();
    merges.sort_unstable();
    for pull in pulls {
        if let Some(hash) = pull.reverts_commit.take() {
            pull.reverts = pull.reverts.or_else(|| only_of(&merges, pull.repo, &hash));
        }
    }
}

/// The only pull request whose commit begins so.
fn only_of(merges: &[(RepoId, SmolStr, u32)], repo: RepoId, hash: &str) -> Option<u32> {
    let first = merges.partition_point(|(place, commit, _)| (*place, commit.as_str()) < (repo, hash));
    let mut found =
        merges[first..].iter().take_while(|(place, commit, _)| *place == repo && commit.starts_with(hash));
    let (_, _, number) = found.next()?;
    found.next().is_none().then_some(*number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_model::{Association, Identity, Merge, Timestamp};

    fn pull(repo: u64, number: u32, commit: &str, reverts: Option<&str>) -> PullRequest {
        let at = Timestamp::from_unix(0).unwrap();
        PullRequest {
            repo: RepoId(repo),
            number,
            author: Identity::Ghost,
            association: Association::None,
            base: "main".into(),
            merge: Some(Merge { at, by: Identity::Ghost, commit: Some(commit.into()) }),
            approvals: Vec::new(),
            commit_authors: Vec::new(),
            assigners: Vec::new(),
            closes: Vec::new(),
            reverts: None,
            reverts_commit: reverts.map(Into::into),
            changes: Vec::new(),
        }
    }

    #[test]
    fn a_commit_leads_to_the_one_pull_request_of_the_repository_that_became_it() {
        for (hash, number) in [
            ("aaaaaaa1", Some(1)),
            ("aaaaaaa", None),
            ("bbbbbbb", Some(3)),
            ("bbbbbbb3", Some(3)),
            ("ccccccc", None),
            ("ddddddd", None),
        ] {
            let mut pulls = [
                pull(1, 1, "aaaaaaa1", None),
                pull(1, 2, "aaaaaaa2", None),
                pull(1, 3, "bbbbbbb3", None),
                pull(2, 4, "ccccccc4", None),
                pull(1, 9, "eeeeeee9", Some(hash)),
            ];
            resolve(&mut pulls);
            assert_eq!((pulls[4].reverts, &pulls[4].reverts_commit), (number, &None), "{hash}");
        }
    }

    #[test]
    fn a_number_beats_a_commit() {
        let mut pulls = [pull(1, 1, "aaaaaaa1", None), pull(1, 2, "bbbbbbb2", Some("aaaaaaa1"))];
        pulls[1].reverts = Some(7);
        resolve(&mut pulls);
        assert_eq!(pulls[1].reverts, Some(7));
    }
}
