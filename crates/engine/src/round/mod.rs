//! Funding rounds: rules, the state that follows from the chain's events, people and coefficients, the tally and its
//! bundle, estimates while the round is open, and the checks that recompute all of it.
//!
//! Everything between the events and the bundle is a pure function; following and reading are jobs that can be repeated.

mod config;
mod csv_rows;
mod matching;
mod prices;
mod ramp;
mod rules;
mod template;

pub use config::{ListPaths, RoundConfig, RoundConfigError};
pub use matching::{MatchRules, Mode, RuleName};
pub use prices::{Price, Prices};
pub use ramp::Ramp;
pub use rules::{CoefficientRules, DonatedToken, PeopleRules, PoolToken, RoundRules};
pub use template::RoundTemplate;
