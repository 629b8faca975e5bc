//! The evidence that an airdrop with this window would be scored by.

use smol_str::SmolStr;
use tributary_model::{ContributionKind, RepoId, Window};

use crate::Evidence;

/// What happened inside the window, and what is told of the pull requests and commits that it hangs on.
pub(super) fn slice(evidence: &Evidence, window: Window) -> Evidence {
    let inside = evidence.contributions.iter().filter(|contribution| window.contains(contribution.at));
    let contributions: Vec<_> = inside.cloned().collect();
    let mut numbers: Vec<(RepoId, u32)> = contributions
        .iter()
        .filter_map(|contribution| Some((contribution.repo, contribution.number?)))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let pulls = evidence.pull_requests.iter();
    let pull_requests: Vec<_> =
        pulls.filter(|pull| numbers.binary_search(&(pull.repo, pull.number)).is_ok()).cloned().collect();
    let mut oids: Vec<(RepoId, &SmolStr)> = contributions
        .iter()
        .filter(|contribution| contribution.kind == ContributionKind::Commit)
        .map(|commit| (commit.repo, &commit.key))
        .collect();
    let merges = pull_requests.iter();
    oids.extend(merges.filter_map(|pull| Some((pull.repo, pull.merge.as_ref()?.commit.as_ref()?))));
    oids.sort_unstable();
    let commits = evidence.commits.iter();
    let commits =
        commits.filter(|commit| oids.binary_search(&(commit.repo, &commit.oid)).is_ok()).cloned().collect();
    let mut slice = Evidence {
        repositories: evidence.repositories.clone(),
        accounts: evidence.accounts.clone(),
        commits,
        contributions,
        pull_requests,
    };
    if !slice.is_normal() {
        slice.normalise();
    }
    slice
}
