//! `[allocation]`: how much is shared, by which policy, within which limits.

use std::{collections::BTreeMap, num::NonZeroU32, path::PathBuf};

use serde::Deserialize;
use tributary_model::{Amount, Identity};
use tributary_score::{AllocationRules, Horizon, Points, Policy, Share, Tier, Weight};

use crate::config::{ConfigError, invalid};

/// Points have six digits behind the point.
const POINT_DIGITS: u8 = 6;
const POLICIES: [&str; 8] =
    ["proportional", "equal", "square-root", "tiers", "immediate", "recent", "balanced", "special"];

/// `[allocation]`. Amounts in whole tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllocationEntry {
    /// What is shared.
    pub pool: String,
    /// The policy's name; `proportional` when missing.
    pub policy: Option<String>,
    /// For `immediate`: how many of the last weeks or months count; 1 when missing.
    pub intervals: Option<NonZeroU32>,
    /// For `recent`: how much less each interval counts than the next, 0 to 1.
    pub discount: Option<Weight>,
    /// For `special`: who gets everything.
    pub recipient: Option<Identity>,
    /// For `tiers`.
    pub tiers: Option<Vec<TierEntry>>,
    /// For `balanced`: what people were paid before.
    pub paid: Option<BTreeMap<Identity, String>>,
    /// The most for one person: tokens, or a percentage of the pool.
    pub cap: Option<String>,
    /// Shares below this are left out: tokens, or a percentage of the pool.
    pub minimum: Option<String>,
    /// CSV `github_id,address`, relative to the file.
    pub wallets: Option<PathBuf>,
}

/// `[[allocation.tiers]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierEntry {
    /// The lowest score in it, in points.
    pub from: String,
    /// What everybody in it is due.
    pub weight: Weight,
}

/// Pool, policy and limits, ready for scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// Pool and limits in base units.
    pub rules: AllocationRules,
    /// How scores become dues.
    pub policy: Policy,
    /// Where the scores' intervals end.
    pub horizon: Horizon,
    /// GitHub accounts without a wallet get a leaf too.
    pub identities: bool,
}

impl AllocationEntry {
    /// Pool and limits in base units of a token with `decimals` digits.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] naming the key that is not an amount.
    pub fn rules(&self, decimals: u8) -> Result<AllocationRules, ConfigError> {
        let pool = tokens("allocation.pool", &self.pool, decimals)?;
        let limit = |key: &str, text: &Option<String>| {
            text.as_ref()
                .map(|text| {
                    Share::parse(text, decimals)
                        .map(|share| share.of(pool))
                        .map_err(|error| invalid(key, error))
                })
                .transpose()
        };
        Ok(AllocationRules {
            pool,
            cap: limit("allocation.cap", &self.cap)?,
            minimum: limit("allocation.minimum", &self.minimum)?,
        })
    }

    /// The policy with its values.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for a name that is no policy, a key that it does not read, or one that it misses.
    pub fn policy(&self, decimals: u8) -> Result<Policy, ConfigError> {
        let name = self.policy.as_deref().unwrap_or("proportional");
        self.refuse_others(name)?;
        match name {
            "proportional" => Ok(Policy::Proportional),
            "equal" => Ok(Policy::Equal),
            "square-root" => Ok(Policy::SquareRoot),
            "tiers" => self.tiers().map(Policy::Tiers),
            "immediate" => Ok(Policy::Immediate { intervals: self.intervals.unwrap_or(NonZeroU32::MIN) }),
            "recent" => self.discount().map(|discount| Policy::Recent { discount }),
            "balanced" => self.paid(decimals).map(|paid| Policy::Balanced { paid }),
            "special" => match self.recipient {
                Some(recipient) => Ok(Policy::Special { recipient }),
                None => Err(invalid(
                    "allocation.recipient",
                    "the policy `special` needs it, such as \"github:1234\"",
                )),
            },
            _ => Err(invalid(
                "allocation.policy",
                format!(
                    "`{name}` is not a policy; there are {}",
                    POLICIES.map(|n| format!("`{n}`")).join(", ")
                ),
            )),
        }
    }

    /// A key that nobody would read.
    fn refuse_others(&self, name: &str) -> Result<(), ConfigError> {
        let keys = [
            ("intervals", self.intervals.is_some(), "immediate"),
            ("discount", self.discount.is_some(), "recent"),
            ("recipient", self.recipient.is_some(), "special"),
            ("tiers", self.tiers.is_some(), "tiers"),
            ("paid", self.paid.is_some(), "balanced"),
        ];
        let known = POLICIES.contains(&name);
        match keys.into_iter().find(|(_, there, reader)| known && *there && *reader != name) {
            Some((key, _, reader)) => Err(invalid(
                &format!("allocation.{key}"),
                format!(
                    "belongs to the policy `{reader}` and the policy is `{name}`; remove it or change `allocation.policy`"
                ),
            )),
            None => Ok(()),
        }
    }

    fn discount(&self) -> Result<Weight, ConfigError> {
        match self.discount {
            Some(discount) if discount <= Weight::ONE => Ok(discount),
            Some(discount) => {
                Err(invalid("allocation.discount", format!("{discount} must be between 0 and 1")))
            }
            None => Err(invalid("allocation.discount", "the policy `recent` needs it, such as \"0.1\"")),
        }
    }

    fn paid(&self, decimals: u8) -> Result<BTreeMap<Identity, Amount>, ConfigError> {
        let paid = self.paid.iter().flatten();
        paid.map(|(identity, text)| Ok((*identity, tokens("allocation.paid", text, decimals)?))).collect()
    }

    fn tiers(&self) -> Result<Vec<Tier>, ConfigError> {
        let read = |entry: &TierEntry| {
            let from = Amount::parse_tokens(&entry.from, POINT_DIGITS)
                .map_err(|error| invalid("allocation.tiers.from", error))?;
            let from = u128::try_from(from.units()).map_err(|_| {
                invalid("allocation.tiers.from", format!("`{}` points are too many", entry.from))
            })?;
            if entry.weight == Weight::ZERO {
                return Err(invalid("allocation.tiers.weight", "must be above 0; remove the tier"));
            }
            Ok(Tier { from: Points(from), weight: entry.weight })
        };
        let entries = self.tiers.as_deref().unwrap_or_default();
        let mut tiers: Vec<Tier> = entries.iter().map(read).collect::<Result<_, _>>()?;
        tiers.sort();
        if tiers.is_empty() {
            let message =
                "the policy `tiers` needs at least one `[[allocation.tiers]]` with `from` and `weight`";
            return Err(invalid("allocation.tiers", message));
        }
        match tiers.windows(2).find(|pair| pair[0].from == pair[1].from) {
            Some(pair) => Err(invalid(
                "allocation.tiers",
                format!("two tiers start at {} points; keep one", pair[0].from.format()),
            )),
            None => Ok(tiers),
        }
    }
}

fn tokens(key: &str, text: &str, decimals: u8) -> Result<Amount, ConfigError> {
    Amount::parse_tokens(text, decimals).map_err(|error| invalid(key, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> AllocationEntry {
        toml::from_str(&format!("pool = \"1000\"\n{text}")).unwrap()
    }

    fn refused(text: &str) -> String {
        entry(text).policy(18).unwrap_err().to_string()
    }

    #[test]
    fn every_policy_is_read_by_its_name() {
        let values = [
            ("", "proportional"),
            ("", "equal"),
            ("", "square-root"),
            ("tiers = [{ from = \"10\", weight = \"3\" }, { from = \"0.5\", weight = \"1\" }]", "tiers"),
            ("intervals = 4", "immediate"),
            ("discount = \"0.1\"", "recent"),
            ("paid = { \"github:1\" = \"12.5\" }", "balanced"),
            ("recipient = \"github:1\"", "special"),
        ];
        assert_eq!(values.map(|(_, name)| name), POLICIES);
        for (keys, name) in values {
            let policy = entry(&format!("policy = \"{name}\"\n{keys}")).policy(18).unwrap();
            assert_eq!(policy.as_str(), name);
        }
        assert_eq!(entry("").policy(18).unwrap(), Policy::Proportional);
    }

    #[test]
    fn values_are_in_tokens_and_points_and_tiers_in_order() {
        let identity: Identity = "github:1".parse().unwrap();
        let balanced = entry("policy = \"balanced\"\npaid = { \"github:1\" = \"12.5\" }").policy(2).unwrap();
        assert_eq!(balanced, Policy::Balanced { paid: BTreeMap::from([(identity, 1_250.into())]) });
        let tiers = "policy = \"tiers\"\ntiers = [{ from = \"10\", weight = \"3\" }, { from = \"0.5\", weight = \"1\" }]";
        let Policy::Tiers(tiers) = entry(tiers).policy(2).unwrap() else { panic!() };
        assert_eq!(tiers.iter().map(|tier| tier.from.0).collect::<Vec<_>>(), [500_000, 10_000_000]);
    }

    #[test]
    fn keys_of_other_policies_and_missing_ones_are_refused() {
        let cases = [
            (
                "intervals = 4",
                "`allocation.intervals`: belongs to the policy `immediate` and the policy is `proportional`; remove it \
                 or change `allocation.policy`",
            ),
            ("policy = \"recent\"", "`allocation.discount`: the policy `recent` needs it, such as \"0.1\""),
            ("policy = \"recent\"\ndiscount = \"1.1\"", "`allocation.discount`: 1.1 must be between 0 and 1"),
            (
                "policy = \"special\"",
                "`allocation.recipient`: the policy `special` needs it, such as \"github:1234\"",
            ),
            (
                "policy = \"tiers\"",
                "`allocation.tiers`: the policy `tiers` needs at least one `[[allocation.tiers]]` with `from` and `weight`",
            ),
            (
                "policy = \"tiers\"\ntiers = [{ from = \"1\", weight = \"3\" }, { from = \"1\", weight = \"1\" }]",
                "`allocation.tiers`: two tiers start at 1 points; keep one",
            ),
            (
                "policy = \"lottery\"",
                "`allocation.policy`: `lottery` is not a policy; there are `proportional`, `equal`, `square-root`, \
                 `tiers`, `immediate`, `recent`, `balanced`, `special`",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(refused(text), message);
        }
    }
}
