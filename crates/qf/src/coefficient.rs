//! How much of a gift counts.

use std::fmt;

use thiserror::Error;
use tributary_model::{Amount, AmountError, U256};

use crate::units::ATTOS;

/// A factor on a gift before its root is taken, in parts of 10^-18; at most 10.
///
/// Up to 1 it says how far a donor is trusted to be one person; above 1 it is a boost, which the rule `tunable`
/// alone takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coefficient(u64);

/// Why a text is not a coefficient.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CoefficientError {
    /// Not decimal digits.
    #[error("the coefficient {0}")]
    NotDecimal(AmountError),
    /// Above 10.
    #[error("the coefficient `{0}` is above 10")]
    TooLarge(String),
}

impl Coefficient {
    /// Nothing of the gift counts.
    pub const ZERO: Self = Self(0);
    /// The whole gift counts.
    pub const ONE: Self = Self(ATTOS);
    /// The largest boost, as on the slider of Gitcoin's calculator.
    pub const MAX: Self = Self(10 * ATTOS);

    /// Reads a decimal such as `0.5`, with up to 18 digits behind the point.
    ///
    /// # Errors
    /// See [`CoefficientError`].
    pub fn parse(text: &str) -> Result<Self, CoefficientError> {
        let attos = Amount::parse_tokens(text, 18).map_err(CoefficientError::NotDecimal)?.units();
        if attos > U256::from(Self::MAX.0) {
            return Err(CoefficientError::TooLarge(text.to_owned()));
        }
        Ok(Self(attos.to()))
    }

    /// From parts of 10^-18; `None` above 10.
    pub const fn from_attos(attos: u64) -> Option<Self> {
        if attos <= Self::MAX.0 { Some(Self(attos)) } else { None }
    }

    /// Parts of 10^-18.
    pub const fn attos(self) -> u64 {
        self.0
    }

    /// `1 + boost · (self − 1)` in parts of 10^-18, not below 0: a boost of 1 takes the coefficient as it is, and a
    /// boost of 0 none of it.
    pub(crate) fn boosted(self, boost: Self) -> u128 {
        let [one, at, boost] = [ATTOS, self.0, boost.0].map(u128::from);
        let change = at.abs_diff(one) * boost / one;
        if at >= one { one + change } else { one.saturating_sub(change) }
    }
}

impl Default for Coefficient {
    fn default() -> Self {
        Self::ONE
    }
}

impl fmt::Display for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Amount::from(self.0).format_tokens(18))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_are_read_exactly_and_up_to_ten() {
        assert_eq!(Coefficient::parse("0.5"), Ok(Coefficient(ATTOS / 2)));
        assert_eq!(Coefficient::parse("10"), Ok(Coefficient::MAX));
        assert_eq!(Coefficient::parse("10.1"), Err(CoefficientError::TooLarge("10.1".into())));
        assert!(matches!(Coefficient::parse("-1"), Err(CoefficientError::NotDecimal(_))));
    }

    #[test]
    fn a_boost_stretches_the_distance_from_one() {
        let at = |coefficient: &str, boost: &str| {
            let [coefficient, boost] = [coefficient, boost].map(|text| Coefficient::parse(text).unwrap());
            coefficient.boosted(boost)
        };
        let one = u128::from(ATTOS);
        assert_eq!(at("3", "1"), 3 * one);
        assert_eq!(at("3", "0"), one);
        assert_eq!(at("3", "2.5"), 6 * one);
        assert_eq!(at("0.5", "3"), 0);
    }
}
