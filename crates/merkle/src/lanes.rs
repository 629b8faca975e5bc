//! Many leaves hashed at once.
//!
//! Leaves are two thirds of all hashes of a tree, short, and independent of each other: eight Keccak states side by
//! side let the compiler use whatever vectors the machine has (found out at run time), which is several times as fast
//! as one after the other. Everything that checks a tree hashes with `sha3` alone, so an error here cannot pass.

#![expect(
    clippy::inline_always,
    clippy::needless_range_loop,
    reason = "vectors are used only in what is inlined where their presence was found out, and only in plain loops"
)]

use std::array::from_fn;

use pulp::Arch;
use tributary_model::B256;

use crate::{columns::Columns, leaf::LeafEncoding};

/// States side by side: as many as the widest vectors have 64-bit words.
const LANES: usize = 8;

/// How many leaves one call hashes: enough to make the choice of instructions cheap.
pub(crate) const BATCH: usize = 32 * LANES;

type Lane = [u64; LANES];
type State = [Lane; 25];

/// Writes hash and place of the leaves from `first` on.
pub(crate) fn hash(columns: &Columns, encoding: LeafEncoding, first: usize, hashes: &mut [(B256, u32)]) {
    Arch::new().dispatch(Batch { columns, encoding, first, hashes });
}

struct Batch<'a> {
    columns: &'a Columns,
    encoding: LeafEncoding,
    first: usize,
    hashes: &'a mut [(B256, u32)],
}

impl pulp::NullaryFnOnce for Batch<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (group, hashes) in self.hashes.chunks_mut(LANES).enumerate() {
            let first = self.first + group * LANES;
            let mut state = absorb(self.columns, self.encoding, first, hashes.len());
            permute(&mut state);
            let mut second = [[0; LANES]; 25];
            second[..4].copy_from_slice(&state[..4]);
            pad(&mut second, 4);
            permute(&mut second);
            for (lane, hash) in hashes.iter_mut().enumerate() {
                let mut bytes = [0; 32];
                for (word, bytes) in second.iter().zip(bytes.chunks_exact_mut(8)) {
                    bytes.copy_from_slice(&word[lane].to_le_bytes());
                }
                let place = u32::try_from(first + lane).expect("a tree has fewer than 2^32 leaves");
                *hash = (B256::new(bytes), place);
            }
        }
    }
}

/// The states with up to [`LANES`] encoded leaves in them.
#[inline(always)]
fn absorb(columns: &Columns, encoding: LeafEncoding, first: usize, count: usize) -> State {
    let mut state = [[0; LANES]; 25];
    for lane in 0..count {
        let words = columns.leaf(first + lane).words();
        for (word, bytes) in words[encoding.skipped()..].chunks_exact(8).enumerate() {
            state[word][lane] = u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
        }
    }
    pad(&mut state, (96 - encoding.skipped()) / 8);
    state
}

/// Keccak's padding of a message of `words` words in a block of 17.
#[inline(always)]
fn pad(state: &mut State, words: usize) {
    state[words] = [1; LANES];
    state[16] = [1 << 63; LANES];
}

/// Keccak-f[1600] (FIPS 202, section 3.3) on eight states.
#[inline(always)]
fn permute(state: &mut State) {
    for constant in ROUNDS {
        // The body is straight-line code in which no lane meets another, so the compiler makes it one of vectors.
        for lane in 0..LANES {
            round(state, lane, constant);
        }
    }
}

#[inline(always)]
fn round(state: &mut State, lane: usize, constant: u64) {
    let mut words: [u64; 25] = from_fn(|at| state[at][lane]);
    // Theta.
    let column: [u64; 5] =
        from_fn(|x| words[x] ^ words[x + 5] ^ words[x + 10] ^ words[x + 15] ^ words[x + 20]);
    for x in 0..5 {
        let mix = column[(x + 4) % 5] ^ column[(x + 1) % 5].rotate_left(1);
        for y in 0..5 {
            words[x + 5 * y] ^= mix;
        }
    }
    // Rho and pi.
    let mut moved = [0; 25];
    moved[0] = words[0];
    for step in 0..24 {
        moved[PATH[step + 1].0] = words[PATH[step].0].rotate_left(PATH[step + 1].1);
    }
    // Chi.
    for y in 0..5 {
        for x in 0..5 {
            state[x + 5 * y][lane] =
                moved[x + 5 * y] ^ (!moved[(x + 1) % 5 + 5 * y] & moved[(x + 2) % 5 + 5 * y]);
        }
    }
    // Iota.
    state[0][lane] ^= constant;
}

/// Where pi moves the words, starting from word 1, and by how much rho turns them on the way.
const PATH: [(usize, u32); 25] = path();

const fn path() -> [(usize, u32); 25] {
    let mut path = [(1, 0); 25];
    let (mut x, mut y, mut step, mut turn, mut more) = (1, 0, 1, 0, 1);
    while step < path.len() {
        (x, y) = (y, (2 * x + 3 * y) % 5);
        turn = (turn + more) % 64;
        path[step] = (x + 5 * y, turn);
        step += 1;
        more += 1;
    }
    path
}

/// The constants of iota.
const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

#[cfg(test)]
mod tests {
    use pulp::NullaryFnOnce as _;
    use tributary_model::{Address, Amount, U256};

    use super::*;
    use crate::leaf::Leaf;

    fn leaf(index: u64) -> Leaf {
        let account = Address::left_padding_from(&(index * 0x1234_5678_9abc + 1).to_be_bytes());
        Leaf::wallet(index * 3, account, Amount::new(U256::MAX / U256::from(index + 1)))
    }

    #[test]
    fn lanes_hash_as_sha3_does_with_and_without_vectors() {
        for count in 1..=20 {
            let columns: Columns = (0..count).map(leaf).collect();
            for encoding in [LeafEncoding::IndexAccount, LeafEncoding::Account] {
                let expected: Vec<(B256, u32)> =
                    columns.iter().map(|leaf| leaf.hash(encoding)).zip(0_u32..).collect();
                let mut found = vec![(B256::ZERO, 0); columns.len()];
                hash(&columns, encoding, 0, &mut found);
                assert_eq!(found, expected);
                found.fill((B256::ZERO, 0));
                Batch { columns: &columns, encoding, first: 0, hashes: &mut found }.call();
                assert_eq!(found, expected);
            }
        }
    }
}
