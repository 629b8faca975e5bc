//! The number that makes a message fresh, from randomness that is given.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A message's nonce: 16 bytes, written as 32 digits of lower-case hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nonce([u8; 16]);

/// Why a text is not a nonce.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a nonce: expected 32 digits of lower-case hex")]
pub struct NonceError(pub String);

impl Nonce {
    /// From a generator that cannot be predicted.
    #[must_use]
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl FromStr for Nonce {
    type Err = NonceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || NonceError(text.to_owned());
        let nonce =
            u128::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes())).map_err(|_| error())?;
        // One spelling: no sign, no capital, no digit fewer.
        if nonce.to_string() == text { Ok(nonce) } else { Err(error()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_has_one_spelling() {
        let nonce = Nonce::from_random([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
        let text = "000102030405060708090a0b0c0d0eff";
        assert_eq!(nonce.to_string(), text);
        assert_eq!(text.parse(), Ok(nonce));
        for other in [&text[1..], "", "+00102030405060708090a0b0c0d0eff", "000102030405060708090A0b0c0d0eff"]
        {
            assert_eq!(other.parse::<Nonce>(), Err(NonceError(other.to_owned())));
        }
    }
}
