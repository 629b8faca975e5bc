//! The preset `merged-work`: merged pull requests and the reviews before them. Integers only.
//!
//! A merged pull request is worth `pull_request + size × √(min(lines, size_cap))`, where lines are added and removed
//! ones; a commit on the default branch (for clones, which know no pull requests) `commit` plus the same; the first
//! review of somebody else's pull request before its merge `review`. Value × age × merge ratio × repository, each
//! product rounded down, and then the week's cap.
//!
//! It refuses to count what the evidence does not tell: which issues a merge closed, who pressed merge, which files
//! were touched.

mod decay;
mod gates;
mod rings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tributary_model::{Contribution, ContributionKind, RepoId, Window};

use self::gates::{Pulls, Ratios, cap_weeks};
use crate::{
    ContributionScore, Evidence, Factor, FactorName, Gate, Points, Preset, Scores, Weight,
    scores::{Entry, tally},
};

const MILLION: u128 = 1_000_000;

/// What merged work is worth, and what does not count. A weight or share of 0 switches its line off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkRules {
    /// Points for a merged pull request, before its size.
    pub pull_request: Weight,
    /// Points for a pull request that was opened in the window and not merged in it. 0: merged only.
    pub unmerged: Weight,
    /// Points for a commit on the default branch, before its size.
    pub commit: Weight,
    /// Points for the first review of somebody's pull request before it was merged.
    pub review: Weight,
    /// Points for the square root of the changed lines.
    pub size: Weight,
    /// Changed lines above this count as this many.
    pub size_cap: u32,
    /// After so many days before the window's end, work is worth half. 0: it keeps its worth.
    pub half_life_days: u32,
    /// The most that one person gets for one week. 0: no cap.
    pub weekly_cap: Weight,
    /// Whoever has a smaller share of their closed pull requests merged gets that share of each one's value.
    pub merge_ratio: Weight,
    /// So many closed pull requests make a ratio.
    pub merge_ratio_from: u32,
    /// Whoever gives one author more than this share of their reviews may be in a ring; at least 0.5, or 0.
    pub review_ring: Weight,
    /// So many reviews of one author make a ring possible.
    pub review_ring_from: u32,
    /// Does a review of one's own pull request count as nothing?
    pub refuse_self_review: bool,
}

impl Default for WorkRules {
    fn default() -> Self {
        Self {
            pull_request: Weight::from_millionths(2_000_000),
            unmerged: Weight::ZERO,
            commit: Weight::ZERO,
            review: Weight::ONE,
            size: Weight::from_millionths(200_000),
            size_cap: 2_500,
            half_life_days: 0,
            weekly_cap: Weight::from_millionths(40_000_000),
            merge_ratio: Weight::from_millionths(500_000),
            merge_ratio_from: 4,
            review_ring: Weight::from_millionths(500_000),
            review_ring_from: 3,
            refuse_self_review: true,
        }
    }
}

/// Scores the evidence inside `window`. A repository that is missing from `repositories` weighs 1.
pub(crate) fn score_work(
    evidence: &Evidence,
    window: Window,
    rules: &WorkRules,
    repositories: &BTreeMap<RepoId, Weight>,
) -> Scores {
    let mut contributions: Vec<&Contribution> =
        evidence.contributions.iter().filter(|c| window.contains(c.at)).collect();
    // In order of time, so that the first review is the first and a full week cuts what came last.
    contributions.sort();
    contributions.sort_by_key(|contribution| contribution.at);
    let pulls = Pulls::of(&contributions, rules);
    let ratios = Ratios::of(&contributions);
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (index, contribution) in contributions.into_iter().enumerate() {
        let Some((base, gate)) = value(index, contribution, rules, &pulls) else { continue };
        let (factors, worth) = factors(contribution, base, window, rules, &ratios, repositories);
        let low = factors.iter().any(|factor| factor.name == FactorName::MergeRatio);
        let gates: Vec<Gate> = gate.into_iter().chain(low.then_some(Gate::MergeRatio)).collect();
        let points = Points(if gate.is_some() { 0 } else { worth });
        let plain = ContributionScore::plain(contribution, 0);
        let score = ContributionScore { base: Some(Points(base)), factors, points, gates, ..plain };
        entries.push(Entry { contribution, score });
    }
    let weeks = cap_weeks(&mut entries, rules.weekly_cap);
    tally(evidence, window, Preset::MergedWork, entries, weeks)
}

/// The value in micro-points of the contribution at a place, and the gate that it does not pass. `None` for what this preset does not look at.
fn value(
    index: usize,
    contribution: &Contribution,
    rules: &WorkRules,
    pulls: &Pulls,
) -> Option<(u128, Option<Gate>)> {
    let flat = |weight: Weight| u128::from(weight.millionths());
    match contribution.kind {
        ContributionKind::PullRequestMerged => {
            Some((flat(rules.pull_request) + size(contribution, rules), None))
        }
        ContributionKind::Commit if rules.commit > Weight::ZERO => {
            Some((flat(rules.commit) + size(contribution, rules), None))
        }
        // Once it is merged, the merge counts.
        ContributionKind::PullRequestOpened if !pulls.merged(contribution) => {
            Some((flat(rules.unmerged), pulls.unmerged(contribution)))
        }
        ContributionKind::Review => Some((flat(rules.review), pulls.review(index))),
        _ => None,
    }
}

/// `size × √(min(lines, size_cap))`, rounded down to a micro-point. Lines that are not known are none.
fn size(contribution: &Contribution, rules: &WorkRules) -> u128 {
    let lines =
        contribution.additions.unwrap_or_default().saturating_add(contribution.deletions.unwrap_or_default());
    let lines = u128::from(lines.min(rules.size_cap));
    // √lines in millionths is √(lines × 10¹²).
    (lines * MILLION * MILLION).isqrt() * u128::from(rules.size.millionths()) / MILLION
}

/// Every factor that is not 1, and the product.
fn factors(
    contribution: &Contribution,
    base: u128,
    window: Window,
    rules: &WorkRules,
    ratios: &Ratios,
    repositories: &BTreeMap<RepoId, Weight>,
) -> (Vec<Factor>, u128) {
    let is_pull = contribution.kind == ContributionKind::PullRequestMerged;
    let age = u64::try_from(window.until.unix() - contribution.at.unix()).unwrap_or_default();
    let named = [
        (FactorName::Age, (rules.half_life_days > 0).then(|| decay::half_life(age, rules.half_life_days))),
        (FactorName::MergeRatio, is_pull.then(|| ratios.below(contribution.author, rules)).flatten()),
        (FactorName::Repository, repositories.get(&contribution.repo).copied()),
    ];
    let factors: Vec<Factor> = named
        .into_iter()
        .filter_map(|(name, value)| Some(Factor { name, value: value? }))
        .filter(|factor| factor.value != Weight::ONE)
        .collect();
    let worth =
        factors.iter().fold(base, |worth, factor| worth * u128::from(factor.value.millionths()) / MILLION);
    (factors, worth)
}

#[cfg(test)]
mod tests;
