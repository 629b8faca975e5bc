//! The lowest layer of a tree that has a power of two of nodes.
//!
//! With P the largest power of two ≤ n and e = n − P it is: the leaves from 2e on, then the hashes of the first 2e in
//! pairs. P nodes, and their perfect tree is OpenZeppelin's.

use std::ops::Range;

use rayon::prelude::*;
use tributary_model::B256;

use crate::{columns::Columns, hash::node, lanes, leaf::LeafEncoding};

/// The sorted leaf hashes, seen as that layer.
pub(crate) struct Layer {
    /// Ascending, each with the place of its leaf in the list.
    sorted: Vec<(B256, u32)>,
    /// 2e.
    below: usize,
    width: usize,
}

impl Layer {
    /// Hashes and sorts the leaves, of which there are at least one and fewer than 2^32.
    pub(crate) fn new(columns: &Columns, encoding: LeafEncoding) -> Self {
        let count = columns.len();
        let mut sorted = vec![(B256::ZERO, 0); count];
        sorted.par_chunks_mut(lanes::BATCH).enumerate().for_each(|(batch, hashes)| {
            lanes::hash(columns, encoding, batch * lanes::BATCH, hashes);
        });
        sorted.par_sort_unstable();
        let width = 1 << count.ilog2();
        Self { sorted, below: 2 * (count - width), width }
    }

    /// P.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// For each leaf in the order of the list its place among the sorted.
    pub(crate) fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.sorted.len()];
        for ((_, place), rank) in self.sorted.iter().zip(0_u32..) {
            ranks[usize::try_from(*place).expect("a place in memory")] = rank;
        }
        ranks
    }

    /// The leaves that stand below the layer, by their place in the list.
    pub(crate) fn places_below(&self) -> Vec<u32> {
        self.sorted[..self.below].iter().map(|(_, place)| *place).collect()
    }

    /// The layer's node at `place`.
    pub(crate) fn node(&self, place: usize) -> B256 {
        let direct = self.direct();
        match place.checked_sub(direct) {
            None => self.sorted[self.below + place].0,
            Some(pair) => node(self.sorted[2 * pair].0, self.sorted[2 * pair + 1].0),
        }
    }

    /// How many of the sorted leaves, from the first on, it takes to know the nodes of `span`.
    pub(crate) fn leaves_needed(&self, span: Range<usize>) -> usize {
        let direct = self.direct();
        if span.start < direct { self.below + span.end.min(direct) } else { 2 * (span.end - direct) }
    }

    /// Forgets all but the first `count` leaves.
    pub(crate) fn shrink(&mut self, count: usize) {
        self.sorted.truncate(count);
        self.sorted.shrink_to_fit();
    }

    /// How many leaves stand in the layer itself: n − 2e, which is P − e.
    const fn direct(&self) -> usize {
        self.width - self.below / 2
    }
}
