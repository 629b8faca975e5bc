//! What gas costs: a count of gwei (10^-9 ether), which fits the database's integers where wei would not.

use std::{fmt, iter::Sum, str::FromStr};

use alloy_primitives::U256;

use crate::{Amount, AmountError};

/// Digits of an ether behind the point.
const DECIMALS: u8 = 9;
const WEI: u64 = 1_000_000_000;

/// Ether in gwei. A sum of wei that is not whole is rounded up, so that what is spent is never counted too low.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gwei(u64);

impl Gwei {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Wraps a count.
    #[must_use]
    pub const fn new(count: u64) -> Self {
        Self(count)
    }

    /// The count.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// So much wei, rounded up; the highest count there is when it does not fit.
    #[must_use]
    pub fn of_wei(wei: U256) -> Self {
        Self(u64::try_from(wei.div_ceil(U256::from(WEI))).unwrap_or(u64::MAX))
    }

    /// The same in wei.
    #[must_use]
    pub fn wei(self) -> U256 {
        U256::from(self.0) * U256::from(WEI)
    }

    /// `self + other`, or the highest count there is.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// `self - other`, or nothing.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Gwei {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::ZERO, Self::saturating_add)
    }
}

/// As ether: `0.0125`.
impl fmt::Display for Gwei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Amount::new(U256::from(self.0)).format_tokens(DECIMALS))
    }
}

/// From ether, with at most nine digits behind the point.
impl FromStr for Gwei {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let amount = Amount::parse_tokens(text, DECIMALS)?;
        let count = u64::try_from(amount.units()).map_err(|_| AmountError::Overflow(text.to_owned()))?;
        Ok(Self(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_gwei_counts_as_one() {
        for (wei, count) in [(0, 0), (1, 1), (WEI - 1, 1), (WEI, 1), (WEI + 1, 2)] {
            assert_eq!(Gwei::of_wei(U256::from(wei)), Gwei::new(count));
        }
        assert_eq!(Gwei::of_wei(U256::MAX), Gwei::new(u64::MAX));
        assert_eq!(Gwei::new(3).wei(), U256::from(3 * WEI));
    }

    #[test]
    fn ether_is_read_and_written_exactly() {
        for (text, count) in [("0.5", 500_000_000), ("0.000000001", 1), ("20", 20_000_000_000)] {
            assert_eq!(text.parse::<Gwei>().unwrap(), Gwei::new(count));
            assert_eq!(Gwei::new(count).to_string(), text);
        }
        for text in ["0.0000000001", "-1", "18446744074", ""] {
            assert!(text.parse::<Gwei>().is_err(), "{text}");
        }
    }
}
