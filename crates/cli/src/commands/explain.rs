//! `tributary explain`: why somebody gets what they get, from a bundle alone. A database, where there is one, is asked
//! only whose a login is.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_engine::{
    logins,
    receipt::{Ledger, Line, MonthLine, Outcome, Receipt, ReceiptError, StepName},
};
use tributary_model::{Amount, ContributionKind};
use tributary_score::{CreditReason, FactorName, Gate};
use tributary_storage::AccountName;

use super::{campaigns::open_bundle, people::note_former};
use crate::{args::Global, context::open_store_if_there, exit, output};

/// Who, and by which bundle.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A GitHub login, a numeric id, an identity (`github:1`, `email:…`) or an address
    who: String,
    /// The bundle; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
}

/// Shows every contribution and every sum up to the leaf. Exit code 0 only if every sum holds.
pub(crate) async fn run(global: &Global, args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, args.bundle.as_ref())?;
    let ledger = Ledger::read(&bundle)?;
    let holder = if ledger.is_login(&args.who) { holder(global, &args.who).await? } else { None };
    let identity = ledger.find_held(&args.who, holder.as_ref()).map_err(not_found)?;
    holder.iter().for_each(note_former);
    let receipt = ledger.receipt(identity)?;
    let recomputed = ledger.recomputes(identity)?;
    let holds = receipt.holds() && recomputed;
    if global.json {
        let mut value = serde_json::to_value(&receipt)?;
        value["recomputed"] = recomputed.into();
        value["holds"] = holds.into();
        output::json(&value)?;
    } else {
        print(&receipt, bundle.manifest())?;
        output::line(step(recomputed, "evidence", recomputed_words(recomputed)))?;
    }
    if !holds {
        output::note("This receipt does not hold: the bundle is not what its rules give.");
    }
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(exit::FAILED) })
}

/// What the database tells of a login, where there is one: a bundle knows no names of before.
async fn holder(global: &Global, login: &str) -> anyhow::Result<Option<AccountName>> {
    Ok(match open_store_if_there(global).await? {
        Some(store) => logins::holder(&store, login).await?,
        None => None,
    })
}

/// Nobody of that name is an answer; a name that could mean several people is bad input.
fn not_found(error: ReceiptError) -> anyhow::Error {
    match error {
        ReceiptError::Unknown { .. } => exit::failed(error.to_string()),
        other => other.into(),
    }
}

const fn recomputed_words(recomputed: bool) -> &'static str {
    if recomputed {
        "Scoring the evidence again gives the same lines and the same score."
    } else {
        "Scoring the evidence again gives other lines or another score."
    }
}

fn print(receipt: &Receipt, manifest: &tributary_engine::bundle::Manifest) -> anyhow::Result<()> {
    let who = receipt.login.clone().unwrap_or_else(|| receipt.identity.to_string());
    let token = &manifest.token;
    let tokens = |amount: Amount| output::tokens(amount, token.decimals, &token.symbol);
    output::line(format!("{who} ({}) in {}", receipt.identity, receipt.slug))?;
    output::line(format!("{} by `{}` and `{}`", tokens(receipt.amount), receipt.preset, receipt.policy))?;
    if let (Some(standing), Some(cumulative)) = (receipt.standing, receipt.cumulative) {
        output::line(format!("{} in all, {} of it before", tokens(cumulative), tokens(standing)))?;
    }
    let name = |id| {
        let found = manifest.repositories.iter().find(|repository| repository.id == id);
        found.map_or_else(|| format!("repository {id}"), |repository| repository.name.to_string())
    };
    for month in &receipt.months {
        let points = output::grouped(&month.month.score.format());
        let unit = if points == "1" { "point" } else { "points" };
        output::line(format!("\n{} in {}: {points} {unit}", month.month.month, name(month.month.repo)))?;
        if let Some(sum) = arithmetic(month) {
            output::line(format!("  {sum}"))?;
        }
        let here = |line: &&Line| {
            line.contribution.repo == month.month.repo && line.contribution.at.month() == month.month.month
        };
        for line in receipt.contributions.iter().filter(here) {
            output::line(format!("  {}", describe(line)))?;
        }
    }
    for change in &receipt.adjustments {
        output::line(format!(
            "\nchanged by hand from {} to {}: {}",
            change.before.format(),
            change.after.format(),
            change.reason
        ))?;
    }
    if let Some(reason) = &receipt.reason {
        output::line(format!("\ndecided by hand: {reason}"))?;
    }
    output::line("")?;
    for one in &receipt.steps {
        output::line(step(one.holds, step_name(one.name), &one.detail))?;
    }
    Ok(())
}

fn step(holds: bool, name: &str, detail: &str) -> String {
    format!("{} {name}: {detail}", if holds { "ok  " } else { "FAIL" })
}

const fn step_name(name: StepName) -> &'static str {
    match name {
        StepName::Points => "points",
        StepName::Score => "score",
        StepName::Due => "due",
        StepName::Amount => "amount",
        StepName::Leaf => "leaf",
    }
}

/// `√6.1018 = 2.470182, × 0.5 = 1.235091`.
fn arithmetic(month: &MonthLine) -> Option<String> {
    let root = month.root?;
    let sum = format!("√{} = {}", root.sum.format(), root.root.format());
    if root.root == root.points {
        return Some(sum);
    }
    Some(format!("{sum}, × {} for the repository = {}", root.repository, root.points.format()))
}

/// One contribution on one line: points, kind, date, link, arithmetic, gates.
fn describe(line: &Line) -> String {
    let contribution = &line.contribution;
    let worth = match (line.points, line.weight) {
        (Some(points), _) => points.format(),
        (None, Some(weight)) => format!("√ {weight}"),
        (None, None) => String::new(),
    };
    let number = contribution.number.map(|number| format!(" #{number}")).unwrap_or_default();
    let place = line.url.clone().unwrap_or_else(|| contribution.key.to_string());
    let day: String = contribution.at.to_string().chars().take("2026-01-31".len()).collect();
    let what = kind(contribution.kind);
    let mut parts = vec![format!("{worth:>12}  {day}  {what}{number}  {place}")];
    if let Some(base) = line.base {
        let factors = line.factors.iter().map(|one| format!(" × {} {}", one.value, factor(one.name)));
        parts.push(format!("  ({}{})", base.format(), factors.collect::<String>()));
    }
    parts
        .extend(line.credit.map(|credit| {
            format!("; done by {}, credited because {}", credit.from, because(credit.because))
        }));
    parts.extend(line.agent.map(|agent| format!("; with the agent {agent}")));
    let reasons = line.gates.iter().map(|one| gate(*one)).chain(not_counted(line.outcome));
    parts.extend(reasons.map(|why| format!("; {why}")));
    parts.concat()
}

const fn because(reason: CreditReason) -> &'static str {
    match reason {
        CreditReason::Joined => "both are one person",
        CreditReason::Assigned => "this person assigned it to the agent",
        CreditReason::Merged => "this person merged what the agent opened",
        CreditReason::CoAuthored => "this person is an author of its commits",
    }
}

const fn not_counted(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Counted | Outcome::Refused => None,
        Outcome::MergeCountsInstead => Some("the merge counts instead"),
        Outcome::KindNotCounted => Some("the rules give nothing for this kind"),
        Outcome::CreditedToAnother => Some("somebody else is credited with it"),
    }
}

const fn kind(kind: ContributionKind) -> &'static str {
    match kind {
        ContributionKind::Commit => "commit",
        ContributionKind::PullRequestOpened => "pull request opened",
        ContributionKind::PullRequestMerged => "pull request merged",
        ContributionKind::PullRequestCoAuthored => "pull request co-authored",
        ContributionKind::PullRequestClosed => "pull request closed",
        ContributionKind::Review => "review",
        ContributionKind::ReviewComment => "review comment",
        ContributionKind::IssueOpened => "issue opened",
        ContributionKind::IssueComment => "comment",
    }
}

const fn factor(name: FactorName) -> &'static str {
    match name {
        FactorName::Share => "for its part among the authors",
        FactorName::Kind => "for the kinds of its files",
        FactorName::Agent => "for an AI agent's part",
        FactorName::SelfMerge => "for merging it without another's approval",
        FactorName::Age => "for its age",
        FactorName::MergeRatio => "for the share of merged pull requests",
        FactorName::Repository => "for the repository",
    }
}

pub(crate) const fn gate(gate: Gate) -> &'static str {
    match gate {
        Gate::Unmerged => "the pull request was not merged inside the window",
        Gate::ClosedUnmerged => "the pull request was closed without a merge",
        Gate::OtherBranch => "merged into a branch that is not the default one",
        Gate::MaintainerFile => "touches a file that only maintainers may change",
        Gate::LeftOut => "all files are vendored, generated, renamed or differ in white space alone",
        Gate::OwnRepository => "the repository belongs to the person",
        Gate::SelfMerge => "merged by its author without another's approval",
        Gate::Reverted => "a later pull request reverted it",
        Gate::Revert => "it reverts another pull request",
        Gate::Duplicate => "nearly the same as an earlier pull request",
        Gate::SelfReview => "a review of one's own pull request",
        Gate::AfterMerge => "the review came after the merge",
        Gate::RepeatedReview => "not the first review of this pull request",
        Gate::ReviewRing => "inside a ring of people who review one another",
        Gate::OwnIssue => "the person's own pull request closed the issue",
        Gate::MergeRatio => "too many of the person's pull requests were closed without a merge",
        Gate::WeeklyCap => "the week was full",
        Gate::OpenCollateral => "held back for pull requests that are still open",
    }
}
