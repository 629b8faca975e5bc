//! One person's work under several names.
//!
//! The first account is the person's own and keeps what belongs to it, such as merging and approving; the others are new.
//! What hangs together stays together: a pull request with its opening, merge and own commits.

use std::collections::BTreeMap;

use smol_str::SmolStr;
use tributary_model::{Contribution, ContributionKind, Identity, RepoId, Timestamp};

use super::{
    AttackSize,
    forge::{Staged, accounts},
    target::Target,
};
use crate::{Evidence, Joins};

/// What is dealt out as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Pull(RepoId, u32),
    Other(RepoId, ContributionKind, SmolStr),
}

impl Piece {
    fn of(contribution: &Contribution) -> Self {
        let Contribution { repo, kind, key, number, .. } = contribution;
        match (kind, number) {
            (
                ContributionKind::PullRequestOpened
                | ContributionKind::PullRequestMerged
                | ContributionKind::PullRequestClosed
                | ContributionKind::PullRequestCoAuthored,
                Some(number),
            ) => Self::Pull(*repo, *number),
            _ => Self::Other(*repo, *kind, key.clone()),
        }
    }
}

/// Deals out what one person did, in the order of time.
pub(super) fn stage(
    evidence: &Evidence,
    target: &Target,
    person: Identity,
    joins: &Joins,
    size: AttackSize,
) -> Staged {
    let mut evidence = evidence.clone();
    let is_own = |identity: Identity| joins.of(identity) == person;
    let mut names = vec![None];
    let others = accounts(&mut evidence, target, size.accounts.get() - 1);
    names.extend(others.iter().copied().map(Some));
    let dealt = deal(&evidence, is_own, &names);
    for contribution in evidence.contributions.iter_mut().filter(|one| is_own(one.author)) {
        if let Some(name) = dealt.get(&Piece::of(contribution)).copied().flatten() {
            contribution.author = name;
        }
    }
    for pull in &mut evidence.pull_requests {
        let Some(name) = dealt.get(&Piece::Pull(pull.repo, pull.number)).copied().flatten() else { continue };
        let own = pull.commit_authors.iter_mut().chain([&mut pull.author]).filter(|author| is_own(**author));
        own.for_each(|author| *author = name);
        pull.commit_authors.sort_unstable();
        pull.commit_authors.dedup();
    }
    evidence.normalise();
    Staged { evidence, attackers: [person].into_iter().chain(others).collect() }
}

/// By piece: under which new name it goes, or `None` for the person's own.
fn deal(
    evidence: &Evidence,
    is_own: impl Fn(Identity) -> bool,
    names: &[Option<Identity>],
) -> BTreeMap<Piece, Option<Identity>> {
    let mut first: BTreeMap<Piece, Timestamp> = BTreeMap::new();
    for contribution in evidence.contributions.iter().filter(|one| is_own(one.author)) {
        let at = first.entry(Piece::of(contribution)).or_insert(contribution.at);
        *at = (*at).min(contribution.at);
    }
    let mut turns: Vec<(Timestamp, Piece)> = first.into_iter().map(|(piece, at)| (at, piece)).collect();
    turns.sort_unstable();
    turns.into_iter().zip(names.iter().cycle()).map(|((_, piece), name)| (piece, *name)).collect()
}
