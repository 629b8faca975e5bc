//! `tributary backtest`: the airdrop's rules, and perhaps others beside them, over past windows and under attack.
//!
//! It reads evidence once and writes nothing. Decisions about people hold in every window; changes of single scores do not,
//! since they were made for one.

mod against;

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
};

use rayon::prelude::*;
use serde::Serialize;
use thiserror::Error;
use tributary_model::{RepoId, Timestamp, Window};
use tributary_score::{
    AttackSize, Evidence, Joins, Movement, Overrides, Policy, RuleSet, ScoreRules, Trial, Weight,
    WindowsError, cut,
};

pub use self::against::AgainstError;
use crate::{
    bundle::ManifestRepository,
    collect::Collected,
    config::{AirdropConfig, ConfigError, Sharing, invalid},
};

const DAY: i64 = 24 * 60 * 60;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// So many windows.
    pub windows: NonZeroU32,
    /// Of so many days.
    pub days: NonZeroU32,
    /// Where the last one ends.
    pub until: Timestamp,
    /// How much attackers do.
    pub size: AttackSize,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct Backtest {
    /// Where the evidence begins.
    pub begins: Timestamp,
    /// How many windows were asked for; those that end before the evidence begins are left out.
    pub asked: u32,
    /// Does the first window begin before the evidence does?
    pub starts_early: bool,
    /// How much attackers do.
    pub size: AttackSize,
    /// The airdrop's own rules.
    pub rules: Course,
    /// Others beside them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Comparison>,
}

/// One rule set through all windows.
#[derive(Clone, Debug, Serialize)]
pub struct Course {
    /// How contributions become scores.
    pub preset: String,
    /// How scores become dues.
    pub policy: &'static str,
    /// Window by window, the oldest first.
    pub windows: Vec<Trial>,
    /// From each window to the next; `None` where one of the two shares nothing.
    pub movements: Vec<Option<Movement>>,
    /// From the first window that shares anything to the last.
    pub total: Option<Movement>,
}

/// Other rules, and what they move.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The other rules through the same windows.
    pub rules: Course,
    /// By window: from the airdrop's own rules to these.
    pub changes: Vec<Option<Movement>>,
}

/// Why there is no backtest.
#[derive(Debug, Error)]
pub enum BacktestError {
    /// Nothing happened before the last window's end.
    #[error("no contribution before {0} is indexed; run `tributary index`, or move `window.until`")]
    NoEvidence(Timestamp),
    /// The windows do not fit the evidence.
    #[error(transparent)]
    Windows(#[from] WindowsError),
    /// The rules make no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The calendar ends.
    #[error("{windows} windows of {days} days reach back further than a calendar does; ask for fewer")]
    TooMany {
        /// How many.
        windows: NonZeroU32,
        /// How long.
        days: NonZeroU32,
    },
}

impl Plan {
    /// The airdrop's rules with a window that holds everything a backtest looks at: its own window, since decisions by
    /// hand are about it, and all of the plan's.
    ///
    /// # Errors
    /// [`BacktestError::TooMany`].
    pub fn widen(
        &self,
        config: &AirdropConfig,
        against: Option<&AirdropConfig>,
    ) -> Result<AirdropConfig, BacktestError> {
        let Self { windows, days, until, .. } = *self;
        let length = i64::from(days.get()) * i64::from(windows.get());
        let from = length
            .checked_mul(DAY)
            .and_then(|length| Timestamp::from_unix(until.unix().checked_sub(length)?));
        let from = from.ok_or(BacktestError::TooMany { windows, days })?;
        let mut wide = config.clone();
        wide.window.from = from.min(config.window.from);
        wide.window.until = until.max(config.window.until);
        if let Some(against) = against
            && needs_of(&against.score.rules()?) > needs_of(&config.score.rules()?)
        {
            wide.score = against.score.clone();
        }
        Ok(wide)
    }

    /// Scores, shares and attacks every window. `progress` is told how many are done, and of how many.
    ///
    /// # Errors
    /// See [`BacktestError`].
    pub fn run(
        &self,
        config: &AirdropConfig,
        against: Option<&AirdropConfig>,
        collected: &Collected,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Backtest, BacktestError> {
        let evidence = &collected.evidence;
        let moments = evidence.contributions.iter().map(|contribution| contribution.at);
        let begins = moments.filter(|at| *at < self.until).min();
        let begins = begins.ok_or(BacktestError::NoEvidence(self.until))?;
        let windows = cut(begins, self.until, self.days, self.windows)?;
        let own = Rules::of(config, config, collected)?;
        let other = against.map(|against| Rules::of(against, config, collected)).transpose()?;
        let sets: Vec<&Rules> = [Some(&own), other.as_ref()].into_iter().flatten().collect();
        let trials = self.trials(&sets, evidence, &windows, progress);
        let mut courses = sets.iter().zip(trials).map(|(rules, trials)| rules.course(trials));
        let rules = courses.next().expect("the first rules are the airdrop's own");
        let against = courses.next().map(|other| Comparison::of(&rules, other));
        let starts_early = windows.first().is_some_and(|window| window.from < begins);
        Ok(Backtest { begins, asked: self.windows.get(), starts_early, size: self.size, rules, against })
    }

    /// By rule set, then by window.
    fn trials(
        &self,
        sets: &[&Rules],
        evidence: &Evidence,
        windows: &[Window],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Vec<Vec<Trial>> {
        let (done, total) = (AtomicUsize::new(0), sets.len() * windows.len());
        progress(0, total);
        let trial = |rules: &Rules, window: Window| {
            let trial = Trial::run(evidence, window, &rules.set(), self.size);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            trial
        };
        sets.par_iter()
            .map(|rules| windows.par_iter().map(|window| trial(rules, *window)).collect())
            .collect()
    }
}

impl Comparison {
    fn of(own: &Course, rules: Course) -> Self {
        let pairs = own.windows.iter().zip(&rules.windows);
        let changes = pairs.map(|(own, other)| Movement::between(&own.standings, &other.standings));
        Self { changes: changes.collect(), rules }
    }
}

/// How much of what commits touched a rule set looks at.
fn needs_of(rules: &ScoreRules) -> u8 {
    match rules {
        ScoreRules::MergedWork(rules) if rules.commit > Weight::ZERO => 2,
        ScoreRules::MergedWork(_) => 1,
        _ => 0,
    }
}

/// A file's rules, ready for evidence.
struct Rules {
    score: ScoreRules,
    sharing: Sharing,
    joins: Joins,
    overrides: Overrides,
    weights: BTreeMap<RepoId, Weight>,
    flags: tributary_score::FlagRules,
}

fn not_looked_at(repository: &ManifestRepository) -> ConfigError {
    let name = &repository.name;
    invalid(
        "kinds",
        format!("what `{name}` is was not looked at, since the airdrop's own file has no `[kinds]`"),
    )
}

impl Rules {
    /// `own` are the airdrop's rules, by which it was collected and decided.
    fn of(config: &AirdropConfig, own: &AirdropConfig, collected: &Collected) -> Result<Self, ConfigError> {
        let decided = own.overrides(&collected.evidence)?;
        let mut weights = BTreeMap::new();
        for repository in &collected.repositories {
            let of_entry = |config: &AirdropConfig| {
                let entry = config.repositories.iter().find(|entry| entry.label() == repository.source);
                entry.map(|entry| entry.weight)
            };
            // One that a list of its own weighs keeps that.
            let weight = of_entry(config).filter(|_| of_entry(own) == Some(repository.weight));
            let of_kind = match &config.kinds {
                Some(kinds) => {
                    let counted = repository.kind.as_ref().ok_or_else(|| not_looked_at(repository))?;
                    kinds.weight(&counted.found.kind)
                }
                None => Weight::ONE,
            };
            weights.insert(repository.id, weight.unwrap_or(repository.weight).times(of_kind));
        }
        Ok(Self {
            score: config.score.rules()?,
            sharing: config.sharing()?,
            joins: config.joins()?,
            overrides: Overrides { adjust: Vec::new(), ..decided },
            weights,
            flags: config.score.flags,
        })
    }

    fn set(&self) -> RuleSet<'_> {
        RuleSet {
            score: &self.score,
            allocation: self.sharing.rules,
            policy: &self.sharing.policy,
            repositories: &self.weights,
            joins: &self.joins,
            overrides: &self.overrides,
            flags: self.flags,
        }
    }

    fn course(&self, windows: Vec<Trial>) -> Course {
        let between = |before: &Trial, after: &Trial| Movement::between(&before.standings, &after.standings);
        let mut shared = windows.iter().filter(|trial| !trial.standings.is_empty());
        let total = shared.next().zip(shared.next_back()).and_then(|(first, last)| between(first, last));
        let policy: &Policy = &self.sharing.policy;
        Course {
            preset: self.score.preset().to_string(),
            policy: policy.as_str(),
            movements: windows.windows(2).map(|pair| between(&pair[0], &pair[1])).collect(),
            total,
            windows,
        }
    }
}
