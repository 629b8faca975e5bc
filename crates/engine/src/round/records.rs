//! What a round's history is made of.

use std::collections::BTreeMap;

use tributary_chain::TallyTerms;
use tributary_model::{Address, Amount, B256, GiftSkip, RepoId, Timestamp, Verdict};

/// One project that applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// From one.
    pub number: u64,
    /// Who may edit the application.
    pub applicant: Address,
    /// Every revision, the current one last; never empty.
    pub revisions: Vec<Revision>,
    /// Of the current revision.
    pub verdict: Verdict,
    /// Everything that reviewers said, in the order of the chain.
    pub reviews: Vec<Review>,
}

/// One revision of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// From one.
    pub revision: u32,
    /// Where gifts and the match go.
    pub payout: Address,
    /// GitHub's numbers.
    pub repositories: Vec<RepoId>,
    /// SHA-256 of the description.
    pub metadata_hash: B256,
    /// When it was sent.
    pub at: Timestamp,
    /// In which transaction.
    pub tx_hash: B256,
}

/// One reviewer's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Who.
    pub reviewer: Address,
    /// About which revision.
    pub revision: u32,
    /// What they say.
    pub verdict: Verdict,
    /// SHA-256 of the reason.
    pub reason_hash: B256,
    /// When.
    pub at: Timestamp,
}

/// One gift that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GiftMade {
    /// Where it stands in the chain.
    pub block: u64,
    /// Its block's time.
    pub at: Timestamp,
    /// Position in the block.
    pub log_index: u64,
    /// The transaction.
    pub tx_hash: B256,
    /// Who gave.
    pub donor: Address,
    /// To whom.
    pub project: u64,
    /// Of what; zero is the chain's coin.
    pub token: Address,
    /// Base units of that token.
    pub amount: Amount,
}

/// One gift that was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GiftNotMade {
    /// Who would have given.
    pub donor: Address,
    /// To whom.
    pub project: u64,
    /// Of what.
    pub token: Address,
    /// Base units of that token.
    pub amount: Amount,
    /// Why not.
    pub reason: GiftSkip,
    /// When.
    pub at: Timestamp,
}

/// One deposit into the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// From zero.
    pub number: u64,
    /// By whom.
    pub funder: Address,
    /// Base units.
    pub amount: Amount,
    /// How much of it went back.
    pub refunded: Amount,
    /// When.
    pub at: Timestamp,
    /// In which transaction.
    pub tx_hash: B256,
}

/// Lists that were frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// From one; each takes the place of the one before.
    pub number: u64,
    /// SHA-256 over the lists.
    pub lists_hash: B256,
    /// SHA-256 of why others were replaced; zero for the first.
    pub reason_hash: B256,
    /// When.
    pub at: Timestamp,
    /// In which transaction.
    pub tx_hash: B256,
    /// How many gifts had arrived before.
    pub gifts_before: usize,
}

/// One tally that was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// From one.
    pub number: u64,
    /// What it says.
    pub terms: TallyTerms,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// From when on it can be carried out.
    pub ready_at: Timestamp,
    /// In which transaction.
    pub tx_hash: B256,
    /// SHA-256 of the guardian's reason, if it was rejected.
    pub rejected: Option<B256>,
}

/// How a round ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoundEnd {
    /// A tally was carried out.
    Finalised {
        /// Which.
        number: u64,
        /// What pays it.
        airdrop: Address,
        /// What that holds.
        total: Amount,
        /// What goes back to the funders.
        left: Amount,
        /// When.
        at: Timestamp,
        /// In which transaction.
        tx_hash: B256,
        /// Its block: claims are looked for from here on.
        block: u64,
    },
    /// It was called off.
    Cancelled {
        /// By whom.
        by: Address,
        /// SHA-256 of the reason.
        reason_hash: B256,
        /// What goes back to the funders.
        left: Amount,
        /// When.
        at: Timestamp,
    },
}

impl Project {
    /// The revision that holds.
    #[must_use]
    pub fn current(&self) -> &Revision {
        self.revisions.last().expect("a project has applied")
    }

    /// What each reviewer says of the revision that holds: their last word.
    #[must_use]
    pub fn standing_reviews(&self) -> Vec<&Review> {
        let current = self.current().revision;
        let mut last: BTreeMap<Address, &Review> = BTreeMap::new();
        for review in self.reviews.iter().filter(|review| review.revision == current) {
            last.insert(review.reviewer, review);
        }
        last.into_values().collect()
    }
}
