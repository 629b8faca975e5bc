//! The numbers that rules are made of: decimal weights, points and shares, all held as integers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;
use tributary_model::{Amount, AmountError, U256, U512};

const MILLION: u64 = 1_000_000;
const DIGITS: u8 = 6;

/// A decimal factor with up to six digits behind the point, held in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(u64);

/// Why a text is not a weight.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a weight; write a decimal between \"0\" and \"1000000\" with at most six digits behind the point, such as \"0.5252\""
)]
pub struct WeightError(pub String);

impl Weight {
    /// Counts as nothing.
    pub const ZERO: Self = Self(0);
    /// Counts as it is.
    pub const ONE: Self = Self(MILLION);
    pub(crate) const MAX: u64 = MILLION * MILLION;

    /// From millionths, for constants.
    #[must_use]
    pub const fn from_millionths(millionths: u64) -> Self {
        Self(millionths)
    }

    /// The weight in millionths.
    #[must_use]
    pub const fn millionths(self) -> u64 {
        self.0
    }

    /// One factor after the other, rounded down to a millionth.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = u128::from(self.0) * u128::from(other.0) / u128::from(MILLION);
        Self(u64::try_from(product).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Amount::from(self.0).format_tokens(DIGITS))
    }
}

impl FromStr for Weight {
    type Err = WeightError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Amount::parse_tokens(text, DIGITS)
            .ok()
            .and_then(|amount| u64::try_from(amount.units()).ok())
            .filter(|millionths| *millionths <= Self::MAX)
            .map(Self)
            .ok_or_else(|| WeightError(text.to_owned()))
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A score in micro-points (a point is 1,000,000 of them). A decimal string in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub u128);

impl Points {
    /// Whole points for people: `12.5`.
    #[must_use]
    pub fn format(self) -> String {
        Amount::new(U256::from(self.0)).format_tokens(DIGITS)
    }

    pub(crate) const fn is_zero(&self) -> bool {
        self.0 == 0
    }

    /// The product with a weight, rounded down.
    #[must_use]
    pub(crate) fn times(self, weight: Weight) -> Self {
        let product = U256::from(self.0) * U256::from(weight.0) / U256::from(MILLION);
        Self(u128::try_from(product).unwrap_or(u128::MAX))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(de::Error::custom)
    }
}

/// A limit on one person's amount: so many tokens, or a percentage of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Base units.
    Units(Amount),
    /// Millionths of a percent of the pool.
    Percent(Weight),
}

/// Why a text is not a limit.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ShareError {
    /// Not an amount of tokens.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// Not a percentage.
    #[error("`{0}` is not a percentage above 0% and up to 100%, with at most six digits behind the point")]
    Percent(String),
}

impl Share {
    /// Reads `10%`, or whole tokens such as `1500.25` of a token with `decimals` digits.
    ///
    /// # Errors
    /// See [`ShareError`].
    pub fn parse(text: &str, decimals: u8) -> Result<Self, ShareError> {
        let Some(percent) = text.strip_suffix('%') else {
            return Ok(Self::Units(Amount::parse_tokens(text, decimals)?));
        };
        percent
            .parse::<Weight>()
            .ok()
            .filter(|percent| *percent > Weight::ZERO && percent.0 <= 100 * MILLION)
            .map(Self::Percent)
            .ok_or_else(|| ShareError::Percent(text.to_owned()))
    }

    /// The limit in base units; a percentage is rounded down.
    #[must_use]
    pub fn of(self, pool: Amount) -> Amount {
        match self {
            Self::Units(amount) => amount,
            Self::Percent(percent) => {
                let part = U512::from(pool.units()) * U512::from(percent.0) / U512::from(100 * MILLION);
                Amount::new(part.to())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_exact_decimals() {
        assert_eq!("0.5252".parse::<Weight>().unwrap(), Weight(525_200));
        assert_eq!(Weight(525_200).to_string(), "0.5252");
        for text in ["", "-1", "0.1234567", "1000001", "one", "1e3"] {
            assert_eq!(text.parse::<Weight>().unwrap_err(), WeightError(text.into()));
        }
    }

    #[test]
    fn a_percentage_of_the_largest_pool_does_not_overflow() {
        let pool = Amount::new(U256::MAX);
        assert_eq!(Share::parse("100%", 18).unwrap().of(pool), pool);
        assert_eq!(Share::parse("12.5%", 18).unwrap().of(Amount::from(81)), Amount::from(10));
    }

    #[test]
    fn limits_out_of_range_are_refused() {
        for text in ["0%", "100.000001%", "%", "-5%"] {
            assert_eq!(Share::parse(text, 0).unwrap_err(), ShareError::Percent(text.into()));
        }
        assert!(matches!(
            Share::parse("1.5", 0).unwrap_err(),
            ShareError::Amount(AmountError::TooManyDecimals { .. })
        ));
    }
}
