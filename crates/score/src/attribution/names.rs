//! Small numbers for identities, so that scoring compares and counts by index.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use rayon::prelude::*;
use tributary_model::Identity;

use super::{NOBODY, index};

/// Identities by the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Names {
    found: HashMap<Identity, u32, BuildHasherDefault<Fold>>,
    pub(super) all: Vec<Identity>,
}

/// So many contributions are looked at together: few people do most of what stands side by side.
const TOGETHER: usize = 1 << 16;

impl Names {
    /// Everybody in a list, and the list as numbers.
    pub(super) fn of<T: Sync>(
        list: &[T],
        identity: impl Fn(&T) -> Option<Identity> + Sync,
    ) -> (Self, Vec<u32>) {
        let mut names = Self::default();
        let mut numbers = vec![NOBODY; list.len()];
        // Few at a time, so that what the cores found waits in little memory.
        for (list, numbers) in list.chunks(16 * TOGETHER).zip(numbers.chunks_mut(16 * TOGETHER)) {
            let parts =
                list.par_chunks(TOGETHER).zip(numbers.par_chunks_mut(TOGETHER)).map(|(list, numbers)| {
                    let mut names = Self::default();
                    for (one, number) in list.iter().zip(&mut *numbers) {
                        *number = identity(one).map_or(NOBODY, |identity| names.number(identity));
                    }
                    (names.all, numbers)
                });
            let parts: Vec<(Vec<Identity>, &mut [u32])> = parts.collect();
            for (met, numbers) in parts {
                let all: Vec<u32> = met.into_iter().map(|identity| names.number(identity)).collect();
                for number in numbers.iter_mut().filter(|number| **number != NOBODY) {
                    *number = all[index(*number)];
                }
            }
        }
        (names, numbers)
    }

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
