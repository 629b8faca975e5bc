//! The bundle `out/<slug>/`: everything a stranger needs to recompute an airdrop.
//!
//! It is made by a pure function of rules, evidence and wallets ([`assemble`]), so equal inputs give equal
//! bytes; its manifest names the SHA-256 of every file, and the manifest's own SHA-256 is the bundle hash
//! that the contract keeps.

mod assemble;
mod deploying;
mod evidence_file;
mod files;
mod manifest;
mod standing;
mod wallets;

pub use assemble::{AssembleError, Assembled, Parts, allocation_of, assemble, tree_of, weights_of};
pub(crate) use assemble::{json, shard_name};
pub use deploying::Deploying;
pub use evidence_file::{read_evidence, write_evidence};
pub use files::{Bundle, BundleError, RulesError, write_bundle, write_bundles};
pub(crate) use files::{parse, remove, save, write_files};
pub(crate) use manifest::FORMAT;
pub use manifest::{
    Allocation, AllocationPerson, ClaimTerms, CountedKind, FileEntry, Manifest, ManifestRepository,
    ProofEntry, ProofShard, Token, hash_bytes,
};
pub use standing::{EpochChange, Standing, StandingError, StandingLeaf, changes, check_continues};
pub use wallets::{WalletsError, read_wallets, write_wallets};

/// File names inside a bundle.
pub mod name {
    /// The manifest.
    pub const MANIFEST: &str = "manifest.json";
    /// `airdrop.toml` as scored.
    pub const RULES: &str = "rules.toml";
    /// What was decided by hand, if anything was.
    pub const OVERRIDES: &str = "overrides.toml";
    /// What was scored.
    pub const EVIDENCE: &str = "evidence.jsonl";
    /// Who is paid where.
    pub const WALLETS: &str = "wallets.csv";
    /// Everybody's score.
    pub const SCORES: &str = "scores.json";
    /// Everybody's amount.
    pub const ALLOCATION: &str = "allocation.json";
    /// The Merkle tree, as OpenZeppelin dumps it.
    pub const TREE: &str = "tree.json";
    /// Folder of the proofs.
    pub const PROOFS: &str = "proofs";
    /// What was fixed and announced before, if anything was.
    pub const SNAPSHOT: &str = "snapshot.json";
    /// The list before, of a recurring airdrop that has one.
    pub const STANDING: &str = "standing.json";
    /// To which wallets GitHub accounts are paid, and how that was proved; grows later and is not part of the manifest.
    pub const BINDINGS: &str = "bindings.jsonl";
    /// Where it was deployed; written later and not part of the manifest.
    pub const DEPLOYMENT: &str = "deployment.json";
    /// What a deployment that has begun makes; gone when it is done and not part of the manifest.
    pub const DEPLOYING: &str = "deploying.json";
}
