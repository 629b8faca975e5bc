//! The lines of a receipt: everything that somebody did, with what it is worth or why it is worth nothing.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use tributary_model::{Contribution, ContributionKind, Month, RepoId};
use tributary_score::{
    ActivityWeights, ContributionScore, Factor, Gate, MonthScore, PersonScore, Points, ScoreRules, Weight,
};

use super::Ledger;

const MILLION: u128 = 1_000_000;

/// What became of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It counts.
    Counted,
    /// A gate let nothing of it through.
    Refused,
    /// An opened pull request that was merged: the merge counts.
    MergeCountsInstead,
    /// The rules give nothing for this kind.
    KindNotCounted,
}

/// One contribution.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// What the evidence says.
    #[serde(flatten)]
    pub contribution: Contribution,
    /// Where it can be looked at; `None` for a clone without a known origin.
    pub url: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Its weight under the month's square root, for the activity presets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
    /// Its value before factors, where the preset has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Points>,
    /// What the value was multiplied with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<Factor>,
    /// What it adds to the score; `None` where only the whole month has points.
    pub points: Option<Points>,
    /// Why that is less than the value times the factors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
}

/// One month in one repository.
#[derive(Clone, Debug, Serialize)]
pub struct MonthLine {
    /// Counts and points, as published.
    #[serde(flatten)]
    pub month: MonthScore,
    /// The sum of its contributions' points, for presets that can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contributions: Option<Points>,
    /// The square root that its points come from, for the activity presets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<Root>,
}

/// `⌊ ⌊√sum⌋ × repository ⌋`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Root {
    /// Weights times counts, in millionths.
    pub sum: Points,
    /// Its square root in micro-points, rounded down.
    pub root: Points,
    /// The repository's weight.
    pub repository: Weight,
    /// The product, rounded down.
    pub points: Points,
}

/// The weights of the presets that take a square root over a month.
const fn activity(rules: &ScoreRules) -> Option<&ActivityWeights> {
    match rules {
        ScoreRules::Activity(weights) | ScoreRules::Activity2021(weights) => Some(weights),
        ScoreRules::Openrank(_) | ScoreRules::Credrank(_) | ScoreRules::MergedWork(_) => None,
    }
}

type Key<'a> = (RepoId, ContributionKind, &'a str);

pub(super) fn lines(ledger: &Ledger, person: &PersonScore) -> Vec<Line> {
    let mut scored: BTreeMap<Key<'_>, VecDeque<&ContributionScore>> = BTreeMap::new();
    for score in &person.contributions {
        scored.entry((score.repo, score.kind, &score.key)).or_default().push_back(score);
    }
    let mut lines: Vec<Line> = Vec::new();
    // Oldest first, as lines with the same key stand in the scores.
    for contribution in ledger.contributions(person.identity).iter().rev() {
        let key = (contribution.repo, contribution.kind, contribution.key.as_str());
        let score = scored.get_mut(&key).and_then(VecDeque::pop_front);
        lines.push(line(ledger, contribution, score));
    }
    lines.reverse();
    lines
}

fn line(ledger: &Ledger, contribution: &Contribution, score: Option<&ContributionScore>) -> Line {
    let weight = activity(&ledger.rules).map(|weights| weights.of(contribution.kind));
    let repository =
        ledger.manifest.repositories.iter().find(|repository| repository.id == contribution.repo);
    let merged_work = matches!(ledger.rules, ScoreRules::MergedWork(_));
    let outcome = match (score, weight) {
        (Some(score), _) if score.points == Points(0) && !score.gates.is_empty() => Outcome::Refused,
        (Some(_), _) => Outcome::Counted,
        (None, Some(weight)) if weight > Weight::ZERO => Outcome::Counted,
        (None, None) if merged_work && contribution.kind == ContributionKind::PullRequestOpened => {
            Outcome::MergeCountsInstead
        }
        (None, _) => Outcome::KindNotCounted,
    };
    Line {
        contribution: contribution.clone(),
        url: repository.and_then(|repository| repository.url.as_ref()).and_then(|url| contribution.url(url)),
        outcome,
        weight,
        base: score.and_then(|score| score.base),
        factors: score.map(|score| score.factors.clone()).unwrap_or_default(),
        points: if weight.is_some() {
            None
        } else {
            Some(score.map_or_else(Points::default, |score| score.points))
        },
        gates: score.map(|score| score.gates.clone()).unwrap_or_default(),
    }
}

pub(super) fn months(ledger: &Ledger, person: &PersonScore, lines: &[Line]) -> Vec<MonthLine> {
    let mut sums: BTreeMap<(RepoId, Month), u128> = BTreeMap::new();
    for line in lines {
        let place = (line.contribution.repo, line.contribution.at.month());
        *sums.entry(place).or_default() += line.points.unwrap_or_default().0;
    }
    let weights = activity(&ledger.rules);
    let mut months: Vec<MonthLine> = person
        .months
        .iter()
        .map(|month| MonthLine {
            contributions: weights
                .is_none()
                .then(|| Points(sums.get(&(month.repo, month.month)).copied().unwrap_or_default())),
            root: weights.map(|weights| root(ledger, weights, month)),
            month: month.clone(),
        })
        .collect();
    months.sort_by(|a, b| b.month.month.cmp(&a.month.month).then(a.month.repo.cmp(&b.month.repo)));
    months
}

fn root(ledger: &Ledger, weights: &ActivityWeights, month: &MonthScore) -> Root {
    let weighted = |(kind, count): (&ContributionKind, &u64)| {
        u128::from(weights.of(*kind).millionths()) * u128::from(*count)
    };
    let sum: u128 = month.counts.iter().map(weighted).sum();
    let root = (sum * MILLION).isqrt();
    let repository = ledger.weights.get(&month.repo).copied().unwrap_or(Weight::ONE);
    let points = Points(root * u128::from(repository.millionths()) / MILLION);
    Root { sum: Points(sum), root: Points(root), repository, points }
}
