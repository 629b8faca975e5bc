//! The parts of a receipt, as a person's answer shows them.

use std::collections::BTreeMap;

use serde::Serialize;
use tributary_engine::receipt::{Line, MonthLine, Outcome, Root, Step, StepName};
use tributary_score::{Factor, FactorName, Gate};
use utoipa::ToSchema;

use crate::scalar::{MonthText, ScoreText, TimeText};

/// What the person did in one repository in one month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthScore)]
pub(crate) struct MonthShown {
    /// The repository's id.
    repo: u64,
    month: MonthText,
    /// How many contributions of each kind.
    counts: BTreeMap<&'static str, u64>,
    score: ScoreText,
    /// The arithmetic of presets that take a square root over a month; `null` for the others.
    #[schema(required)]
    root: Option<RootShown>,
}

/// The square root of a month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthRoot)]
pub(crate) struct RootShown {
    /// Weights times counts, in millionths.
    sum: ScoreText,
    /// Its square root, rounded down.
    root: ScoreText,
    /// The repository's weight, in decimal.
    #[schema(example = "1")]
    repository: String,
    /// The product, rounded down.
    points: ScoreText,
}

/// One contribution.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contribution)]
pub(crate) struct ContributionShown {
    #[schema(value_type = ContributionKindName)]
    kind: &'static str,
    /// The repository's id.
    repo: u64,
    /// The issue or pull request; `null` for commits.
    #[schema(required)]
    number: Option<u64>,
    /// Where it can be looked at; `null` for a clone without a known origin.
    #[schema(required, example = "https://github.com/ada-example/trees/pull/7")]
    url: Option<String>,
    at: TimeText,
    /// Lines added, for commits and pull requests.
    #[schema(required)]
    additions: Option<u64>,
    /// Lines removed, for commits and pull requests.
    #[schema(required)]
    deletions: Option<u64>,
    #[schema(value_type = OutcomeName)]
    outcome: Outcome,
    /// Its weight under the month's square root, for presets that take one.
    #[schema(required, example = "4.0679")]
    weight: Option<String>,
    /// Its value before factors, for presets that have one.
    #[schema(required)]
    base: Option<ScoreText>,
    /// What the value was multiplied with, in this order, each product rounded down.
    factors: Vec<FactorShown>,
    /// What it adds to the score; `null` where only the whole month has points.
    #[schema(required)]
    points: Option<ScoreText>,
    /// Why that is less than the value times the factors.
    #[schema(value_type = Vec<GateName>)]
    gates: Vec<Gate>,
}

/// A number that a value was multiplied with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Factor)]
pub(crate) struct FactorShown {
    #[schema(value_type = FactorNameName)]
    name: FactorName,
    /// In decimal.
    #[schema(example = "0.5")]
    value: String,
}

/// One step from the contributions to the leaf, computed again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceiptStep)]
pub(crate) struct StepShown {
    #[schema(value_type = StepNameName)]
    name: StepName,
    /// Is what was published what comes out?
    holds: bool,
    /// What was found, in words.
    detail: String,
}

/// The kinds of evidence.
#[derive(ToSchema)]
#[schema(as = ContributionKind, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum ContributionKindName {
    Commit,
    PullRequestOpened,
    PullRequestMerged,
    PullRequestCoAuthored,
    PullRequestClosed,
    Review,
    ReviewComment,
    IssueOpened,
    IssueComment,
}

/// What became of a contribution.
#[derive(ToSchema)]
#[schema(as = Outcome, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum OutcomeName {
    Counted,
    Refused,
    MergeCountsInstead,
    KindNotCounted,
}

/// Why a contribution counts less than it could, or not at all.
#[derive(ToSchema)]
#[schema(as = Gate, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum GateName {
    Unmerged,
    ClosedUnmerged,
    OtherBranch,
    MaintainerFile,
    LeftOut,
    OwnRepository,
    SelfMerge,
    Reverted,
    Revert,
    Duplicate,
    SelfReview,
    AfterMerge,
    RepeatedReview,
    ReviewRing,
    OwnIssue,
    MergeRatio,
    WeeklyCap,
    OpenCollateral,
}

/// What a factor stands for.
#[derive(ToSchema)]
#[schema(as = FactorName, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum FactorNameName {
    Share,
    Kind,
    Agent,
    SelfMerge,
    Age,
    MergeRatio,
    Repository,
}

/// The steps of a receipt.
#[derive(ToSchema)]
#[schema(as = ReceiptStepName, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum StepNameName {
    Points,
    Score,
    Due,
    Amount,
    Leaf,
}

impl From<&MonthLine> for MonthShown {
    fn from(line: &MonthLine) -> Self {
        let month = &line.month;
        Self {
            repo: month.repo.0,
            month: month.month.into(),
            counts: month.counts.iter().map(|(kind, count)| (kind.as_str(), *count)).collect(),
            score: month.score.0.into(),
            root: line.root.map(RootShown::from),
        }
    }
}

impl From<Root> for RootShown {
    fn from(root: Root) -> Self {
        Self {
            sum: root.sum.0.into(),
            root: root.root.0.into(),
            repository: root.repository.to_string(),
            points: root.points.0.into(),
        }
    }
}

impl From<&Line> for ContributionShown {
    fn from(line: &Line) -> Self {
        let contribution = &line.contribution;
        Self {
            kind: contribution.kind.as_str(),
            repo: contribution.repo.0,
            number: contribution.number.map(u64::from),
            url: line.url.clone(),
            at: contribution.at.into(),
            additions: contribution.additions.map(u64::from),
            deletions: contribution.deletions.map(u64::from),
            outcome: line.outcome,
            weight: line.weight.map(|weight| weight.to_string()),
            base: line.base.map(|points| points.0.into()),
            factors: line.factors.iter().map(FactorShown::from).collect(),
            points: line.points.map(|points| points.0.into()),
            gates: line.gates.clone(),
        }
    }
}

impl From<&Factor> for FactorShown {
    fn from(factor: &Factor) -> Self {
        Self { name: factor.name, value: factor.value.to_string() }
    }
}

impl From<Step> for StepShown {
    fn from(step: Step) -> Self {
        Self { name: step.name, holds: step.holds, detail: step.detail }
    }
}
