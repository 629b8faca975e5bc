//! `tributary verify`: walks the whole road again from the published files and compares it with the chain.
//!
//! One check a line. Each check trusts only the files that it starts from, so that a change to one of them
//! shows in the check that belongs to it, even where the manifest was changed along.

mod attestors;
mod bindings;
mod funded;
mod offline;
mod onchain;
mod recurring;

pub use bindings::{Evidence, verify_bindings, verify_evidence};
pub use offline::{verify_announced, verify_offline};
pub(crate) use onchain::settled;
pub use onchain::{ChainTarget, Remembered, verify_chain, verify_fixed, verify_followed};

use serde::Serialize;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It was not made, and the detail says why.
    Skipped,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A stable name for programs.
    pub id: &'static str,
    /// What is claimed, in words.
    pub title: &'static str,
    /// Whether it holds.
    pub status: Status,
    /// What was found.
    pub detail: String,
}

impl Check {
    /// A check from its outcome: the detail, or what is wrong.
    #[must_use]
    pub fn of(id: &'static str, title: &'static str, outcome: Result<String, String>) -> Self {
        let (status, detail) = match outcome {
            Ok(detail) => (Status::Pass, detail),
            Err(detail) => (Status::Fail, detail),
        };
        Self { id, title, status, detail }
    }
}

/// Every check that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In the order of the road.
    pub checks: Vec<Check>,
}

impl Report {
    /// Do all checks hold? A skipped check does not count against it; an empty report does.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.status != Status::Fail)
    }
}
