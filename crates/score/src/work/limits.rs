//! What one person gets at most: a week's cap, and what is held back for pull requests that are still open.

use tributary_model::ContributionKind;

use super::{
    WorkRules,
    pulls::{Fate, Pulls},
};
use crate::{
    Gate, Week, Weight,
    attribution::{Attributed, index},
    tally::{Earned, Entry},
};

/// An entry in order of people and time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    person: u32,
    at: i64,
    place: u32,
    entry: usize,
}

/// Applies both and gives everybody's weeks.
pub(super) fn apply(
    attributed: &Attributed<'_>,
    pulls: &Pulls<'_>,
    entries: &mut [Entry],
    rules: &WorkRules,
) -> Vec<Earned> {
    let mut turns: Vec<Turn> = entries
        .iter()
        .enumerate()
        .map(|(entry, Entry { place, .. })| {
            let at = attributed.contribution(*place).at.unix();
            Turn { person: attributed.person(*place), at, place: *place, entry }
        })
        .collect();
    turns.sort_unstable();
    let open = open(attributed, pulls, rules);
    let mut weeks = Vec::new();
    for of_person in turns.chunk_by(|a, b| a.person == b.person) {
        cap(of_person, entries, rules.weekly_cap);
        let excess = u64::from(open[index(of_person[0].person)].saturating_sub(rules.open_free));
        let held = u128::from(excess) * u128::from(rules.open_pull_request.millionths());
        hold_back(of_person, entries, held);
        earned(of_person, entries, &mut weeks);
    }
    weeks
}

fn week(turn: &Turn) -> Week {
    Week::at(turn.at)
}

/// Cuts what is above the cap of each week, the last first.
fn cap(turns: &[Turn], entries: &mut [Entry], cap: Weight) {
    if cap == Weight::ZERO {
        return;
    }
    for of_week in turns.chunk_by(|a, b| week(a) == week(b)) {
        let mut room = u128::from(cap.millionths());
        for turn in of_week {
            let entry = &mut entries[turn.entry];
            if entry.points > room {
                entry.points = room;
                entry.gates.add(Gate::WeeklyCap);
            }
            room -= entry.points;
        }
    }
}

/// Takes what is held back from the last line backwards.
fn hold_back(turns: &[Turn], entries: &mut [Entry], mut held: u128) {
    for turn in turns.iter().rev() {
        if held == 0 {
            return;
        }
        let entry = &mut entries[turn.entry];
        let taken = held.min(entry.points);
        if taken > 0 {
            entry.points -= taken;
            entry.gates.add(Gate::OpenCollateral);
            held -= taken;
        }
    }
}

fn earned(turns: &[Turn], entries: &[Entry], weeks: &mut Vec<Earned>) {
    for of_week in turns.chunk_by(|a, b| week(a) == week(b)) {
        let points = of_week.iter().map(|turn| entries[turn.entry].points).sum();
        weeks.push(Earned { person: of_week[0].person, week: week(&of_week[0]), points });
    }
}

/// By person: how many pull requests were opened in the window and are open at its end.
fn open(attributed: &Attributed<'_>, pulls: &Pulls<'_>, rules: &WorkRules) -> Vec<u32> {
    let mut open = vec![0; attributed.people.len()];
    if rules.open_pull_request == Weight::ZERO {
        return open;
    }
    let opened = attributed
        .contributions()
        .filter(|line| line.contribution.kind == ContributionKind::PullRequestOpened);
    for line in opened {
        let pull = pulls.find(line.contribution).and_then(|place| pulls.get(place));
        if pull.is_some_and(|pull| pull.fate == Fate::Open) {
            open[index(line.person)] += 1;
        }
    }
    open
}
