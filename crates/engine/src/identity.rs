//! `[claim.identity]`: who may say which wallet a GitHub account is paid to.

use serde::{Deserialize, Deserializer, Serialize, de};
use tributary_chain::AttestorTerms;
use tributary_merkle::parse_address;
use tributary_model::Address;

use crate::config::{ConfigError, address, invalid};

const DAY: u64 = 86_400;
/// As the contract has it: two days are enough to be noticed, seven are as long as a freeze can bridge twice.
const DAYS: std::ops::RangeInclusive<u64> = 2..=7;
/// Each of them costs every claimant gas.
const MOST: usize = 32;

/// The table as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityEntry {
    /// Whose word counts.
    #[serde(deserialize_with = "addresses")]
    pub attestors: Vec<Address>,
    /// How many of them have to agree.
    #[serde(default = "one")]
    pub threshold: u64,
    /// Who may freeze identity claims for a time.
    #[serde(default, deserialize_with = "address")]
    pub guardian: Option<Address>,
    /// How long a change of attestors waits: `2 days` to `7 days`.
    #[serde(default = "two_days", deserialize_with = "days")]
    pub delay: u64,
}

/// The same in the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityTerms {
    /// Whose word counts, ascending.
    pub attestors: Vec<Address>,
    /// How many of them have to agree.
    pub threshold: u64,
    /// Who may freeze identity claims for a time.
    pub guardian: Option<Address>,
    /// How many seconds a change of attestors waits.
    pub delay_seconds: u64,
}

const fn one() -> u64 {
    1
}

const fn two_days() -> u64 {
    2 * DAY
}

impl IdentityEntry {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let refused = |key, message: String| Err(invalid(&format!("claim.identity.{key}"), message));
        let terms = self.terms();
        if terms.attestors.is_empty() {
            return refused("attestors", "name at least one address".to_owned());
        }
        if terms.attestors.len() > MOST {
            return refused("attestors", format!("name at most {MOST}"));
        }
        if terms.attestors.len() < self.attestors.len() {
            return refused("attestors", "an address stands twice; its word would count once".to_owned());
        }
        let (count, threshold) = (terms.attestors.len(), self.threshold);
        if threshold == 0 || usize::try_from(threshold).is_ok_and(|threshold| threshold > count) {
            return refused("threshold", format!("must be 1 to {count}, the number of attestors"));
        }
        Ok(())
    }

    /// As the contract wants them: attestors in ascending order.
    #[must_use]
    pub fn terms(&self) -> IdentityTerms {
        let mut attestors = self.attestors.clone();
        attestors.sort();
        attestors.dedup();
        IdentityTerms {
            attestors,
            threshold: self.threshold,
            guardian: self.guardian,
            delay_seconds: self.delay,
        }
    }
}

impl From<IdentityTerms> for AttestorTerms {
    fn from(terms: IdentityTerms) -> Self {
        Self {
            attestors: terms.attestors,
            threshold: terms.threshold,
            guardian: terms.guardian,
            delay: terms.delay_seconds,
        }
    }
}

pub(crate) fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Address>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| parse_address(text).map_err(de::Error::custom)).collect()
}

fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let days = text.strip_suffix(" days").filter(|days| days.len() == 1).and_then(|days| days.parse().ok());
    days.filter(|days| DAYS.contains(days))
        .map(|days: u64| days * DAY)
        .ok_or_else(|| de::Error::custom(format!("`{text}` is not \"2 days\" to \"7 days\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    const GRACE: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    fn entry(text: &str) -> Result<IdentityEntry, String> {
        let entry: IdentityEntry = toml::from_str(text).map_err(|error| error.to_string())?;
        entry.check().map(|()| entry).map_err(|error| error.to_string())
    }

    #[test]
    fn attestors_are_put_in_order_and_the_rest_has_defaults() {
        let terms = entry(&format!("attestors = [\"{ADA}\", \"{GRACE}\"]")).unwrap().terms();
        assert_eq!(terms.attestors, [GRACE, ADA].map(|text| text.parse::<Address>().unwrap()));
        assert_eq!((terms.threshold, terms.guardian, terms.delay_seconds), (1, None, 172_800));
        let all = format!("attestors = [\"{ADA}\"]\nguardian = \"{GRACE}\"\ndelay = \"7 days\"");
        let terms = entry(&all).unwrap().terms();
        assert_eq!((terms.guardian, terms.delay_seconds), (Some(GRACE.parse().unwrap()), 604_800));
    }

    #[test]
    fn what_no_contract_would_take_is_refused_by_its_key() {
        let wrong = ADA.replace('C', "c");
        for (text, said) in [
            ("attestors = []".to_owned(), "`claim.identity.attestors`: name at least one"),
            (
                format!("attestors = [\"{ADA}\", \"{ADA}\"]"),
                "`claim.identity.attestors`: an address stands twice",
            ),
            (format!("attestors = [\"{ADA}\"]\nthreshold = 2"), "`claim.identity.threshold`: must be 1 to 1"),
            (format!("attestors = [\"{ADA}\"]\nthreshold = 0"), "`claim.identity.threshold`"),
            (format!("attestors = [\"{ADA}\"]\ndelay = \"1 days\""), "\"2 days\" to \"7 days\""),
            (format!("attestors = [\"{ADA}\"]\ndelay = \"36 hours\""), "\"2 days\" to \"7 days\""),
            (format!("attestors = [\"{wrong}\"]"), "checksum"),
            ("attestors = [\"0x0000000000000000000000000000000000000000\"]".to_owned(), "zero address"),
        ] {
            let message = entry(&text).unwrap_err();
            assert!(message.contains(said), "{message}");
        }
    }
}
