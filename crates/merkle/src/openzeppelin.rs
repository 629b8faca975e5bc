//! OpenZeppelin's dump: `{"format":"standard-v1","leafEncoding":[…],"tree":[…],"values":[{"value":[…],"treeIndex":n}]}`.
//!
//! Read in both dialects (camelCase, and the snake_case that another published writer emits), written in
//! OpenZeppelin's. What is read is trusted only after every node was hashed again.

use std::fmt::Write as _;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use tributary_model::{Amount, B256, Claimant, U256};

use crate::{
    address::{read_address, read_word},
    error::MerkleError,
    hash::node,
    leaf::{self, Leaf, LeafEncoding},
    standard::StandardTree,
};

/// Whose words for the types of a leaf are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `uint256`.
    OpenZeppelin,
    /// `uint` for the index.
    Sablier,
}

pub(crate) fn write(tree: &StandardTree, dialect: Dialect) -> String {
    let types = match (tree.encoding(), dialect) {
        (LeafEncoding::Account, _) => r#"["address","uint256"]"#,
        (LeafEncoding::IndexClaimant, _) => r#"["uint256","bytes32","uint256"]"#,
        (LeafEncoding::IndexAccount, Dialect::OpenZeppelin) => r#"["uint256","address","uint256"]"#,
        (LeafEncoding::IndexAccount, Dialect::Sablier) => r#"["uint","address","uint256"]"#,
    };
    let mut text = String::with_capacity(tree.len() * 280);
    text += r#"{"format":"standard-v1","leafEncoding":"#;
    text += types;
    text += r#","tree":["#;
    for (place, hash) in tree.nodes().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(text, r#"{comma}"{hash}""#).expect("memory takes every write");
    }
    text += r#"],"values":["#;
    for (place, leaf) in tree.leaves().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let index = match tree.encoding() {
            LeafEncoding::IndexAccount | LeafEncoding::IndexClaimant => format!(r#""{}","#, leaf.index),
            LeafEncoding::Account => String::new(),
        };
        let claimant = match tree.encoding() {
            LeafEncoding::IndexClaimant => leaf.claimant.word().to_string(),
            LeafEncoding::IndexAccount | LeafEncoding::Account => leaf.claimant.to_string(),
        };
        let (amount, tree_index) = (leaf.amount, tree.tree_index(place));
        write!(text, r#"{comma}{{"value":[{index}"{claimant}","{amount}"],"treeIndex":{tree_index}}}"#)
            .expect("memory takes every write");
    }
    text + "]}"
}

#[derive(Deserialize)]
struct RawDump {
    format: String,
    #[serde(alias = "leaf_encoding", rename = "leafEncoding")]
    leaf_encoding: Vec<String>,
    tree: Vec<B256>,
    values: Vec<RawValue>,
}

#[derive(Deserialize)]
struct RawValue {
    value: Vec<Value>,
    #[serde(alias = "tree_index", rename = "treeIndex")]
    tree_index: usize,
}

/// A dump whose every node was hashed again.
#[derive(Clone, Debug)]
pub struct OpenZeppelinDump {
    encoding: LeafEncoding,
    dialect: Dialect,
    nodes: Vec<B256>,
    leaves: Vec<(DumpLeaf, usize)>,
}

/// One value of a dump. Wider than [`Leaf`]: others may use any number as an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DumpLeaf {
    /// As the file has it, or the place in the file where the leaf has none.
    pub index: U256,
    /// Who is entitled.
    pub claimant: Claimant,
    /// Base units.
    pub amount: Amount,
}

impl From<Leaf> for DumpLeaf {
    fn from(Leaf { index, claimant, amount }: Leaf) -> Self {
        Self { index: U256::from(index), claimant, amount }
    }
}

impl DumpLeaf {
    fn hash(&self, encoding: LeafEncoding) -> B256 {
        let mut words = [0; 96];
        words[..32].copy_from_slice(&self.index.to_be_bytes::<32>());
        words[32..64].copy_from_slice(self.claimant.word().as_slice());
        words[64..].copy_from_slice(&self.amount.units().to_be_bytes::<32>());
        leaf::hash(&words, encoding)
    }
}

impl OpenZeppelinDump {
    /// Reads a dump and hashes all of it again.
    ///
    /// # Errors
    /// [`MerkleError`] naming the first value or node that is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, MerkleError> {
        let raw: RawDump =
            serde_json::from_slice(bytes).map_err(|error| MerkleError::Format(error.to_string()))?;
        if raw.format != "standard-v1" {
            return Err(MerkleError::Format(format!("format `{}`; expected `standard-v1`", raw.format)));
        }
        let types = Types::read(&raw.leaf_encoding)?;
        let leaves = (raw.values.iter().enumerate())
            .map(|(place, value)| Ok((types.leaf(place, &value.value)?, value.tree_index)))
            .collect::<Result<Vec<_>, MerkleError>>()?;
        let dump = Self { encoding: types.encoding(), dialect: types.dialect, nodes: raw.tree, leaves };
        dump.check()?;
        Ok(dump)
    }

    fn check(&self) -> Result<(), MerkleError> {
        let count = self.leaves.len();
        if count == 0 {
            return Err(MerkleError::Empty);
        }
        let (found, expected) = (self.nodes.len(), 2 * count - 1);
        if found != expected {
            return Err(MerkleError::NodeCount { found, values: count, expected });
        }
        self.check_places()?;
        let wrong_leaf = (self.leaves.par_iter().enumerate()).find_map_first(|(value, (leaf, index))| {
            let (found, expected) = (self.nodes[*index], leaf.hash(self.encoding));
            (found != expected).then_some(MerkleError::WrongLeaf { value, index: *index, found, expected })
        });
        // From the bottom up: the first one that is wrong is the one that was changed.
        let wrong_node = || {
            (0..count - 1).into_par_iter().rev().find_map_first(|index| {
                let (found, expected) =
                    (self.nodes[index], node(self.nodes[2 * index + 1], self.nodes[2 * index + 2]));
                (found != expected).then_some(MerkleError::WrongNode { index, found, expected })
            })
        };
        wrong_leaf.or_else(wrong_node).map_or(Ok(()), Err)
    }

    /// Every value has a leaf of the heap to itself.
    fn check_places(&self) -> Result<(), MerkleError> {
        let mut taken = vec![false; self.nodes.len()];
        for (value, (_, index)) in self.leaves.iter().enumerate() {
            let free = taken.get_mut(*index).filter(|taken| *index >= self.leaves.len() - 1 && !**taken);
            *free.ok_or_else(|| MerkleError::Value {
                value,
                what: format!("its tree index {index} is not a free leaf"),
            })? = true;
        }
        Ok(())
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> B256 {
        self.nodes[0]
    }

    /// What the leaves are hashed over.
    #[must_use]
    pub const fn encoding(&self) -> LeafEncoding {
        self.encoding
    }

    /// Whose words for the types the file uses.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The leaves, in the order of the file.
    pub fn leaves(&self) -> impl ExactSizeIterator<Item = &DumpLeaf> {
        self.leaves.iter().map(|(leaf, _)| leaf)
    }

    /// The siblings on the way from the leaf at `place` to the root.
    ///
    /// # Panics
    /// When there is no such leaf.
    #[must_use]
    pub fn proof(&self, place: usize) -> Vec<B256> {
        let mut index = self.leaves[place].1;
        let mut proof = Vec::new();
        while index > 0 {
            // Children of i are 2i + 1 and 2i + 2: odd places are left.
            proof.push(self.nodes[if index % 2 == 1 { index + 1 } else { index - 1 }]);
            index = (index - 1) / 2;
        }
        proof
    }
}

/// The types of a leaf. How wide an integer is changes nothing in its hash, only what may stand in it.
struct Types {
    /// Bits; `None` for a leaf without an index.
    index: Option<usize>,
    /// 32 bytes, where identities are among the claimants.
    words: bool,
    amount: usize,
    dialect: Dialect,
}

impl Types {
    fn read(types: &[String]) -> Result<Self, MerkleError> {
        let unknown = || MerkleError::LeafTypes(types.join(", "));
        let integer = |name: &String| bits(name).ok_or_else(unknown);
        match types {
            [index, claimant, amount] if claimant == "address" || claimant == "bytes32" => {
                let words = claimant == "bytes32";
                let is_sablier = index == "uint" && amount == "uint256" && !words;
                let dialect = if is_sablier { Dialect::Sablier } else { Dialect::OpenZeppelin };
                Ok(Self { index: Some(integer(index)?), words, amount: integer(amount)?, dialect })
            }
            [address, amount] if address == "address" => Ok(Self {
                index: None,
                words: false,
                amount: integer(amount)?,
                dialect: Dialect::OpenZeppelin,
            }),
            _ => Err(unknown()),
        }
    }

    const fn encoding(&self) -> LeafEncoding {
        match (self.index.is_some(), self.words) {
            (true, true) => LeafEncoding::IndexClaimant,
            (true, false) => LeafEncoding::IndexAccount,
            (false, _) => LeafEncoding::Account,
        }
    }

    fn leaf(&self, place: usize, value: &[Value]) -> Result<DumpLeaf, MerkleError> {
        let wrong = |what: String| MerkleError::Value { value: place, what };
        let integer = |name: &str, value: &Value, bits: usize| {
            let number = number(value).filter(|number| number.bit_len() <= bits);
            number.ok_or_else(|| wrong(format!("the {name} {value} is not a whole number below 2^{bits}")))
        };
        let (index, account, amount) = match (self.index, value) {
            (Some(bits), [index, account, amount]) => (integer("index", index, bits)?, account, amount),
            (None, [account, amount]) => (U256::from(place), account, amount),
            _ => {
                let expected = if self.index.is_some() { 3 } else { 2 };
                return Err(wrong(format!("has {} fields; its types are {expected}", value.len())));
            }
        };
        let text = account.as_str().ok_or_else(|| wrong(format!("the claimant {account} is not a text")))?;
        let claimant = if self.words { read_word(text) } else { read_address(text).map(Claimant::Wallet) };
        let claimant = claimant.map_err(|error| wrong(error.to_string()))?;
        let amount = Amount::new(integer("amount", amount, self.amount)?);
        Ok(DumpLeaf { index, claimant, amount })
    }
}

/// The width of Solidity's `uint`, `uint8` … `uint256`.
fn bits(name: &str) -> Option<usize> {
    let digits = name.strip_prefix("uint")?;
    if digits.is_empty() {
        return Some(256);
    }
    let bits = digits.parse().ok().filter(|bits| (8..=256).contains(bits) && bits % 8 == 0)?;
    // `uint08` and `uint+8` are no types.
    (usize::to_string(&bits) == digits).then_some(bits)
}

/// JavaScript writes numbers as decimal texts, as hex texts, or as they are.
pub(crate) fn number(value: &Value) -> Option<U256> {
    match value {
        Value::Number(number) => number.as_u64().map(U256::from),
        Value::String(text) => match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) if !digits.is_empty() => U256::from_str_radix(digits, 16).ok(),
            Some(_) => None,
            None => text.parse::<Amount>().ok().map(Amount::units),
        },
        _ => None,
    }
}
