//! The lines of a receipt: everything that somebody did, with what it is worth or why it is worth nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;
use tributary_model::{Agent, Contribution, ContributionKind, Identity, Month, RepoId};
use tributary_score::{
    ActivityWeights, ContributionScore, Credit, CreditReason, Factor, Gate, MonthScore, PersonScore, Points,
    PullRef, ScoreRules, Scores, Weight,
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
    /// Somebody else is credited with it.
    CreditedToAnother,
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
    /// Who did it, if that is not who is credited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credit>,
    /// Who is credited with it instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credited_to: Option<Identity>,
    /// The AI agent that took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// The earlier pull request that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Earlier>,
}

/// An earlier pull request.
#[derive(Clone, Debug, Serialize)]
pub struct Earlier {
    /// Which.
    #[serde(flatten)]
    pub pull: PullRef,
    /// Where it can be looked at; `None` for a clone without a known origin.
    pub url: Option<String>,
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

type Key<'a> = (RepoId, ContributionKind, &'a str, Identity);

/// Newest first: what the person did, and what others did that the person is credited with.
pub(super) fn lines(ledger: &Ledger, person: &PersonScore) -> Vec<Line> {
    let author = |score: &ContributionScore| score.credit.map_or(person.identity, |credit| credit.from);
    let mut scored: BTreeMap<Key<'_>, VecDeque<&ContributionScore>> = BTreeMap::new();
    for score in &person.contributions {
        scored.entry((score.repo, score.kind, &score.key, author(score))).or_default().push_back(score);
    }
    let joined: BTreeSet<Identity> =
        ledger.joins.iter().filter(|(_, into)| *into == person.identity).map(|(from, _)| from).collect();
    let mut authors: Vec<Identity> = person
        .contributions
        .iter()
        .map(author)
        .chain([person.identity])
        .chain(joined.iter().copied())
        .collect();
    authors.sort_unstable();
    authors.dedup();
    // A contribution of two identities of one person counts once.
    let place = |one: &Contribution| (one.repo, one.kind, one.key.clone());
    let own: BTreeSet<_> = ledger.contributions(person.identity).iter().map(place).collect();
    let mut lines: Vec<Line> = Vec::new();
    for author in authors {
        // Oldest first, as lines with the same key stand in the scores.
        for contribution in ledger.contributions(author).iter().rev() {
            let key = (contribution.repo, contribution.kind, contribution.key.as_str(), author);
            let score = scored.get_mut(&key).and_then(VecDeque::pop_front);
            if score.is_some() || author == person.identity {
                lines.push(line(ledger, contribution, score));
            } else if joined.contains(&author) && !own.contains(&place(contribution)) {
                // Where only a month has points, no line of the scores tells whose contribution it was.
                let credit = Some(Credit { from: author, because: CreditReason::Joined });
                lines.push(Line { credit, ..line(ledger, contribution, None) });
            }
        }
    }
    lines.sort_by(|a, b| {
        let (a, b) = (&a.contribution, &b.contribution);
        (b.at, a.kind, &a.key).cmp(&(a.at, b.kind, &b.key))
    });
    lines
}

/// Who is credited with what another did.
pub(super) fn credited(scores: &Scores) -> BTreeMap<(RepoId, ContributionKind, String, Identity), Identity> {
    let of_person = |person: &PersonScore| {
        let identity = person.identity;
        let lines = person.contributions.iter();
        lines
            .filter_map(|line| {
                Some(((line.repo, line.kind, line.key.to_string(), line.credit?.from), identity))
            })
            .collect::<Vec<_>>()
    };
    scores.people.iter().flat_map(of_person).collect()
}

fn line(ledger: &Ledger, contribution: &Contribution, score: Option<&ContributionScore>) -> Line {
    let weight = activity(&ledger.rules).map(|weights| weights.of(contribution.kind));
    let page = |repo: RepoId| {
        let repository = ledger.manifest.repositories.iter().find(|repository| repository.id == repo)?;
        repository.url.as_deref()
    };
    let key = (contribution.repo, contribution.kind, contribution.key.to_string(), contribution.author);
    let credited_to = ledger.credited.get(&key).copied().filter(|_| score.is_none());
    let repeats = score
        .and_then(|score| score.repeats)
        .map(|pull| Earlier { url: page(pull.repo).map(|url| format!("{url}/pull/{}", pull.number)), pull });
    let merged_work = matches!(ledger.rules, ScoreRules::MergedWork(_));
    let outcome = match (score, weight) {
        (Some(score), _) if score.points == Points(0) && !score.gates.is_empty() => Outcome::Refused,
        (Some(_), _) => Outcome::Counted,
        (None, _) if credited_to.is_some() => Outcome::CreditedToAnother,
        (None, Some(weight)) if weight > Weight::ZERO => Outcome::Counted,
        (None, None) if merged_work && contribution.kind == ContributionKind::PullRequestOpened => {
            Outcome::MergeCountsInstead
        }
        (None, _) => Outcome::KindNotCounted,
    };
    Line {
        contribution: contribution.clone(),
        url: page(contribution.repo).and_then(|url| contribution.url(url)),
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
        credit: score.and_then(|score| score.credit),
        credited_to,
        agent: score.and_then(|score| score.agent),
        repeats,
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
