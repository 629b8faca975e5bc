//! The parts of a receipt, as a person's answer shows them.

use std::collections::BTreeMap;

use serde::Serialize;
use tributary_engine::receipt::{Earlier, Ledger, Line, MonthLine, Outcome, Root, Step, StepName};
use tributary_model::Identity;
use tributary_score::{Adjusted, Credit, CreditReason, Factor, FactorName, Gate};
use utoipa::ToSchema;

use crate::scalar::{IdentityText, MonthText, ScoreText, TimeText};

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
    /// Its key among those of its kind in the repository.
    #[schema(example = "5000000001")]
    key: String,
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
    /// Who did it, if that is not who is credited; else `null`.
    #[schema(required)]
    credit: Option<CreditShown>,
    /// Who is credited with it instead; else `null`.
    #[schema(required)]
    credited_to: Option<PersonShown>,
    /// The AI agent that took part; else `null`.
    #[schema(required, example = "copilot")]
    agent: Option<String>,
    /// The earlier pull request that it repeats; else `null`.
    #[schema(required)]
    repeats: Option<EarlierShown>,
}

/// Somebody's name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonName)]
pub(crate) struct PersonShown {
    identity: IdentityText,
    /// For showing only: logins change.
    #[schema(required, example = "ada-example")]
    login: Option<String>,
}

/// Who did what somebody else is credited with, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Credit)]
pub(crate) struct CreditShown {
    from: PersonShown,
    #[schema(value_type = CreditReasonName)]
    because: CreditReason,
}

/// An earlier pull request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlierPullRequest)]
pub(crate) struct EarlierShown {
    /// The repository's id.
    repo: u64,
    number: u64,
    /// Where it can be looked at; `null` for a clone without a known origin.
    #[schema(required)]
    url: Option<String>,
}

/// What a maintainer changed of a score. The first begins with the sum of the lines, the last ends with the score.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Adjustment)]
pub(crate) struct AdjustmentShown {
    /// The key of the one contribution that it is about; `null` for the whole score.
    #[schema(required)]
    contribution: Option<String>,
    /// Multiplied with so much, in decimal; else `null`.
    #[schema(required, example = "0.5")]
    factor: Option<String>,
    /// So much more; else `null`.
    #[schema(required)]
    plus: Option<ScoreText>,
    /// So much less; else `null`.
    #[schema(required)]
    minus: Option<ScoreText>,
    before: ScoreText,
    after: ScoreText,
    /// Why, in the maintainer's words.
    reason: String,
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
    CreditedToAnother,
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

/// Why somebody is credited with what another did.
#[derive(ToSchema)]
#[schema(as = CreditReason, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum CreditReasonName {
    Joined,
    Assigned,
    Merged,
    CoAuthored,
}

/// What a maintainer should look at; it changes no score.
#[derive(ToSchema)]
#[schema(as = Flag, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum FlagName {
    YoungAccount,
    LittleActivity,
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

impl ContributionShown {
    pub(crate) fn of(line: &Line, ledger: &Ledger) -> Self {
        let contribution = &line.contribution;
        Self {
            kind: contribution.kind.as_str(),
            repo: contribution.repo.0,
            key: contribution.key.to_string(),
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
            credit: line
                .credit
                .map(|Credit { from, because }| CreditShown { from: PersonShown::of(from, ledger), because }),
            credited_to: line.credited_to.map(|identity| PersonShown::of(identity, ledger)),
            agent: line.agent.map(|agent| agent.to_string()),
            repeats: line.repeats.as_ref().map(EarlierShown::from),
        }
    }
}

impl PersonShown {
    fn of(identity: Identity, ledger: &Ledger) -> Self {
        Self { identity: identity.into(), login: ledger.login(identity) }
    }
}

impl From<&Earlier> for EarlierShown {
    fn from(Earlier { pull, url }: &Earlier) -> Self {
        Self { repo: pull.repo.0, number: pull.number.into(), url: url.clone() }
    }
}

impl From<Adjusted> for AdjustmentShown {
    fn from(adjusted: Adjusted) -> Self {
        Self {
            contribution: adjusted.contribution.map(|contribution| contribution.key.to_string()),
            factor: adjusted.factor.map(|factor| factor.to_string()),
            plus: adjusted.plus.map(|points| points.0.into()),
            minus: adjusted.minus.map(|points| points.0.into()),
            before: adjusted.before.0.into(),
            after: adjusted.after.0.into(),
            reason: adjusted.reason,
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
