//! Keccak-256 as `merkle_light`'s algorithm: a leaf is taken as it is, a node is the hash of its two
//! children in ascending order.

use std::hash::Hasher;

use merkle_light::hash::Algorithm;
use sha3::{Digest, Keccak256};
use tributary_model::B256;

/// Keccak-256 of one piece.
pub(crate) fn keccak(bytes: &[u8]) -> B256 {
    B256::new(Keccak256::digest(bytes).into())
}

/// OpenZeppelin's node: the smaller child first.
pub(crate) fn node(a: B256, b: B256) -> B256 {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    let mut pair = [0; 64];
    pair[..32].copy_from_slice(low.as_slice());
    pair[32..].copy_from_slice(high.as_slice());
    keccak(&pair)
}

/// The hasher that `merkle_light` asks for. Only `leaf` and `node` are ever called by it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SortedPairs(Keccak256);

impl Hasher for SortedPairs {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        u64::from_be_bytes([
            digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
        ])
    }
}

impl Algorithm<B256> for SortedPairs {
    fn hash(&mut self) -> B256 {
        B256::new(self.0.clone().finalize().into())
    }

    fn reset(&mut self) {
        // `leaf` and `node` below keep no state between calls.
    }

    fn leaf(&mut self, leaf: B256) -> B256 {
        leaf
    }

    fn node(&mut self, left: B256, right: B256) -> B256 {
        node(left, right)
    }
}
