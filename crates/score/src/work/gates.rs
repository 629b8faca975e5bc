//! What the evidence can say about whether work should count.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::{Contribution, ContributionKind, Identity, RepoId, Timestamp};

use super::{
    WorkRules,
    rings::{Reviews, rings},
};
use crate::{
    Gate, Points, Week, Weight,
    scores::{Entry, Weeks},
};

const MILLION: u64 = 1_000_000;

type Number = (RepoId, u32);

/// What became of a pull request inside the window.
#[derive(Clone, Copy)]
enum Fate {
    Open,
    Closed,
    Merged(Timestamp),
}

/// Pull requests and what there is to say about their reviews.
pub(super) struct Pulls {
    fates: BTreeMap<Number, Fate>,
    /// By place in the contributions: why a review does not count.
    refused: Vec<Option<Gate>>,
    unmerged_counts: bool,
}

impl Pulls {
    /// `contributions` are in order of time.
    pub(super) fn of(contributions: &[&Contribution], rules: &WorkRules) -> Self {
        let mut fates: BTreeMap<Number, Fate> = BTreeMap::new();
        let mut authors: BTreeMap<Number, Identity> = BTreeMap::new();
        for contribution in contributions {
            let Some(number) = contribution.number else { continue };
            let place = (contribution.repo, number);
            let fate = match contribution.kind {
                ContributionKind::PullRequestOpened => Fate::Open,
                ContributionKind::PullRequestClosed => Fate::Closed,
                ContributionKind::PullRequestMerged => Fate::Merged(contribution.at),
                _ => continue,
            };
            authors.insert(place, contribution.author);
            // Merged is final; an opening says nothing about what came before it.
            match (fates.get(&place), fate) {
                (Some(Fate::Merged(_)), _) | (Some(_), Fate::Open) => {}
                _ => {
                    fates.insert(place, fate);
                }
            }
        }
        let mut pulls = Self {
            fates,
            refused: vec![None; contributions.len()],
            unmerged_counts: rules.unmerged > Weight::ZERO,
        };
        pulls.refuse(contributions, &authors, rules);
        pulls
    }

    fn refuse(
        &mut self,
        contributions: &[&Contribution],
        authors: &BTreeMap<Number, Identity>,
        rules: &WorkRules,
    ) {
        let mut first: BTreeSet<(Number, Identity)> = BTreeSet::new();
        let mut kept: Vec<(usize, (Identity, Identity))> = Vec::new();
        for (index, review) in contributions.iter().enumerate() {
            if review.kind != ContributionKind::Review {
                continue;
            }
            let pull = review.number.map(|number| (review.repo, number));
            let author = pull.and_then(|pull| authors.get(&pull).copied());
            let own = author == Some(review.author);
            let gate = match pull.and_then(|pull| Some((pull, self.fates.get(&pull)?))) {
                Some((_, Fate::Merged(_))) if own && rules.refuse_self_review => Some(Gate::SelfReview),
                Some((_, Fate::Merged(merged))) if review.at > *merged => Some(Gate::AfterMerge),
                Some((pull, Fate::Merged(_))) => {
                    (!first.insert((pull, review.author))).then_some(Gate::RepeatedReview)
                }
                Some((_, Fate::Closed)) => Some(Gate::ClosedUnmerged),
                Some((_, Fate::Open)) | None => Some(Gate::Unmerged),
            };
            self.refused[index] = gate;
            if let (None, Some(author), false) = (gate, author, own) {
                kept.push((index, (review.author, author)));
            }
        }
        if rules.review_ring > Weight::ZERO {
            self.refuse_rings(&kept, rules);
        }
    }

    /// `kept` are the reviews that count so far: their places with reviewer and author.
    fn refuse_rings(&mut self, kept: &[(usize, (Identity, Identity))], rules: &WorkRules) {
        let mut given = Reviews::new();
        for (_, (reviewer, author)) in kept {
            *given.entry(*reviewer).or_default().entry(*author).or_default() += 1;
        }
        let ring = rings(&given, rules.review_ring, u64::from(rules.review_ring_from));
        for (index, _) in kept.iter().filter(|(_, pair)| ring.contains(pair)) {
            self.refused[*index] = Some(Gate::ReviewRing);
        }
    }

    /// Was it merged inside the window?
    pub(super) fn merged(&self, opened: &Contribution) -> bool {
        matches!(self.fate(opened), Some(Fate::Merged(_)))
    }

    /// The gate that an opened pull request which was not merged does not pass.
    pub(super) fn unmerged(&self, opened: &Contribution) -> Option<Gate> {
        let gate = match self.fate(opened) {
            Some(Fate::Closed) => Gate::ClosedUnmerged,
            Some(Fate::Open | Fate::Merged(_)) | None => Gate::Unmerged,
        };
        (!self.unmerged_counts).then_some(gate)
    }

    fn fate(&self, contribution: &Contribution) -> Option<Fate> {
        self.fates.get(&(contribution.repo, contribution.number?)).copied()
    }

    /// The gate that the review at this place of the contributions does not pass.
    pub(super) fn review(&self, index: usize) -> Option<Gate> {
        self.refused[index]
    }
}

/// How many pull requests of each person were merged, and closed without.
pub(super) struct Ratios(BTreeMap<Identity, (u64, u64)>);

impl Ratios {
    pub(super) fn of(contributions: &[&Contribution]) -> Self {
        let mut counts: BTreeMap<Identity, (u64, u64)> = BTreeMap::new();
        for contribution in contributions {
            let (merged, closed) = match contribution.kind {
                ContributionKind::PullRequestMerged => (1, 0),
                ContributionKind::PullRequestClosed => (0, 1),
                _ => continue,
            };
            let count = counts.entry(contribution.author).or_default();
            *count = (count.0 + merged, count.1 + closed);
        }
        Self(counts)
    }

    /// A person's share of merged pull requests, if it is below the rule's and there are enough to tell.
    pub(super) fn below(&self, author: Identity, rules: &WorkRules) -> Option<Weight> {
        let (merged, closed) = self.0.get(&author).copied().unwrap_or_default();
        let all = merged + closed;
        if all == 0 || all < u64::from(rules.merge_ratio_from) {
            return None;
        }
        let ratio = Weight::from_millionths(merged * MILLION / all);
        (ratio < rules.merge_ratio).then_some(ratio)
    }
}

/// Cuts what is above the cap of a person's week, the last first; gives everybody's weeks.
pub(super) fn cap_weeks(entries: &mut [Entry<'_>], cap: Weight) -> BTreeMap<Identity, Weeks> {
    let mut weeks: BTreeMap<Identity, Weeks> = BTreeMap::new();
    for Entry { contribution, score } in entries {
        let week =
            weeks.entry(contribution.author).or_default().entry(Week::of(contribution.at)).or_default();
        let room = match cap.millionths() {
            0 => u128::MAX,
            cap => u128::from(cap).saturating_sub(*week),
        };
        if score.points.0 > room {
            score.points = Points(room);
            score.gates.push(Gate::WeeklyCap);
        }
        *week += score.points.0;
    }
    weeks
}
