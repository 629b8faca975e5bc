//! Python's `decimal` with its default context, on integers: 28 digits, rounded half to even.

use tributary_model::{U256, U512};

use crate::double::Double;

/// The default precision.
const PRECISION: usize = 28;

/// `digits · 10^exponent`. Digits stay below 10^28 but for exact conversions, which hold up to 256 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    digits: U256,
    exponent: i32,
}

impl Decimal {
    pub(crate) const ZERO: Self = Self { digits: U256::ZERO, exponent: 0 };

    /// An integer times 10^exponent, rounded to the precision.
    pub(crate) fn new(digits: U512, exponent: i32) -> Self {
        Self::rounded(digits, exponent, false, PRECISION)
    }

    /// `Decimal(int)`: every digit.
    pub(crate) fn integer(digits: U256) -> Self {
        Self { digits, exponent: 0 }
    }

    /// `Decimal(float)`: every digit of the double.
    pub(crate) fn exact(double: Double) -> Self {
        let mantissa = U256::from(double.mantissa);
        let places = double.exponent.unsigned_abs();
        if double.exponent >= 0 {
            return Self { digits: mantissa << places, exponent: 0 };
        }
        // m / 2^k is m · 5^k / 10^k. Halving first keeps the digits few.
        let halvings = double.mantissa.trailing_zeros().min(places);
        let power = places - halvings;
        let digits = (mantissa >> halvings) * U256::from(5).pow(U256::from(power));
        Self { digits, exponent: -i32::try_from(power).expect("a small exponent") }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        Self::rounded(self.at(exponent) + other.at(exponent), exponent, false, PRECISION)
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::rounded(self.product(other), self.exponent + other.exponent, false, PRECISION)
    }

    /// `self ** 2`. The library takes integer powers with three digits more and rounds once again at the end.
    pub(crate) fn squared(self) -> Self {
        let guarded = Self::rounded(self.product(self), 2 * self.exponent, false, PRECISION + 3);
        Self::rounded(U512::from(guarded.digits), guarded.exponent, false, PRECISION)
    }

    /// `self / other`; the other is not 0.
    pub(crate) fn over(self, other: Self) -> Self {
        let places = (PRECISION + 2 + length(U512::from(other.digits)))
            .saturating_sub(length(U512::from(self.digits)));
        let numerator = U512::from(self.digits) * ten(places);
        let (quotient, rest) = numerator.div_rem(U512::from(other.digits));
        let exponent = self.exponent - other.exponent - signed(places);
        Self::rounded(quotient, exponent, !rest.is_zero(), PRECISION)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.digits.is_zero()
    }

    /// `int(self)`.
    pub(crate) fn floor(self) -> U256 {
        let (numerator, denominator) = self.fraction();
        (numerator / denominator).to()
    }

    /// Numerator and denominator.
    pub(crate) fn fraction(self) -> (U512, U512) {
        let power = ten(usize::try_from(self.exponent.unsigned_abs()).expect("a small exponent"));
        let digits = U512::from(self.digits);
        if self.exponent < 0 { (digits, power) } else { (digits * power, U512::from(1)) }
    }

    /// The double nearest to this number.
    pub(crate) fn double(self) -> Double {
        let (numerator, denominator) = self.fraction();
        Double::nearest(numerator, denominator)
    }

    /// The digits for a smaller exponent.
    fn at(self, exponent: i32) -> U512 {
        let places = usize::try_from(self.exponent - exponent).expect("a smaller exponent");
        U512::from(self.digits) * ten(places)
    }

    fn product(self, other: Self) -> U512 {
        U512::from(self.digits) * U512::from(other.digits)
    }

    fn rounded(digits: U512, exponent: i32, sticky: bool, precision: usize) -> Self {
        let spare = length(digits).saturating_sub(precision);
        if spare == 0 {
            return Self { digits: digits.to(), exponent };
        }
        let power = ten(spare);
        let (mut kept, rest) = digits.div_rem(power);
        let twice = rest << 1;
        let up = twice > power || twice == power && (sticky || kept.bit(0));
        if up {
            kept += U512::from(1);
        }
        Self { digits: kept.to(), exponent: exponent + signed(spare) }
    }
}

fn ten(power: usize) -> U512 {
    U512::from(10).pow(U512::from(power))
}

/// How many decimal digits; 0 has none.
fn length(number: U512) -> usize {
    // log10(2) is a little above 1233 / 4096, so this is the length or one less.
    let guess = number.bit_len() * 1233 / 4096;
    if number >= ten(guess) { guess + 1 } else { guess }
}

fn signed(places: usize) -> i32 {
    i32::try_from(places).expect("integers have a few hundred digits")
}
