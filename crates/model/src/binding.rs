//! Who said, and how they showed it, that a GitHub account is paid to a wallet.
//!
//! Everything in a binding is published, so that strangers can check what the attestors went by. What has to stay secret
//! while a proof is on its way is not part of it.

use std::{fmt, str::FromStr};

use alloy_primitives::{Address, Bytes, hex};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::{Identity, Timestamp};

/// Why a text is no part of a binding.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BindingError {
    /// A word that is none of the ways.
    #[error("`{0}` is no way to prove a GitHub account; there are oauth, ssh, gist and device")]
    Method(String),
    /// Not the id of a challenge.
    #[error("`{0}` is not the id of a challenge: 32 digits of lower-case hex")]
    Challenge(String),
}

/// How somebody shows that a GitHub account is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofMethod {
    /// By signing in at GitHub in a browser, and by the wallet's signature.
    Oauth,
    /// By a signature of a key that the account publishes.
    Ssh,
    /// By a public gist of the account.
    Gist,
    /// By typing a code at GitHub that a terminal shows.
    Device,
}

impl ProofMethod {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Oauth, Self::Ssh, Self::Gist, Self::Device];

    /// The name used in files and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oauth => "oauth",
            Self::Ssh => "ssh",
            Self::Gist => "gist",
            Self::Device => "device",
        }
    }
}

impl FromStr for ProofMethod {
    type Err = BindingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|method| method.as_str() == text);
        found.ok_or_else(|| BindingError::Method(text.to_owned()))
    }
}

/// What was shown, as strangers can check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProofEvidence {
    /// A signature over the message.
    Ssh {
        /// Armoured, as `ssh-keygen -Y sign` writes it.
        signature: String,
        /// The key, as GitHub published it: `ssh-ed25519 AAAA…`.
        public_key: String,
    },
    /// A public gist that holds the message.
    Gist {
        /// Its id.
        id: String,
        /// Its page.
        url: String,
        /// The commit of the gist that was read.
        revision: String,
    },
    /// GitHub said who signed in, which only the server saw; the wallet signed the message.
    Oauth {
        /// `personal_sign` over the message.
        wallet_signature: Bytes,
    },
    /// GitHub said who typed the code, which only the server saw.
    Device {},
}

impl ProofEvidence {
    /// The way that it was shown.
    #[must_use]
    pub const fn method(&self) -> ProofMethod {
        match self {
            Self::Ssh { .. } => ProofMethod::Ssh,
            Self::Gist { .. } => ProofMethod::Gist,
            Self::Oauth { .. } => ProofMethod::Oauth,
            Self::Device {} => ProofMethod::Device,
        }
    }
}

/// What was proved before it is known from when on it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// On which list's page it was asked for, by its slug. It counts for every list of the same contract.
    pub campaign: String,
    /// Whose.
    pub identity: Identity,
    /// What the account was called.
    pub login: String,
    /// The wallet.
    pub recipient: Address,
    /// The message that names both.
    pub message: String,
    /// What was shown.
    pub evidence: ProofEvidence,
}

/// One binding of an account to a wallet. It is never changed: a later one may take its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Counts up from 1 over all airdrops of a database; later proofs have higher ones.
    pub number: u64,
    /// What was proved.
    pub proved: Proved,
    /// When.
    pub proved_at: Timestamp,
    /// From when on the account is paid to the wallet, unless another proof came before.
    pub effective_at: Timestamp,
}

/// Seconds by which a chain's clock, the time of its newest block, may be behind ours.
const CHAIN_BEHIND: i64 = 5 * 60;

impl Binding {
    /// From when on attestors say that the account is paid to the wallet. Somebody who was bound to no other wallet claims in
    /// the second of the proof, before the chain has a block of that second. A change of wallets is exact, so that two of
    /// them never hold at once.
    #[must_use]
    pub fn attested_from(&self) -> Timestamp {
        let early = (self.effective_at == self.proved_at)
            .then(|| Timestamp::from_unix(self.effective_at.unix().checked_sub(CHAIN_BEHIND)?))
            .flatten();
        early.unwrap_or(self.effective_at)
    }
}

/// The name of a challenge in addresses: 16 random bytes, in lower-case hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChallengeId(pub [u8; 16]);

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for ChallengeId {
    type Err = BindingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 16];
        let read = hex::decode_to_slice(text, &mut bytes).map(|()| Self(bytes));
        let id = read.ok().filter(|id| id.to_string() == text);
        id.ok_or_else(|| BindingError::Challenge(text.to_owned()))
    }
}

impl Serialize for ChallengeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChallengeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ways_have_one_spelling() {
        for method in ProofMethod::ALL {
            assert_eq!(method.as_str().parse(), Ok(method));
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
        }
        assert_eq!("OAuth".parse::<ProofMethod>(), Err(BindingError::Method("OAuth".into())));
    }

    #[test]
    fn evidence_is_written_under_the_name_of_its_way() {
        for (evidence, written) in [
            (
                ProofEvidence::Ssh { signature: "s".into(), public_key: "ssh-ed25519 A".into() },
                json!({ "ssh": { "signature": "s", "public_key": "ssh-ed25519 A" } }),
            ),
            (
                ProofEvidence::Gist { id: "a1".into(), url: "https://x".into(), revision: "b2".into() },
                json!({ "gist": { "id": "a1", "url": "https://x", "revision": "b2" } }),
            ),
            (
                ProofEvidence::Oauth { wallet_signature: Bytes::from_static(&[1, 2]) },
                json!({ "oauth": { "wallet_signature": "0x0102" } }),
            ),
            (ProofEvidence::Device {}, json!({ "device": {} })),
        ] {
            assert_eq!(serde_json::to_value(&evidence).unwrap(), written);
            assert_eq!(serde_json::from_value::<ProofEvidence>(written.clone()).unwrap(), evidence);
            assert!(written.get(evidence.method().as_str()).is_some());
        }
        assert!(serde_json::from_value::<ProofEvidence>(json!({ "device": { "code": "x" } })).is_err());
    }

    #[test]
    fn the_id_of_a_challenge_has_one_spelling() {
        let text = "00ff".repeat(8);
        assert_eq!(text.parse::<ChallengeId>().unwrap().to_string(), text);
        for other in ["", "00ff", &"00FF".repeat(8), &format!("0x{text}"), &"zz".repeat(16)] {
            assert_eq!(other.parse::<ChallengeId>(), Err(BindingError::Challenge(other.to_owned())));
        }
    }
}
