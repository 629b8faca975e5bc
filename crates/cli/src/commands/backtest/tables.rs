//! The numbers of a backtest, side by side.

use comfy_table::Table;
use tributary_engine::backtest::{Comparison, Course};
use tributary_model::{Amount, Timestamp};
use tributary_score::{Attack, AttackReport, Movement, Standing, Trial, Weight};

use crate::output;

/// How amounts are written.
pub(super) struct Money<'a> {
    pub(super) decimals: u8,
    pub(super) symbol: &'a str,
}

impl Money<'_> {
    /// Whole tokens, rounded down: an attack is judged by its size.
    pub(super) fn whole(&self, amount: Amount) -> String {
        let text = amount.format_tokens(self.decimals);
        output::grouped(text.split('.').next().unwrap_or(&text))
    }
}

/// Two digits behind the point, rounded down; what is there is never shown as nothing.
pub(super) fn percent(share: Weight) -> String {
    match share.millionths() {
        0 => "0 %".to_owned(),
        1..100 => "<0.01 %".to_owned(),
        share => format!("{}.{:02} %", share / 10_000, share / 100 % 100),
    }
}

/// One digit behind the point, rounded down.
pub(super) fn times(ratio: Weight) -> String {
    format!("{}.{}", ratio.millionths() / 1_000_000, ratio.millionths() / 100_000 % 10)
}

pub(super) fn day(moment: Timestamp) -> String {
    moment.to_string().chars().take("2026-01-31".len()).collect()
}

pub(super) fn name(login: Option<&str>, identity: &str) -> String {
    login.map_or_else(|| identity.chars().take(14).collect(), str::to_owned)
}

fn who(standing: &Standing) -> String {
    name(standing.login.as_deref(), &standing.identity.to_string())
}

/// What an attack is called in a table.
pub(super) const fn label(attack: Attack) -> &'static str {
    match attack {
        Attack::TinyPullRequests => "tiny pull requests",
        Attack::Copies => "copies",
        Attack::Unmerged => "never merged",
        Attack::SelfMerge => "self-merge",
        Attack::ReviewRing => "review ring",
        Attack::ReviewClique => "review clique",
        Attack::SplitIdentities => "split identities",
    }
}

/// One row a window: how much evidence, how many people, how unevenly, and what moved since the window before.
pub(super) fn windows(course: &Course) -> Table {
    let before = [None].into_iter().chain(course.movements.iter().map(Option::as_ref));
    let rows = course.windows.iter().zip(before).map(|(trial, movement)| {
        let mut row = vec![day(trial.window.from), day(trial.window.until), trial.contributions.to_string()];
        row.extend(match &trial.concentration {
            Some(found) => [
                found.people.to_string(),
                percent(found.top_1),
                percent(found.top_10),
                found.half.to_string(),
                percent(found.median),
            ],
            None => ["0", "", "", "", ""].map(str::to_owned),
        });
        row.extend(moved(movement));
        row
    });
    let header = [
        "from",
        "until",
        "contributions",
        "people",
        "first",
        "first 10",
        "hold half",
        "median",
        "moved",
        "stayed",
    ];
    output::table(&header, &[2, 3, 4, 5, 6, 7, 8, 9], rows)
}

fn moved(movement: Option<&Movement>) -> [String; 2] {
    movement.map_or_else(Default::default, |movement| {
        [percent(movement.moved), format!("{} of {}", movement.stayed, movement.top)]
    })
}

/// One row a person, one column a window.
pub(super) fn people(course: &Course, top: usize) -> Table {
    let until: Vec<String> = course.windows.iter().map(|trial| day(trial.window.until)).collect();
    let header: Vec<&str> = ["who"].into_iter().chain(until.iter().map(String::as_str)).collect();
    let last = course.windows.iter().rev().find(|trial| !trial.standings.is_empty());
    let standings = last.map_or(&[][..], |trial| &trial.standings);
    let shown = if top == 0 { standings.len() } else { top };
    let rows = standings.iter().take(shown).map(|person| {
        let in_window = |trial: &Trial| {
            let found = trial.standings.iter().find(|standing| standing.identity == person.identity);
            found.map_or_else(String::new, |found| format!("{} #{}", percent(found.share), found.rank))
        };
        [who(person)].into_iter().chain(course.windows.iter().map(in_window)).collect()
    });
    let right: Vec<usize> = (1..header.len()).collect();
    output::table(&header, &right, rows)
}

/// The window in which an attack would have paid most; of equals, the last. Splitting pays by what it adds.
pub(super) fn worst(course: &Course, attack: Attack) -> Option<(&Trial, &AttackReport)> {
    let reports = course
        .windows
        .iter()
        .filter_map(|trial| Some((trial, trial.attacks.iter().find(|report| report.attack == attack)?)));
    reports.max_by_key(|(_, report)| {
        let alone = report.earned.alone.map_or(0, |alone| alone.share.millionths());
        i128::from(report.earned.share.millionths()) - i128::from(alone)
    })
}

fn each(course: &Course) -> impl Iterator<Item = (&Trial, &AttackReport)> {
    Attack::ALL.into_iter().filter_map(|attack| worst(course, attack))
}

/// One row an attack.
pub(super) fn attacks(course: &Course, money: &Money<'_>) -> Table {
    let gated = each(course).any(|(_, report)| report.without_gates.is_some());
    let mut header = vec!["attack", "until", "share", money.symbol, "rank", "medians"];
    if gated {
        header.extend(["stopped", "without gates"]);
    }
    header.extend(["points each", "median"]);
    let rows = each(course).map(|(trial, report)| {
        let earned = &report.earned;
        let mut row = vec![
            label(report.attack).to_owned(),
            day(trial.window.until),
            percent(earned.share),
            money.whole(earned.amount),
            earned.rank.map_or_else(String::new, |rank| format!("#{rank}")),
            earned.medians.map_or_else(String::new, times),
        ];
        if gated {
            let without = report.without_gates.as_ref();
            row.push(format!("{} of {}", report.stopped, report.lines));
            row.push(without.map_or_else(String::new, |without| percent(without.share)));
        }
        row.extend(
            [report.points_each, report.median_points]
                .map(|points| points.map_or_else(String::new, |points| output::grouped(&points.format()))),
        );
        row
    });
    let right: Vec<usize> = (2..header.len()).collect();
    output::table(&header, &right, rows)
}

/// What the other rules move in each window.
pub(super) fn changes(comparison: &Comparison) -> Table {
    let rows = comparison.rules.windows.iter().zip(&comparison.changes).map(|(trial, change)| {
        let found = trial.concentration.as_ref();
        let mut row = vec![day(trial.window.from), day(trial.window.until)];
        row.push(found.map_or_else(|| "0".to_owned(), |found| found.people.to_string()));
        row.extend(
            [found.map(|found| found.top_1), found.map(|found| found.top_10)]
                .map(|share| share.map_or_else(String::new, percent)),
        );
        row.extend(moved(change.as_ref()));
        row
    });
    let header = ["from", "until", "people", "first", "first 10", "moved by the rules", "stayed"];
    output::table(&header, &[2, 3, 4, 5, 6], rows)
}

/// Each attack's best window by both rules.
pub(super) fn attacks_against(own: &Course, other: &Course) -> Table {
    let share = |course: &Course, attack: Attack| {
        worst(course, attack).map_or_else(String::new, |(_, report)| {
            let alone = report.earned.alone.map(|alone| format!(" ({} alone)", percent(alone.share)));
            format!("{}{}", percent(report.earned.share), alone.unwrap_or_default())
        })
    };
    let found =
        Attack::ALL.into_iter().filter(|attack| worst(own, *attack).or(worst(other, *attack)).is_some());
    let rows = found.map(|attack| vec![label(attack).to_owned(), share(own, attack), share(other, attack)]);
    output::table(&["attack", "by the airdrop's rules", "by the other rules"], &[1, 2], rows)
}
