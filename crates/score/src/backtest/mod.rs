//! What rules would have done in past windows, and what attacks on them would have earned.
//!
//! Each window is scored and shared by itself, as if it were the airdrop's: gates, half-life and intervals end where it
//! ends, and what happened outside is not looked at. Attacks are added to a copy of its evidence.
//!
//! It refuses to look at anything that the evidence does not hold, so a backtest can be repeated anywhere.

mod attack;
mod movement;
mod slice;
mod standing;
mod windows;

use std::collections::BTreeMap;

use serde::Serialize;
use tributary_model::{RepoId, Window};

use self::{
    attack::Attacks,
    slice::slice,
    standing::{needs_lines, share, standings},
};
pub use self::{
    attack::{Alone, Attack, AttackReport, AttackSize, Earned},
    movement::{Movement, Shift, TOP},
    standing::{Concentration, Standing},
    windows::{WindowsError, cut},
};
use crate::{
    AllocationRules, Detail, Evidence, FlagRules, Inputs, Joins, Overrides, Policy, ScoreRules, Weight,
};

/// Everything that decides who gets what of some evidence.
#[derive(Clone, Copy, Debug)]
pub struct RuleSet<'a> {
    /// Preset and constants.
    pub score: &'a ScoreRules,
    /// Pool and limits.
    pub allocation: AllocationRules,
    /// How scores become dues.
    pub policy: &'a Policy,
    /// The factor on each repository's scores.
    pub repositories: &'a BTreeMap<RepoId, Weight>,
    /// Which identities are one person.
    pub joins: &'a Joins,
    /// What a maintainer decided by hand.
    pub overrides: &'a Overrides,
    /// What is pointed out to the maintainer.
    pub flags: FlagRules,
}

impl<'a> RuleSet<'a> {
    /// The same where every gate is open, for the preset that has gates.
    fn without_gates(self, open: &'a ScoreRules) -> Self {
        Self { score: open, ..self }
    }

    fn inputs(&self, evidence: &'a Evidence, window: Window, detail: Detail) -> Inputs<'a> {
        Inputs {
            repositories: self.repositories,
            joins: self.joins,
            overrides: self.overrides,
            flags: self.flags,
            detail,
            ..Inputs::new(evidence, window)
        }
    }
}

/// What one rule set does in one window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// Which.
    pub window: Window,
    /// How much evidence it holds.
    pub contributions: usize,
    /// Everybody with a part of the pool, the largest first.
    pub standings: Vec<Standing>,
    /// How unevenly it is shared; `None` when it is not.
    pub concentration: Option<Concentration>,
    /// Why nothing is shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unshared: Option<String>,
    /// What attacks would have earned; none where nothing is shared.
    pub attacks: Vec<AttackReport>,
}

impl Trial {
    /// Scores and shares one window, and attacks it.
    #[must_use]
    pub fn run(evidence: &Evidence, window: Window, rules: &RuleSet<'_>, size: AttackSize) -> Self {
        let evidence = slice(evidence, window);
        let scores = rules.score.score(&rules.inputs(&evidence, window, Detail::Lines));
        let contributions = evidence.contributions.len();
        match share(&scores, rules, window) {
            Ok(allocated) => {
                let standings = standings(&scores, &allocated);
                let attacks = Attacks::on(&evidence, window, rules, size).run(&scores, &standings);
                let concentration = Concentration::of(&standings);
                Self { window, contributions, standings, concentration, unshared: None, attacks }
            }
            Err(error) => Self {
                window,
                contributions,
                standings: Vec::new(),
                concentration: None,
                unshared: Some(error.to_string()),
                attacks: Vec::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
