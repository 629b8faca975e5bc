//! OpenZeppelin's `standard-v1` tree, built in parallel.
//!
//! OpenZeppelin lays a tree of n leaves out as a heap of 2n − 1 nodes with the leaves, sorted by hash, at its end in
//! reverse. Read backwards, the heap is the leaves below the perfect [`Layer`], then that layer's perfect tree, bottom
//! level first. So `merkle_light` carries the perfect tree and needs no padding. The few hashes below it are not kept:
//! they are computed again from the leaves when a proof asks.

use rayon::slice::ParallelSliceMut as _;
use tributary_model::{Amount, B256, U256};

use crate::{
    columns::Columns,
    error::MerkleError,
    hash::node,
    layer::Layer,
    leaf::{Leaf, LeafEncoding},
    openzeppelin::{self, Dialect},
    perfect::PerfectTree,
};

/// A tree with its leaves.
#[derive(Clone, Debug)]
pub struct StandardTree {
    encoding: LeafEncoding,
    leaves: Columns,
    /// For each leaf its place among the sorted hashes.
    ranks: Vec<u32>,
    /// The first sorted leaves, which stand below the perfect tree, by their place in the list.
    below: Vec<u32>,
    perfect: PerfectTree,
    total: Amount,
}

impl StandardTree {
    /// Builds the tree. Leaves that come one by one are never held as a list.
    ///
    /// # Errors
    /// [`MerkleError`] when there are no leaves, an identity stands where the encoding has addresses, an index stands twice (an account, in the two-column encoding), an
    /// amount is zero, or the amounts sum to more than 256 bits.
    pub fn build(
        leaves: impl IntoIterator<Item = Leaf>,
        encoding: LeafEncoding,
    ) -> Result<Self, MerkleError> {
        let leaves: Columns = leaves.into_iter().collect();
        let total = check(&leaves, encoding)?;
        let layer = Layer::new(&leaves, encoding);
        let (ranks, below) = (layer.ranks(), layer.places_below());
        Ok(Self { encoding, leaves, ranks, below, perfect: PerfectTree::build(layer), total })
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
        self.len() == 0
    }

    /// The leaf at `place` of the list.
    ///
    /// # Panics
    /// When `place` is not below [`StandardTree::len`].
    #[must_use]
    pub fn leaf(&self, place: usize) -> Leaf {
        self.leaves.leaf(place)
    }

    /// The leaves, in the order they were given.
    pub fn leaves(&self) -> impl ExactSizeIterator<Item = Leaf> + '_ {
        self.leaves.iter()
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
        let mut across = if rank < self.below.len() {
            proof.push(self.hash_below(rank ^ 1));
            self.len() - self.below.len() + rank / 2
        } else {
            rank - self.below.len()
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

    /// The hash of a leaf below the perfect tree.
    fn hash_below(&self, rank: usize) -> B256 {
        let place = usize::try_from(self.below[rank]).expect("a place in memory");
        self.leaves.leaf(place).hash(self.encoding)
    }

    /// OpenZeppelin's array: root first.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = B256> + '_ {
        let levels = (0..=self.perfect.height()).rev();
        let perfect = levels.flat_map(move |level| {
            let width = 1_usize << (self.perfect.height() - level);
            (0..width).rev().map(move |place| self.perfect.node(level, place))
        });
        perfect.chain((0..self.below.len()).rev().map(|rank| self.hash_below(rank)))
    }

    /// The file that OpenZeppelin's `StandardMerkleTree.load` reads.
    #[must_use]
    pub fn to_openzeppelin(&self) -> String {
        openzeppelin::write(self, Dialect::OpenZeppelin)
    }

    /// The same with the words that Sablier's writer uses for the types.
    ///
    /// # Errors
    /// [`MerkleError::BeyondSablier`] for an amount above 128 bits, which Sablier's contracts cannot pay;
    /// [`MerkleError::NotWallets`] for identities.
    pub fn to_sablier(&self) -> Result<String, MerkleError> {
        match self.leaves().find(|leaf| leaf.amount.units() > U256::from(u128::MAX)) {
            Some(leaf) => Err(MerkleError::BeyondSablier { claimant: leaf.claimant, amount: leaf.amount }),
            None if self.leaves.accounts().is_none() => Err(MerkleError::NotWallets),
            None => Ok(openzeppelin::write(self, Dialect::Sablier)),
        }
    }

    /// Does the proof lead from the leaf to the root?
    #[must_use]
    pub fn verify(root: B256, leaf: &Leaf, encoding: LeafEncoding, proof: &[B256]) -> bool {
        Self::root_over(leaf, encoding, proof) == root
    }

    /// Of the tree that the proof leads to.
    #[must_use]
    pub fn root_over(leaf: &Leaf, encoding: LeafEncoding, proof: &[B256]) -> B256 {
        proof.iter().fold(leaf.hash(encoding), |hash, sibling| node(hash, *sibling))
    }
}

fn check(leaves: &Columns, encoding: LeafEncoding) -> Result<Amount, MerkleError> {
    if leaves.len() == 0 {
        return Err(MerkleError::Empty);
    }
    if u32::try_from(leaves.len()).is_err() {
        return Err(MerkleError::TooMany(leaves.len()));
    }
    if leaves.accounts().is_none() && encoding != LeafEncoding::IndexClaimant {
        return Err(MerkleError::NotWallets);
    }
    match encoding {
        LeafEncoding::IndexAccount | LeafEncoding::IndexClaimant => {
            if let Some(index) = leaves.listed_indices().and_then(double) {
                return Err(MerkleError::DoubleIndex(index));
            }
        }
        LeafEncoding::Account => {
            if let Some(account) = leaves.accounts().and_then(double) {
                return Err(MerkleError::DoubleAccount(account));
            }
        }
    }
    leaves.iter().try_fold(Amount::ZERO, |sum, leaf| {
        if leaf.amount.is_zero() {
            return Err(MerkleError::ZeroAmount(leaf.claimant));
        }
        sum.checked_add(leaf.amount).ok_or(MerkleError::TotalOverflow)
    })
}

/// A value that stands twice.
fn double<T: Ord + Copy + Send>(values: &[T]) -> Option<T> {
    let mut values = values.to_vec();
    values.par_sort_unstable();
    values.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}
