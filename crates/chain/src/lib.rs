//! The chain: connections, keys, deployment, verification of code, following of claims, sending.
//!
//! It decides nothing about airdrops; it does what the engine asks and says exactly what the chain answered.

mod claim;
mod client;
mod deploy;
mod error;
mod follow;
mod key;
mod send;
mod verify;

pub use claim::{ClaimRequest, claim};
pub use client::{AirdropState, Chain};
pub use deploy::{AirdropTerms, DeployPlan, Deployment, PlannedTransaction, TokenTerms, deploy, plan};
pub use error::ChainError;
pub use follow::{FollowStep, follow_claims};
pub use key::{Key, create_keystore};
pub use send::{SendEvent, SendWatcher, Sent};
pub use verify::{CodeCheck, verify_airdrop_code, verify_token_code};
