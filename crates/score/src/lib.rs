//! Contributions → scores → an exact allocation. The same evidence and the same rules give the same result on every
//! machine: integer arithmetic, and in the graph presets `f64` with exactly rounded operations in a fixed order.
//!
//! It refuses to read a clock, a file or a network, and to hold money in a float.

mod activity;
mod allocate;
mod attribution;
mod backtest;
mod credrank;
mod evidence;
mod gate;
mod inputs;
mod openrank;
mod overrides;
mod paths;
mod policy;
mod preset;
mod real;
mod rules;
mod scores;
mod tally;
#[cfg(test)]
mod testing;
mod week;
mod weight;
mod work;

pub use activity::{ActivityChanges, ActivityWeights};
pub use allocate::{Allocated, AllocationError, AllocationRules, Due, Note, allocate};
pub use attribution::{Credit, CreditReason, Join, Joins, JoinsError};
pub use backtest::{
    Alone, Attack, AttackReport, AttackSize, Concentration, Earned, Movement, RuleSet, Shift, Standing, TOP,
    Trial, WindowsError, cut,
};
pub use credrank::CredrankRules;
pub use evidence::{Evidence, Exclusion};
pub use gate::Gate;
pub use inputs::{Detail, FlagRules, Inputs};
pub use openrank::OpenrankRules;
pub use overrides::{Adjustment, Change, Decision, Overrides, OverridesError};
pub use paths::{
    AttributeLines, Attributes, KindWeights, PathKind, PathRule, Pattern, PatternError, classify,
};
pub use policy::{Horizon, Policy, Tier};
pub use preset::{Interval, Preset, PresetError};
pub use rules::{RulesError, ScoreRules};
pub use scores::{
    Adjusted, ContributionRef, ContributionScore, Factor, FactorName, Flag, MonthScore, PersonScore, PullRef,
    Scores, WeekScore,
};
pub use week::Week;
pub use weight::{Points, Share, ShareError, Weight, WeightError};
pub use work::WorkRules;
