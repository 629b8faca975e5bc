//! `[claim.recurring]`: an airdrop that goes on, with a new list each epoch.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tributary_chain::{EpochEvent, EpochRecord, EpochTerms, RecurringState, Succession};
use tributary_model::{Address, Timestamp};

use crate::{
    bundle::Bundle,
    config::{ConfigError, address, invalid},
    lasting::lasting,
};

const DAY: u64 = 86_400;
/// As the contract has it: less than a day is too short to be noticed, more than thirty days is a mistake.
const DELAYS: std::ops::RangeInclusive<u64> = DAY..=30 * DAY;

/// The table as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurringEntry {
    /// How long a list is announced before it takes effect: `1 day` to `30 days`.
    #[serde(deserialize_with = "lasting")]
    pub delay: u64,
    /// Who may veto a list beside the owner.
    #[serde(default, deserialize_with = "address")]
    pub guardian: Option<Address>,
    /// The bundle of the list before, relative to the airdrop's file; missing in the first list.
    pub after: Option<PathBuf>,
}

/// The same in the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurringTerms {
    /// Which list this is, counted from one.
    pub epoch: u64,
    /// Seconds that a list is announced before it takes effect.
    pub delay_seconds: u64,
    /// Who may veto a list beside the owner.
    pub guardian: Option<Address>,
}

impl RecurringEntry {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let refused = |key, message: &str| Err(invalid(&format!("claim.recurring.{key}"), message));
        if !DELAYS.contains(&self.delay) {
            return refused("delay", "must be from \"1 day\" to \"30 days\"");
        }
        if self.guardian.is_some_and(|guardian| guardian.is_zero()) {
            return refused("guardian", "is the zero address; leave the line out for no guardian");
        }
        if self.after.as_deref().is_some_and(|path| path == Path::new("")) {
            return refused("after", "is empty; name the bundle of the list before, such as \"out/river\"");
        }
        Ok(())
    }

    /// As it is published for the list with this number.
    #[must_use]
    pub const fn terms(&self, epoch: u64) -> RecurringTerms {
        RecurringTerms { epoch, delay_seconds: self.delay, guardian: self.guardian }
    }
}

impl RecurringTerms {
    /// As the contract has it.
    #[must_use]
    pub const fn succession(&self) -> Succession {
        Succession { delay: self.delay_seconds, guardian: self.guardian }
    }
}

/// What a bundle would be as a list of the contract.
#[must_use]
pub fn list_of(bundle: &Bundle) -> EpochTerms {
    let manifest = bundle.manifest();
    EpochTerms { root: manifest.root, total: manifest.total, bundle_hash: bundle.hash() }
}

/// Where a list stands in its airdrop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EpochStage {
    /// Proposed.
    Pending {
        /// From when on it can take effect.
        ready_at: Timestamp,
    },
    /// Claims are by it.
    InEffect {
        /// Since which block.
        block: u64,
    },
    /// Another took its place.
    Superseded {
        /// Which is in effect now.
        by: u64,
    },
}

/// What the chain has under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochPlace {
    /// Counted from one.
    pub number: u64,
    /// The list.
    pub list: EpochTerms,
    /// Where it stands.
    pub stage: EpochStage,
}

impl EpochPlace {
    /// Looks a list up by its number.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn of(number: u64, now: &RecurringState, records: &[EpochRecord]) -> Result<Self, String> {
        if number == now.epoch + 1 {
            return match now.pending {
                Some(pending) => {
                    let stage = EpochStage::Pending { ready_at: pending.ready_at };
                    Ok(Self { number, list: pending.terms, stage })
                }
                None => Err(never(number, records)),
            };
        }
        let activated = records.iter().rev().filter(|record| record.number == number).find_map(|record| {
            if let EpochEvent::Activated(list) = record.event { Some((list, record.block)) } else { None }
        });
        let Some((list, block)) = activated else {
            return Err(format!("list {number} never was; {} is in effect", now.epoch));
        };
        Ok(if number == now.epoch {
            Self { number, list: now.current, stage: EpochStage::InEffect { block } }
        } else {
            Self { number, list, stage: EpochStage::Superseded { by: now.epoch } }
        })
    }
}

/// Why the next list is not pending.
fn never(number: u64, records: &[EpochRecord]) -> String {
    let last = records.iter().rev().find(|record| record.number == number);
    match last.map(|record| (record.event, record.block)) {
        Some((EpochEvent::Vetoed { by }, block)) => {
            format!("list {number} was vetoed by {by} in block {block}; nothing is pending")
        }
        _ => format!("list {number} is not proposed"),
    }
}

impl fmt::Display for EpochPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        match self.stage {
            EpochStage::Pending { ready_at } => {
                write!(f, "list {number} is pending and can take effect from {ready_at} on")
            }
            EpochStage::InEffect { block } => write!(f, "list {number} is in effect since block {block}"),
            EpochStage::Superseded { by } => write!(f, "list {number} was in effect; now list {by} is"),
        }
    }
}

#[cfg(test)]
mod tests {
    use tributary_chain::PendingEpoch;
    use tributary_model::{Amount, B256};

    use super::*;

    fn entry(text: &str) -> Result<RecurringEntry, String> {
        let entry: RecurringEntry = toml::from_str(text).map_err(|error| error.to_string())?;
        entry.check().map(|()| entry).map_err(|error| error.to_string())
    }

    #[test]
    fn a_first_list_needs_a_delay_alone() {
        let first = entry("delay = \"3 days\"").unwrap();
        assert_eq!(first.terms(1), RecurringTerms { epoch: 1, delay_seconds: 259_200, guardian: None });
        let all = "delay = \"30 days\"\nguardian = \"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\"\nafter = \"out/river\"";
        let later = entry(all).unwrap();
        assert_eq!(later.after.as_deref(), Some(Path::new("out/river")));
        let succession = later.terms(2).succession();
        assert_eq!((succession.delay, succession.guardian), (2_592_000, later.guardian));
        assert!(entry("delay = \"1 day\"").is_ok());
    }

    #[test]
    fn what_no_contract_would_take_is_refused_by_its_key() {
        for (text, said) in [
            ("delay = \"23 hours\"", "`claim.recurring.delay`: must be from \"1 day\" to \"30 days\""),
            ("delay = \"31 days\"", "`claim.recurring.delay`"),
            ("delay = \"soon\"", "`soon` is no time such as"),
            ("guardian = \"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\"", "missing field `delay`"),
            ("delay = \"1 day\"\nafter = \"\"", "`claim.recurring.after`: is empty"),
            ("delay = \"1 day\"\nbefore = \"out/river\"", "unknown field `before`"),
            ("delay = \"1 day\"\nguardian = \"0x0000000000000000000000000000000000000000\"", "zero"),
        ] {
            let error = entry(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    fn list(byte: u8) -> EpochTerms {
        EpochTerms {
            root: B256::repeat_byte(byte),
            total: Amount::from(u64::from(byte)),
            bundle_hash: B256::repeat_byte(byte),
        }
    }

    /// Lists 1 and 2 took effect; a third was vetoed.
    fn history() -> (RecurringState, Vec<EpochRecord>) {
        let moment = |seconds| Timestamp::from_unix(seconds).unwrap();
        let at = |number, block, event| EpochRecord { number, event, block };
        let records = vec![
            at(1, 10, EpochEvent::Activated(list(1))),
            at(2, 20, EpochEvent::Proposed(PendingEpoch { terms: list(2), ready_at: moment(5) })),
            at(2, 30, EpochEvent::Activated(list(2))),
            at(3, 40, EpochEvent::Proposed(PendingEpoch { terms: list(9), ready_at: moment(7) })),
            at(3, 41, EpochEvent::Vetoed { by: Address::repeat_byte(7) }),
        ];
        let state = RecurringState {
            token: Address::ZERO,
            owner: Address::ZERO,
            guardian: None,
            delay: 86_400,
            epoch: 2,
            current: list(2),
            pending: None,
            paid: Amount::ZERO,
            balance: Amount::ZERO,
            ends_at: moment(100),
            block_number: 50,
            block_time: moment(8),
        };
        (state, records)
    }

    #[test]
    fn a_list_is_pending_in_effect_superseded_or_nowhere() {
        let (mut state, mut records) = history();
        let looked_up = |number, now: &RecurringState, records: &[EpochRecord]| {
            EpochPlace::of(number, now, records).map(|place| (place.list, place.stage))
        };
        assert_eq!(looked_up(1, &state, &records), Ok((list(1), EpochStage::Superseded { by: 2 })));
        assert_eq!(looked_up(2, &state, &records), Ok((list(2), EpochStage::InEffect { block: 30 })));
        assert!(looked_up(3, &state, &records).unwrap_err().starts_with("list 3 was vetoed by 0x0707"));
        assert_eq!(looked_up(4, &state, &records).unwrap_err(), "list 4 never was; 2 is in effect");
        records.truncate(3);
        assert_eq!(looked_up(3, &state, &records).unwrap_err(), "list 3 is not proposed");
        let ready_at = Timestamp::from_unix(9).unwrap();
        state.pending = Some(PendingEpoch { terms: list(3), ready_at });
        assert_eq!(looked_up(3, &state, &records), Ok((list(3), EpochStage::Pending { ready_at })));
    }
}
