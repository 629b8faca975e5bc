//! Uniswap's merkle-distributor: `{"merkleRoot":…,"tokenTotal":…,"claims":{"0x…":{"index":…,"amount":…,"proof":[…]}}}`.
//!
//! The index is the place in a case-sensitive sort of the EIP-55 addresses; a leaf is
//! `keccak256(abi.encodePacked(uint256 index, address account, uint256 amount))`, hashed once; leaves are sorted and
//! a node without a sibling moves up unchanged.

use std::fmt::Write as _;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use tributary_model::{Address, Amount, B256, U256};

use crate::{
    address::parse_address,
    error::MerkleError,
    hash::{keccak, node},
    leaf::Leaf,
    openzeppelin::number,
    pairs::Pairs,
};

/// A distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniswapTree {
    total: Amount,
    /// By index.
    leaves: Vec<Leaf>,
    /// Bottom first, each ascending only at the bottom.
    layers: Vec<Vec<B256>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawTree {
    merkle_root: B256,
    token_total: Value,
    claims: Pairs<RawClaim>,
}

#[derive(Deserialize)]
struct RawClaim {
    index: u64,
    amount: Value,
    proof: Vec<B256>,
}

impl UniswapTree {
    /// Builds a distribution; the leaves are given Uniswap's indices, whatever theirs were.
    ///
    /// # Errors
    /// [`MerkleError`] for no leaves, identities among them, an account that stands twice, an amount of zero or a total beyond 256 bits.
    pub fn build(leaves: impl IntoIterator<Item = Leaf>) -> Result<Self, MerkleError> {
        let mut leaves: Vec<Leaf> = leaves.into_iter().collect();
        if leaves.iter().any(|leaf| leaf.claimant.wallet().is_none()) {
            return Err(MerkleError::NotWallets);
        }
        leaves.sort_by_cached_key(|leaf| leaf.claimant.to_string());
        let mut total = Amount::ZERO;
        for (leaf, index) in leaves.iter_mut().zip(0_u64..) {
            if leaf.amount.is_zero() {
                return Err(MerkleError::ZeroAmount(leaf.claimant));
            }
            total = total.checked_add(leaf.amount).ok_or(MerkleError::TotalOverflow)?;
            leaf.index = index;
        }
        let double = leaves.windows(2).find(|pair| pair[0].claimant == pair[1].claimant);
        if let Some(account) = double.and_then(|pair| pair[0].claimant.wallet()) {
            return Err(MerkleError::DoubleAccount(account));
        }
        let layers = layers(leaves.par_iter().map(hash).collect())?;
        Ok(Self { total, leaves, layers })
    }

    /// Reads a file and computes all of it again.
    ///
    /// # Errors
    /// [`MerkleError`] naming the first thing that is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, MerkleError> {
        let format = |error: &dyn std::fmt::Display| MerkleError::Format(error.to_string());
        let mut raw: RawTree = serde_json::from_slice(bytes).map_err(|error| format(&error))?;
        let mut leaves = Vec::with_capacity(raw.claims.0.len());
        for (account, claim) in &raw.claims.0 {
            let account = parse_address(account).map_err(|error| format(&error))?;
            let amount = number(&claim.amount).map(Amount::new).ok_or_else(|| {
                MerkleError::Format(format!("the amount of `{account}` is not a whole number"))
            })?;
            leaves.push(Leaf::wallet(claim.index, account, amount));
        }
        let tree = Self::build(leaves)?;
        // Spelled as its checksum or not, an account's claim stands where the sort of checksums puts it.
        raw.claims
            .0
            .sort_by_cached_key(|(account, _)| account.parse().map(|it: Address| it.to_checksum(None)).ok());
        for (leaf, (_, claim)) in tree.leaves.iter().zip(&raw.claims.0) {
            let wrong = |field| MerkleError::WrongClaim { account: leaf.claimant, field };
            if claim.index != leaf.index {
                return Err(wrong("index"));
            }
            if claim.proof != tree.proof_of(leaf) {
                return Err(wrong("proof"));
            }
        }
        if raw.merkle_root != tree.root() {
            return Err(MerkleError::WrongRoot { stated: raw.merkle_root, computed: tree.root() });
        }
        if number(&raw.token_total) != Some(tree.total.units()) {
            let stated = raw.token_total.to_string();
            return Err(MerkleError::WrongTotal { stated, computed: tree.total.to_string() });
        }
        Ok(tree)
    }

    /// The file.
    #[must_use]
    pub fn to_json(&self) -> String {
        const FITS: &str = "memory takes every write";
        let mut text = String::new();
        let (root, total) = (self.root(), hex(self.total.units()));
        write!(text, r#"{{"merkleRoot":"{root}","tokenTotal":"{total}","claims":{{"#).expect(FITS);
        for leaf in &self.leaves {
            let comma = if leaf.index == 0 { "" } else { "," };
            let (index, account, amount) = (leaf.index, leaf.claimant, hex(leaf.amount.units()));
            write!(text, r#"{comma}"{account}":{{"index":{index},"amount":"{amount}","proof":["#)
                .expect(FITS);
            for (place, sibling) in self.proof_of(leaf).iter().enumerate() {
                let comma = if place == 0 { "" } else { "," };
                write!(text, r#"{comma}"{sibling}""#).expect(FITS);
            }
            text += "]}";
        }
        text + "}}"
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> B256 {
        self.layers.last().expect("a tree has at least one leaf")[0]
    }

    /// The sum of the amounts.
    #[must_use]
    pub const fn total(&self) -> Amount {
        self.total
    }

    /// Everybody, by index.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The siblings on the way from the leaf with this index to the root.
    ///
    /// # Panics
    /// When there is no such leaf.
    #[must_use]
    pub fn proof(&self, index: usize) -> Vec<B256> {
        self.proof_of(&self.leaves[index])
    }

    fn proof_of(&self, leaf: &Leaf) -> Vec<B256> {
        let mut place = self.layers[0].binary_search(&hash(leaf)).expect("the leaf is one of the layer's");
        let mut proof = Vec::new();
        for layer in &self.layers {
            proof.extend(layer.get(place ^ 1));
            place /= 2;
        }
        proof
    }
}

/// Even-length hex, as ethers writes it.
fn hex(units: U256) -> String {
    let digits = format!("{units:x}");
    let zero = if digits.len() % 2 == 1 { "0" } else { "" };
    format!("0x{zero}{digits}")
}

fn hash(leaf: &Leaf) -> B256 {
    let mut packed = [0; 84];
    packed[24..32].copy_from_slice(&leaf.index.to_be_bytes());
    packed[32..52].copy_from_slice(&leaf.claimant.word()[12..]);
    packed[52..].copy_from_slice(&leaf.amount.units().to_be_bytes::<32>());
    keccak(&packed)
}

fn layers(mut leaves: Vec<B256>) -> Result<Vec<Vec<B256>>, MerkleError> {
    leaves.par_sort_unstable();
    leaves.dedup();
    if leaves.is_empty() {
        return Err(MerkleError::Empty);
    }
    let mut layers = vec![leaves];
    while let Some(below) = layers.last().filter(|layer| layer.len() > 1) {
        let above = |pair: &[B256]| if let [a, b] = pair { node(*a, *b) } else { pair[0] };
        layers.push(below.par_chunks(2).map(above).collect());
    }
    Ok(layers)
}
