//! The chain: connections, keys, deployment, rounds, verification of code, following of events, sending.
//!
//! It decides nothing about airdrops and rounds; it does what the engine asks and says exactly what the chain answered.

mod attestors;
mod batch;
mod claim;
mod client;
mod creation;
mod deploy;
mod error;
mod events;
mod fees;
mod follow;
mod fork;
mod installations;
mod key;
mod kind;
mod outgoing;
mod plan;
mod price;
mod proxy;
mod recurring;
mod release;
mod round;
mod safe;
mod send;
mod source;
mod terms;
mod transport;
mod typed_data;
mod verify;
mod vesting;
mod votes;

pub use attestors::{AttestorSetState, AttestorsCall, PendingRotation};
pub use batch::{BatchPlan, BatchSent, batch_address, batch_sender, plan_batch, send_batch};
pub use claim::{ClaimRequest, ClaimWay, claim, plan_revoke, revoke};
pub use client::{AirdropState, Chain, TokenState};
pub use deploy::{deploy, find_deployment};
pub use error::ChainError;
pub use events::EventsRead;
pub use follow::{FollowStep, follow_claims};
pub use fork::{Answered, Fork, Leaf, Ran};
pub use installations::Installation;
pub use key::{Key, create_keystore};
pub use kind::{Kind, Schedule, Succession};
pub use outgoing::{Call, Handed, Receipt, Signed, gas_limit, signed_call, wants_more_gas};
pub use plan::{plan, plan_as};
pub use price::{Asked, Price};
pub use recurring::{
    EpochCall, EpochEvent, EpochRecord, EpochTerms, PendingEpoch, RecurringState, plan_epoch_call,
    send_epoch_call,
};
pub use release::{Release, Releases, release};
pub use round::{
    Application, CallPlan, CutBlock, Gift, RoundCall, RoundDeployment, RoundPlan, RoundState, RoundStatus,
    RoundStep, RoundTerms, StandingTally, TallyTerms, find_round, follow_round, open_round, plan_round,
    plan_round_as, plan_round_by_safe, plan_round_call, send_round_call, verify_round_code,
    verify_round_deployment,
};
pub use safe::{SafeBatch, SafeNote, SafeState, plan_by_safe};
pub use send::{SendEvent, SendWatcher, Sent, settle};
pub use source::{Etherscan, MadeContract, Patience, Sourcify, Submitted, made_contracts};
pub use terms::{
    AirdropTerms, AttestorTerms, DeployPlan, Deployment, PlannedTransaction, Target, TokenTerms,
};
pub use typed_data::{Attestation, Authorization, Domain, Endorsement, recover};
pub use verify::{
    CodeCheck, attestors_address, verify_airdrop_code, verify_attestors_code, verify_code, verify_deployment,
    verify_token_code,
};
pub use vesting::{Grant, VestingLedger, plan_release};
pub use votes::Handover;
