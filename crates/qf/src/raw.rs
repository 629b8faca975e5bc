//! What a rule says before the pool is shared: one weight a project.

use tributary_model::{U256, U512};

use crate::fixed;

/// The weights of all projects by number, and what one unit of weight is worth.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) weights: Vec<U256>,
    pub(crate) worth: Worth,
}

/// `weight · numerator / denominator` is a raw match in base units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Worth {
    pub(crate) numerator: U256,
    pub(crate) denominator: U256,
}

impl Worth {
    /// Weights that count base units in parts of 2^-bits.
    pub(crate) fn binary(bits: usize) -> Self {
        Self { numerator: U256::ONE, denominator: U256::ONE << bits }
    }

    /// The raw match, rounded down.
    pub(crate) fn floor(self, weight: U256) -> U256 {
        let (numerator, denominator) = self.fraction(weight);
        (numerator / denominator).saturating_to()
    }

    /// The raw match under a cap, times the denominator.
    pub(crate) fn payable(self, weight: U256, cap: Option<U256>) -> U512 {
        let (numerator, denominator) = self.fraction(weight);
        cap.map_or(numerator, |cap| numerator.min(U512::from(cap) * denominator))
    }

    /// The raw match as decimal digits.
    pub(crate) fn decimal(self, weight: U256) -> String {
        let (numerator, denominator) = self.fraction(weight);
        fixed::decimal(numerator, denominator)
    }

    fn fraction(self, weight: U256) -> (U512, U512) {
        (U512::from(weight) * U512::from(self.numerator), U512::from(self.denominator))
    }
}
