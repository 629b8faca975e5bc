//! What attackers find: where it pays most, who merges there, and what is not taken.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use smol_str::SmolStr;
use tributary_model::{Agent, ContributionKind, GithubId, Identity, RepoId, Timestamp, Window};

use super::Attacks;
use crate::{Evidence, Exclusion, Weight};

/// The repository that is attacked.
pub(super) struct Target {
    pub(super) window: Window,
    pub(super) repo: RepoId,
    /// Its default branch, where that is known.
    pub(super) base: SmolStr,
    /// Who merges most there, else who does most there.
    pub(super) maintainer: Identity,
    /// Does the evidence know pull requests, or commits alone?
    pub(super) has_pulls: bool,
    /// Does it know commits?
    pub(super) has_commits: bool,
    numbers: BTreeSet<u32>,
    ids: BTreeSet<GithubId>,
}

impl Target {
    /// `None` for a window in which nobody did anything.
    pub(super) fn find(attacks: &Attacks<'_>) -> Option<Self> {
        let Attacks { evidence, window, rules, .. } = attacks;
        let kinds: BTreeSet<ContributionKind> =
            evidence.contributions.iter().map(|contribution| contribution.kind).collect();
        let has_commits = kinds.contains(&ContributionKind::Commit);
        let has_pulls = !has_commits || kinds.iter().any(|kind| is_of_pulls(*kind));
        let mut activity: BTreeMap<RepoId, u64> = BTreeMap::new();
        for contribution in &evidence.contributions {
            let wanted =
                if has_pulls { ContributionKind::PullRequestMerged } else { ContributionKind::Commit };
            *activity.entry(contribution.repo).or_default() += u64::from(contribution.kind == wanted);
        }
        let weight = |repo: &RepoId| rules.repositories.get(repo).copied().unwrap_or(Weight::ONE);
        let best = activity.iter().max_by_key(|(repo, count)| (weight(repo), **count, Reverse(**repo)));
        let repo = *best?.0;
        let known = evidence.repositories.iter().find(|repository| repository.id == repo);
        Some(Self {
            window: *window,
            repo,
            base: known.and_then(|known| known.default_branch.as_deref()).unwrap_or_default().into(),
            maintainer: maintainer(evidence, *window, repo),
            has_pulls,
            has_commits,
            numbers: numbers(evidence, repo),
            ids: ids(evidence),
        })
    }

    /// The kind that a forged piece of work counts as.
    pub(super) const fn counted(&self) -> ContributionKind {
        if self.has_pulls { ContributionKind::PullRequestMerged } else { ContributionKind::Commit }
    }

    /// Numbers of issues and pull requests that do not occur.
    pub(super) fn free_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        (1..=u32::MAX).rev().filter(|number| !self.numbers.contains(number))
    }

    /// Accounts that do not occur. The database counts in 63 bits.
    pub(super) fn free_accounts(&self) -> impl Iterator<Item = GithubId> + '_ {
        let ids = (1..=i64::MAX.unsigned_abs()).rev().map(GithubId);
        ids.filter(|id| !self.ids.contains(id) && Agent::of_account(*id).is_none())
    }

    /// The moment in the middle of part `place` of `count` even parts of the window, so long before it and still inside.
    pub(super) fn moment(&self, place: u32, count: u32, before: i64) -> Timestamp {
        let Window { from, until } = self.window;
        let length = i128::from(until.unix() - from.unix());
        let offset = length * (2 * i128::from(place) + 1) / (2 * i128::from(count.max(1)));
        let middle = from.unix() + i64::try_from(offset).unwrap_or_default();
        Timestamp::from_unix((middle - before).max(from.unix())).unwrap_or(from)
    }
}

const fn is_of_pulls(kind: ContributionKind) -> bool {
    matches!(
        kind,
        ContributionKind::PullRequestOpened
            | ContributionKind::PullRequestMerged
            | ContributionKind::PullRequestCoAuthored
            | ContributionKind::PullRequestClosed
            | ContributionKind::Review
    )
}

/// Of equals, the lower identity.
fn maintainer(evidence: &Evidence, window: Window, repo: RepoId) -> Identity {
    let is_person = |identity: &Identity| Exclusion::of(*identity, evidence.account(*identity)).is_none();
    let pulls = evidence.pull_requests.iter().filter(|pull| pull.repo == repo);
    let merges = pulls.filter_map(|pull| pull.merge.as_ref()).filter(|merge| window.contains(merge.at));
    let maintainers = most(merges.map(|merge| merge.by).filter(is_person));
    let here = evidence.contributions.iter().filter(|contribution| contribution.repo == repo);
    let authors = || most(here.map(|contribution| contribution.author).filter(is_person));
    maintainers.or_else(authors).unwrap_or(Identity::Ghost)
}

fn most(identities: impl Iterator<Item = Identity>) -> Option<Identity> {
    let mut counts: BTreeMap<Identity, u64> = BTreeMap::new();
    for identity in identities {
        *counts.entry(identity).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(identity, count)| (*count, Reverse(*identity)));
    most.map(|(identity, _)| identity)
}

fn numbers(evidence: &Evidence, repo: RepoId) -> BTreeSet<u32> {
    let here = evidence.contributions.iter().filter(|contribution| contribution.repo == repo);
    let pulls = evidence.pull_requests.iter();
    let closed = pulls.clone().flat_map(|pull| &pull.closes).filter(|issue| issue.repo == repo);
    let told = pulls.filter(|pull| pull.repo == repo).flat_map(|pull| [Some(pull.number), pull.reverts]);
    let of_pulls = told.flatten().chain(closed.map(|issue| issue.number));
    here.filter_map(|contribution| contribution.number).chain(of_pulls).collect()
}

fn ids(evidence: &Evidence) -> BTreeSet<GithubId> {
    let authors = evidence.contributions.iter().filter_map(|contribution| contribution.author.github());
    let accounts = evidence.accounts.iter().map(|account| account.id);
    let owners = evidence.repositories.iter().filter_map(|repository| repository.owner);
    authors.chain(accounts).chain(owners).collect()
}
