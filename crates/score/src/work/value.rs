//! What a line is worth: its value and what that is multiplied with.

use rayon::prelude::*;
use tributary_model::{Contribution, ContributionKind};

use super::{
    WorkRules,
    decay::HalfLife,
    gates::is_self_merged,
    pulls::{Measure, Pull, Pulls},
};
use crate::{
    Factor, FactorName, Weight,
    attribution::{Attributed, index},
    tally::Entry,
};

const MILLION: u64 = 1_000_000;
const MILLIONTHS: u128 = 1_000_000;

/// What values follow from, once all gates are known.
pub(super) struct Values<'t, 'a> {
    pub(super) attributed: &'t Attributed<'a>,
    pub(super) pulls: &'t Pulls<'a>,
    pub(super) rules: &'t WorkRules,
    pub(super) half_life: Option<HalfLife>,
    pub(super) commits: &'t super::commits::Commits,
    /// By person: the share of pull requests that were merged, where it is below the rule's.
    pub(super) ratios: Vec<Option<Weight>>,
}

impl Values<'_, '_> {
    /// A line's value in micro-points.
    pub(super) fn base(&self, entry: &Entry) -> u64 {
        let contribution = self.attributed.contribution(entry.place);
        let rules = self.rules;
        match contribution.kind {
            ContributionKind::PullRequestMerged | ContributionKind::PullRequestCoAuthored => {
                let measure = self.pulls.get(entry.pull).and_then(|pull| pull.measure);
                sized(rules.pull_request, contribution, measure, rules)
            }
            ContributionKind::Commit => {
                sized(rules.commit, contribution, self.commits.measure(entry.place), rules)
            }
            ContributionKind::PullRequestOpened => rules.unmerged.millionths(),
            ContributionKind::Review => rules.review.millionths(),
            ContributionKind::IssueOpened => rules.issue.millionths(),
            _ => 0,
        }
    }

    /// Every factor that is not 1, in order.
    pub(super) fn factors(&self, entry: &Entry) -> impl Iterator<Item = Factor> {
        let contribution = self.attributed.contribution(entry.place);
        let kind = contribution.kind;
        let together =
            matches!(kind, ContributionKind::PullRequestMerged | ContributionKind::PullRequestCoAuthored);
        let pull = self.pulls.get(entry.pull).filter(|_| together);
        let is_commit = kind == ContributionKind::Commit;
        let measure =
            if is_commit { self.commits.measure(entry.place) } else { pull.and_then(|pull| pull.measure) };
        let makers = match pull {
            Some(pull) => u64::from(pull.co_authors) + 1,
            None if is_commit => self.commits.makers(entry.place),
            None => 1,
        };
        let age = self.attributed.inputs.window.until.unix() - contribution.at.unix();
        let age = u64::try_from(age).unwrap_or_default();
        let named = [
            (FactorName::Share, Some(Weight::from_millionths(MILLION / makers.max(1)))),
            (FactorName::Kind, measure.filter(|measure| measure.any).map(|measure| measure.kind)),
            (FactorName::Agent, self.agent(entry).map(|_| self.rules.agent)),
            (FactorName::SelfMerge, pull.and_then(|pull| self.self_merge(pull, entry))),
            (FactorName::Age, self.half_life.as_ref().map(|half_life| half_life.left(age))),
            (
                FactorName::MergeRatio,
                self.ratios[index(self.attributed.person(entry.place))]
                    .filter(|_| kind == ContributionKind::PullRequestMerged),
            ),
            (FactorName::Repository, Some(self.attributed.inputs.weight(contribution.repo))),
        ];
        let factors = named.into_iter().filter_map(|(name, value)| Some(Factor { name, value: value? }));
        factors.filter(|factor| factor.value != Weight::ONE)
    }

    /// What a line is worth before limits.
    pub(super) fn worth(&self, entry: &Entry) -> u128 {
        self.factors(entry).fold(u128::from(self.base(entry)), |worth, factor| {
            worth * u128::from(factor.value.millionths()) / MILLIONTHS
        })
    }

    /// Is it worth the share of its author's pull requests that were merged?
    pub(super) fn is_below_ratio(&self, entry: &Entry) -> bool {
        self.factors(entry).any(|factor| factor.name == FactorName::MergeRatio)
    }

    /// What is left of a self-merged pull request that keeps a part.
    fn self_merge(&self, pull: &Pull<'_>, entry: &Entry) -> Option<Weight> {
        let keeps = self.rules.self_merge > Weight::ZERO && self.rules.self_merge < Weight::ONE;
        let person = self.attributed.person(entry.place);
        (keeps && is_self_merged(self.attributed, pull, person)).then_some(self.rules.self_merge)
    }

    /// The AI agent that took part in making what a line is about.
    pub(super) fn agent(&self, entry: &Entry) -> Option<tributary_model::Agent> {
        match self.attributed.contribution(entry.place).kind {
            ContributionKind::Commit => self.commits.agent(entry.place),
            ContributionKind::PullRequestOpened
            | ContributionKind::PullRequestMerged
            | ContributionKind::PullRequestCoAuthored => self.pulls.get(entry.pull)?.agent,
            _ => None,
        }
    }
}

/// `flat + size × √(min(lines, size_cap))`, rounded down to a micro-point; nothing where no file counts. Lines that are
/// not known are none.
fn sized(flat: Weight, contribution: &Contribution, measure: Option<Measure>, rules: &WorkRules) -> u64 {
    let lines = match measure {
        Some(measure) if !measure.any => return 0,
        Some(measure) => measure.lines,
        None => contribution.additions.map_or(0, u64::from) + contribution.deletions.map_or(0, u64::from),
    };
    let lines = lines.min(u64::from(rules.size_cap));
    let size = u128::from(root(lines)) * u128::from(rules.size.millionths()) / MILLIONTHS;
    flat.millionths()
        + u64::try_from(size).expect("the root of 32 bits of lines times a weight fits in 64 bits")
}

/// `√lines` in millionths, which is `√(lines × 10¹²)`.
fn root(lines: u64) -> u64 {
    match lines.checked_mul(MILLION * MILLION) {
        Some(scaled) => scaled.isqrt(),
        None => u64::try_from((u128::from(lines) * MILLIONTHS * MILLIONTHS).isqrt())
            .expect("the root of 104 bits fits in 64 bits"),
    }
}

/// By person: the share of closed pull requests that were merged, if it is below the rule's and there are enough.
pub(super) fn ratios(attributed: &Attributed<'_>, rules: &WorkRules) -> Vec<Option<Weight>> {
    let ends: Vec<(u32, bool)> = attributed
        .par_contributions()
        .filter_map(|line| match line.contribution.kind {
            ContributionKind::PullRequestMerged => Some((line.person, true)),
            ContributionKind::PullRequestClosed => Some((line.person, false)),
            _ => None,
        })
        .collect();
    let mut counts = vec![(0_u64, 0_u64); attributed.people.len()];
    for (person, is_merged) in ends {
        let count = &mut counts[index(person)];
        *(if is_merged { &mut count.0 } else { &mut count.1 }) += 1;
    }
    let below = |(merged, closed): (u64, u64)| {
        let all = merged + closed;
        if all == 0 || all < u64::from(rules.merge_ratio_from) {
            return None;
        }
        let ratio = Weight::from_millionths(merged * MILLION / all);
        (ratio < rules.merge_ratio).then_some(ratio)
    };
    counts.into_iter().map(below).collect()
}
