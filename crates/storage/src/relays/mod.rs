//! Claims that a sponsor sends, the transactions signed for them, and who may sign.
//!
//! Nonce and signed bytes are stored in one transaction before anybody else can see them, under a lease that one
//! process holds. Whatever happens afterwards, the bytes are here: they can be handed over again, and their receipt can be
//! asked for.

mod accept;
mod budget;
mod outgoing;
mod queue;
mod senders;
mod settle;
mod sign;

use std::{fmt, str::FromStr};

use sqlx::any::AnyRow;
use tributary_model::{Address, Amount, B256, Claimant, Gwei, Timestamp};

pub use accept::Acceptance;
pub use budget::{BudgetRefusal, SponsorBudget};
pub use outgoing::{Outcome, Outgoing, OutgoingState, SignedAttempt};
pub use queue::RelayTotals;
pub use senders::{SenderLease, SenderSeen};

use crate::{Result, sql::Reading};

/// A claim to be sent, after a rehearsal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SponsoredClaim {
    /// EIP-155 id.
    pub chain_id: u64,
    /// The contract.
    pub airdrop: Address,
    /// The leaf's index.
    pub leaf: u64,
    /// Of the list that the leaf is in; `None` where it was not kept.
    pub root: Option<B256>,
    /// Whose leaf it is.
    pub claimant: Claimant,
    /// Which way to claim.
    pub kind: RelayKind,
    /// Who gets the tokens.
    pub recipient: Address,
    /// How many, in base units.
    pub amount: Amount,
    /// The call.
    pub calldata: Vec<u8>,
    /// The most gas that it may use.
    pub gas_limit: u64,
    /// The most that it may cost.
    pub ceiling: Gwei,
}

/// A claim that a sponsor sends, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    /// 32 hex digits that follow from chain, contract and leaf.
    pub id: String,
    /// What is sent.
    pub claim: SponsoredClaim,
    /// What its transactions have cost.
    pub spent: Gwei,
    /// How far it is.
    pub state: RelayState,
    /// Why it failed; beside `mined`, that another transaction had paid the leaf.
    pub failure: Option<String>,
    /// The transaction that was sent last, or is in a block.
    pub tx_hash: Option<B256>,
    /// Its block.
    pub block_number: Option<u64>,
    /// The gas that it used.
    pub gas_used: Option<u64>,
    /// When it was accepted first.
    pub created_at: Timestamp,
}

impl Relay {
    /// May a claim of the same leaf, worth `amount` in all, take its place? After one that failed; and after one that paid less,
    /// since the leaf of a recurring airdrop grows.
    #[must_use]
    pub fn may_be_followed_by(&self, amount: Amount) -> bool {
        match self.state {
            RelayState::Failed => true,
            RelayState::Mined => self.claim.amount < amount,
            RelayState::Queued | RelayState::Sent => false,
        }
    }
}

/// Which way to claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayKind {
    /// A wallet's signature says where to.
    Signed,
    /// Attestors say to whom an identity is paid.
    Identity,
}

/// How far a relay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayState {
    /// To be signed and sent.
    Queued,
    /// Signed. It may be on its way, or in a block that is not deep enough.
    Sent,
    /// The leaf is paid.
    Mined,
    /// Given up, until it is asked for again.
    Failed,
}

impl RelayKind {
    /// As it is stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Identity => "identity",
        }
    }
}

impl RelayState {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Sent, Self::Mined, Self::Failed];

    /// As it is stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Mined => "mined",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for RelayState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No such word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unknown;

struct Word<T>(T);

impl FromStr for Word<RelayKind> {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        let known = [RelayKind::Signed, RelayKind::Identity];
        known.into_iter().find(|known| known.as_str() == text).map(Self).ok_or(Unknown)
    }
}

impl FromStr for Word<RelayState> {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        RelayState::ALL.into_iter().find(|known| known.as_str() == text).map(Self).ok_or(Unknown)
    }
}

const COLUMNS: &str = "id, chain_id, airdrop, leaf, root, claimant, kind, recipient, amount, calldata, gas_limit, ceiling, \
                       spent, state, failure, tx_hash, block_number, gas_used, created_at";

fn read(row: &AnyRow) -> Result<Relay> {
    let row = Reading::new("relays", &["id"], row);
    let created = row.integer("created_at")?;
    Ok(Relay {
        id: row.text("id")?,
        claim: SponsoredClaim {
            chain_id: row.unsigned("chain_id")?,
            airdrop: row.bytes("airdrop")?,
            leaf: row.unsigned("leaf")?,
            root: row.optional_bytes("root")?,
            claimant: row.bytes::<B256>("claimant")?.into(),
            kind: row.parsed::<Word<RelayKind>>("kind")?.0,
            recipient: row.bytes("recipient")?,
            amount: row.parsed("amount")?,
            calldata: row.blob("calldata")?,
            gas_limit: row.unsigned("gas_limit")?,
            ceiling: Gwei::new(row.unsigned("ceiling")?),
        },
        spent: Gwei::new(row.unsigned("spent")?),
        state: row.parsed::<Word<RelayState>>("state")?.0,
        failure: row.optional_text("failure")?,
        tx_hash: row.optional_bytes("tx_hash")?,
        block_number: row.optional_integer("block_number")?,
        gas_used: row.optional_integer("gas_used")?,
        created_at: Timestamp::from_unix(created).ok_or_else(|| row.inconsistent("created_at", created))?,
    })
}
