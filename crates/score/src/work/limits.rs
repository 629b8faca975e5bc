//! What one person gets at most: a week's cap, and what is held back for pull requests that are still open.

use rayon::prelude::*;
use tributary_model::ContributionKind;

use super::{
    WorkRules,
    pulls::{Fate, Pulls},
};
use crate::{
    Detail, Gate, Week, Weight,
    attribution::{Attributed, index},
    tally::{Earned, Entry},
};

/// An entry to be put in order of people and time.
#[derive(Clone, Copy)]
struct Turn {
    person: u32,
    /// Entries are in order of places, which settles equal times.
    entry: u32,
    at: i64,
}

/// Applies both and gives everybody's weeks, if they are told.
pub(super) fn apply(
    attributed: &Attributed<'_>,
    pulls: &Pulls<'_>,
    entries: &mut [Entry],
    rules: &WorkRules,
) -> Vec<Earned> {
    let mut turns: Vec<Turn> = (0..)
        .zip(&*entries)
        .map(|(entry, Entry { place, .. })| {
            let at = attributed.contribution(*place).at.unix();
            Turn { person: attributed.person(*place), entry, at }
        })
        .collect();
    turns.par_sort_unstable_by_key(|turn| (turn.person, turn.at, turn.entry));
    let open = open(attributed, pulls, rules);
    let mut weeks = Vec::new();
    for of_person in turns.chunk_by(|a, b| a.person == b.person) {
        cap(of_person, entries, rules.weekly_cap);
        let excess = u64::from(open[index(of_person[0].person)].saturating_sub(rules.open_free));
        let held = u128::from(excess) * u128::from(rules.open_pull_request.millionths());
        hold_back(of_person, entries, held);
        if attributed.inputs.detail == Detail::Lines {
            earned(of_person, entries, &mut weeks);
        }
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
            let entry = &mut entries[index(turn.entry)];
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
        let entry = &mut entries[index(turn.entry)];
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
        let points = of_week.iter().map(|turn| entries[index(turn.entry)].points).sum();
        weeks.push(Earned { person: of_week[0].person, week: week(&of_week[0]), points });
    }
}

/// By person: how many pull requests were opened in the window and are open at its end.
fn open(attributed: &Attributed<'_>, pulls: &Pulls<'_>, rules: &WorkRules) -> Vec<u32> {
    let mut open = vec![0; attributed.people.len()];
    if rules.open_pull_request == Weight::ZERO {
        return open;
    }
    let still_open: Vec<u32> = attributed
        .par_contributions()
        .filter(|line| line.contribution.kind == ContributionKind::PullRequestOpened)
        .filter(|line| {
            let pull = pulls.find(line.contribution).and_then(|place| pulls.get(place));
            pull.is_some_and(|pull| pull.fate == Fate::Open)
        })
        .map(|line| line.person)
        .collect();
    for person in still_open {
        open[index(person)] += 1;
    }
    open
}
