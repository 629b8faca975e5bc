//! Contributions → scores → an exact allocation. Pure integer arithmetic: the same evidence and
//! the same rules give the same result on every machine.
//!
//! It refuses to read a clock, a file or a network, and to hold a float.

mod activity;
mod allocate;
mod evidence;
mod weight;

pub use activity::{ActivityWeights, MonthScore, OPENDIGGER_ACTIVITY, PersonScore, Scores, score_activity};
pub use allocate::{Allocated, AllocationError, AllocationRules, Note, allocate};
pub use evidence::{Evidence, Exclusion};
pub use weight::{Points, Share, ShareError, Weight, WeightError};
