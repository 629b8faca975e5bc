//! The secrets of one OAuth consent: PKCE (RFC 7636, method `S256`) and `state` (RFC 6749, section 10.12).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Characters of 32 bytes in base64url without padding.
const CHARACTERS: usize = 43;

/// What only we know until the code is exchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeVerifier(String);

/// What the browser carries to GitHub: the SHA-256 of the verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge(String);

/// Ties the answer that a browser brings back to the question that we asked. The browser that asked keeps it in a cookie
/// too: otherwise somebody could begin a consent for their own wallet and send another person to GitHub to finish it, since
/// GitHub shows no wallet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsentState(String);

/// Why a text is none of these.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("this is not one of our secrets of a consent: expected {CHARACTERS} characters of base64url")]
pub struct PkceError;

impl CodeVerifier {
    /// From a generator that cannot be predicted.
    #[must_use]
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// One that was kept.
    ///
    /// # Errors
    /// [`PkceError`] when it was not made by [`Self::from_random`].
    pub fn kept(text: &str) -> Result<Self, PkceError> {
        read(text).map(Self)
    }

    /// To be kept, and to be sent once.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `BASE64URL(SHA256(verifier))`.
    #[must_use]
    pub fn challenge(&self) -> CodeChallenge {
        CodeChallenge(URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes())))
    }
}

/// Nothing of the secret.
impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier(…)")
    }
}

impl CodeChallenge {
    /// As it stands in the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ConsentState {
    /// From a generator that cannot be predicted.
    #[must_use]
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// One that was kept or that a browser brings.
    ///
    /// # Errors
    /// [`PkceError`] when it was not made by [`Self::from_random`].
    pub fn kept(text: &str) -> Result<Self, PkceError> {
        read(text).map(Self)
    }

    /// As it stands in the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn read(text: &str) -> Result<String, PkceError> {
    let known = text.len() == CHARACTERS && URL_SAFE_NO_PAD.decode(text).is_ok();
    if known { Ok(text.to_owned()) } else { Err(PkceError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105,
            214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = CodeVerifier::from_random(bytes);
        assert_eq!(verifier.as_str(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(verifier.challenge().as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(CodeVerifier::kept(verifier.as_str()), Ok(verifier));
    }

    #[test]
    fn a_verifier_does_not_show_itself() {
        let verifier = CodeVerifier::from_random([7; 32]);
        assert!(!format!("{verifier:?}").contains(verifier.as_str()));
    }

    #[test]
    fn other_texts_are_refused() {
        let state = ConsentState::from_random([255; 32]);
        assert_eq!(ConsentState::kept(state.as_str()), Ok(state.clone()));
        for text in ["", "short", &state.as_str()[1..], &format!("{}=", &state.as_str()[1..])] {
            assert_eq!(ConsentState::kept(text), Err(PkceError));
            assert_eq!(CodeVerifier::kept(text), Err(PkceError));
        }
    }
}
