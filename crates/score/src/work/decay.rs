//! A half-life, on integers.

use crate::Weight;

/// One, in the fixed point of the factors.
const ONE: u128 = 1_000_000_000_000_000_000;
/// Binary digits of a part of a half-life.
const DIGITS: u32 = 20;
const DAY: u128 = 24 * 60 * 60;

/// How work loses its worth; the age is rounded down to 2⁻²⁰ of a half-life.
pub(super) struct HalfLife {
    /// In days, at least 1.
    days: u32,
    /// `2^(−1/2), 2^(−1/4), …`, which are square roots of one another.
    roots: [u128; 20],
}

impl HalfLife {
    /// `None` for 0 days: work keeps its worth.
    pub(super) fn of(days: u32) -> Option<Self> {
        let mut root = ONE / 2;
        let roots = std::array::from_fn(|_| {
            root = (root * ONE).isqrt();
            root
        });
        (days > 0).then_some(Self { days, roots })
    }

    /// `2^(−age / half-life)` as a weight, rounded down; `age` in seconds. Whole half-lives are shifts; each binary digit
    /// of the rest multiplies with its root.
    pub(super) fn left(&self, age: u64) -> Weight {
        let steps = (u128::from(age) << DIGITS) / (u128::from(self.days) * DAY);
        let mut factor = ONE;
        for (digit, root) in (0..DIGITS).rev().zip(self.roots) {
            if steps >> digit & 1 == 1 {
                factor = factor * root / ONE;
            }
        }
        let halves = u32::try_from(steps >> DIGITS).unwrap_or(u32::MAX);
        let whole = factor.checked_shr(halves).unwrap_or(0) / (ONE / 1_000_000);
        Weight::from_millionths(
            u64::try_from(whole).expect("a factor of at most one has at most a million millionths"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_life_halves_and_its_parts_are_roots() {
        let day = 24 * 60 * 60;
        let factor = |days: u64| HalfLife::of(4).unwrap().left(days * day).millionths();
        assert_eq!([factor(0), factor(4), factor(8), factor(80)], [1_000_000, 500_000, 250_000, 0]);
        // √(1/2) = 0.707106…, its root 0.840896…, and √(1/2) / 2 after six days.
        assert_eq!([factor(2), factor(1), factor(6)], [707_106, 840_896, 353_553]);
    }

    #[test]
    fn the_older_is_never_worth_more() {
        let half_life = HalfLife::of(30).unwrap();
        let factors: Vec<u64> = (0..4_000).map(|hour| half_life.left(hour * 3_600).millionths()).collect();
        assert!(factors.windows(2).all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn the_largest_age_is_worth_nothing() {
        assert_eq!(HalfLife::of(1).unwrap().left(u64::MAX), Weight::ZERO);
        assert_eq!(HalfLife::of(u32::MAX).unwrap().left(u64::MAX).millionths(), 0);
    }
}
