//! The numbers of a backtest in sentences.

use std::fmt::Write as _;

use tributary_engine::backtest::{Comparison, Course};
use tributary_model::ContributionKind;
use tributary_score::{Attack, AttackReport, AttackSize, Earned, Movement, Shift, Trial};

use super::tables::{Money, day, name, percent, times, worst};
use crate::{commands::explain::gate, output};

/// What moved from the first window to the last.
pub(super) fn movement(course: &Course) -> anyhow::Result<()> {
    let Some(total) = &course.total else { return Ok(()) };
    output::line(format!(
        "\nFrom the first window to the last, {} of the pool changed hands and {} of the first {} stayed there.",
        percent(total.moved),
        total.stayed,
        total.top
    ))?;
    shifts(total)
}

/// What other rules move in the last window in which both share something.
pub(super) fn changes(comparison: &Comparison) -> anyhow::Result<()> {
    let mut windows = comparison.rules.windows.iter().zip(&comparison.changes).rev();
    let Some((trial, change)) = windows.find_map(|(trial, change)| Some((trial, change.as_ref()?))) else {
        return Ok(());
    };
    output::line(format!(
        "\nIn the window until {}, the other rules move {} of the pool.",
        day(trial.window.until),
        percent(change.moved)
    ))?;
    shifts(change)
}

fn shifts(movement: &Movement) -> anyhow::Result<()> {
    for (verb, shifts) in [("gains", &movement.gains), ("loses", &movement.losses)] {
        for shift in shifts.iter().take(3) {
            output::line(format!("  {} {verb}: {}", who(shift), change(shift)))?;
        }
    }
    Ok(())
}

fn who(shift: &Shift) -> String {
    output::inline(&name(shift.login.as_deref(), &shift.identity.to_string())).into_owned()
}

/// `12.34 % (#1) → 3.1 % (#7)`.
fn change(shift: &Shift) -> String {
    let side = |share, rank: Option<usize>| {
        rank.map_or_else(|| "nothing".to_owned(), |rank| format!("{} (#{rank})", percent(share)))
    };
    format!("{} → {}", side(shift.before, shift.rank_before), side(shift.after, shift.rank_after))
}

/// One sentence or two for each attack.
pub(super) fn attacks(course: &Course, size: AttackSize, money: &Money<'_>) -> anyhow::Result<()> {
    output::line("")?;
    for attack in Attack::ALL {
        if let Some((trial, report)) = worst(course, attack) {
            output::line(format!("- {}", finding(trial, report, size, money)))?;
        }
    }
    Ok(())
}

fn finding(trial: &Trial, report: &AttackReport, size: AttackSize, money: &Money<'_>) -> String {
    let earned = &report.earned;
    let mut sentences = format!("{} would have earned {}", subject(report, size), yield_of(earned, money));
    if let Some(alone) = earned.alone {
        let verdict = if earned.share > alone.share { "splitting pays" } else { "splitting pays nothing" };
        write!(sentences, "; under one name it is {}, so {verdict}", percent(alone.share))
            .expect("a String takes any text");
    }
    if let Some(without) = &report.without_gates {
        write!(sentences, "; without the gates {}", percent(without.share)).expect("a String takes any text");
        if let Some(alone) = without.alone {
            write!(sentences, ", and {} under one name", percent(alone.share))
                .expect("a String takes any text");
        }
    }
    write!(sentences, " (until {}).", day(trial.window.until)).expect("a String takes any text");
    if let (Some(each), Some(median)) = (report.points_each.filter(|each| each.0 > 0), report.median_points) {
        let (each, median, piece) = (each.format(), median.format(), piece(report));
        write!(sentences, " That is {each} points for each {piece}; the median honest one has {median}.")
            .expect("a String takes any text");
    }
    sentences.push_str(&stopped(report));
    sentences.push_str(remedy(report));
    sentences
}

fn yield_of(earned: &Earned, money: &Money<'_>) -> String {
    if let Some(reason) = &earned.unshared {
        return format!("nothing, and nobody else either: {reason}");
    }
    if earned.amount.is_zero() {
        return "nothing".to_owned();
    }
    let medians =
        earned.medians.map(|medians| format!(", as much as {} median contributors", times(medians)));
    let (share, amount) = (percent(earned.share), money.whole(earned.amount));
    format!("{share} of the pool ({amount} {}){}", money.symbol, medians.unwrap_or_default())
}

fn piece(report: &AttackReport) -> &'static str {
    if report.work == ContributionKind::Commit { "commit" } else { "pull request" }
}

fn subject(report: &AttackReport, size: AttackSize) -> String {
    let accounts = report.accounts;
    let tiny = format!("{} {}s of one line each", size.contributions, piece(report));
    match report.attack {
        Attack::TinyPullRequests => format!("{tiny}, by one account,"),
        Attack::Copies => {
            format!("{} {}s of nearly the same 100 lines, by one account,", size.contributions, piece(report))
        }
        Attack::Unmerged => format!("{tiny} that nobody merges"),
        Attack::SelfMerge => format!("{tiny}, merged by their author,"),
        Attack::ReviewRing => {
            format!("{tiny}, by {accounts} accounts of which each approves what the one before opened,")
        }
        Attack::ReviewClique => format!("{tiny}, by {accounts} accounts that all approve one another's,"),
        Attack::SplitIdentities => {
            format!("The strongest person's work, dealt out over {accounts} accounts,")
        }
    }
}

/// What to change where an attack pays.
fn remedy(report: &AttackReport) -> &'static str {
    let pays = match report.earned.alone {
        Some(alone) => report.earned.share > alone.share,
        None => !report.earned.amount.is_zero(),
    };
    match report.attack {
        _ if !pays => "",
        Attack::SplitIdentities => {
            " Caps, square roots and tiers reward splitting; join identities in `[[people]]` or `overrides.toml` when they \
             are known to be one person."
        }
        _ if report.without_gates.is_none() => "",
        Attack::TinyPullRequests => {
            " What helps: a lower `pull_request` with a higher `size`, so that lines count more than their number, and a lower \
             `weekly_cap`."
        }
        Attack::Copies => " What helps: a lower `duplicate`, or a longer `duplicate_days`.",
        Attack::Unmerged => " What helps: `unmerged = \"0\"`.",
        Attack::SelfMerge => " What helps: a lower `self_merge`.",
        Attack::ReviewRing | Attack::ReviewClique => {
            " What helps: a lower `review`, and a look at who approves whom before the announcement."
        }
    }
}

/// Which gates stand in the way, the most frequent first.
fn stopped(report: &AttackReport) -> String {
    if report.without_gates.is_none() {
        return " This preset has no gates.".to_owned();
    }
    if report.gates.is_empty() {
        return " No gate stands in the way.".to_owned();
    }
    let mut gates: Vec<_> = report.gates.iter().collect();
    gates.sort_by_key(|(gate, count)| (std::cmp::Reverse(**count), **gate));
    let named: Vec<String> =
        gates.iter().map(|(name, count)| format!("{count} × {}", gate(**name))).collect();
    format!(
        " Gates leave {} of {} contributions without points: {}.",
        report.stopped,
        report.lines,
        named.join("; ")
    )
}
