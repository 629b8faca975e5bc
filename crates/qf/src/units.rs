//! A sum of weighted gifts, exact: base units and 10^-18 parts of one.

use tributary_model::{U256, U512};

/// Parts of a base unit, and of a coefficient.
pub(crate) const ATTOS: u64 = 1_000_000_000_000_000_000;

/// Whole base units (below 2^127) and parts of 10^-18 (below 10^18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Units {
    whole: u128,
    attos: u64,
}

impl Units {
    pub(crate) const ZERO: Self = Self::whole(0);

    pub(crate) const fn whole(whole: u128) -> Self {
        Self { whole, attos: 0 }
    }

    /// `amount · multiplier / 10^18`, exactly. Gifts sum to less than 2^120 and multipliers stay below 2^7 wholes.
    pub(crate) fn weighted(amount: u128, multiplier: u128) -> Self {
        if multiplier == u128::from(ATTOS) {
            return Self::whole(amount);
        }
        Self::from_attos(U256::from(amount) * U256::from(multiplier))
    }

    fn from_attos(attos: U256) -> Self {
        let (whole, attos) = attos.div_rem(U256::from(ATTOS));
        Self { whole: whole.to(), attos: attos.to() }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        let attos = self.attos + other.attos;
        let carry = u128::from(attos >= ATTOS);
        Self {
            whole: self.whole + other.whole + carry,
            attos: if carry == 1 { attos - ATTOS } else { attos },
        }
    }

    /// A mean over `count`, rounded down to 10^-18.
    pub(crate) fn over(self, count: u32) -> Self {
        if count == 1 {
            return self;
        }
        Self::from_attos(self.attos() / U256::from(count))
    }

    pub(crate) fn floor(self) -> u128 {
        self.whole
    }

    pub(crate) fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// In parts of 10^-18.
    pub(crate) fn attos(self) -> U256 {
        U256::from(self.whole) * U256::from(ATTOS) + U256::from(self.attos)
    }

    /// `⌊self · 2^bits⌋`.
    pub(crate) fn scaled(self, bits: usize) -> U256 {
        let whole = U256::from(self.whole) << bits;
        if self.attos == 0 {
            return whole;
        }
        let part: U512 = (U512::from(self.attos) << bits) / U512::from(ATTOS);
        whole + part.to::<U256>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weighted_gift_keeps_every_part() {
        let half = Units::weighted(3, u128::from(ATTOS) / 2);
        assert_eq!((half.floor(), half.attos), (1, ATTOS / 2));
        assert_eq!(half.plus(half), Units::whole(3));
        assert_eq!(half.scaled(2), U256::from(6));
        assert_eq!(Units::whole(10).over(3).attos(), U256::from(3_333_333_333_333_333_333_u64));
    }
}
