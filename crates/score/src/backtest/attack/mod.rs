//! What attacks on a rule set would have earned in a window.
//!
//! An attack is real evidence with something beside it that anybody could do: accounts, numbers and keys that do not
//! occur in it. The attackers choose the repository that weighs most, and among those the one where most is merged; whoever
//! merges most there merges theirs. Their work is spread evenly over the window.

mod earned;
mod forge;
mod split;
mod target;

use std::{collections::BTreeMap, num::NonZeroU32};

use serde::Serialize;
use tributary_model::{ContributionKind, Identity, Window};

pub use self::earned::{Alone, Earned};
use self::{forge::Staged, target::Target};
use super::{RuleSet, Standing, needs_lines, share, standings};
use crate::{Detail, Evidence, Gate, PersonScore, Points, ScoreRules, Scores};

/// Ways to get more than one's work is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attack {
    /// One account: many pull requests of one line each, every one in a file of its own.
    TinyPullRequests,
    /// One account: the same patch of a hundred lines again and again, a line more or less.
    Copies,
    /// One account: many pull requests of one line that are never merged.
    Unmerged,
    /// One account that may merge: many pull requests of one line, merged by itself.
    SelfMerge,
    /// Several accounts: each approves what the one before opened, and nobody else's.
    ReviewRing,
    /// Several accounts: everybody approves what everybody else of them opened.
    ReviewClique,
    /// The strongest person's work, dealt out over several accounts.
    SplitIdentities,
}

/// How much attackers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AttackSize {
    /// So many pull requests, or commits where no pull requests are known.
    pub contributions: NonZeroU32,
    /// So many accounts, where an attack takes several; at least 2.
    pub accounts: NonZeroU32,
}

/// What an attack would have earned, and what stood in its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttackReport {
    /// Which.
    pub attack: Attack,
    /// What the forged work counts as: merged pull requests, or commits where no pull requests are known.
    pub work: ContributionKind,
    /// How many accounts take part.
    pub accounts: usize,
    /// By the rules as they are.
    pub earned: Earned,
    /// With every gate open; absent for presets without gates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_gates: Option<Earned>,
    /// How many of the attackers' lines there are: contributions that the preset looks at.
    pub lines: usize,
    /// How many of them a gate left without points.
    pub stopped: usize,
    /// How many lines each gate is named on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub gates: BTreeMap<Gate, usize>,
    /// How many of the accounts are pointed out to the maintainer.
    pub flagged: usize,
    /// The attackers' points for each pull request or commit, rounded down; absent where the work is somebody's real work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points_each: Option<Points>,
    /// What the median honest one is worth, where the preset can tell; of two, the one worth less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_points: Option<Points>,
}

impl Attack {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::TinyPullRequests,
        Self::Copies,
        Self::Unmerged,
        Self::SelfMerge,
        Self::ReviewRing,
        Self::ReviewClique,
        Self::SplitIdentities,
    ];

    /// Commits alone have no reviews and nobody who merges.
    const fn needs_pulls(self) -> bool {
        matches!(self, Self::Unmerged | Self::SelfMerge | Self::ReviewRing | Self::ReviewClique)
    }
}

/// One window under attack.
pub(super) struct Attacks<'a> {
    evidence: &'a Evidence,
    window: Window,
    rules: &'a RuleSet<'a>,
    open: Option<ScoreRules>,
    size: AttackSize,
}

impl<'a> Attacks<'a> {
    /// `evidence` is the window's alone.
    pub(super) fn on(
        evidence: &'a Evidence,
        window: Window,
        rules: &'a RuleSet<'a>,
        size: AttackSize,
    ) -> Self {
        Self { evidence, window, rules, open: rules.score.without_gates(), size }
    }

    /// `scores` and `honest` are the window's without any attack.
    pub(super) fn run(&self, scores: &Scores, honest: &[Standing]) -> Vec<AttackReport> {
        let (Some(target), Some(strongest)) = (Target::find(self), honest.first()) else { return Vec::new() };
        let open = self.without_gates(self.evidence);
        let alone =
            [Some(Alone::from(strongest)), open.and_then(|open| Alone::among(&open, strongest.identity))];
        let work = target.counted();
        let honest_work = (work, median_points(scores, work));
        let attacks = Attack::ALL.into_iter().filter(|attack| target.has_pulls || !attack.needs_pulls());
        let report = |attack: Attack| {
            let staged = match attack {
                Attack::SplitIdentities => {
                    split::stage(self.evidence, &target, strongest.identity, self.rules.joins, self.size)
                }
                other => forge::stage(self.evidence, &target, other, self.size),
            };
            let alone = if attack == Attack::SplitIdentities { alone } else { [None, None] };
            self.report(attack, &staged, alone, honest_work)
        };
        attacks.map(report).collect()
    }

    fn report(
        &self,
        attack: Attack,
        staged: &Staged,
        [alone, alone_without]: [Option<Alone>; 2],
        (work, median_points): (ContributionKind, Option<Points>),
    ) -> AttackReport {
        let inputs = self.rules.inputs(&staged.evidence, self.window, Detail::Lines);
        let scores = self.rules.score.score(&inputs);
        let earned = Earned { alone, ..Earned::of(&scores, self.rules, self.window, &staged.attackers) };
        let without_gates = self.open.as_ref().map(|open| {
            let rules = self.rules.without_gates(open);
            let scores = open.score(&rules.inputs(&staged.evidence, self.window, detail(&rules)));
            let earned = Earned::of(&scores, &rules, self.window, &staged.attackers);
            Earned { alone: alone_without, ..earned }
        });
        let attackers = || scores.people.iter().filter(|person| staged.attackers.contains(&person.identity));
        let lines = || attackers().flat_map(|person| &person.contributions);
        let mut gates: BTreeMap<Gate, usize> = BTreeMap::new();
        for gate in lines().flat_map(|line| &line.gates) {
            *gates.entry(*gate).or_default() += 1;
        }
        let is_forged = attack != Attack::SplitIdentities;
        AttackReport {
            attack,
            work,
            accounts: staged.attackers.len(),
            lines: lines().count(),
            stopped: lines().filter(|line| line.points.is_zero() && !line.gates.is_empty()).count(),
            gates,
            flagged: attackers().filter(|person| !person.flags.is_empty()).count(),
            points_each: is_forged
                .then(|| Points(earned.points.0 / u128::from(self.size.contributions.get()))),
            median_points: median_points.filter(|_| is_forged),
            earned,
            without_gates,
        }
    }

    /// What everybody has with every gate open; `None` where there is none, or where nothing could be shared.
    fn without_gates(&self, evidence: &Evidence) -> Option<Vec<Standing>> {
        let rules = self.rules.without_gates(self.open.as_ref()?);
        let scores = rules.score.score(&rules.inputs(evidence, self.window, detail(&rules)));
        Some(standings(&scores, &share(&scores, &rules, self.window).ok()?))
    }
}

const fn detail(rules: &RuleSet<'_>) -> Detail {
    if needs_lines(rules.policy) { Detail::Lines } else { Detail::Totals }
}

/// The median of what lines of a kind that count are worth.
fn median_points(scores: &Scores, kind: ContributionKind) -> Option<Points> {
    let people = scores.people.iter().filter(|person| person.excluded.is_none());
    let lines = people.flat_map(|person: &PersonScore| &person.contributions);
    let mut points: Vec<Points> =
        lines.filter(|line| line.kind == kind && !line.points.is_zero()).map(|line| line.points).collect();
    points.sort_unstable();
    points.get(points.len().saturating_sub(1) / 2).copied()
}

/// Those of the people who are none of the attackers.
fn others<'s>(standings: &'s [Standing], attackers: &[Identity]) -> Vec<&'s Standing> {
    standings.iter().filter(|standing| !attackers.contains(&standing.identity)).collect()
}

#[cfg(test)]
mod tests;
