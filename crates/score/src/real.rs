//! The only door between integers and the `f64` of the graph presets.
//!
//! IEEE 754 rounds `+ − × ÷ √` in one way only, so the same operations in the same order give the same bits on every
//! machine. Everything else (`exp`, `ln`, `powf`, a sum over threads) stays out of this crate.

use crate::Weight;

const MILLION: f64 = 1_000_000.0;
/// 2⁵²: so many steps tell apart whatever a double can between the largest weight and half of it.
const STEPS: f64 = 4_503_599_627_370_496.0;

/// A weight as a number.
pub(crate) fn of_weight(weight: Weight) -> f64 {
    of_count(weight.millionths()) / MILLION
}

/// A whole number; exact up to 2⁵³, rounded once above.
pub(crate) fn of_count(count: u64) -> f64 {
    let half = |bits: u64| f64::from(u32::try_from(bits & u64::from(u32::MAX)).expect("32 bits are kept"));
    half(count >> 32) * 4_294_967_296.0 + half(count)
}

/// Points as micro-points, to the nearest and halves upwards. Nothing below zero leaves.
pub(crate) fn to_micro(points: f64) -> u128 {
    to_whole((points * MILLION).round())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates: not a number and negative become 0"
)]
fn to_whole(value: f64) -> u128 {
    value as u128
}

/// Splits `total` in proportion to `weights`, every unit placed: rounded down, and the units left over one each to
/// the largest remainders, equal remainders to the first. Weights are compared in 2⁻⁵² of the largest. All zero when
/// no weight is above zero.
pub(crate) fn apportion(total: u128, weights: &[f64]) -> Vec<u128> {
    let largest = weights.iter().copied().fold(0.0_f64, f64::max);
    if largest <= 0.0 {
        return vec![0; weights.len()];
    }
    let steps: Vec<u128> =
        weights.iter().map(|weight| to_whole((weight / largest * STEPS).round())).collect();
    let sum: u128 = steps.iter().sum();
    let mut parts: Vec<u128> = steps.iter().map(|step| total * step / sum).collect();
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by_key(|place| (std::cmp::Reverse(total * steps[*place] % sum), *place));
    let placed: u128 = parts.iter().sum();
    let left =
        usize::try_from(total - placed).expect("rounding down leaves less than one unit for each part");
    for place in order.into_iter().take(left) {
        parts[place] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_pass_the_door_exactly() {
        assert_eq!(of_count(9_007_199_254_740_991).to_bits(), 9_007_199_254_740_991.0_f64.to_bits());
        assert_eq!(of_weight("0.5252".parse().unwrap()).to_bits(), 0.5252_f64.to_bits());
        assert_eq!([0.000_000_5, 1.072, -1.0, f64::NAN].map(to_micro), [1, 1_072_000, 0, 0]);
    }

    #[test]
    fn parts_sum_to_the_whole() {
        assert_eq!(apportion(100, &[1.0, 1.0, 1.0]), [34, 33, 33]);
        assert_eq!(apportion(7, &[0.0, 0.5, 0.25]), [0, 5, 2]);
        assert_eq!(apportion(7, &[0.0, 0.0]), [0, 0]);
    }
}
