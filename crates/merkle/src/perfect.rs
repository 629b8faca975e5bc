//! A tree over a power of two of nodes, carried by `merkle_light` in pieces that are built in parallel.

use merkle_light::merkle::MerkleTree;
use rayon::prelude::*;
use tributary_model::B256;

use crate::hash::SortedPairs;

type Light = MerkleTree<B256, SortedPairs>;

/// Below this many nodes one piece is quicker than several.
const PIECES_FROM: usize = 4096;
const PIECES: usize = 64;

/// Every level of a perfect tree, bottom first.
#[derive(Clone, Debug)]
pub(crate) struct PerfectTree {
    width: usize,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    /// `merkle_light` refuses a single leaf, which is its own root.
    Single(B256),
    /// One piece.
    Whole(Light),
    /// Equal pieces, and the tree over their roots.
    Pieces { pieces: Vec<Light>, top: Light },
}

impl PerfectTree {
    /// Builds the levels over `nodes`, whose count is a power of two.
    pub(crate) fn build(nodes: &[B256]) -> Self {
        debug_assert!(nodes.len().is_power_of_two(), "{} nodes", nodes.len());
        let width = nodes.len();
        let light = |nodes: &[B256]| Light::new(nodes.iter().copied());
        let body = if width == 1 {
            Body::Single(nodes[0])
        } else if width < PIECES_FROM {
            Body::Whole(light(nodes))
        } else {
            // The pieces do not depend on the number of threads, and neither does the result.
            let pieces: Vec<Light> = nodes.par_chunks_exact(width / PIECES).map(light).collect();
            let roots: Vec<B256> = pieces.iter().map(Light::root).collect();
            Body::Pieces { top: light(&roots), pieces }
        };
        Self { width, body }
    }

    /// The node at `place` of `level`, where level 0 is the bottom.
    pub(crate) fn node(&self, level: u32, place: usize) -> B256 {
        match &self.body {
            Body::Single(root) => *root,
            Body::Whole(tree) => tree[start(self.width, level) + place],
            Body::Pieces { pieces, top } => {
                let piece_width = self.width / PIECES;
                match level.checked_sub(piece_width.trailing_zeros()) {
                    Some(level) => top[start(PIECES, level) + place],
                    None => {
                        let across = piece_width >> level;
                        pieces[place / across][start(piece_width, level) + place % across]
                    }
                }
            }
        }
    }

    /// How many levels there are above the bottom.
    pub(crate) fn height(&self) -> u32 {
        self.width.trailing_zeros()
    }

    pub(crate) fn root(&self) -> B256 {
        self.node(self.height(), 0)
    }
}

/// Where a level starts in an array that lists the levels of `width` nodes bottom first.
fn start(width: usize, level: u32) -> usize {
    2 * width - 2 * (width >> level)
}
