//! What the chain says about a funding round: its events in the words of the contract, and where each of them stands.

use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};

use crate::{Amount, RepoId, Timestamp};

/// What reviewers say of an application, one by one and together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody has decided.
    #[default]
    Waiting,
    /// Gifts are passed on to it.
    Accepted,
    /// They are not.
    Rejected,
}

impl Verdict {
    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

/// Why a gift of a cart was not made. Its money stayed with the donor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GiftSkip {
    /// The project was not accepted at that moment.
    NotAccepted,
    /// The donor is the project's payout address.
    GiftToSelf,
    /// The token or the recipient refused.
    NotTransferred,
}

/// One event of a round's contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RoundEvent {
    /// A project applied, or edited its application, which takes it back to review.
    Applied {
        /// Counted from one.
        project: u64,
        /// Who may edit it.
        applicant: Address,
        /// Where gifts and the match go.
        payout: Address,
        /// Counted from one.
        revision: u32,
        /// GitHub's numbers, ascending.
        repositories: Vec<RepoId>,
        /// SHA-256 of the description.
        metadata_hash: B256,
    },
    /// One reviewer's word about one revision.
    Reviewed {
        /// Which project.
        project: u64,
        /// Who.
        reviewer: Address,
        /// About which revision.
        revision: u32,
        /// What they say.
        verdict: Verdict,
        /// SHA-256 of the reason.
        reason_hash: B256,
    },
    /// Enough reviewers agree.
    Decided {
        /// Which project.
        project: u64,
        /// About which revision.
        revision: u32,
        /// What they say.
        verdict: Verdict,
    },
    /// A gift arrived.
    Donated {
        /// Who gave.
        donor: Address,
        /// To whom.
        project: u64,
        /// Of what; zero is the chain's coin.
        token: Address,
        /// Where it went.
        payout: Address,
        /// Base units of that token.
        amount: Amount,
    },
    /// A gift of a cart was not made.
    GiftSkipped {
        /// Who would have given.
        donor: Address,
        /// To whom.
        project: u64,
        /// Of what.
        token: Address,
        /// Base units of that token.
        amount: Amount,
        /// Why not.
        reason: GiftSkip,
    },
    /// The pool was topped up.
    Funded {
        /// Counted from zero.
        deposit: u64,
        /// By whom.
        funder: Address,
        /// Base units.
        amount: Amount,
        /// The sum with it.
        pool: Amount,
    },
    /// A part of what is not paid to projects went back.
    Refunded {
        /// Of which deposit.
        deposit: u64,
        /// Whose it was.
        funder: Address,
        /// Where it went.
        to: Address,
        /// Base units.
        amount: Amount,
    },
    /// The lists that say how far donors count are these.
    ListsFrozen {
        /// Counted from one; each takes the place of the one before.
        number: u64,
        /// SHA-256 over the lists.
        lists_hash: B256,
        /// SHA-256 of why they were replaced; zero for the first.
        reason_hash: B256,
    },
    /// A tally stands, and can be carried out later.
    TallyProposed {
        /// Counted from one.
        number: u64,
        /// SHA-256 of the inputs.
        input_hash: B256,
        /// The tree of the matches.
        root: B256,
        /// Their sum.
        total: Amount,
        /// SHA-256 of the manifest.
        bundle_hash: B256,
        /// From when on.
        ready_at: Timestamp,
    },
    /// The guardian took a tally back.
    TallyRejected {
        /// Which.
        number: u64,
        /// SHA-256 of the reason.
        reason_hash: B256,
    },
    /// An airdrop holds what the tally gives.
    Finalised {
        /// Which tally.
        number: u64,
        /// The airdrop.
        airdrop: Address,
        /// What it holds.
        total: Amount,
        /// What goes back to the funders.
        left: Amount,
    },
    /// What projects did not claim came back to the round.
    Recovered {
        /// Base units.
        amount: Amount,
    },
    /// The round was called off.
    Cancelled {
        /// By whom.
        by: Address,
        /// SHA-256 of the reason.
        reason_hash: B256,
        /// What goes back to the funders.
        left: Amount,
    },
}

/// An event of a round, where it stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundRecord {
    /// What happened.
    pub event: RoundEvent,
    /// The transaction.
    pub tx_hash: B256,
    /// The block's number.
    pub block_number: u64,
    /// The block's hash; another hash at this number later means a reorganisation.
    pub block_hash: B256,
    /// The block's time.
    pub block_time: Timestamp,
    /// Position of the event in the block.
    pub log_index: u64,
}

/// When what may be done in a round, in UTC: from the first moment of a window until just before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundWindows {
    /// Projects apply from here.
    pub applications_start: Timestamp,
    /// To here.
    pub applications_end: Timestamp,
    /// Applications are reviewed, and edited, until then.
    pub review_end: Timestamp,
    /// Gifts are passed on from here.
    pub donations_start: Timestamp,
    /// To here; the pool is topped up until then too.
    pub donations_end: Timestamp,
    /// Seconds that a proposed tally stands before it can be carried out.
    pub challenge_seconds: u64,
    /// Seconds that projects have to claim.
    pub claims_seconds: u64,
    /// From then on anybody may cancel a round that was not finalised.
    pub deadline: Timestamp,
}
