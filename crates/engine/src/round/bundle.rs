//! The bundle of a round, `out/<slug>/`: everything a stranger needs to recompute the tally. Every file has its SHA-256 in
//! the manifest, whose own SHA-256 is the tally's `bundleHash`. Before the tally the folder holds the rules and the note
//! of where the round is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tributary_chain::{CutBlock, TallyTerms};
use tributary_merkle::StandardTree;
use tributary_model::{Address, Amount, B256, Claimant};

use super::{Matches, PoolToken, RoundInputs, TallyError, file, tally::tally, tally::tree_of};
use crate::bundle::{FileEntry, ProofEntry, ProofShard, hash_bytes, json, shard_name};

/// The only format so far.
pub(crate) const ROUND_FORMAT: &str = "tributary-round-v1";

/// `manifest.json` of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundManifest {
    /// `tributary-round-v1`.
    pub format: String,
    /// Name and version of the program that wrote it.
    pub tool: String,
    /// Folder name and page address.
    pub slug: String,
    /// The name people see.
    pub name: String,
    /// EIP-155 id.
    pub chain_id: u64,
    /// The contract.
    pub round: Address,
    /// What is paid.
    pub token: PoolToken,
    /// Where the inputs were cut.
    pub block: CutBlock,
    /// What was to be shared.
    pub pool: Amount,
    /// What the tree pays.
    pub total: Amount,
    /// Accepted projects.
    pub projects: u64,
    /// People who gave.
    pub donors: u64,
    /// Gifts that arrived.
    pub donations: u64,
    /// The tree's root.
    pub root: B256,
    /// SHA-256 of `rules.json`: what the contract keeps.
    pub rules_hash: B256,
    /// SHA-256 of `inputs.json`: what the tally commits to.
    pub input_hash: B256,
    /// Every file but the manifest and the deployment.
    pub files: BTreeMap<String, FileEntry>,
}

/// Every byte of a round's bundle.
#[derive(Clone, Debug)]
pub struct AssembledRound {
    /// The manifest.
    pub manifest: RoundManifest,
    /// Who gets how much.
    pub matches: Matches,
    /// What is proposed.
    pub terms: TallyTerms,
    /// Bytes by name, the manifest among them.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Makes the bundle of a tally. `texts` are the descriptions that are known, by their hash.
///
/// # Errors
/// See [`TallyError`].
pub fn assemble(inputs: &RoundInputs, texts: &BTreeMap<B256, String>) -> Result<AssembledRound, TallyError> {
    let RoundInputs { rules, applications, donations, donors, people, prices, pool, .. } = inputs;
    let matches = tally(rules, *pool, applications, donations, (donors, people), prices)?;
    let tree = tree_of(&matches)?;
    let mut files = inputs.files();
    let input_file = inputs.file(&files);
    let input_hash = hash_bytes(&input_file);
    files.insert(file::INPUTS.to_owned(), input_file);
    files.insert(file::DESCRIPTIONS.to_owned(), json(texts));
    files.insert(file::MATCHES.to_owned(), json(&matches));
    files.insert(file::TREE.to_owned(), tree.to_openzeppelin().into_bytes());
    files.extend(shards(&matches, &tree));
    let people: std::collections::BTreeSet<&String> = donors.iter().map(|line| &line.person).collect();
    let manifest = RoundManifest {
        format: ROUND_FORMAT.to_owned(),
        tool: concat!("tributary ", env!("CARGO_PKG_VERSION")).to_owned(),
        slug: rules.slug.clone(),
        name: rules.name.clone(),
        chain_id: rules.chain_id,
        round: inputs.round,
        token: rules.pool.token(),
        block: inputs.cut,
        pool: *pool,
        total: matches.matched,
        projects: count(matches.projects.len()),
        donors: count(people.len()),
        donations: count(donations.len()),
        root: tree.root(),
        rules_hash: rules.hash(),
        input_hash,
        files: files.iter().map(|(name, bytes)| (name.clone(), entry(bytes))).collect(),
    };
    let bytes = json(&manifest);
    let terms =
        TallyTerms { input_hash, root: tree.root(), total: matches.matched, bundle_hash: hash_bytes(&bytes) };
    files.insert(file::MANIFEST.to_owned(), bytes);
    Ok(AssembledRound { manifest, matches, terms, files })
}

fn entry(bytes: &[u8]) -> FileEntry {
    FileEntry { sha256: hash_bytes(bytes), bytes: count(bytes.len()) }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).expect("what is counted in memory fits in 64 bits")
}

/// Proofs by payout address, as in the bundle of an airdrop. Two projects with one address have two leaves there.
pub(crate) fn shards(matches: &Matches, tree: &StandardTree) -> BTreeMap<String, Vec<u8>> {
    let mut shards: BTreeMap<String, ProofShard> = BTreeMap::new();
    for line in &matches.projects {
        let Some(index) = line.index else { continue };
        let place = usize::try_from(index).expect("an index counts leaves in memory");
        let entry = ProofEntry { index, amount: line.amount, proof: tree.proof(place) };
        let shard = shards.entry(shard_name(Claimant::Wallet(line.payout))).or_default();
        shard.entry(line.payout.to_checksum(None)).or_default().push(entry);
    }
    shards.into_iter().map(|(name, shard)| (name, json(&shard))).collect()
}
