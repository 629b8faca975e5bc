//! From what each contribution adds to everybody's score.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tributary_model::{Agent, ContributionKind, Month, RepoId};

use crate::{
    Adjusted, ContributionRef, ContributionScore, Detail, Flag, MonthScore, PersonScore, Points, Preset,
    Scores, Week, WeekScore,
    attribution::{Attributed, NOBODY, index},
    gate::Gates,
};

/// What one contribution adds, before it is written out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Its place in the evidence.
    pub(crate) place: u32,
    /// The preset's own number of its pull request, or [`NOBODY`].
    pub(crate) pull: u32,
    pub(crate) gates: Gates,
    pub(crate) points: u128,
}

impl Entry {
    pub(crate) const fn plain(place: u32, points: u128) -> Self {
        Self { place, pull: NOBODY, gates: Gates::NONE, points }
    }
}

/// What somebody earned in one week.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Earned {
    pub(crate) person: u32,
    pub(crate) week: Week,
    pub(crate) points: u128,
}

/// What somebody did in one repository and month, by kind.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) person: u32,
    pub(crate) repo: RepoId,
    pub(crate) month: Month,
    pub(crate) counts: BTreeMap<ContributionKind, u64>,
}

/// Everybody's months, by person, repository and month.
pub(crate) fn cells(attributed: &Attributed<'_>) -> Vec<Cell> {
    let mut met: Vec<(u32, RepoId, Month, ContributionKind)> = attributed
        .contributions()
        .map(|line| {
            (line.person, line.contribution.repo, line.contribution.at.month(), line.contribution.kind)
        })
        .collect();
    met.sort_unstable();
    let mut cells: Vec<Cell> = Vec::new();
    for same in met.chunk_by(|a, b| a == b) {
        let (person, repo, month, kind) = same[0];
        let count = u64::try_from(same.len()).expect("counted in memory");
        match cells.last_mut() {
            Some(cell) if (cell.person, cell.repo, cell.month) == (person, repo, month) => {
                cell.counts.insert(kind, count);
            }
            _ => cells.push(Cell { person, repo, month, counts: BTreeMap::from([(kind, count)]) }),
        }
    }
    cells
}

/// A preset's result before it is told by person.
pub(crate) struct Tally<'t, 'a, L, A> {
    pub(crate) attributed: &'t Attributed<'a>,
    pub(crate) preset: Preset,
    /// By place.
    pub(crate) entries: Vec<Entry>,
    /// By person and week; nobody's, or everybody's with the same sum.
    pub(crate) weeks: Vec<Earned>,
    /// An entry in full.
    pub(crate) line: L,
    /// The AI agent that took part in it.
    pub(crate) agent: A,
}

impl<L, A> Tally<'_, '_, L, A>
where
    L: Fn(&Entry) -> ContributionScore,
    A: Fn(&Entry) -> Option<Agent>,
{
    /// Everybody's score.
    pub(crate) fn scores(mut self) -> Scores {
        self.entries.par_sort_unstable_by_key(|entry| entry.place);
        let mut people = people(self.attributed);
        let mut sums = vec![(0_u128, 0_u128); people.len()];
        for entry in &self.entries {
            let sum = &mut sums[index(self.attributed.person(entry.place))];
            sum.0 += entry.points;
            if entry.points > 0 && (self.agent)(entry).is_some() {
                sum.1 += entry.points;
            }
        }
        for (person, (score, agent)) in people.iter_mut().zip(sums) {
            if person.excluded.is_none() {
                (person.score, person.agent_points) = (Points(score), Points(agent));
            }
        }
        if self.attributed.inputs.detail == Detail::Lines {
            self.tell(&mut people);
        }
        adjust(self.attributed, &mut people, &self.entries);
        Scores::of(self.preset, people)
    }

    /// Months, weeks and lines.
    fn tell(&self, people: &mut [PersonScore]) {
        let attributed = self.attributed;
        let mut months: BTreeMap<(u32, RepoId, Month), u128> = BTreeMap::new();
        for entry in &self.entries {
            let (person, contribution) =
                (attributed.person(entry.place), attributed.contribution(entry.place));
            *months.entry((person, contribution.repo, contribution.at.month())).or_default() += entry.points;
            let credit = attributed.credit(entry.place);
            let line = ContributionScore { credit, agent: (self.agent)(entry), ..(self.line)(entry) };
            people[index(person)].contributions.push(line);
        }
        for Cell { person, repo, month, counts } in cells(attributed) {
            let score = Points(months.get(&(person, repo, month)).copied().unwrap_or_default());
            people[index(person)].months.push(MonthScore { repo, month, counts, score });
        }
        for Earned { person, week, points } in self.weeks.iter().filter(|earned| earned.points > 0) {
            people[index(*person)].weeks.push(WeekScore { week: *week, score: Points(*points) });
        }
    }
}

/// Everybody with a score of nothing, and what a maintainer should look at.
pub(crate) fn people(attributed: &Attributed<'_>) -> Vec<PersonScore> {
    let few = few_weeks(attributed);
    let inputs = &attributed.inputs;
    let told = attributed.people.iter().zip(few).map(|(person, few)| {
        let account = inputs.evidence.account(person.identity);
        let is_young = account.and_then(|account| account.created_at).is_some_and(|created| {
            inputs.window.until.unix() - created.unix()
                < i64::from(inputs.flags.account_age_days) * 24 * 60 * 60
        });
        let flags = [(Flag::YoungAccount, is_young), (Flag::LittleActivity, few)];
        let flags = flags.into_iter().filter(|(_, holds)| *holds && person.excluded.is_none());
        PersonScore {
            identity: person.identity,
            login: account.map(|account| account.login.clone()),
            kind: account.map(|account| account.kind),
            score: Points(0),
            months: Vec::new(),
            weeks: Vec::new(),
            contributions: Vec::new(),
            adjustments: Vec::new(),
            agent_points: Points(0),
            flags: flags.map(|(flag, _)| flag).collect(),
            excluded: person.excluded,
            reason: inputs.overrides.reason(inputs, person.identity),
        }
    });
    told.collect()
}

/// By person: are there contributions in fewer different weeks than the rules ask for?
fn few_weeks(attributed: &Attributed<'_>) -> Vec<bool> {
    let wanted = index(attributed.inputs.flags.active_weeks);
    let mut seen: Vec<Vec<Week>> = vec![Vec::new(); attributed.people.len()];
    if wanted < 2 {
        return vec![false; seen.len()];
    }
    for line in attributed.contributions() {
        let weeks = &mut seen[index(line.person)];
        if weeks.len() < wanted {
            let week = Week::of(line.contribution.at);
            if !weeks.contains(&week) {
                weeks.push(week);
            }
        }
    }
    seen.into_iter().map(|weeks| weeks.len() < wanted).collect()
}

/// Applies what a maintainer decided; `entries` are in order of their places.
pub(crate) fn adjust(attributed: &Attributed<'_>, people: &mut [PersonScore], entries: &[Entry]) {
    let inputs = &attributed.inputs;
    if inputs.overrides.adjust.is_empty() {
        return;
    }
    let contributions = &inputs.evidence.contributions;
    for (number, person) in (0..).zip(people).filter(|(_, person)| person.excluded.is_none()) {
        let line = |wanted: &ContributionRef| {
            let wanted = (wanted.repo, wanted.kind, wanted.key.as_str());
            let first = contributions.partition_point(|c| (c.repo, c.kind, c.key.as_str()) < wanted);
            let same = (first..contributions.len())
                .take_while(|place| {
                    let c = &contributions[*place];
                    (c.repo, c.kind, c.key.as_str()) == wanted
                })
                .filter_map(|place| u32::try_from(place).ok())
                .filter(|place| attributed.person(*place) == number);
            let points = same.filter_map(|place| {
                let found = entries.binary_search_by_key(&place, |entry| entry.place).ok()?;
                Some(entries[found].points)
            });
            points.reduce(|a, b| a + b).map(Points)
        };
        let (score, adjustments): (Points, Vec<Adjusted>) =
            inputs.overrides.adjust(inputs, person.identity, person.score, line);
        person.score = score;
        person.adjustments = adjustments;
    }
}
