//! Funding rounds: rules, the state that follows from the chain's events, people and coefficients, the tally and its
//! bundle, estimates while the round is open, and the checks that recompute all of it.
//!
//! Everything between the events and the bundle is a pure function; following and reading are jobs that can be repeated.

mod bundle;
mod chain_note;
mod check;
mod config;
mod csv_rows;
mod description;
mod estimate;
pub mod file;
mod folder;
mod follow;
mod freeze;
mod history;
mod inputs;
mod lists;
mod matching;
mod people;
mod prepare;
mod prices;
mod ramp;
mod records;
mod repository_words;
mod rules;
mod speaks;
mod stage;
mod tally;
mod template;
#[cfg(test)]
mod testing;
mod values;
mod verify;
mod written;

pub use bundle::{AssembledRound, RoundManifest, assemble};
pub use chain_note::RoundChain;
pub use config::{ListPaths, RoundConfig, RoundConfigError};
pub use description::{Description, DescriptionError, TextError, save_description, save_reason};
pub use estimate::{CartEstimate, EstimateError, NotCountedGift, Prospect, RoundEstimate};
pub use folder::{RoundBundleError, RoundFolder};
pub use follow::{follow, history, read_events};
pub use freeze::{keep_lists, kept_lists};
pub use history::RoundHistory;
pub use inputs::{ApplicationLine, DonationLine, InputsError, InputsFile, RoundInputs};
pub use lists::{LIST_NAMES, ListTexts, ListsError, RoundLists};
pub use matching::{MatchRules, Mode, RuleName};
pub use people::{DonorLine, People, PersonLine, has_no_lists, prospects};
pub use prepare::{PrepareError, prepare};
pub use prices::{Price, Prices};
pub use ramp::Ramp;
pub use records::{Deposit, Freeze, GiftMade, GiftNotMade, Project, Review, Revision, RoundEnd, Tally};
pub use repository_words::{RepositoryWords, WordError};
pub use rules::{
    CoefficientRules, DonatedToken, DonationRules, PeopleRules, PoolRules, PoolToken, RoundRules,
};
pub use speaks::{RepositoryWord, repository_word};
pub use stage::{Next, Stage};
pub use tally::{Matches, ProjectMatch, TallyError, tally, tree_of};
pub use template::RoundTemplate;
pub use verify::{verify_round_chain, verify_round_offline};
