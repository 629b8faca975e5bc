//! What a repository was found to be, with what speaks for it.

use serde::{Deserialize, Serialize};

use crate::B256;

/// What a repository was found to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classification {
    /// The kind of AI project, or `other` for what is none.
    pub kind: String,
    /// SHA-256 of the rules that said so.
    pub rules: B256,
    /// Every rule that fired, in the order of the rules.
    pub signs: Vec<Sign>,
}

/// Why a rule fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The rule.
    pub rule: String,
    /// The file, or `name`, `description`, `topics`.
    pub place: String,
    /// The words that made it fire.
    pub phrase: String,
    /// How often, or in how many files.
    pub count: u32,
}
