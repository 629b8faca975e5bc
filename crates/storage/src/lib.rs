//! Where evidence, followed claims and rounds, appeals, bindings and sponsored claims are kept. The only crate with SQL: one text for each query,
//! which runs on SQLite and on PostgreSQL alike.
//!
//! It stores facts and gives them back in a fixed order. It does not fetch, score or decide, and it
//! does not repair: a row that breaks a rule of the model is an error that names it.

mod account_names;
mod accounts;
mod appeals;
mod bindings;
mod claims;
mod classifications;
mod contributions;
mod cursors;
mod error;
mod jobs;
mod page;
mod pull_requests;
mod relays;
mod repositories;
mod rounds;
mod selections;
mod sql;
mod store;
#[cfg(feature = "testing")]
pub mod testing;

pub use account_names::AccountName;
pub use bindings::{Attested, Challenge, ChallengeState, DeviceStep, Endorsed, OauthStep, Settled};
pub use error::StorageError;
pub use jobs::{Extent, Job, JobState, Lease};
pub use page::{Alias, Cursor, EvidencePage, Retraction};
pub use relays::{
    Acceptance, BudgetRefusal, Outcome, Outgoing, OutgoingState, Relay, RelayKind, RelayState, RelayTotals,
    SenderLease, SenderSeen, SignedAttempt, SponsorBudget, SponsoredClaim,
};
pub use rounds::{KeptList, ShownCoefficient};
pub use selections::Selected;
pub use store::Store;

/// What every call here gives.
pub type Result<T, E = StorageError> = std::result::Result<T, E>;
