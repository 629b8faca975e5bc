//! Real parts for end-to-end stories: the `tributary` program as a child process, an anvil of its own, git
//! repositories made by git, endpoints that misbehave, and somebody who tampers with bundles. What is here panics with a reason: a story
//! that cannot be set up has failed.

#![allow(clippy::unwrap_used, reason = "a story that cannot be set up has failed")]

mod anvil;
mod campaign;
mod clone;
mod forger;
mod program;
mod relay;
mod round;
mod server;
mod solc;
mod verifier;

pub use anvil::{Anvil, Person, program as anvil_program};
pub use campaign::{ADA, BO, CLAIMABLE_AT, CY, Campaign, DEPLOYER, STRANGER};
pub use clone::{Clone, Commit};
pub use forger::{Forger, Stage};
pub use program::{Output, Tributary, binary, cargo, workspace};
pub use relay::{Relay, Verdict};
pub use round::{APPLICANT, GUARDIAN, OWNER, REVIEWERS, RoundScene, applicant, day, donor, payout, tokens};
pub use server::Server;
pub use solc::{compile, mock};
pub use verifier::{Makers, Manner, Verifier};
