//! Who was ever in force in a set of attestors, from the first ones on, by the set's own events.

use alloy::{
    primitives::{Address, B256, U256},
    rpc::types::{Filter, Log},
    sol_types::SolEvent as _,
};
use tributary_bindings::attestors::AttestorSet::{AttestorsChanged, RotationCancelled, RotationProposed};
use tributary_model::Timestamp;

use crate::{
    Chain, ChainError, EventsRead, PendingRotation,
    client::block_time,
    creation::{find_event, receipt},
};

/// Attestors that were put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// One for those that the set was made with, then one more each time.
    pub generation: u64,
    /// Whose word counted, ascending.
    pub attestors: Vec<Address>,
    /// How many of them had to agree.
    pub threshold: u64,
    /// In which block.
    pub block: u64,
    /// That block's time.
    pub at: Timestamp,
    /// From which second on it was announced to be possible; `None` when nothing of the kind was announced.
    pub ready_at: Option<u64>,
}

/// What the set said, in the order of the chain.
enum Said {
    Proposed(PendingRotation),
    Cancelled,
    Changed(Installation),
}

impl Chain {
    /// Everybody who was put in force in a set, in the order of the chain. `made` is the transaction that made the set, where
    /// it is known; otherwise its first event is looked for.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or remembers no event of the set's creation.
    pub async fn attestors_installed(
        &self,
        set: Address,
        made: Option<B256>,
    ) -> Result<Vec<Installation>, ChainError> {
        self.attestors_installed_after(set, made, &mut EventsRead::default()).await
    }

    /// The same; of what `read` has from the last time only what is new is asked for.
    ///
    /// # Errors
    /// As [`attestors_installed`](Self::attestors_installed).
    pub async fn attestors_installed_after(
        &self,
        set: Address,
        made: Option<B256>,
        read: &mut EventsRead,
    ) -> Result<Vec<Installation>, ChainError> {
        let first = match read.first() {
            Some(first) => first,
            None => self.first_block(set, made).await?,
        };
        let events = vec![
            AttestorsChanged::SIGNATURE_HASH,
            RotationProposed::SIGNATURE_HASH,
            RotationCancelled::SIGNATURE_HASH,
        ];
        let filter = Filter::new().address(set).event_signature(events);
        let mut said = Vec::new();
        for log in read.read_on(self, &filter, first).await? {
            said.push(self.said(log).await?);
        }
        Ok(installed(said))
    }

    async fn said(&self, log: &Log) -> Result<Said, ChainError> {
        let nonsense = || ChainError::Nonsense { what: "event of the attestors", value: format!("{log:?}") };
        let number = |value: U256| u64::try_from(value).map_err(|_| nonsense());
        match log.topic0() {
            Some(&RotationProposed::SIGNATURE_HASH) => {
                let event = RotationProposed::decode_log(&log.inner).map_err(|_| nonsense())?.data;
                let (threshold, ready_at) = (number(event.threshold)?, number(event.readyAt)?);
                Ok(Said::Proposed(PendingRotation { attestors: event.attestors, threshold, ready_at }))
            }
            Some(&RotationCancelled::SIGNATURE_HASH) => Ok(Said::Cancelled),
            _ => {
                let event = AttestorsChanged::decode_log(&log.inner).map_err(|_| nonsense())?.data;
                let block = log.block_number.ok_or_else(nonsense)?;
                let mined = self.block(block.into()).await?.ok_or_else(nonsense)?;
                Ok(Said::Changed(Installation {
                    generation: number(event.generation)?,
                    threshold: number(event.threshold)?,
                    attestors: event.attestors,
                    block,
                    at: block_time(&mined)?,
                    ready_at: None,
                }))
            }
        }
    }

    async fn first_block(&self, set: Address, made: Option<B256>) -> Result<u64, ChainError> {
        let made = match made {
            Some(hash) => receipt(self, hash).await?.and_then(|receipt| receipt.block_number),
            None => None,
        };
        if let Some(block) = made {
            return Ok(block);
        }
        let first = (AttestorsChanged::SIGNATURE_HASH, B256::from(U256::from(1)));
        let found = find_event(self, set, first).await?;
        let nothing = ChainError::NoCode { address: set, what: "event of the first attestors" };
        found.map(|(_, block)| block).ok_or(nothing)
    }
}

/// Each with the announcement that it carries out.
fn installed(said: Vec<Said>) -> Vec<Installation> {
    let (mut installed, mut pending) = (Vec::new(), None::<PendingRotation>);
    for said in said {
        match said {
            Said::Proposed(next) => pending = Some(next),
            Said::Cancelled => pending = None,
            Said::Changed(now) => {
                let same = |next: &PendingRotation| {
                    (&next.attestors, next.threshold) == (&now.attestors, now.threshold)
                };
                let ready_at = pending.take().filter(same).map(|next| next.ready_at);
                installed.push(Installation { ready_at, ..now });
            }
        }
    }
    installed
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Address = Address::repeat_byte(0xad);
    const BO: Address = Address::repeat_byte(0xb0);

    fn changed(generation: u64, who: Address) -> Said {
        let at = Timestamp::from_unix(1_770_000_000).unwrap();
        let (attestors, block) = (vec![who], 10 * generation);
        Said::Changed(Installation { generation, attestors, threshold: 1, block, at, ready_at: None })
    }

    fn proposed(who: Address, ready_at: u64) -> Said {
        Said::Proposed(PendingRotation { attestors: vec![who], threshold: 1, ready_at })
    }

    #[test]
    fn each_is_told_with_the_announcement_that_it_carries_out() {
        let told =
            |said| installed(said).into_iter().map(|one| (one.generation, one.ready_at)).collect::<Vec<_>>();
        let first = || changed(1, ADA);
        assert_eq!(told(vec![first()]), [(1, None)]);
        assert_eq!(told(vec![first(), proposed(BO, 7), changed(2, BO)]), [(1, None), (2, Some(7))]);
        let again = vec![first(), proposed(ADA, 7), proposed(BO, 9), changed(2, BO)];
        assert_eq!(told(again), [(1, None), (2, Some(9))], "a second proposal takes the place of the first");
        let cancelled = vec![first(), proposed(BO, 7), Said::Cancelled, changed(2, BO)];
        assert_eq!(told(cancelled), [(1, None), (2, None)]);
        let others = vec![first(), proposed(ADA, 7), changed(2, BO)];
        assert_eq!(told(others), [(1, None), (2, None)]);
        let twice = vec![first(), proposed(BO, 7), changed(2, BO), changed(3, BO)];
        assert_eq!(told(twice), [(1, None), (2, Some(7)), (3, None)], "an announcement is carried out once");
    }
}
