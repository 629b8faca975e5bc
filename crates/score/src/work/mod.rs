//! The preset `merged-work`: merged pull requests, the reviews before them and the issues they closed. Integers only.
//!
//! A merged pull request is worth `pull_request + size × √(min(lines, size_cap))`, where lines are those that were changed
//! in files that count; so is a commit where the rules say so. Value × share × kind × agent × self-merge × age × merge
//! ratio × repository, each product rounded down; then the week's cap and what is held back for open pull requests.
//!
//! It refuses to count what the evidence does not tell: a gate that asks for more than is known does not apply.

mod commits;
mod decay;
mod duplicates;
mod files;
mod gates;
mod issues;
mod limits;
mod pulls;
mod reverts;
mod reviews;
mod rings;
mod rules;
mod value;

use rayon::prelude::*;
use tributary_model::ContributionKind;

pub use self::rules::WorkRules;
use self::{
    commits::Commits,
    decay::HalfLife,
    files::Files,
    gates::{OF_CO_AUTHORS, OF_PULLS, Owners, is_self_merged},
    issues::Closers,
    pulls::{Fate, Pulls},
    value::{Values, ratios},
};
use crate::{
    ContributionScore, Gate, Points, Preset, PullRef, Scores, Weight,
    attribution::{Attributed, Credited, NOBODY},
    gate::Gates,
    tally::{Entry, Tally},
};

/// What leaves something of a line's worth.
const OF_LIMITS: Gates = Gates::of(&[Gate::MergeRatio, Gate::WeeklyCap, Gate::OpenCollateral]);

/// Scores what is credited.
pub(crate) fn score_work(attributed: &Attributed<'_>, rules: &WorkRules) -> Scores {
    let mut pulls = Pulls::of(attributed);
    let owners = Owners::of(attributed, rules);
    let files = Files::measure(attributed, &mut pulls, rules);
    gates::judge(attributed, &mut pulls, &owners, rules);
    let by_merge = pulls.by_merge();
    reverts::cancel(&mut pulls, &by_merge, rules);
    duplicates::find(&mut pulls, &by_merge, &files, rules);
    drop((files, by_merge));
    let commits = Commits::of(attributed, rules);
    let reader =
        Lines { attributed, pulls: &pulls, owners, closers: Closers::of(&pulls), commits: &commits, rules };
    let mut entries: Vec<Entry> =
        attributed.par_contributions().filter_map(|line| reader.entry(line)).collect();
    reviews::judge(attributed, &pulls, &mut entries, rules);
    let half_life = HalfLife::of(rules.half_life_days);
    let ratios = ratios(attributed, rules);
    let values = Values { attributed, pulls: &pulls, rules, half_life, commits: &commits, ratios };
    entries.par_iter_mut().for_each(|entry| {
        let keeps = entry.gates.without(OF_LIMITS).without(reader.kept()).is_empty();
        entry.points = if keeps { values.worth(entry) } else { 0 };
        if values.is_below_ratio(entry) {
            entry.gates.add(Gate::MergeRatio);
        }
    });
    let weeks = limits::apply(attributed, &pulls, &mut entries, rules);
    let line = |entry: &Entry| line(&values, entry);
    Tally {
        attributed,
        preset: Preset::MergedWork,
        entries,
        weeks,
        line,
        agent: |entry: &Entry| values.agent(entry),
    }
    .scores()
}

/// An entry in full.
fn line(values: &Values<'_, '_>, entry: &Entry) -> ContributionScore {
    let pull = values.pulls.get(entry.pull);
    let earlier =
        pull.filter(|_| entry.gates.has(Gate::Duplicate)).and_then(|pull| values.pulls.get(pull.repeats));
    ContributionScore {
        base: Some(Points(u128::from(values.base(entry)))),
        factors: values.factors(entry).collect(),
        points: Points(entry.points),
        gates: entry.gates.list(),
        repeats: earlier.map(|earlier| PullRef { repo: earlier.repo, number: earlier.number }),
        ..ContributionScore::plain(values.attributed.contribution(entry.place), 0)
    }
}

/// Which contributions are looked at, and what they do not pass.
struct Lines<'t, 'a> {
    attributed: &'t Attributed<'a>,
    pulls: &'t Pulls<'a>,
    owners: Owners,
    closers: Closers,
    commits: &'t Commits,
    rules: &'t WorkRules,
}

impl Lines<'_, '_> {
    /// `None` for what this preset does not look at.
    fn entry(&self, line: Credited<'_>) -> Option<Entry> {
        let (contribution, rules) = (line.contribution, self.rules);
        let mut gates = Gates::NONE;
        let mut pull = NOBODY;
        match contribution.kind {
            ContributionKind::PullRequestMerged | ContributionKind::PullRequestCoAuthored => {
                pull = self.pulls.find(contribution).unwrap_or(NOBODY);
                gates = self.of_work(line, pull);
            }
            ContributionKind::Commit if rules.commit > Weight::ZERO => {
                if self.commits.measure(line.place).is_some_and(|measure| !measure.any) {
                    gates.add(Gate::LeftOut);
                }
            }
            ContributionKind::PullRequestOpened => {
                pull = self.pulls.find(contribution).unwrap_or(NOBODY);
                match self.pulls.get(pull).map(|pull| pull.fate) {
                    // Once it is merged, the merge counts.
                    Some(Fate::Merged) => return None,
                    _ if rules.unmerged > Weight::ZERO => {}
                    Some(Fate::Closed) => gates.add(Gate::ClosedUnmerged),
                    _ => gates.add(Gate::Unmerged),
                }
            }
            ContributionKind::Review => pull = self.pulls.find(contribution).unwrap_or(NOBODY),
            ContributionKind::IssueOpened if rules.issue > Weight::ZERO => {
                pull = self.closers.of_issue(contribution)?;
                let closer = self.pulls.get(pull)?;
                gates = closer.gates.among(OF_PULLS);
                if rules.refuse_own_issue && closer.author == line.person {
                    gates.add(Gate::OwnIssue);
                }
            }
            _ => return None,
        }
        if self.owners.has(contribution.repo, line.person) {
            gates.add(Gate::OwnRepository);
        }
        Some(Entry { pull, gates, ..Entry::plain(line.place, 0) })
    }

    /// The gates of a merged pull request's author and co-authors.
    fn of_work(&self, line: Credited<'_>, place: u32) -> Gates {
        let Some(pull) = self.pulls.get(place) else { return Gates::of(&[Gate::Unmerged]) };
        let mut gates = if line.contribution.kind == ContributionKind::PullRequestMerged {
            pull.gates.among(OF_PULLS)
        } else {
            pull.gates.among(OF_CO_AUTHORS)
        };
        if pull.fate != Fate::Merged {
            gates.add(Gate::Unmerged);
        }
        if self.rules.self_merge < Weight::ONE && is_self_merged(self.attributed, pull, line.person) {
            gates.add(Gate::SelfMerge);
        }
        gates
    }

    /// Gates that are reported and leave a part.
    fn kept(&self) -> Gates {
        if self.rules.self_merge > Weight::ZERO { Gates::of(&[Gate::SelfMerge]) } else { Gates::NONE }
    }
}

#[cfg(test)]
mod tests;
