//! What can be wrong with a list or a tree.

use thiserror::Error;
use tributary_model::{Address, Amount, B256, Claimant};

/// Why a tree cannot be built, read or trusted.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum MerkleError {
    /// A tree needs at least one leaf.
    #[error("there are no leaves; a tree needs at least one")]
    Empty,
    /// More leaves than a tree of ours can count.
    #[error("{0} leaves are more than the 4294967295 that a tree can hold")]
    TooMany(usize),
    /// Amounts beyond 256 bits.
    #[error("the amounts sum to more than 256 bits can hold")]
    TotalOverflow,
    /// Two leaves with one index: only one of them could ever be claimed.
    #[error("index {0} stands twice; only one of its leaves could be claimed")]
    DoubleIndex(u64),
    /// An account with two amounts, where the format has room for one.
    #[error("`{0}` stands twice")]
    DoubleAccount(Address),
    /// An amount of zero cannot be claimed.
    #[error("`{0}` has an amount of 0")]
    ZeroAmount(Claimant),
    /// An identity where the format has addresses.
    #[error(
        "identities are among the claimants, and this format has addresses alone; choose the leaf `index-claimant`"
    )]
    NotWallets,
    /// More than Sablier's contracts can pay.
    #[error("`{claimant}` gets {amount}, and Sablier's contracts hold amounts below 2^128")]
    BeyondSablier {
        /// Whose.
        claimant: Claimant,
        /// Base units.
        amount: Amount,
    },
    /// Not the file that it should be.
    #[error("not a tree file: {0}")]
    Format(String),
    /// A dump whose leaves are hashed over other types than ours.
    #[error(
        "the leaves are made of ({0}); those that can be read are (uint index, address account, uint amount), \
         (uint index, bytes32 claimant, uint amount) and (address account, uint amount), each uint of 8 to 256 bits"
    )]
    LeafTypes(String),
    /// A value that does not fit the types which the file states.
    #[error("value {value}: {what}")]
    Value {
        /// Place in the list of values.
        value: usize,
        /// What is wrong.
        what: String,
    },
    /// A tree of another size than its values need.
    #[error("there are {found} nodes for {values} values; a tree of them has {expected}")]
    NodeCount {
        /// Nodes in the file.
        found: usize,
        /// Values in the file.
        values: usize,
        /// `2 · values − 1`.
        expected: usize,
    },
    /// A node that is not the hash of its children.
    #[error("node {index} is {found} and its children give {expected}")]
    WrongNode {
        /// Place in the array.
        index: usize,
        /// What the file says.
        found: B256,
        /// What the children give.
        expected: B256,
    },
    /// A leaf that is not the hash of its value.
    #[error("value {value} gives the leaf {expected} and node {index} is {found}")]
    WrongLeaf {
        /// Place in the list of values.
        value: usize,
        /// Place in the array.
        index: usize,
        /// What the file says.
        found: B256,
        /// What the value gives.
        expected: B256,
    },
    /// A stated root that is not the root of the claims.
    #[error("the file states the root {stated} and its claims give {computed}")]
    WrongRoot {
        /// What the file says.
        stated: B256,
        /// What the claims give.
        computed: B256,
    },
    /// A claim whose index, amount or proof is not what the whole list gives.
    #[error("the {field} of `{account}` is not what the whole list gives")]
    WrongClaim {
        /// Whose.
        account: Claimant,
        /// `index` or `proof`.
        field: &'static str,
    },
    /// A stated total that is not the sum.
    #[error("the file states a total of {stated} and its claims sum to {computed}")]
    WrongTotal {
        /// What the file says.
        stated: String,
        /// What the claims sum to.
        computed: String,
    },
}

/// Why a list of recipients cannot be used. Every bad row is named, up to a hundred.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ListError {
    /// The first line is not the header.
    #[error("the first line must be `address,amount`, found `{0}`")]
    Header(String),
    /// Bad rows, one a line.
    #[error("{total} bad row{}:{listed}", if *total == 1 { "" } else { "s" })]
    Rows {
        /// How many.
        total: usize,
        /// The first hundred.
        listed: String,
    },
    /// No row at all.
    #[error("the list has no rows; add lines such as `0x…,100`")]
    Empty,
    /// Not JSON of the form `{"0x…": "100"}` or `[{"address": "0x…", "earnings": "100"}]`.
    #[error("not a list of balances: {0}")]
    Json(String),
}
