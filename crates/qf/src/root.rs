//! Square roots of wide integers, rounded down.
//!
//! Paul Zimmermann's Karatsuba square root (INRIA research report 3805): the root of the upper half, and one
//! division for the lower.

use tributary_model::U256;

use crate::units::Units;

/// Roots are held in units of 2^-32, so that a radicand is scaled by 2^64.
pub(crate) const RADICAND_BITS: usize = 64;

/// `⌊√(value · 2^64)⌋`: the root of a gift in units of 2^-32.
pub(crate) fn root(value: Units) -> u128 {
    isqrt(value.scaled(RADICAND_BITS))
}

/// `⌊√n⌋`.
pub(crate) fn isqrt(n: U256) -> u128 {
    let limbs = n.into_limbs();
    let (low, high) = (join(limbs[1], limbs[0]), join(limbs[3], limbs[2]));
    if high == 0 {
        return low.isqrt();
    }
    // The algorithm needs one of the top two bits; an even shift of the radicand is half of it in the root.
    let shift = high.leading_zeros() & !1;
    let (high, low) = match shift {
        0 => (high, low),
        _ => (high << shift | low >> (128 - shift), low << shift),
    };
    isqrt_normal(high, low) >> (shift / 2)
}

/// The root of `high · 2^128 + low`, where `high` has one of its top two bits.
fn isqrt_normal(high: u128, low: u128) -> u128 {
    let upper = high.isqrt();
    let rest = high - upper * upper;
    let (a1, a0) = (low >> 64, low & u128::from(u64::MAX));
    // (rest · 2^64 + a1) / (2 · upper), halved so that it fits: rest ≤ 2 · upper < 2^65.
    let half = (rest << 63) + (a1 >> 1);
    let (mut quotient, mut remainder) = (half / upper, (half % upper) * 2 + (a1 & 1));
    if quotient >> 64 != 0 {
        quotient -= 1;
        remainder += 2 * upper;
    }
    let root = upper << 64 | quotient;
    let too_large = remainder >> 64 == 0 && (remainder << 64 | a0) < quotient * quotient;
    if too_large { root - 1 } else { root }
}

fn join(high: u64, low: u64) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_root(n: U256) -> bool {
        let root = U256::from(isqrt(n));
        let next = root + U256::ONE;
        root * root <= n && next.checked_mul(next).is_none_or(|square| square > n)
    }

    #[test]
    fn roots_at_the_edges_are_right() {
        for bits in 0..256 {
            let power = U256::ONE << bits;
            for n in [power, power - U256::ONE, power | U256::ONE, U256::MAX >> bits, U256::MAX << bits] {
                assert!(is_root(n), "{n}");
            }
        }
        for side in [u128::MAX, u128::MAX - 1, u128::MAX << 64, (1 << 127) + 1, u128::from(u64::MAX) << 63] {
            let square = U256::from(side) * U256::from(side);
            assert_eq!(isqrt(square), side);
            assert_eq!(isqrt(square - U256::ONE), side - 1);
        }
    }

    proptest! {
        #[test]
        fn a_root_squared_is_the_largest_square_below(limbs: [u64; 4], shift in 0_usize..256) {
            let n = U256::from_limbs(limbs) >> shift;
            prop_assert!(is_root(n), "{}", n);
        }
    }
}
