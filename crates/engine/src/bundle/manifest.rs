//! The published JSON shapes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tributary_model::{
    Address, Amount, B256, Claimant, Classification, Identity, RepoId, RepositoryName, Timestamp, Window,
};
use tributary_score::{Note, Points, Weight};

use tributary_chain::Kind;

use crate::{identity::IdentityTerms, recurring::RecurringTerms, vesting::VestingTerms};

/// The only format so far.
pub(crate) const FORMAT: &str = "tributary-bundle-v1";

/// SHA-256, the hash of every file in a bundle: every system has a command for it.
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> B256 {
    B256::from_slice(&Sha256::digest(bytes))
}

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `tributary-bundle-v1`.
    pub format: String,
    /// Name and version of the program that wrote it.
    pub tool: String,
    /// Folder name and page address.
    pub slug: String,
    /// The name people see.
    pub name: String,
    /// A sentence or two.
    pub description: String,
    /// A page of the people behind it.
    pub maintainer: Option<String>,
    /// When contributions counted.
    pub window: Window,
    /// Whose contributions counted.
    pub repositories: Vec<ManifestRepository>,
    /// EIP-155 id.
    pub chain_id: u64,
    /// What is paid.
    pub token: Token,
    /// What was shared, in base units; of a recurring airdrop, in this epoch.
    pub pool: Amount,
    /// What the tree pays: the contract's funding. Of a recurring airdrop, since its beginning.
    pub total: Amount,
    /// What belongs to people without a leaf: stays with the maintainer for them.
    pub unlinked_total: Amount,
    /// How many leaves.
    pub claimants: u64,
    /// How many people with an amount and no leaf.
    pub unlinked: u64,
    /// When and by whose leave.
    pub claim: ClaimTerms,
    /// The tree's root.
    pub root: B256,
    /// SHA-256 of `rules.toml`.
    pub rules_hash: B256,
    /// SHA-256 of `evidence.jsonl`.
    pub evidence_hash: B256,
    /// Every file but the manifest and the deployment.
    pub files: BTreeMap<String, FileEntry>,
}

/// One repository, as the rules name it and as the evidence knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestRepository {
    /// The id in the evidence.
    pub id: RepoId,
    /// The name when last seen.
    pub name: RepositoryName,
    /// Its page.
    pub url: Option<String>,
    /// The entry in the rules: `github:owner/name` or `git:path`.
    pub source: String,
    /// Factor on its scores, by its entry.
    pub weight: Weight,
    /// What it is, where the rules ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CountedKind>,
}

impl ManifestRepository {
    /// The factor on its scores: its entry's times its kind's, rounded down to a millionth.
    #[must_use]
    pub fn factor(&self) -> Weight {
        self.kind.as_ref().map_or(self.weight, |kind| self.weight.times(kind.weight))
    }
}

/// What a repository is, and what that makes of its scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedKind {
    /// The factor that `[kinds]` gives.
    pub weight: Weight,
    /// What it is, by which rules, and what speaks for it.
    pub found: Classification,
}

/// What is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// `None` for a token that `deploy` makes; then `deployment.json` has it.
    pub address: Option<Address>,
    /// Its name.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// Digits behind the point.
    pub decimals: u8,
    /// What a new token starts with, in base units.
    pub supply: Option<Amount>,
}

/// The claim window and who may take back the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimTerms {
    /// First moment a claim is accepted.
    pub start: Timestamp,
    /// First moment it is not.
    pub end: Timestamp,
    /// `None`: the deployer.
    pub owner: Option<Address>,
    /// Who may say which wallet a GitHub account is paid to; absent when only wallets have a leaf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityTerms>,
    /// When shares become available; absent when they are paid at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vesting: Option<VestingTerms>,
    /// Which list it is and how lists follow one another; absent when there is one list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurring: Option<RecurringTerms>,
}

impl ClaimTerms {
    /// The kind of campaign that these terms make.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match (self.vesting, self.recurring) {
            (Some(vesting), _) => Kind::Vesting(vesting.schedule()),
            (None, Some(recurring)) => Kind::Recurring(recurring.succession()),
            (None, None) => Kind::Instant,
        }
    }
}

/// One file's fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// SHA-256 of its bytes.
    pub sha256: B256,
    /// How many bytes.
    pub bytes: u64,
}

/// `allocation.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// The policy, unless it is `proportional`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// What was shared.
    pub pool: Amount,
    /// The most for one person.
    pub cap: Option<Amount>,
    /// Shares below were left out.
    pub minimum: Option<Amount>,
    /// Everybody who is due something, the most first; the amounts sum to the pool. In a later list of a recurring airdrop, then
    /// those who have a leaf from before and nothing new.
    pub people: Vec<AllocationPerson>,
}

/// One person's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllocationPerson {
    /// Who.
    pub identity: Identity,
    /// For showing only.
    pub login: Option<String>,
    /// The score it follows from.
    pub score: Points,
    /// What the policy made of the score; the score itself when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Amount>,
    /// Base units; of a recurring airdrop, of this epoch.
    pub amount: Amount,
    /// What stood for the leaf in the list before; absent in a first list, and in airdrops with one list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Amount>,
    /// The leaf's amount, which is what stood before and this epoch's; absent where the one above is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cumulative: Option<Amount>,
    /// Where it is paid; `None` until the person links a wallet. With a leaf and no address it is paid to the GitHub
    /// account, at a wallet that is named when it is claimed.
    pub address: Option<Address>,
    /// The leaf.
    pub index: Option<u64>,
    /// What a limit did.
    pub note: Option<Note>,
}

impl AllocationPerson {
    /// What the leaf is worth, if there is one: all that the person was ever allotted.
    #[must_use]
    pub fn leaf_amount(&self) -> Amount {
        self.cumulative.unwrap_or(self.amount)
    }

    /// Whose leaf it is; `None` without a leaf.
    #[must_use]
    pub fn claimant(&self) -> Option<Claimant> {
        self.index?;
        self.address.map(Claimant::Wallet).or_else(|| self.identity.github().and_then(Claimant::of_github))
    }
}

/// `proofs/<xx>.json`: by checksum address, or `github:<id>`.
pub type ProofShard = BTreeMap<String, Vec<ProofEntry>>;

/// One leaf with its way to the root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofEntry {
    /// The leaf.
    pub index: u64,
    /// Base units.
    pub amount: Amount,
    /// Siblings from the leaf upwards.
    pub proof: Vec<B256>,
}
