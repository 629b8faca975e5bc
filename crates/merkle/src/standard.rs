//! OpenZeppelin's `standard-v1` tree, built in parallel.
//!
//! OpenZeppelin lays a tree of n leaves out as a heap of 2n − 1 nodes with the leaves, sorted by hash, at its end in
//! reverse. With P the largest power of two ≤ n and e = n − P, the reversed heap is: the first 2e leaves; then a
//! layer of P nodes, namely the other leaves followed by the hashes of those 2e in pairs; then that layer's perfect
//! tree, bottom level first. So `merkle_light` carries the perfect tree and needs no padding.

use rayon::prelude::*;
use tributary_model::{Amount, B256};

use crate::{
    error::MerkleError,
    hash::node,
    leaf::{Leaf, LeafEncoding},
    openzeppelin::{self, Dialect},
    perfect::PerfectTree,
};

/// A tree with its leaves.
#[derive(Clone, Debug)]
pub struct StandardTree {
    encoding: LeafEncoding,
    /// In the order they were given.
    leaves: Vec<Leaf>,
    /// For each leaf its place among the sorted hashes.
    ranks: Vec<u32>,
    /// The 2e leaves below the perfect tree.
    bottom: Vec<B256>,
    perfect: PerfectTree,
    total: Amount,
}

impl StandardTree {
    /// Builds the tree.
    ///
    /// # Errors
    /// [`MerkleError`] when there are no leaves, an index stands twice (an account, in the two-column encoding), an
    /// amount is zero, or the amounts sum to more than 256 bits.
    pub fn build(leaves: Vec<Leaf>, encoding: LeafEncoding) -> Result<Self, MerkleError> {
        let total = check(&leaves, encoding)?;
        let mut sorted: Vec<(B256, u32)> = leaves
            .par_iter()
            .enumerate()
            .map(|(place, leaf)| (leaf.hash(encoding), u32::try_from(place).expect("counted in `check`")))
            .collect();
        sorted.par_sort_unstable();
        let mut ranks = vec![0; leaves.len()];
        for ((_, place), rank) in sorted.iter().zip(0_u32..) {
            ranks[usize::try_from(*place).expect("a place in memory")] = rank;
        }
        let hashes: Vec<B256> = sorted.into_iter().map(|(hash, _)| hash).collect();
        let below = 2 * (hashes.len() - largest_power_of_two(hashes.len()));
        let mut layer = hashes[below..].to_vec();
        layer.par_extend(hashes[..below].par_chunks_exact(2).map(|pair| node(pair[0], pair[1])));
        let mut bottom = hashes;
        bottom.truncate(below);
        bottom.shrink_to_fit();
        Ok(Self { encoding, leaves, ranks, bottom, perfect: PerfectTree::build(&layer), total })
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> B256 {
        self.perfect.root()
    }

    /// How many leaves.
    #[must_use]
    pub fn len(&self) -> usize {
        self.leaves.len()
    }

    /// Never: a tree has at least one leaf.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// The leaves, in the order they were given.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// What the leaves are hashed over.
    #[must_use]
    pub const fn encoding(&self) -> LeafEncoding {
        self.encoding
    }

    /// The sum of the amounts.
    #[must_use]
    pub const fn total(&self) -> Amount {
        self.total
    }

    /// The siblings on the way from the leaf at `place` to the root.
    ///
    /// # Panics
    /// When `place` is not below [`StandardTree::len`].
    #[must_use]
    pub fn proof(&self, place: usize) -> Vec<B256> {
        let rank = self.rank(place);
        let mut proof = Vec::new();
        let mut across = if let Some(sibling) = self.bottom.get(rank ^ 1).filter(|_| rank < self.bottom.len())
        {
            proof.push(*sibling);
            self.len() - self.bottom.len() + rank / 2
        } else {
            rank - self.bottom.len()
        };
        for level in 0..self.perfect.height() {
            proof.push(self.perfect.node(level, across ^ 1));
            across >>= 1;
        }
        proof
    }

    /// Where OpenZeppelin's array has the leaf at `place`.
    ///
    /// # Panics
    /// When `place` is not below [`StandardTree::len`].
    #[must_use]
    pub fn tree_index(&self, place: usize) -> usize {
        2 * self.len() - 2 - self.rank(place)
    }

    fn rank(&self, place: usize) -> usize {
        usize::try_from(self.ranks[place]).expect("a rank counts leaves in memory")
    }

    /// OpenZeppelin's array: root first.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = B256> + '_ {
        let levels = (0..=self.perfect.height()).rev();
        let perfect = levels.flat_map(move |level| {
            let width = 1_usize << (self.perfect.height() - level);
            (0..width).rev().map(move |place| self.perfect.node(level, place))
        });
        perfect.chain(self.bottom.iter().rev().copied())
    }

    /// The file that OpenZeppelin's `StandardMerkleTree.load` reads.
    #[must_use]
    pub fn to_openzeppelin(&self) -> String {
        openzeppelin::write(self, Dialect::OpenZeppelin)
    }

    /// The same with the words that Sablier's writer uses for the types.
    #[must_use]
    pub fn to_sablier(&self) -> String {
        openzeppelin::write(self, Dialect::Sablier)
    }

    /// Does the proof lead from the leaf to the root?
    #[must_use]
    pub fn verify(root: B256, leaf: &Leaf, encoding: LeafEncoding, proof: &[B256]) -> bool {
        proof.iter().fold(leaf.hash(encoding), |hash, sibling| node(hash, *sibling)) == root
    }
}

fn largest_power_of_two(count: usize) -> usize {
    1 << count.ilog2()
}

fn check(leaves: &[Leaf], encoding: LeafEncoding) -> Result<Amount, MerkleError> {
    if leaves.is_empty() {
        return Err(MerkleError::Empty);
    }
    if u32::try_from(leaves.len()).is_err() {
        return Err(MerkleError::TooMany(leaves.len()));
    }
    if let Some(leaf) = leaves.iter().find(|leaf| leaf.amount.is_zero()) {
        return Err(MerkleError::ZeroAmount(leaf.account));
    }
    match encoding {
        LeafEncoding::IndexAccount => {
            if let Some(index) = double(leaves.iter().map(|leaf| leaf.index)) {
                return Err(MerkleError::DoubleIndex(index));
            }
        }
        LeafEncoding::Account => {
            if let Some(account) = double(leaves.iter().map(|leaf| leaf.account)) {
                return Err(MerkleError::DoubleAccount(account));
            }
        }
    }
    let sum = |sum: Amount, leaf: &Leaf| sum.checked_add(leaf.amount);
    leaves.iter().try_fold(Amount::ZERO, sum).ok_or(MerkleError::TotalOverflow)
}

/// A value that stands twice.
fn double<T: Ord + Copy + Send>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    // Indices mostly come in order already, and that costs nothing.
    if values.is_sorted_by(|a, b| a < b) {
        return None;
    }
    values.par_sort_unstable();
    values.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}
