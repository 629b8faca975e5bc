//! The chain: connections, keys, deployment, verification of code, following of claims, sending.
//!
//! It decides nothing about airdrops; it does what the engine asks and says exactly what the chain answered.

mod attestors;
mod claim;
mod client;
mod creation;
mod deploy;
mod error;
mod fees;
mod follow;
mod fork;
mod key;
mod outgoing;
mod plan;
mod price;
mod proxy;
mod safe;
mod send;
mod source;
mod terms;
mod transport;
mod typed_data;
mod verify;

pub use attestors::{AttestorSetState, AttestorsCall, PendingRotation};
pub use claim::{ClaimRequest, ClaimWay, claim, plan_revoke, revoke};
pub use client::{AirdropState, Chain, TokenState};
pub use deploy::{deploy, find_deployment};
pub use error::ChainError;
pub use follow::{FollowStep, follow_claims};
pub use fork::{Answered, Fork, Leaf, Ran};
pub use key::{Key, create_keystore};
pub use outgoing::{Call, Handed, Receipt, Signed, gas_limit};
pub use plan::{plan, plan_as};
pub use price::{Asked, Price};
pub use safe::{SafeBatch, SafeNote, SafeState, plan_by_safe};
pub use send::{SendEvent, SendWatcher, Sent};
pub use source::{Etherscan, MadeContract, Patience, Sourcify, Submitted, made_contracts};
pub use terms::{
    AirdropTerms, AttestorTerms, DeployPlan, Deployment, PlannedTransaction, Target, TokenTerms,
};
pub use typed_data::{Attestation, Authorization, Domain, Endorsement, recover};
pub use verify::{
    CodeCheck, verify_airdrop_code, verify_attestors_code, verify_code, verify_deployment, verify_token_code,
};
