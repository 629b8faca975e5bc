//! Uniswap's merkle-distributor: `{"merkleRoot":…,"tokenTotal":…,"claims":{"0x…":{"index":…,"amount":…,"proof":[…]}}}`.
//!
//! The index is the place in a case-sensitive sort of the EIP-55 addresses; a leaf is
//! `keccak256(abi.encodePacked(uint256 index, address account, uint256 amount))`, hashed once; leaves are sorted and
//! a node without a sibling moves up unchanged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tributary_model::{Address, Amount, B256, U256};

use crate::{
    address::parse_address,
    error::MerkleError,
    hash::{keccak, node},
    leaf::Leaf,
    openzeppelin::number,
};

/// One account's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniswapClaim {
    /// The bit in the contract's bitmap.
    pub index: u64,
    /// Who is entitled.
    pub account: Address,
    /// Base units.
    pub amount: Amount,
    /// Siblings from the leaf upwards.
    pub proof: Vec<B256>,
}

/// A distribution with every proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniswapTree {
    root: B256,
    total: Amount,
    claims: Vec<UniswapClaim>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawTree {
    merkle_root: B256,
    token_total: serde_json::Value,
    claims: BTreeMap<String, RawClaim>,
}

#[derive(Serialize, Deserialize)]
struct RawClaim {
    index: u64,
    amount: serde_json::Value,
    proof: Vec<B256>,
}

impl UniswapTree {
    /// Builds a distribution; the indices of `leaves` are not used.
    ///
    /// # Errors
    /// [`MerkleError`] for no leaves, an account that stands twice, an amount of zero or a total beyond 256 bits.
    pub fn build(leaves: &[Leaf]) -> Result<Self, MerkleError> {
        let mut balances = BTreeMap::new();
        for leaf in leaves {
            if leaf.amount.is_zero() {
                return Err(MerkleError::ZeroAmount(leaf.account));
            }
            // EIP-55 texts as keys: the map's order is Uniswap's.
            if balances.insert(leaf.account.to_checksum(None), leaf).is_some() {
                return Err(MerkleError::DoubleAccount(leaf.account));
            }
        }
        let sum = |sum: Amount, leaf: &Leaf| sum.checked_add(leaf.amount);
        let total = leaves.iter().try_fold(Amount::ZERO, sum).ok_or(MerkleError::TotalOverflow)?;
        let hashes: Vec<B256> = balances
            .values()
            .zip(0_u64..)
            .map(|(leaf, index)| hash(index, leaf.account, leaf.amount))
            .collect();
        let layers = layers(hashes.clone())?;
        let claims = balances.values().zip(0_u64..).zip(hashes).map(|((leaf, index), hash)| UniswapClaim {
            index,
            account: leaf.account,
            amount: leaf.amount,
            proof: proof(&layers, hash),
        });
        let root = layers.last().map_or(B256::ZERO, |top| top[0]);
        Ok(Self { root, total, claims: claims.collect() })
    }

    /// Reads a file and computes all of it again.
    ///
    /// # Errors
    /// [`MerkleError`] naming the first thing that is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, MerkleError> {
        let format = |error: &dyn std::fmt::Display| MerkleError::Format(error.to_string());
        let raw: RawTree = serde_json::from_slice(bytes).map_err(|error| format(&error))?;
        let mut leaves = Vec::with_capacity(raw.claims.len());
        for (account, claim) in &raw.claims {
            let account = parse_address(account).map_err(|error| format(&error))?;
            let amount = number(&claim.amount).map(Amount::new).ok_or_else(|| {
                MerkleError::Format(format!("the amount of `{account}` is not a whole number"))
            })?;
            leaves.push(Leaf { index: claim.index, account, amount });
        }
        let tree = Self::build(&leaves)?;
        for claim in &tree.claims {
            let stated =
                raw.claims.iter().find(|(key, _)| key.parse() == Ok(claim.account)).map(|(_, claim)| claim);
            let wrong = |field| MerkleError::WrongClaim { account: claim.account, field };
            let stated = stated.ok_or_else(|| wrong("index"))?;
            if stated.index != claim.index {
                return Err(wrong("index"));
            }
            if stated.proof != claim.proof {
                return Err(wrong("proof"));
            }
        }
        if raw.merkle_root != tree.root {
            return Err(MerkleError::WrongRoot { stated: raw.merkle_root, computed: tree.root });
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
        let claim = |claim: &UniswapClaim| {
            let raw = RawClaim {
                index: claim.index,
                amount: hex(claim.amount.units()),
                proof: claim.proof.clone(),
            };
            (claim.account.to_checksum(None), raw)
        };
        let raw = RawTree {
            merkle_root: self.root,
            token_total: hex(self.total.units()),
            claims: self.claims.iter().map(claim).collect(),
        };
        serde_json::to_string(&raw).expect("plain values always serialise to memory")
    }

    /// The root.
    #[must_use]
    pub const fn root(&self) -> B256 {
        self.root
    }

    /// The sum of the amounts.
    #[must_use]
    pub const fn total(&self) -> Amount {
        self.total
    }

    /// Everybody, by index.
    #[must_use]
    pub fn claims(&self) -> &[UniswapClaim] {
        &self.claims
    }
}

/// Even-length hex, as ethers writes it.
fn hex(units: U256) -> serde_json::Value {
    let digits = format!("{units:x}");
    let zero = if digits.len() % 2 == 1 { "0" } else { "" };
    format!("0x{zero}{digits}").into()
}

fn hash(index: u64, account: Address, amount: Amount) -> B256 {
    let mut packed = [0; 84];
    packed[24..32].copy_from_slice(&index.to_be_bytes());
    packed[32..52].copy_from_slice(account.as_slice());
    packed[52..].copy_from_slice(&amount.units().to_be_bytes::<32>());
    keccak(&packed)
}

fn layers(mut leaves: Vec<B256>) -> Result<Vec<Vec<B256>>, MerkleError> {
    leaves.sort_unstable();
    leaves.dedup();
    if leaves.is_empty() {
        return Err(MerkleError::Empty);
    }
    let mut layers = vec![leaves];
    while let Some(below) = layers.last().filter(|layer| layer.len() > 1) {
        let above =
            below.chunks(2).map(|pair| if let [a, b] = pair { node(*a, *b) } else { pair[0] }).collect();
        layers.push(above);
    }
    Ok(layers)
}

fn proof(layers: &[Vec<B256>], leaf: B256) -> Vec<B256> {
    let mut place = layers[0].binary_search(&leaf).expect("the leaf is one of the layer's");
    let mut proof = Vec::new();
    for layer in layers {
        proof.extend(layer.get(place ^ 1));
        place /= 2;
    }
    proof
}
