//! What has become of a round: the state that follows from its events, and nothing else.

use std::collections::BTreeMap;

use tributary_chain::TallyTerms;
use tributary_model::{Address, Amount, B256, GiftSkip, RepoId, RoundEvent, RoundRecord, Timestamp, Verdict};

/// Everything that happened, in the order of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundHistory {
    /// By number.
    pub projects: BTreeMap<u64, Project>,
    /// Gifts that arrived.
    pub gifts: Vec<GiftMade>,
    /// Gifts that did not.
    pub skipped: Vec<GiftNotMade>,
    /// By number.
    pub deposits: Vec<Deposit>,
    /// By number, from one.
    pub tallies: Vec<Tally>,
    /// How it ended, if it has.
    pub end: Option<RoundEnd>,
    /// What projects left unclaimed, once it was taken back.
    pub recovered: Option<Amount>,
}

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

impl RoundHistory {
    /// What follows from events in the order of the chain. Events that name what is not there are left out: the contract
    /// makes none.
    #[must_use]
    pub fn of<'a>(events: impl IntoIterator<Item = &'a RoundRecord>) -> Self {
        let mut history = Self::default();
        for record in events {
            history.apply(record);
        }
        history
    }

    /// What the pool holds by its deposits.
    #[must_use]
    pub fn pool(&self) -> Amount {
        self.deposits.iter().map(|deposit| deposit.amount).sum()
    }

    /// The tally that stands, or was carried out.
    #[must_use]
    pub fn tally(&self) -> Option<&Tally> {
        self.tallies.last().filter(|tally| tally.rejected.is_none())
    }

    /// Projects that are accepted.
    pub fn accepted(&self) -> impl Iterator<Item = &Project> {
        self.projects.values().filter(|project| project.verdict == Verdict::Accepted)
    }

    fn apply(&mut self, record: &RoundRecord) {
        let (at, tx_hash) = (record.block_time, record.tx_hash);
        match &record.event {
            RoundEvent::Applied { project, applicant, payout, revision, repositories, metadata_hash } => {
                let next = Revision {
                    revision: *revision,
                    payout: *payout,
                    repositories: repositories.clone(),
                    metadata_hash: *metadata_hash,
                    at,
                    tx_hash,
                };
                self.applied(*project, *applicant, next);
            }
            RoundEvent::Reviewed { project, reviewer, revision, verdict, reason_hash } => {
                let review = Review {
                    reviewer: *reviewer,
                    revision: *revision,
                    verdict: *verdict,
                    reason_hash: *reason_hash,
                    at,
                };
                self.projects.entry(*project).and_modify(|project| project.reviews.push(review));
            }
            RoundEvent::Decided { project, verdict, .. } => {
                self.projects.entry(*project).and_modify(|project| project.verdict = *verdict);
            }
            RoundEvent::Donated { donor, project, token, amount, .. } => self.gifts.push(GiftMade {
                block: record.block_number,
                at,
                log_index: record.log_index,
                tx_hash,
                donor: *donor,
                project: *project,
                token: *token,
                amount: *amount,
            }),
            RoundEvent::GiftSkipped { donor, project, token, amount, reason } => {
                self.skipped.push(GiftNotMade {
                    donor: *donor,
                    project: *project,
                    token: *token,
                    amount: *amount,
                    reason: *reason,
                    at,
                });
            }
            RoundEvent::Funded { deposit, funder, amount, .. } => self.deposits.push(Deposit {
                number: *deposit,
                funder: *funder,
                amount: *amount,
                refunded: Amount::ZERO,
                at,
                tx_hash,
            }),
            closing => self.close(closing, record),
        }
    }

    fn applied(&mut self, number: u64, applicant: Address, next: Revision) {
        let project = self.projects.entry(number).or_insert_with(|| Project {
            number,
            applicant,
            revisions: Vec::new(),
            verdict: Verdict::Waiting,
            reviews: Vec::new(),
        });
        project.verdict = Verdict::Waiting;
        project.revisions.push(next);
    }

    /// What happens once donations have ended.
    fn close(&mut self, event: &RoundEvent, record: &RoundRecord) {
        let (at, tx_hash) = (record.block_time, record.tx_hash);
        match event {
            RoundEvent::TallyProposed { number, input_hash, root, total, bundle_hash, ready_at } => {
                let terms = TallyTerms {
                    input_hash: *input_hash,
                    root: *root,
                    total: *total,
                    bundle_hash: *bundle_hash,
                };
                let (number, ready_at) = (*number, *ready_at);
                let tally = Tally { number, terms, proposed_at: at, ready_at, tx_hash, rejected: None };
                self.tallies.push(tally);
            }
            RoundEvent::TallyRejected { number, reason_hash } => {
                if let Some(tally) = self.tallies.iter_mut().find(|tally| tally.number == *number) {
                    tally.rejected = Some(*reason_hash);
                }
            }
            RoundEvent::Finalised { number, airdrop, total, left } => {
                self.end = Some(RoundEnd::Finalised {
                    number: *number,
                    airdrop: *airdrop,
                    total: *total,
                    left: *left,
                    at,
                    tx_hash,
                    block: record.block_number,
                });
            }
            RoundEvent::Cancelled { by, reason_hash, left } => {
                let (by, reason_hash, left) = (*by, *reason_hash, *left);
                self.end = Some(RoundEnd::Cancelled { by, reason_hash, left, at });
            }
            RoundEvent::Recovered { amount } => self.recovered = Some(*amount),
            RoundEvent::Refunded { deposit, amount, .. } => {
                if let Some(found) = self.deposits.iter_mut().find(|found| found.number == *deposit) {
                    found.refunded = [found.refunded, *amount].into_iter().sum();
                }
            }
            _ => {}
        }
    }
}
