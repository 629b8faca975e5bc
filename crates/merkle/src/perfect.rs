//! A tree over a power of two of nodes, carried by `merkle_light` in pieces that are built in parallel.

use merkle_light::merkle::MerkleTree;
use rayon::prelude::*;
use tributary_model::B256;

use crate::{hash::SortedPairs, layer::Layer};

type Light = MerkleTree<B256, SortedPairs>;

/// Below this many nodes one piece is quicker than several.
const PIECES_FROM: usize = 4096;
const PIECES: usize = 64;
/// So many pieces are built before the memory of the leaves that they used is given back.
const WAVE: usize = 8;

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
    /// Builds the levels over a layer.
    pub(crate) fn build(layer: Layer) -> Self {
        let width = layer.width();
        let body = if width == 1 {
            Body::Single(layer.node(0))
        } else if width < PIECES_FROM {
            Body::Whole(Light::new((0..width).map(|place| layer.node(place))))
        } else {
            let pieces = pieces(layer);
            let top = Light::new(pieces.iter().map(Light::root));
            Body::Pieces { pieces, top }
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

/// Builds the pieces, those with the highest leaves first, so that the layer can shrink while they grow. Neither
/// the pieces nor their order depend on the number of threads.
fn pieces(mut layer: Layer) -> Vec<Light> {
    let width = layer.width() / PIECES;
    let span = |piece: usize| piece * width..(piece + 1) * width;
    let mut waiting: Vec<(usize, usize)> =
        (0..PIECES).map(|piece| (layer.leaves_needed(span(piece)), piece)).collect();
    waiting.sort_unstable();
    let mut built: Vec<(usize, Light)> = Vec::with_capacity(PIECES);
    while let Some((needed, _)) = waiting.last() {
        layer.shrink(*needed);
        let wave = waiting.split_off(waiting.len() - WAVE);
        built.par_extend(
            wave.into_par_iter()
                .map(|(_, piece)| (piece, Light::new(span(piece).map(|place| layer.node(place))))),
        );
    }
    built.sort_unstable_by_key(|(piece, _)| *piece);
    built.into_iter().map(|(_, light)| light).collect()
}

/// Where a level starts in an array that lists the levels of `width` nodes bottom first.
fn start(width: usize, level: u32) -> usize {
    2 * width - 2 * (width >> level)
}
