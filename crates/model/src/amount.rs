//! Money: a count of a token's smallest units. Never a float; a decimal string in JSON.

use std::{fmt, iter::Sum, str::FromStr};

use alloy_primitives::U256;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// An amount of tokens in base units (wei-like, 10^-decimals of a token).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(U256);

/// Why a text is not an amount.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum AmountError {
    /// Not decimal digits, with at most one point where decimals are allowed.
    #[error(
        "`{0}` is not a decimal amount; write digits such as `1500` or `1500.25`, without signs or separators"
    )]
    NotDecimal(String),
    /// More digits behind the point than the token has.
    #[error("`{text}` has {found} decimals and the token has {allowed}; it cannot be placed exactly")]
    TooManyDecimals {
        /// The text as given.
        text: String,
        /// Digits behind the point.
        found: usize,
        /// What the token allows.
        allowed: u8,
    },
    /// Does not fit in 256 bits.
    #[error("`{0}` does not fit in 256 bits")]
    Overflow(String),
}

impl Amount {
    /// No tokens at all.
    pub const ZERO: Self = Self(U256::ZERO);

    /// Wraps a count of base units.
    #[must_use]
    pub const fn new(units: U256) -> Self {
        Self(units)
    }

    /// The count of base units.
    #[must_use]
    pub const fn units(self) -> U256 {
        self.0
    }

    /// Is there nothing?
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// `self + other`, or `None` beyond 256 bits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// `self - other`, or `None` below zero.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Reads whole tokens such as `1500.25` for a token with `decimals` digits. Zeros at the end of
    /// the fraction are free; any other digit that the token cannot hold is an error, never rounded.
    ///
    /// # Errors
    /// See [`AmountError`].
    pub fn parse_tokens(text: &str, decimals: u8) -> Result<Self, AmountError> {
        let not_decimal = || AmountError::NotDecimal(text.to_owned());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let point_without_digits = text.contains('.') && fraction.is_empty();
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || point_without_digits || !all_digits(whole) || !all_digits(fraction) {
            return Err(not_decimal());
        }
        let kept = fraction.trim_end_matches('0');
        if kept.len() > usize::from(decimals) {
            return Err(AmountError::TooManyDecimals {
                text: text.to_owned(),
                found: kept.len(),
                allowed: decimals,
            });
        }
        let digits = format!("{whole}{kept:0<width$}", width = usize::from(decimals));
        U256::from_str_radix(&digits, 10).map(Self).map_err(|_| AmountError::Overflow(text.to_owned()))
    }

    /// Writes whole tokens for people: `1234.5`, without separators and without zeros at the end.
    #[must_use]
    pub fn format_tokens(self, decimals: u8) -> String {
        let width = usize::from(decimals) + 1;
        let digits = format!("{:0>width$}", self.0.to_string());
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(decimals));
        match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            kept => format!("{whole}.{kept}"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads base units: decimal digits only.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AmountError::NotDecimal(text.to_owned()));
        }
        U256::from_str_radix(text, 10).map(Self).map_err(|_| AmountError::Overflow(text.to_owned()))
    }
}

impl From<u64> for Amount {
    fn from(units: u64) -> Self {
        Self(U256::from(units))
    }
}

impl Sum for Amount {
    /// Sums amounts that are parts of one 256-bit total; saturates beyond that.
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        Self(parts.fold(U256::ZERO, |sum, part| sum.saturating_add(part.0)))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_exactly() {
        let cases =
            [("1", 0, "1"), ("1.5", 1, "15"), ("0.000001", 6, "1"), ("2.500", 1, "25"), ("007", 2, "700")];
        for (text, decimals, units) in cases {
            assert_eq!(Amount::parse_tokens(text, decimals).unwrap().to_string(), units, "{text}");
        }
    }

    #[test]
    fn a_digit_the_token_cannot_hold_is_refused() {
        let error = Amount::parse_tokens("1.25", 1).unwrap_err();
        assert_eq!(error, AmountError::TooManyDecimals { text: "1.25".into(), found: 2, allowed: 1 });
    }

    #[test]
    fn signs_separators_and_exponents_are_refused() {
        for text in ["", "-1", "+1", "1,000", "1e3", ".5", "5.", "1.2.3", " 1", "0x10", "1_000"] {
            assert_eq!(
                Amount::parse_tokens(text, 18).unwrap_err(),
                AmountError::NotDecimal(text.into()),
                "{text}"
            );
        }
        assert_eq!("1.0".parse::<Amount>().unwrap_err(), AmountError::NotDecimal("1.0".into()));
    }

    #[test]
    fn more_than_256_bits_is_refused() {
        let text = format!("{}0", U256::MAX);
        assert_eq!(text.parse::<Amount>().unwrap_err(), AmountError::Overflow(text));
    }

    #[test]
    fn json_is_a_decimal_string_only() {
        let amount: Amount = serde_json::from_str("\"42\"").unwrap();
        assert_eq!(serde_json::to_string(&amount).unwrap(), "\"42\"");
        assert!(serde_json::from_str::<Amount>("42").is_err());
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(units: [u64; 4], decimals in 0_u8..=77) {
            let amount = Amount::new(U256::from_limbs(units));
            proptest::prop_assert_eq!(Amount::parse_tokens(&amount.format_tokens(decimals), decimals).unwrap(), amount);
        }
    }
}
