//! Gifts → matches. Integers only: the same gifts and the same rules give the same amounts on every machine, in every
//! order of the gifts and on any number of threads.
//!
//! It refuses to read a clock, a file or a network, and to hold a float.
#![cfg_attr(not(test), forbid(clippy::float_arithmetic))]

mod clrfund;
mod cluster;
mod cocm;
mod cocm_project;
mod coefficient;
mod decimal;
mod donations;
mod double;
mod error;
mod estimate;
mod fixed;
mod ledger;
mod list;
mod names;
mod octant;
mod pairwise;
mod pluralistic;
mod quadratic;
mod raw;
mod receipt;
mod retro;
mod root;
mod round;
mod rules;
mod scores;
mod share;
mod units;

pub use clrfund::{Votes, alpha as clrfund_alpha, claim as clrfund_claim};
pub use cocm::Strength;
pub use coefficient::{Coefficient, CoefficientError};
pub use donations::{Donations, GiftError};
pub use error::ListError;
pub use estimate::{Estimator, Prospects, Range};
pub use ledger::{Exclusion, Reason, Repeat};
pub use list::{read_donations, read_exclusions};
pub use pairwise::Agreement;
pub use quadratic::Contributions;
pub use receipt::{NotCounted, Receipt, Sensitivity};
pub use retro::Ballots;
pub use round::{Dust, Match, Matching, Round};
pub use rules::{Cap, CapError, Rule, Rules, RulesError};
pub use share::Saturation;
