//! `[claim.vesting]`: shares that become available over time.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use tributary_chain::Schedule;
use tributary_model::Timestamp;

use crate::{
    config::{ConfigError, invalid},
    lasting::lasting,
};

/// A hundred percent.
const ALL: u16 = 10_000;
/// Longer is a mistake: twenty years.
const LONGEST: u64 = 20 * 365 * 86_400;

/// The table as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VestingEntry {
    /// `"claim"`, or a date.
    pub start: Start,
    /// Nothing of the steps before so long: `"0 days"` when missing.
    #[serde(default, deserialize_with = "lasting")]
    pub cliff: u64,
    /// Everything is available after so long.
    #[serde(deserialize_with = "lasting")]
    pub duration: u64,
    /// One step each; by the second when missing.
    #[serde(default = "one", deserialize_with = "lasting")]
    pub period: u64,
    /// What is available at the start: `"0%"` when missing.
    #[serde(default, deserialize_with = "percent")]
    pub unlock: u16,
}

/// What time is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Each claim by itself.
    Claim,
    /// One date for all.
    At(Timestamp),
}

/// The same in the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VestingTerms {
    /// `null`: each claim starts its own.
    pub start: Option<Timestamp>,
    /// Seconds from the start until the first step counts.
    pub cliff_seconds: u64,
    /// Seconds from the start until everything is available.
    pub duration_seconds: u64,
    /// Seconds between two steps.
    pub period_seconds: u64,
    /// Hundredths of a percent that are available at the start.
    pub unlock_bps: u16,
}

const fn one() -> u64 {
    1
}

impl VestingEntry {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let refused = |key, message: &str| Err(invalid(&format!("claim.vesting.{key}"), message));
        if matches!(self.start, Start::At(start) if start.unix() <= 0) {
            return refused("start", "must be after 1970; `\"claim\"` lets each claim start its own");
        }
        if self.duration == 0 {
            return refused("duration", "must be longer than nothing; without vesting leave the table out");
        }
        if self.duration > LONGEST {
            return refused("duration", "must be at most 20 years");
        }
        if self.cliff > self.duration {
            return refused("cliff", "must be at most the duration");
        }
        if self.period == 0 || self.period > self.duration {
            return refused("period", "must be from one second to the duration");
        }
        Ok(())
    }

    /// As it is published.
    #[must_use]
    pub const fn terms(&self) -> VestingTerms {
        VestingTerms {
            start: match self.start {
                Start::Claim => None,
                Start::At(start) => Some(start),
            },
            cliff_seconds: self.cliff,
            duration_seconds: self.duration,
            period_seconds: self.period,
            unlock_bps: self.unlock,
        }
    }
}

impl VestingTerms {
    /// As the contract has it.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        let start = self.start.and_then(|start| u64::try_from(start.unix()).ok());
        Schedule {
            start: start.unwrap_or_default(),
            cliff: self.cliff_seconds,
            duration: self.duration_seconds,
            period: self.period_seconds,
            unlock_bps: self.unlock_bps,
        }
    }
}

impl fmt::Display for VestingTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bps = self.unlock_bps;
        let from = self.start.map_or_else(|| "each claim".to_owned(), |start| start.to_string());
        write!(
            f,
            "{}.{:02} % at the start, the rest every {} s over {} s from {from} on, nothing of it in the first {} s",
            bps / 100,
            bps % 100,
            self.period_seconds,
            self.duration_seconds,
            self.cliff_seconds
        )
    }
}

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "claim" {
            return Ok(Self::Claim);
        }
        let wrong =
            |_| de::Error::custom(format!("`{text}` is neither \"claim\" nor a date such as \"2027-01-01\""));
        text.parse().map(Self::At).map_err(wrong)
    }
}

/// `10%`, with at most two digits behind the point.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let text = String::deserialize(deserializer)?;
    let parse = || {
        let (whole, part) = text.strip_suffix('%')?.split_once('.').unwrap_or((text.strip_suffix('%')?, ""));
        let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        if part.len() > 2 || whole.is_empty() || !digits(whole) || !digits(part) {
            return None;
        }
        let bps = whole.parse::<u16>().ok()?.checked_mul(100)?;
        bps.checked_add(format!("{part:0<2}").parse().ok()?).filter(|bps| *bps <= ALL)
    };
    let wrong = || de::Error::custom(format!("`{text}` is no part such as \"10%\", up to \"100%\""));
    parse().ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Result<VestingTerms, String> {
        let entry: VestingEntry = toml::from_str(text).map_err(|error| error.to_string())?;
        entry.check().map(|()| entry.terms()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_left_out_is_by_the_second_from_the_start_on() {
        let terms = entry("start = \"claim\"\nduration = \"90 days\"").unwrap();
        let Schedule { start, cliff, duration, period, unlock_bps } = terms.schedule();
        assert_eq!((start, cliff, duration, period, unlock_bps), (0, 0, 7_776_000, 1, 0));
        let all = "start = \"2027-01-01\"\ncliff = \"30 days\"\nduration = \"365 days\"\nperiod = \"1 day\"\nunlock = \"12.5%\"";
        let terms = entry(all).unwrap();
        assert_eq!(terms.start, Some("2027-01-01".parse().unwrap()));
        let Schedule { start, cliff, duration, period, unlock_bps } = terms.schedule();
        assert_eq!((start, cliff, duration, period), (1_798_761_600, 2_592_000, 31_536_000, 86_400));
        assert_eq!(unlock_bps, 1_250);
    }

    #[test]
    fn what_no_contract_would_take_is_refused_by_its_key() {
        let with = |more: &str| entry(&format!("start = \"claim\"\nduration = \"10 days\"\n{more}"));
        for (more, said) in [
            ("cliff = \"11 days\"", "`claim.vesting.cliff`: must be at most the duration"),
            ("cliff = \"soon\"", "`soon` is no time such as"),
            ("period = \"0 seconds\"", "`claim.vesting.period`"),
            ("period = \"11 days\"", "`claim.vesting.period`"),
            ("unlock = \"100.01%\"", "`100.01%` is no part"),
            ("unlock = \"+1%\"", "`+1%` is no part"),
            ("unlock = \"10\"", "`10` is no part"),
            ("clif = \"1 day\"", "unknown field `clif`"),
        ] {
            let error = with(more).unwrap_err();
            assert!(error.contains(said), "{more}: {error}");
        }
        for (text, said) in [
            ("start = \"claim\"\nduration = \"0 days\"", "`claim.vesting.duration`"),
            ("start = \"claim\"\nduration = \"8000 days\"", "at most 20 years"),
            ("start = \"tomorrow\"\nduration = \"1 day\"", "neither \"claim\" nor a date"),
            ("duration = \"1 day\"", "missing field `start`"),
        ] {
            let error = entry(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
        assert_eq!(with("unlock = \"100%\"").unwrap().unlock_bps, ALL);
    }
}
