//! How evenly a pool is shared: Gini coefficient, the ten largest shares, and the Lorenz curve.
//! All in integers, in millionths.

use tributary_model::{Amount, U256, U512};

use super::people::ppm;

/// Steps of the curve; a hundredth of the people each.
const STEPS: usize = 100;
const LARGEST: usize = 10;

/// The figures over everybody with an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Concentration {
    /// 0 when all get the same, near 1000000 when one gets all.
    pub(crate) gini_ppm: u64,
    /// What the ten largest amounts make of the pool.
    pub(crate) top10_share_ppm: u64,
    /// Points of the curve, the smallest amounts first.
    pub(crate) lorenz: Vec<(u64, u64)>,
}

impl Concentration {
    /// Over these amounts, in any order. Zeros do not count.
    pub(super) fn of(amounts: impl Iterator<Item = Amount>) -> Self {
        let mut amounts: Vec<U256> = amounts.map(Amount::units).filter(|units| !units.is_zero()).collect();
        amounts.sort_unstable();
        let total = amounts.iter().fold(U256::ZERO, |sum, units| sum + *units);
        let largest = amounts.iter().rev().take(LARGEST).fold(U256::ZERO, |sum, units| sum + *units);
        Self {
            gini_ppm: gini_ppm(&amounts, total),
            top10_share_ppm: ppm(largest, total),
            lorenz: lorenz(&amounts, total),
        }
    }
}

/// `(2 Σ i·xᵢ − (n + 1) Σ xᵢ) / (n Σ xᵢ)` over ascending amounts, i from 1.
/// Source: Sen, On Economic Inequality (1973), in the form for sorted samples.
fn gini_ppm(ascending: &[U256], total: U256) -> u64 {
    if total.is_zero() {
        return 0;
    }
    let count = U512::from(ascending.len());
    let ranked = (1_u64..)
        .zip(ascending)
        .fold(U512::ZERO, |sum, (rank, units)| sum + U512::from(rank) * U512::from(*units));
    let total = U512::from(total);
    // The smallest amounts have the smallest ranks, so the difference is never below zero.
    let above = (U512::from(2) * ranked).saturating_sub((count + U512::from(1)) * total);
    u64::try_from(above * U512::from(1_000_000) / (count * total)).unwrap_or(u64::MAX)
}

fn lorenz(ascending: &[U256], total: U256) -> Vec<(u64, u64)> {
    let count = ascending.len();
    if count == 0 {
        return Vec::new();
    }
    let mut sums = vec![U256::ZERO];
    for units in ascending {
        let so_far = sums.last().copied().unwrap_or_default();
        sums.push(so_far + *units);
    }
    let steps = count.min(STEPS);
    let people = |step: usize| step * count / steps;
    (0..=steps)
        .map(|step| (ppm(U256::from(people(step)), U256::from(count)), ppm(sums[people(step)], total)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(amounts: &[u64]) -> Concentration {
        Concentration::of(amounts.iter().map(|units| Amount::from(*units)))
    }

    #[test]
    fn equal_amounts_have_no_concentration() {
        let even = of(&[5, 5, 5, 5]);
        assert_eq!((even.gini_ppm, even.top10_share_ppm), (0, 1_000_000));
        assert_eq!(even.lorenz[1..3], [(250_000, 250_000), (500_000, 500_000)]);
    }

    #[test]
    fn known_values() {
        // (2·(1·1 + 2·2 + 3·3 + 4·4) − 5·10) / (4·10) = 10/40.
        assert_eq!(of(&[4, 1, 3, 2]).gini_ppm, 250_000);
        let many: Vec<u64> = (1..=1_000).collect();
        let curve = of(&many);
        assert_eq!(curve.lorenz.len(), 101);
        assert_eq!((curve.lorenz[0], curve.lorenz[100]), ((0, 0), (1_000_000, 1_000_000)));
        // 991 + … + 1000 of 500500.
        assert_eq!(curve.top10_share_ppm, 9_955 * 1_000_000 / 500_500);
    }

    #[test]
    fn nobody_is_no_curve() {
        assert_eq!(of(&[0, 0]), Concentration::default());
    }
}
