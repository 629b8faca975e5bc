//! What stands at the bottom of a tree.

use tributary_model::{Address, Amount, B256, Claimant};

use crate::hash::keccak;

/// One entitlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The bit in the contract's bitmap. Ignored by [`LeafEncoding::Account`].
    pub index: u64,
    /// Who is entitled.
    pub claimant: Claimant,
    /// Base units.
    pub amount: Amount,
}

/// Which values a leaf is hashed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeafEncoding {
    /// `(uint256 index, address account, uint256 amount)`: Tributary's and Sablier's.
    IndexAccount,
    /// `(uint256 index, bytes32 claimant, uint256 amount)`: Tributary's, where identities are among the claimants. A
    /// wallet's leaf has the same hash as with an address.
    IndexClaimant,
    /// `(address account, uint256 amount)`: the two-column leaf of OpenZeppelin's examples.
    Account,
}

impl Leaf {
    /// A wallet's leaf.
    #[must_use]
    pub const fn wallet(index: u64, account: Address, amount: Amount) -> Self {
        Self { index, claimant: Claimant::Wallet(account), amount }
    }

    /// `keccak256(keccak256(abi.encode(values)))`: hashed twice, so that no inner node can pass for a leaf.
    #[must_use]
    pub fn hash(&self, encoding: LeafEncoding) -> B256 {
        hash(&self.words(), encoding)
    }

    /// `abi.encode(index, claimant, amount)`.
    pub(crate) fn words(&self) -> [u8; 96] {
        let mut words = [0; 96];
        words[24..32].copy_from_slice(&self.index.to_be_bytes());
        words[32..64].copy_from_slice(self.claimant.word().as_slice());
        words[64..].copy_from_slice(&self.amount.units().to_be_bytes::<32>());
        words
    }
}

/// The leaf over the words of which the encoding takes all or the last two.
pub(crate) fn hash(words: &[u8; 96], encoding: LeafEncoding) -> B256 {
    keccak(keccak(&words[encoding.skipped()..]).as_slice())
}

impl LeafEncoding {
    /// How many bytes of [`Leaf::words`] are not part of the leaf.
    pub(crate) const fn skipped(self) -> usize {
        match self {
            Self::IndexAccount | Self::IndexClaimant => 0,
            Self::Account => 32,
        }
    }
}
