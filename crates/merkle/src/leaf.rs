//! What stands at the bottom of a tree.

use tributary_model::{Address, Amount, B256};

use crate::hash::keccak;

/// One entitlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The bit in the contract's bitmap. Ignored by [`LeafEncoding::Account`].
    pub index: u64,
    /// Who is entitled.
    pub account: Address,
    /// Base units.
    pub amount: Amount,
}

/// Which values a leaf is hashed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeafEncoding {
    /// `(uint256 index, address account, uint256 amount)`: Tributary's and Sablier's.
    IndexAccount,
    /// `(address account, uint256 amount)`: the two-column leaf of OpenZeppelin's examples.
    Account,
}

impl Leaf {
    /// `keccak256(keccak256(abi.encode(values)))`: hashed twice, so that no inner node can pass for a leaf.
    #[must_use]
    pub fn hash(&self, encoding: LeafEncoding) -> B256 {
        let mut words = [0; 96];
        words[24..32].copy_from_slice(&self.index.to_be_bytes());
        words[44..64].copy_from_slice(self.account.as_slice());
        words[64..].copy_from_slice(&self.amount.units().to_be_bytes::<32>());
        let encoded = match encoding {
            LeafEncoding::IndexAccount => &words[..],
            LeafEncoding::Account => &words[32..],
        };
        keccak(keccak(encoded).as_slice())
    }
}
