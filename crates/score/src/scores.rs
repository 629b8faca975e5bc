//! What every preset gives: everybody's score, and the lines that add up to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use tributary_model::{AccountKind, Agent, Contribution, ContributionKind, Identity, Month, RepoId};

use crate::{Change, Credit, Exclusion, Gate, Points, Preset, Week, Weight};

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

/// What a factor stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorName {
    /// An even part among those who made it together.
    Share,
    /// What kinds of files it touches.
    Kind,
    /// An AI agent took part.
    Agent,
    /// What is left of a pull request that its author merged without another's approval.
    SelfMerge,
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

/// A contribution by what is unique about it, but for its authors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContributionRef {
    /// Where.
    pub repo: RepoId,
    /// What.
    pub kind: ContributionKind,
    /// See [`Contribution::key`].
    pub key: SmolStr,
}

/// A pull request of the airdrop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PullRef {
    /// Where.
    pub repo: RepoId,
    /// Its number there.
    pub number: u32,
}

/// What one contribution adds to its author's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContributionScore {
    /// Where.
    pub repo: RepoId,
    /// What.
    pub kind: ContributionKind,
    /// See [`Contribution::key`].
    pub key: SmolStr,
    /// Its value before factors, where the preset has one.
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
    /// Who did it, if that is not who is credited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credit>,
    /// The AI agent that took part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// The earlier pull request that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<PullRef>,
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
            credit: None,
            agent: None,
            repeats: None,
        }
    }
}

/// What a maintainer changed of a score. The first begins with the sum of the lines, the last ends with the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjusted {
    /// The one contribution that it is about; `None` for the whole score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution: Option<ContributionRef>,
    /// Multiplied with so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<Weight>,
    /// So much more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plus: Option<Points>,
    /// So much less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minus: Option<Points>,
    /// The score without it.
    pub before: Points,
    /// The score with it.
    pub after: Points,
    /// Why.
    pub reason: String,
}

impl Adjusted {
    pub(crate) fn new(
        contribution: Option<&ContributionRef>,
        change: Change,
        before: Points,
        after: Points,
        reason: &str,
    ) -> Self {
        let (factor, plus, minus) = match change {
            Change::Factor(factor) => (Some(factor), None, None),
            Change::Plus(points) => (None, Some(points), None),
            Change::Minus(points) => (None, None, Some(points)),
        };
        let (contribution, reason) = (contribution.cloned(), reason.to_owned());
        Self { contribution, factor, plus, minus, before, after, reason }
    }
}

/// What a maintainer should look at. It changes no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The account was young when the window ended.
    YoungAccount,
    /// There are contributions in few weeks only.
    LittleActivity,
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
    /// The sum of the months after what was adjusted by hand, or zero for who is never paid.
    pub score: Points,
    /// By repository and month.
    pub months: Vec<MonthScore>,
    /// By week, for the presets whose interval is a week; the same sum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weeks: Vec<WeekScore>,
    /// By contribution, for the presets that can tell; the same sum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributions: Vec<ContributionScore>,
    /// What a maintainer changed, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjusted>,
    /// What lines with an AI agent add, of the sum of the lines.
    #[serde(default, skip_serializing_if = "Points::is_zero")]
    pub agent_points: Points,
    /// What a maintainer should look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Why the score is zero although there are months.
    pub excluded: Option<Exclusion>,
    /// The published reason, where a maintainer decided who is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
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
