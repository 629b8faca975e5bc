//! The contract's refusals in plain words.

use thiserror::Error;

/// Why a claim is not sent: the contract would not pay, or the sponsor does not pay for it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{words}")]
pub struct Refusal {
    /// Which part of the claim is wrong, if one is.
    pub field: Option<&'static str>,
    /// The leaf is paid already.
    pub paid: bool,
    /// For people.
    pub words: String,
}

impl Refusal {
    /// From the contract's error with its operands.
    #[must_use]
    pub fn of(reason: &str) -> Self {
        let name = reason.split([' ', '(', '{']).next().unwrap_or_default();
        let (field, words) = told(name);
        Self { field, paid: name == "AlreadyClaimed", words: format!("{words} ({reason})") }
    }

    /// About a part of the claim that need not be asked of the contract.
    #[must_use]
    pub fn about(field: &'static str, words: impl Into<String>) -> Self {
        Self { field: Some(field), paid: false, words: words.into() }
    }
}

/// The part that is wrong, and what is wrong with it.
fn told(name: &str) -> (Option<&'static str>, &'static str) {
    match name {
        "AlreadyClaimed" => (None, "this leaf is paid already: somebody has sent the claim before"),
        "NotStarted" => (None, "the claim window is not open yet"),
        "Ended" => (None, "the claim window is over"),
        "InvalidProof" => (Some("index"), "the contract's tree has no such leaf"),
        "InvalidRecipient" => {
            (Some("recipient"), "tokens that are sent there would be lost; name another wallet")
        }
        "InvalidSignature" => {
            (Some("signature"), "the signature is not the account's, or is over something else; sign again")
        }
        "InvalidNonce" => (
            Some("nonce"),
            "the account has made signatures with this nonce worthless; sign again with the current one",
        ),
        "NotYetValid" => (Some("valid_after"), "it does not hold yet; try again later"),
        "Expired" => (Some("valid_before"), "it holds no longer; get a new one"),
        "NoAttestors" => (None, "this campaign pays wallets alone"),
        "NotAnIdentity" => (Some("attestation"), "the attestation names a wallet and no identity"),
        "IsFrozen" => (None, "claims of identities are frozen for now; try again later"),
        "TooFewEndorsements" => (Some("endorsements"), "more attestors have to sign"),
        "NotAnAttestor" => (Some("endorsements"), "one of the signatures is by nobody whose word counts"),
        "InvalidEndorsement" => (Some("endorsements"), "an attestor's signature is over something else"),
        "InvalidAttestor" => {
            (Some("endorsements"), "the attestors have to be in the order of their addresses, each once")
        }
        "TransferFailed" | "InsufficientBalance" => {
            (None, "the contract does not hold the tokens, or the token will not pay")
        }
        _ => (None, "the contract refuses it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_with_the_contracts_own_words() {
        let refusal = Refusal::of("AlreadyClaimed { index: 3 }");
        assert!(refusal.paid && refusal.field.is_none());
        assert_eq!(
            refusal.to_string(),
            "this leaf is paid already: somebody has sent the claim before (AlreadyClaimed { index: 3 })"
        );
        let refusal = Refusal::of("InvalidNonce { nonce: 0, current: 1 }");
        assert_eq!((refusal.field, refusal.paid), (Some("nonce"), false));
        assert_eq!(Refusal::of("0x01020304").words, "the contract refuses it (0x01020304)");
        assert_eq!(Refusal::of("NoAttestors").words, "this campaign pays wallets alone (NoAttestors)");
    }
}
