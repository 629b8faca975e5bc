//! Following the events of a round through reorganisations.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256},
    rpc::types::{Filter, Log},
    sol_types::SolEventInterface as _,
};
use tributary_bindings::round::FundingRound::FundingRoundEvents;
use tributary_model::{Amount, ChainCursor, GiftSkip, RepoId, RoundEvent, RoundRecord, Timestamp, Verdict};

use crate::{Chain, ChainError, follow::follow};

/// One step forward, or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundStep {
    /// Forget every event above this block first.
    pub rollback_to: Option<u64>,
    /// New events, in the order of the chain.
    pub events: Vec<RoundRecord>,
    /// Where the next step starts.
    pub cursor: ChainCursor,
    /// The chain's newest block.
    pub head: u64,
}

/// Reads the next blocks after `cursor`, or from `deployed` on; as [`follow_claims`](crate::follow_claims) does for
/// claims.
///
/// # Errors
/// [`ChainError`] when the endpoint fails; the cursor stays where it was.
pub async fn follow_round(
    chain: &Chain,
    round: Address,
    deployed: u64,
    cursor: Option<ChainCursor>,
) -> Result<RoundStep, ChainError> {
    let step = follow(chain, &Filter::new().address(round), deployed, cursor).await?;
    let times = times(chain, &step.logs).await?;
    let events = step.logs.iter().map(|log| record(log, &times)).collect::<Result<Vec<_>, _>>()?;
    Ok(RoundStep { rollback_to: step.rollback_to, events, cursor: step.cursor, head: step.head })
}

/// The time of every block with an event, where the endpoint does not tell it along with the event.
async fn times(chain: &Chain, logs: &[Log]) -> Result<BTreeMap<B256, Timestamp>, ChainError> {
    let mut times = BTreeMap::new();
    for log in logs {
        let (Some(number), Some(hash)) = (log.block_number, log.block_hash) else { continue };
        if times.contains_key(&hash) {
            continue;
        }
        let time = match log.block_timestamp {
            Some(seconds) => moment(seconds)?,
            None => match chain.block_at(number).await? {
                Some(block) if block.hash == hash => block.time,
                // Rewritten since: the next step goes back.
                _ => return Err(ChainError::Nonsense { what: "block of an event", value: hash.to_string() }),
            },
        };
        times.insert(hash, time);
    }
    Ok(times)
}

fn moment(seconds: u64) -> Result<Timestamp, ChainError> {
    let found = i64::try_from(seconds).ok().and_then(Timestamp::from_unix);
    found.ok_or_else(|| ChainError::Nonsense { what: "time", value: seconds.to_string() })
}

fn record(log: &Log, times: &BTreeMap<B256, Timestamp>) -> Result<RoundRecord, ChainError> {
    let nonsense = |what| ChainError::Nonsense { what, value: format!("{log:?}") };
    let event = FundingRoundEvents::decode_log(&log.inner).map_err(|_| nonsense("event of a round"))?;
    let block_hash = log.block_hash.ok_or_else(|| nonsense("block of an event"))?;
    Ok(RoundRecord {
        event: event_of(event.data)?,
        tx_hash: log.transaction_hash.ok_or_else(|| nonsense("transaction of an event"))?,
        block_number: log.block_number.ok_or_else(|| nonsense("block of an event"))?,
        block_hash,
        block_time: *times.get(&block_hash).ok_or_else(|| nonsense("block of an event"))?,
        log_index: log.log_index.ok_or_else(|| nonsense("place of an event"))?,
    })
}

fn event_of(event: FundingRoundEvents) -> Result<RoundEvent, ChainError> {
    use FundingRoundEvents as E;
    let units = Amount::new;
    Ok(match event {
        E::Applied(event) => RoundEvent::Applied {
            project: number(event.project)?,
            applicant: event.applicant,
            payout: event.payout,
            revision: event.revision,
            repositories: event.repositories.into_iter().map(RepoId).collect(),
            metadata_hash: event.metadataHash,
        },
        E::Reviewed(event) => RoundEvent::Reviewed {
            project: number(event.project)?,
            reviewer: event.reviewer,
            revision: event.revision,
            verdict: verdict(event.verdict)?,
            reason_hash: event.reasonHash,
        },
        E::Decided(event) => RoundEvent::Decided {
            project: number(event.project)?,
            revision: event.revision,
            verdict: verdict(event.verdict)?,
        },
        E::Donated(event) => RoundEvent::Donated {
            donor: event.donor,
            project: number(event.project)?,
            token: event.token,
            payout: event.payout,
            amount: units(event.amount),
        },
        E::GiftSkipped(event) => RoundEvent::GiftSkipped {
            donor: event.donor,
            project: number(event.project)?,
            token: event.token,
            amount: units(event.amount),
            reason: skip(event.reason)?,
        },
        E::Funded(event) => RoundEvent::Funded {
            deposit: number(event.deposit)?,
            funder: event.funder,
            amount: units(event.amount),
            pool: units(event.pool),
        },
        E::Refunded(event) => RoundEvent::Refunded {
            deposit: number(event.deposit)?,
            funder: event.funder,
            to: event.to,
            amount: units(event.amount),
        },
        E::ListsFrozen(event) => RoundEvent::ListsFrozen {
            number: number(event.number)?,
            lists_hash: event.listsHash,
            reason_hash: event.reasonHash,
        },
        other => closing(other)?,
    })
}

/// What happens once donations have ended.
fn closing(event: FundingRoundEvents) -> Result<RoundEvent, ChainError> {
    use FundingRoundEvents as E;
    let units = Amount::new;
    Ok(match event {
        E::TallyProposed(event) => RoundEvent::TallyProposed {
            number: number(event.number)?,
            input_hash: event.inputHash,
            root: event.root,
            total: units(event.total),
            bundle_hash: event.bundleHash,
            ready_at: moment(number(event.readyAt)?)?,
        },
        E::TallyRejected(event) => {
            RoundEvent::TallyRejected { number: number(event.number)?, reason_hash: event.reasonHash }
        }
        E::Finalised(event) => RoundEvent::Finalised {
            number: number(event.number)?,
            airdrop: event.airdrop,
            total: units(event.total),
            left: units(event.left),
        },
        E::Recovered(event) => RoundEvent::Recovered { amount: units(event.amount) },
        E::Cancelled(event) => {
            RoundEvent::Cancelled { by: event.by, reason_hash: event.reasonHash, left: units(event.left) }
        }
        other => {
            return Err(ChainError::Nonsense { what: "event of a round", value: format!("{other:?}") });
        }
    })
}

fn number(units: alloy::primitives::U256) -> Result<u64, ChainError> {
    let nonsense = |_| ChainError::Nonsense { what: "number in an event", value: units.to_string() };
    u64::try_from(units).map_err(nonsense)
}

fn verdict(word: u8) -> Result<Verdict, ChainError> {
    match word {
        0 => Ok(Verdict::Waiting),
        1 => Ok(Verdict::Accepted),
        2 => Ok(Verdict::Rejected),
        other => Err(ChainError::Nonsense { what: "verdict", value: other.to_string() }),
    }
}

fn skip(word: u8) -> Result<GiftSkip, ChainError> {
    match word {
        0 => Ok(GiftSkip::NotAccepted),
        1 => Ok(GiftSkip::GiftToSelf),
        2 => Ok(GiftSkip::NotTransferred),
        other => Err(ChainError::Nonsense { what: "reason of a skipped gift", value: other.to_string() }),
    }
}
