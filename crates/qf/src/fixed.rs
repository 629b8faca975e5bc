//! Numbers with a fraction, for people and for programs: decimal digits, rounded down.

use tributary_model::U512;

const DIGITS: usize = 18;

/// `numerator / denominator` with up to 18 digits behind the point, rounded down, without zeros at the end.
pub(crate) fn decimal(numerator: U512, denominator: U512) -> String {
    let (whole, mut rest) = numerator.div_rem(denominator);
    let mut fraction = String::with_capacity(DIGITS);
    for _ in 0..DIGITS {
        let (digit, left) = (rest * U512::from(10)).div_rem(denominator);
        fraction.push_str(&digit.to_string());
        rest = left;
    }
    match fraction.trim_end_matches('0') {
        "" => whole.to_string(),
        kept => format!("{whole}.{kept}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_rounded_down() {
        let cases =
            [(1, 3, "0.333333333333333333"), (7, 2, "3.5"), (6, 3, "2"), (2, 3, "0.666666666666666666")];
        for (numerator, denominator, text) in cases {
            assert_eq!(decimal(U512::from(numerator), U512::from(denominator)), text);
        }
    }
}
