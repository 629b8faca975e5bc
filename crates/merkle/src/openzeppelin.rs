//! OpenZeppelin's dump: `{"format":"standard-v1","leafEncoding":[…],"tree":[…],"values":[{"value":[…],"treeIndex":n}]}`.
//!
//! Read in both dialects (camelCase, and the snake_case that another published writer emits), written in
//! OpenZeppelin's. What is read is trusted only after every node was hashed again.

use std::fmt::Write as _;

use rayon::prelude::*;
use serde::Deserialize;
use tributary_model::{Amount, B256, U256};

use crate::{
    address::parse_address,
    error::MerkleError,
    hash::node,
    leaf::{Leaf, LeafEncoding},
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
            LeafEncoding::IndexAccount => format!(r#""{}","#, leaf.index),
            LeafEncoding::Account => String::new(),
        };
        let (account, amount, tree_index) = (leaf.account, leaf.amount, tree.tree_index(place));
        write!(text, r#"{comma}{{"value":[{index}"{account}","{amount}"],"treeIndex":{tree_index}}}"#)
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
    value: Vec<serde_json::Value>,
    #[serde(alias = "tree_index", rename = "treeIndex")]
    tree_index: usize,
}

/// A dump whose every node was hashed again.
#[derive(Clone, Debug)]
pub struct OpenZeppelinDump {
    encoding: LeafEncoding,
    dialect: Dialect,
    nodes: Vec<B256>,
    leaves: Vec<(Leaf, usize)>,
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
        let (encoding, dialect) = encoding(&raw.leaf_encoding)?;
        let leaves = (raw.values.iter().enumerate())
            .map(|(place, value)| Ok((leaf(encoding, place, &value.value)?, value.tree_index)))
            .collect::<Result<Vec<_>, MerkleError>>()?;
        let dump = Self { encoding, dialect, nodes: raw.tree, leaves };
        dump.check()?;
        Ok(dump)
    }

    fn check(&self) -> Result<(), MerkleError> {
        let count = self.leaves.len();
        if count == 0 {
            return Err(MerkleError::Empty);
        }
        if self.nodes.len() != 2 * count - 1 {
            let message =
                format!("{} nodes for {count} values; expected {}", self.nodes.len(), 2 * count - 1);
            return Err(MerkleError::Format(message));
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
            *free.ok_or_else(|| {
                let message = format!("value {value} has the tree index {index}, which is not a free leaf");
                MerkleError::Format(message)
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
    pub fn leaves(&self) -> impl ExactSizeIterator<Item = &Leaf> {
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

fn encoding(types: &[String]) -> Result<(LeafEncoding, Dialect), MerkleError> {
    let types: Vec<&str> = types.iter().map(String::as_str).collect();
    match types[..] {
        ["uint", "address", "uint256"] => Ok((LeafEncoding::IndexAccount, Dialect::Sablier)),
        ["uint" | "uint256", "address", "uint" | "uint128" | "uint256"] => {
            Ok((LeafEncoding::IndexAccount, Dialect::OpenZeppelin))
        }
        ["address", "uint" | "uint128" | "uint256"] => Ok((LeafEncoding::Account, Dialect::OpenZeppelin)),
        _ => Err(MerkleError::Format(format!(
            "leaf encoding {types:?}; expected [uint256, address, uint256] or [address, uint256]"
        ))),
    }
}

fn leaf(encoding: LeafEncoding, place: usize, value: &[serde_json::Value]) -> Result<Leaf, MerkleError> {
    let wrong = |what: &str| MerkleError::Format(format!("value {place}: {what}"));
    let (index, account, amount) = match (encoding, value) {
        (LeafEncoding::IndexAccount, [index, account, amount]) => {
            let index = number(index).and_then(|index| u64::try_from(index).ok());
            (index.ok_or_else(|| wrong("the index is not a whole number below 2^64"))?, account, amount)
        }
        (LeafEncoding::Account, [account, amount]) => {
            (u64::try_from(place).map_err(|_| wrong("too many values"))?, account, amount)
        }
        _ => return Err(wrong(&format!("has {} fields", value.len()))),
    };
    let account = account.as_str().ok_or_else(|| wrong("the address is not a text"))?;
    let account = parse_address(account).map_err(|error| wrong(&error.to_string()))?;
    let amount = number(amount).ok_or_else(|| wrong("the amount is not a whole number below 2^256"))?;
    Ok(Leaf { index, account, amount: Amount::new(amount) })
}

/// JavaScript writes numbers as decimal texts, as hex texts, or as they are.
pub(crate) fn number(value: &serde_json::Value) -> Option<U256> {
    match value {
        serde_json::Value::Number(number) => number.as_u64().map(U256::from),
        serde_json::Value::String(text) => match text.strip_prefix("0x") {
            Some(digits) if !digits.is_empty() => U256::from_str_radix(digits, 16).ok(),
            Some(_) => None,
            None => text.parse::<Amount>().ok().map(Amount::units),
        },
        _ => None,
    }
}
