//! The use cases: index, score, publish, deploy, verify, follow claims, hold funding rounds.
//!
//! Each step is a pure function or a job that can be repeated; nothing here reads the environment or a clock.

pub mod backtest;
pub mod bindings;
pub mod bundle;
mod chains;
pub mod claims;
pub mod collect;
pub mod config;
pub mod contributors;
pub mod deploy;
pub mod identity;
pub mod index;
pub mod kinds;
mod lasting;
pub mod logins;
pub mod overrides;
pub mod people;
mod published;
pub mod receipt;
pub mod recurring;
pub mod rehearse;
pub mod relay;
mod repositories;
pub mod round;
pub mod scoring;
pub mod sharing;
pub mod snapshot;
pub mod template;
pub mod verify;
pub mod vesting;
