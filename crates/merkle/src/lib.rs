//! Merkle trees of airdrops: leaves, trees, proofs and the published file formats.
//!
//! The standard tree is OpenZeppelin's `standard-v1`; Uniswap's distributor is read and written too. Pure
//! functions over memory: nothing here opens a file.

mod address;
mod columns;
mod error;
mod hash;
mod lanes;
mod layer;
mod leaf;
mod list;
mod openzeppelin;
mod pairs;
mod perfect;
mod standard;
mod uniswap;

pub use address::{AddressError, parse_address, read_address, read_claimant, read_word};
pub use error::{ListError, MerkleError};
pub use leaf::{Leaf, LeafEncoding};
pub use list::{read_list, write_csv};
pub use openzeppelin::{Dialect, DumpLeaf, OpenZeppelinDump};
pub use standard::StandardTree;
pub use uniswap::UniswapTree;
