//! What the chain said last. A follower fills it in; requests only look, so a slow endpoint never
//! makes a page slow.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::watch;
use tributary_chain::{PendingRotation, RecurringState};
use tributary_engine::{bindings::attest::Attestors, verify::Check};
use tributary_model::{Amount, Timestamp};

/// One campaign as its contract stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainView {
    /// The newest block's number.
    pub head: u64,
    /// The newest block's time: the clock that the contract goes by.
    pub head_time: Timestamp,
    /// The last block whose claims are stored.
    pub followed_to: u64,
    /// Tokens that the contract holds.
    pub balance: Amount,
    /// The contract compared with the bundle, made not long ago.
    pub checks: Vec<Check>,
    /// First moment at which nothing is paid any more.
    pub ends_at: Timestamp,
    /// Whose word binds an identity to a wallet; `None` when only wallets can claim.
    pub attestors: Option<Attestors>,
    /// Other attestors that wait for their time.
    pub rotation: Option<PendingRotation>,
    /// Claims by identity are frozen until then.
    pub frozen_until: Option<Timestamp>,
    /// Its lists; `None` for an airdrop with one.
    pub recurring: Option<Box<RecurringState>>,
}

/// What is known about one campaign's contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainStatus {
    /// The chain did not answer, and why.
    Unreachable(String),
    /// The chain answered.
    Seen(ChainView),
}

/// The latest of every campaign, by slug. The follower holds the sender, the state the receiver.
pub type ChainViews = watch::Receiver<BTreeMap<String, Arc<ChainStatus>>>;
