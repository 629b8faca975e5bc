//! IEEE 754 doubles on integers: the other systems' arithmetic, reproduced to the last bit without a float.
//!
//! Only what their formulas use: the nearest double of a fraction, a root and a product, each rounded half to even
//! to 53 bits. Numbers are positive and far from the ends of the exponent's range.

use tributary_model::{U256, U512};

use crate::units::ATTOS;

const BITS: usize = 53;

/// `mantissa · 2^exponent`; the mantissa has 53 bits or is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Double {
    pub(crate) mantissa: u64,
    pub(crate) exponent: i32,
}

/// `Math.trunc(x * factor)` of JavaScript, where `x` is the double nearest to `attos / 10^18`.
pub(crate) fn truncated_product(attos: U256, factor: u64) -> u64 {
    let product = Double::nearest(U512::from(attos), U512::from(ATTOS)).times(factor);
    product.floor().try_into().expect("coefficients and percentages are small")
}

impl Double {
    /// The double nearest to a fraction.
    pub(crate) fn nearest(numerator: U512, denominator: U512) -> Self {
        // So that the quotient has three bits more than are kept; the rest is one sticky bit.
        let shift = (BITS + 3 + denominator.bit_len()).saturating_sub(numerator.bit_len());
        let (quotient, rest) = (numerator << shift).div_rem(denominator);
        Self::rounded(quotient, !rest.is_zero(), -signed(shift))
    }

    /// The double nearest to the root.
    pub(crate) fn sqrt(self) -> Self {
        let odd = self.exponent.rem_euclid(2);
        let radicand = U256::from(self.mantissa) << (60 + odd.unsigned_abs());
        let root = U256::from(crate::root::isqrt(radicand));
        Self::rounded(U512::from(root), root * root != radicand, (self.exponent - odd - 60) / 2)
    }

    /// The double nearest to the product.
    pub(crate) fn times(self, factor: u64) -> Self {
        Self::rounded(U512::from(self.mantissa) * U512::from(factor), false, self.exponent)
    }

    /// Rounded towards 0.
    pub(crate) fn floor(self) -> U256 {
        let mantissa = U256::from(self.mantissa);
        let places = usize::try_from(self.exponent.unsigned_abs()).expect("a small exponent");
        if self.exponent < 0 { mantissa >> places } else { mantissa << places }
    }

    fn rounded(value: U512, sticky: bool, exponent: i32) -> Self {
        let spare = value.bit_len().saturating_sub(BITS);
        if spare == 0 {
            return Self { mantissa: value.to(), exponent };
        }
        let kept: U512 = value >> spare;
        let half = value.bit(spare - 1);
        let above = sticky || value.trailing_zeros() + 1 < spare;
        let up = half && (above || kept.bit(0));
        let mantissa: u64 = kept.to::<u64>() + u64::from(up);
        let exponent = exponent + signed(spare);
        match mantissa >> BITS {
            0 => Self { mantissa, exponent },
            _ => Self { mantissa: mantissa >> 1, exponent: exponent + 1 },
        }
    }
}

fn signed(places: usize) -> i32 {
    i32::try_from(places).expect("integers have a few hundred bits")
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::float_arithmetic,
        clippy::cast_precision_loss,
        reason = "the machine's doubles are the reference"
    )]

    use proptest::prelude::*;

    use super::*;

    fn float(double: Double) -> f64 {
        double.mantissa as f64 * 2_f64.powi(double.exponent)
    }

    #[test]
    fn javascripts_products_are_reproduced() {
        // 0.57 * 10000 is 5699.999999999999 and 0.29 * 100 is 28.999999999999996 in every browser.
        let attos = |hundredths: u64| U256::from(hundredths * (ATTOS / 100));
        assert_eq!(truncated_product(attos(57), 10_000), 5_699);
        assert_eq!(truncated_product(attos(29), 100), 28);
        assert_eq!(truncated_product(attos(50), 10_000), 5_000);
    }

    proptest! {
        #[test]
        fn every_step_is_the_machines(value: u128, factor in 1_u64..1 << 53) {
            let double = Double::nearest(U512::from(value), U512::from(1));
            prop_assert_eq!(float(double).to_bits(), (value as f64).to_bits());
            prop_assert_eq!(float(double.sqrt()).to_bits(), (value as f64).sqrt().to_bits());
            prop_assert_eq!(float(double.times(factor)).to_bits(), (value as f64 * factor as f64).to_bits());
        }

        #[test]
        fn the_nearest_double_of_a_decimal_is_the_parsers(digits in 0_u64..10 * ATTOS, power in 0_u32..18) {
            let scale = 10_u64.pow(power);
            let parsed: f64 = format!("{digits}e-{power}").parse().unwrap();
            let double = Double::nearest(U512::from(digits), U512::from(scale));
            prop_assert_eq!(float(double).to_bits(), parsed.to_bits());
        }
    }
}
