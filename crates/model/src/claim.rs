//! Whose a leaf is, and what the chain says about claims.

use std::fmt;

use alloy_primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};

use crate::{Amount, GithubId};

/// Whose a leaf is. The contracts write it as one word: a wallet's address left-padded with zeros, or the hash that
/// stands for an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "B256", into = "B256")]
pub enum Claimant {
    /// An address.
    Wallet(Address),
    /// `keccak256("github:<numeric id>")`.
    Identity(B256),
}

impl Claimant {
    /// The word as the contracts write it.
    #[must_use]
    pub fn word(self) -> B256 {
        match self {
            Self::Wallet(address) => address.into_word(),
            Self::Identity(hash) => hash,
        }
    }

    /// What stands for a GitHub account: `keccak256("github:<id>")`. `None` for the one account in 2^96 whose hash
    /// looks like a wallet: no contract would pay it as an identity.
    #[must_use]
    pub fn of_github(id: GithubId) -> Option<Self> {
        let claimant = Self::from(keccak256(format!("github:{id}")));
        matches!(claimant, Self::Identity(_)).then_some(claimant)
    }

    /// The address, if it is a wallet.
    #[must_use]
    pub const fn wallet(self) -> Option<Address> {
        match self {
            Self::Wallet(address) => Some(address),
            Self::Identity(_) => None,
        }
    }
}

/// An address with its checksum, or the identity's hash.
impl fmt::Display for Claimant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wallet(address) => address.fmt(f),
            Self::Identity(hash) => hash.fmt(f),
        }
    }
}

impl From<Address> for Claimant {
    fn from(address: Address) -> Self {
        Self::Wallet(address)
    }
}

/// An identity is what no address can be: its upper 12 bytes are not all zero.
impl From<B256> for Claimant {
    fn from(word: B256) -> Self {
        let address = Address::from_word(word);
        if address.into_word() == word { Self::Wallet(address) } else { Self::Identity(word) }
    }
}

impl From<Claimant> for B256 {
    fn from(claimant: Claimant) -> Self {
        claimant.word()
    }
}

/// One `Claimed` event of an airdrop contract, where it stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// The leaf's index.
    pub index: u64,
    /// Who was entitled.
    pub claimant: Claimant,
    /// Who received the tokens.
    pub recipient: Address,
    /// Base units paid.
    pub amount: Amount,
    /// The transaction.
    pub tx_hash: B256,
    /// The block's number.
    pub block_number: u64,
    /// The block's hash; a different hash at this number later means a reorganisation.
    pub block_hash: B256,
    /// Position of the event in the block.
    pub log_index: u64,
}

/// The last block whose events are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainCursor {
    /// The block's number.
    pub block_number: u64,
    /// The block's hash.
    pub block_hash: B256,
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{address, b256};

    use super::*;

    #[test]
    fn a_padded_address_is_a_wallet_and_everything_else_an_identity() {
        let wallet = address!("70997970C51812dc3A010C7d01b50e0d17dc79C8");
        let mut word = wallet.into_word();
        assert_eq!(Claimant::from(word), Claimant::Wallet(wallet));
        // The same address below a byte that no address has.
        word[11] = 1;
        assert_eq!(Claimant::from(word), Claimant::Identity(word));
        let hash = b256!("fccf738087fc82606366811d4dd94301bb1a099aab1d6945dac729e4fb5288ef");
        assert_eq!(Claimant::from(hash), Claimant::Identity(hash));
        assert_eq!(Claimant::from(B256::ZERO), Claimant::Wallet(Address::ZERO));
    }

    #[test]
    fn an_account_stands_by_the_hash_of_its_number() {
        // cast keccak "github:5000001"
        let claimant = Claimant::of_github(GithubId(5_000_001)).unwrap();
        assert_eq!(claimant, Claimant::Identity(keccak256(b"github:5000001")));
        assert_eq!(claimant.wallet(), None);
        assert_ne!(Some(claimant), Claimant::of_github(GithubId(5_000_002)));
    }

    #[test]
    fn the_word_comes_back_as_it_was() {
        for word in [Address::repeat_byte(7).into_word(), B256::repeat_byte(7), B256::ZERO] {
            assert_eq!(Claimant::from(word).word(), word);
        }
    }
}
