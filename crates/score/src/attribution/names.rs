//! Small numbers for identities, so that scoring compares and counts by index.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use tributary_model::Identity;

/// Identities by the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Names {
    found: HashMap<Identity, u32, BuildHasherDefault<Fold>>,
    pub(super) all: Vec<Identity>,
}

impl Names {
    /// The number of an identity, a new one for a new identity.
    pub(super) fn number(&mut self, identity: Identity) -> u32 {
        let next = u32::try_from(self.all.len()).expect("fewer than 2³² people");
        let number = *self.found.entry(identity).or_insert(next);
        if number == next {
            self.all.push(identity);
        }
        number
    }
}

/// A quick hash: the tables are built anew for each score, and no result depends on their order.
#[derive(Debug, Default)]
pub(crate) struct Fold(u64);

/// 2⁶⁴ divided by the golden ratio, odd.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(GOLDEN);
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_usize(&mut self, word: usize) {
        self.write(&word.to_le_bytes());
    }

    fn write_isize(&mut self, word: isize) {
        self.write(&word.to_le_bytes());
    }
}
