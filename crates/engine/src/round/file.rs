//! Names of the files in the bundle of a round.

/// The manifest.
pub const MANIFEST: &str = "manifest.json";
/// What was fixed.
pub const RULES: &str = "rules.json";
/// Every project that applied.
pub const APPLICATIONS: &str = "applications.jsonl";
/// Every gift that arrived.
pub const DONATIONS: &str = "donations.csv";
/// Every donor's person and coefficient.
pub const COEFFICIENTS: &str = "coefficients.csv";
/// The wallets of people who have several.
pub const PEOPLE: &str = "people.csv";
/// Whose gifts to which project do not count.
pub const EXCLUSIONS: &str = "exclusions.csv";
/// What the tokens are worth.
pub const PRICES: &str = "prices.csv";
/// The hashes of all inputs, and the block at which they were cut.
pub const INPUTS: &str = "inputs.json";
/// What projects say about themselves, by hash.
pub const DESCRIPTIONS: &str = "descriptions.json";
/// Who gets how much, and why.
pub const MATCHES: &str = "matches.json";
/// The Merkle tree, as OpenZeppelin dumps it.
pub const TREE: &str = "tree.json";
/// What pages need to know of the chain; beside the manifest and not part of it.
pub const CHAIN: &str = "chain.json";
/// Where the round is; written when it is opened and not part of the manifest.
pub const DEPLOYMENT: &str = "deployment.json";

/// A list as it was frozen.
#[must_use]
pub fn list(name: &str) -> String {
    format!("lists/{name}.csv")
}
