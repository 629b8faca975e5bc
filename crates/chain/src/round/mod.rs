//! Funding rounds: making them, every call that a role can send, their events, and whether code and terms are as stated.

mod block;
mod call;
mod events;
mod open;
mod send;
mod state;
mod terms;
mod verify;

pub use block::CutBlock;
pub use call::{Application, Gift, RoundCall, TallyTerms};
pub use events::{RoundStep, follow_round};
pub use open::{
    RoundDeployment, RoundPlan, find_round, open_round, plan_round, plan_round_as, plan_round_by_safe,
};
pub use send::{CallPlan, plan_round_call, send_round_call};
pub(crate) use send::{planned, priced, send_plan};
pub use state::{RoundState, RoundStatus, StandingTally};
pub use terms::RoundTerms;
pub use verify::{verify_round_code, verify_round_deployment};
