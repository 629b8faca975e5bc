//! What every preset gives: everybody's score, and the lines that add up to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use tributary_model::{AccountKind, Contribution, ContributionKind, Identity, Month, RepoId, Window};

use crate::{Evidence, Exclusion, Points, Preset, Week, Weight};

/// What one person did in one repository in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthScore {
    /// Where.
    pub repo: RepoId,
    /// When.
    pub month: Month,
    /// How many contributions of each kind.
    pub counts: BTreeMap<ContributionKind, u64>,
    /// What they are worth.
    pub score: Points,
}

/// What one person earned in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekScore {
    /// The week, by its Sunday.
    pub week: Week,
    /// What it is worth.
    pub score: Points,
}

/// Why a contribution counts less than it could, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// The pull request was not merged inside the window.
    Unmerged,
    /// The pull request was closed without a merge.
    ClosedUnmerged,
    /// A review of one's own pull request.
    SelfReview,
    /// The review came after the merge.
    AfterMerge,
    /// The same person's second or later review of the same pull request.
    RepeatedReview,
    /// The review stays inside a ring of people who review one another.
    ReviewRing,
    /// Too many of the person's pull requests were closed without a merge.
    MergeRatio,
    /// The person's week was already full.
    WeeklyCap,
}

/// What a factor stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorName {
    /// How long ago it was, by the half-life.
    Age,
    /// The share of the person's pull requests that were merged.
    MergeRatio,
    /// The repository's weight.
    Repository,
}

/// A number that a contribution's value was multiplied with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// What it stands for.
    pub name: FactorName,
    /// The number.
    pub value: Weight,
}

/// What one contribution is worth, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContributionScore {
    /// Where; with `kind` and `key` it names a line of the evidence.
    pub repo: RepoId,
    /// What.
    pub kind: ContributionKind,
    /// The contribution's key in the evidence.
    pub key: SmolStr,
    /// Its value before factors and gates, where the preset has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Points>,
    /// What the value was multiplied with, in this order, each product rounded down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<Factor>,
    /// What it adds to the person's score.
    pub points: Points,
    /// Why that is less than the value times the factors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
}

impl ContributionScore {
    /// A line without factors or gates.
    pub(crate) fn plain(contribution: &Contribution, points: u128) -> Self {
        Self {
            repo: contribution.repo,
            kind: contribution.kind,
            key: contribution.key.clone(),
            base: None,
            factors: Vec::new(),
            points: Points(points),
            gates: Vec::new(),
        }
    }
}

/// One person's score with everything that adds up to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonScore {
    /// Who.
    pub identity: Identity,
    /// The login when last seen; for showing only.
    pub login: Option<String>,
    /// What kind of account; `None` for e-mails and deleted accounts.
    pub kind: Option<AccountKind>,
    /// The sum of the months, or zero for who is never paid.
    pub score: Points,
    /// By repository and month.
    pub months: Vec<MonthScore>,
    /// By week, for the presets whose interval is a week; the same sum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weeks: Vec<WeekScore>,
    /// By contribution, for the presets that can tell; the same sum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributions: Vec<ContributionScore>,
    /// Why the score is zero although there are months.
    pub excluded: Option<Exclusion>,
}

/// Everybody, highest score first, equal scores by identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// The name of the rule.
    pub preset: String,
    /// The unit of every score.
    pub unit: String,
    /// The sum of all scores.
    pub total: Points,
    /// Everybody who occurs in the evidence.
    pub people: Vec<PersonScore>,
}

impl Scores {
    /// Puts people in order and adds up.
    pub(crate) fn of(preset: Preset, mut people: Vec<PersonScore>) -> Self {
        people.sort_by(|a, b| b.score.cmp(&a.score).then(a.identity.cmp(&b.identity)));
        let total = Points(people.iter().map(|person| person.score.0).sum());
        Self { preset: preset.to_string(), unit: "micro-points".to_owned(), total, people }
    }
}

/// A contribution with its line.
pub(crate) struct Entry<'a> {
    pub(crate) contribution: &'a Contribution,
    pub(crate) score: ContributionScore,
}

pub(crate) type Counts = BTreeMap<ContributionKind, u64>;
pub(crate) type Months = BTreeMap<(RepoId, Month), Counts>;
pub(crate) type Weeks = BTreeMap<Week, u128>;

/// How many contributions of each kind everybody made inside the window.
pub(crate) fn count(evidence: &Evidence, window: Window) -> BTreeMap<Identity, Months> {
    let mut counted: BTreeMap<Identity, Months> = BTreeMap::new();
    for contribution in evidence.contributions.iter().filter(|c| window.contains(c.at)) {
        let place = (contribution.repo, contribution.at.month());
        let months = counted.entry(contribution.author).or_default();
        *months.entry(place).or_default().entry(contribution.kind).or_default() += 1;
    }
    counted
}

/// One person's score from months that are already scored.
pub(crate) fn person(evidence: &Evidence, identity: Identity, months: Vec<MonthScore>) -> PersonScore {
    let account = evidence.account(identity);
    let excluded = Exclusion::of(identity, account);
    let sum: u128 = months.iter().map(|month| month.score.0).sum();
    PersonScore {
        identity,
        login: account.map(|account| account.login.clone()),
        kind: account.map(|account| account.kind),
        score: Points(if excluded.is_some() { 0 } else { sum }),
        months,
        weeks: Vec::new(),
        contributions: Vec::new(),
        excluded,
    }
}

/// Scores from lines for contributions; `weeks` has the same sum for each person, or nobody.
pub(crate) fn tally(
    evidence: &Evidence,
    window: Window,
    preset: Preset,
    entries: Vec<Entry<'_>>,
    mut weeks: BTreeMap<Identity, Weeks>,
) -> Scores {
    let mut points: BTreeMap<(Identity, RepoId, Month), u128> = BTreeMap::new();
    let mut lines: BTreeMap<Identity, Vec<ContributionScore>> = BTreeMap::new();
    for Entry { contribution, score } in entries {
        let place = (contribution.author, contribution.repo, contribution.at.month());
        *points.entry(place).or_default() += score.points.0;
        lines.entry(contribution.author).or_default().push(score);
    }
    let people = count(evidence, window).into_iter().map(|(identity, months)| {
        let scored = months.into_iter().map(|((repo, month), counts)| {
            let score = points.get(&(identity, repo, month)).copied().unwrap_or_default();
            MonthScore { repo, month, counts, score: Points(score) }
        });
        let mut contributions = lines.remove(&identity).unwrap_or_default();
        contributions.sort_by(|a, b| (a.repo, a.kind, &a.key).cmp(&(b.repo, b.kind, &b.key)));
        let weeks = weeks.remove(&identity).unwrap_or_default().into_iter();
        PersonScore {
            weeks: weeks
                .filter(|(_, score)| *score > 0)
                .map(|(week, score)| WeekScore { week, score: Points(score) })
                .collect(),
            contributions,
            ..person(evidence, identity, scored.collect())
        }
    });
    Scores::of(preset, people.collect())
}
