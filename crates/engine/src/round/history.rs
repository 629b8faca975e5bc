//! What has become of a round: the state that follows from its events, and nothing else.

use std::collections::BTreeMap;

use tributary_chain::TallyTerms;
use tributary_model::{Address, Amount, RoundEvent, RoundRecord, Verdict};

use super::records::{Deposit, Freeze, GiftMade, GiftNotMade, Project, Review, Revision, RoundEnd, Tally};

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
    /// Lists that were frozen, by number, from one; the last count.
    pub freezes: Vec<Freeze>,
    /// By number, from one.
    pub tallies: Vec<Tally>,
    /// How it ended, if it has.
    pub end: Option<RoundEnd>,
    /// What projects left unclaimed, once it was taken back.
    pub recovered: Option<Amount>,
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
            RoundEvent::ListsFrozen { number, lists_hash, reason_hash } => self.freezes.push(Freeze {
                number: *number,
                lists_hash: *lists_hash,
                reason_hash: *reason_hash,
                at,
                tx_hash,
                gifts_before: self.gifts.len(),
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
