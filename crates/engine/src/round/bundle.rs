//! The bundle of a round, `out/<slug>/`: everything a stranger needs to recompute the tally. Every file has its SHA-256 in
//! the manifest, whose own SHA-256 is the tally's `bundleHash`. Before the tally the folder holds the rules and the note
//! of where the round is.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;
use tributary_chain::{CutBlock, RoundDeployment, TallyTerms};
use tributary_merkle::StandardTree;
use tributary_model::{Address, Amount, B256, Claimant};

use super::{Matches, PoolToken, RoundInputs, RoundRules, TallyError, file, tally::tally, tally::tree_of};
use crate::bundle::{
    BundleError, FileEntry, ProofEntry, ProofShard, hash_bytes, json, parse, remove, save, shard_name,
    write_files,
};

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
    let RoundInputs { rules, applications, donations, donors, prices, pool, .. } = inputs;
    let matches = tally(rules, *pool, applications, donations, donors, prices)?;
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
        projects: count(matches.matches.len()),
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
    for line in &matches.matches {
        let Some(index) = line.index else { continue };
        let place = usize::try_from(index).expect("an index counts leaves in memory");
        let entry = ProofEntry { index, amount: line.amount, proof: tree.proof(place) };
        let shard = shards.entry(shard_name(Claimant::Wallet(line.payout))).or_default();
        shard.entry(line.payout.to_checksum(None)).or_default().push(entry);
    }
    shards.into_iter().map(|(name, shard)| (name, json(&shard))).collect()
}

/// Why the folder of a round cannot be used.
#[derive(Debug, Error)]
pub enum RoundBundleError {
    /// A file.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The rules make no sense.
    #[error("`{path}`: {message}")]
    Rules {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Another round's folder.
    #[error(
        "`{path}` is of a round with rules {there} and round.toml now has rules {new}; what is open cannot change; choose another `round.slug`, or delete the folder if the round was never opened"
    )]
    OtherRules {
        /// The folder.
        path: PathBuf,
        /// The hash of its rules.
        there: B256,
        /// The hash of the rules now.
        new: B256,
    },
    /// What was proposed would be written over.
    #[error(
        "`{path}` is what tally {number} commits to (bundle hash {there}) and the inputs now give {new}; a tally that was \
         carried out stays as it is"
    )]
    Proposed {
        /// The folder.
        path: PathBuf,
        /// Which tally.
        number: u64,
        /// Bundle hash of what is there.
        there: B256,
        /// Bundle hash of what would be written.
        new: B256,
    },
}

/// The folder of a round: its rules, where it is, and, once there is a tally, its bundle.
#[derive(Clone, Debug)]
pub struct RoundFolder {
    dir: PathBuf,
    rules: RoundRules,
}

impl RoundFolder {
    /// Opens a folder; only the rules are read.
    ///
    /// # Errors
    /// [`RoundBundleError`] when they are missing or make no sense.
    pub fn open(dir: &Path) -> Result<Self, RoundBundleError> {
        let path = dir.join(file::RULES);
        let bytes = fs::read(&path).map_err(BundleError::io(&path))?;
        let rules = RoundRules::parse(&bytes).map_err(|message| RoundBundleError::Rules { path, message })?;
        Ok(Self { dir: dir.to_owned(), rules })
    }

    /// Is this the folder of a round?
    #[must_use]
    pub fn is_one(dir: &Path) -> bool {
        dir.join(file::RULES).is_file()
    }

    /// Every round directly below `out`, by the name of its folder, each with its own outcome. A folder that is missing
    /// has none.
    ///
    /// # Errors
    /// [`BundleError`] when `out` cannot be read.
    pub fn open_all(out: &Path) -> Result<Vec<Result<Self, RoundBundleError>>, BundleError> {
        let mut dirs = Vec::new();
        for entry in fs::read_dir(out).map_err(BundleError::io(out))? {
            let dir = entry.map_err(BundleError::io(out))?.path();
            let hidden = dir.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if !hidden && Self::is_one(&dir) {
                dirs.push(dir);
            }
        }
        dirs.sort();
        Ok(dirs.iter().map(|dir| Self::open(dir)).collect())
    }

    /// Makes the folder of these rules, or opens the one that is there.
    ///
    /// # Errors
    /// [`RoundBundleError::OtherRules`] when another round's is there.
    pub fn make(out: &Path, rules: &RoundRules) -> Result<Self, RoundBundleError> {
        let dir = out.join(&rules.slug);
        if Self::is_one(&dir) {
            let found = Self::open(&dir)?;
            if found.rules == *rules {
                return Ok(found);
            }
            let (there, new) = (found.rules.hash(), rules.hash());
            return Err(RoundBundleError::OtherRules { path: dir, there, new });
        }
        fs::create_dir_all(&dir).map_err(BundleError::io(&dir))?;
        save(&dir, file::RULES, &rules.bytes())?;
        Ok(Self { dir, rules: rules.clone() })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What was fixed.
    #[must_use]
    pub const fn rules(&self) -> &RoundRules {
        &self.rules
    }

    /// Where the round is, if it was opened.
    ///
    /// # Errors
    /// [`BundleError`] when the file is of another form.
    pub fn deployment(&self) -> Result<Option<RoundDeployment>, BundleError> {
        if self.dir.join(file::DEPLOYMENT).exists() {
            self.json(file::DEPLOYMENT).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Notes where the round is.
    ///
    /// # Errors
    /// [`BundleError::Io`] when it cannot be written.
    pub fn save_deployment(&self, deployment: &RoundDeployment) -> Result<(), BundleError> {
        save(&self.dir, file::DEPLOYMENT, &json(deployment))
    }

    /// The manifest with its hash, once there was a tally.
    ///
    /// # Errors
    /// [`BundleError`] when the file is of another form.
    pub fn manifest(&self) -> Result<Option<(RoundManifest, B256)>, BundleError> {
        if !self.dir.join(file::MANIFEST).exists() {
            return Ok(None);
        }
        let bytes = self.file(file::MANIFEST)?;
        Ok(Some((parse(&self.dir.join(file::MANIFEST), &bytes)?, hash_bytes(&bytes))))
    }

    /// What the bundle proposes, once there was a tally.
    ///
    /// # Errors
    /// [`BundleError`] when the manifest is of another form.
    pub fn terms(&self) -> Result<Option<TallyTerms>, BundleError> {
        Ok(self.manifest()?.map(|(manifest, bundle_hash)| TallyTerms {
            input_hash: manifest.input_hash,
            root: manifest.root,
            total: manifest.total,
            bundle_hash,
        }))
    }

    /// Who gets how much, once there was a tally.
    ///
    /// # Errors
    /// [`BundleError`] when the file is of another form.
    pub fn matches(&self) -> Result<Option<Matches>, BundleError> {
        if self.dir.join(file::MATCHES).exists() { self.json(file::MATCHES).map(Some) } else { Ok(None) }
    }

    /// The leaves of a payout address; none when it has no part.
    ///
    /// # Errors
    /// [`BundleError`] when the shard is of another form.
    pub fn proofs(&self, payout: Address) -> Result<Vec<ProofEntry>, BundleError> {
        let name = shard_name(Claimant::Wallet(payout));
        if !self.dir.join(&name).exists() {
            return Ok(Vec::new());
        }
        let mut shard: ProofShard = self.json(&name)?;
        Ok(shard.remove(&payout.to_checksum(None)).unwrap_or_default())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// [`BundleError::Io`] when it cannot be read.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, BundleError> {
        let path = self.dir.join(name);
        fs::read(&path).map_err(BundleError::io(&path))
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, BundleError> {
        parse(&self.dir.join(name), &self.file(name)?)
    }

    /// Writes the bundle of a tally, whole or not at all, in place of what is there. `carried_out`: the number of the
    /// tally that paid the projects, whose bundle is not written over.
    ///
    /// # Errors
    /// See [`RoundBundleError`].
    pub fn write(
        &self,
        assembled: &AssembledRound,
        carried_out: Option<u64>,
    ) -> Result<(), RoundBundleError> {
        let there = self.manifest().ok().flatten().map(|(_, hash)| hash);
        let new = assembled.terms.bundle_hash;
        if let (Some(number), Some(there)) = (carried_out, there.filter(|there| *there != new)) {
            return Err(RoundBundleError::Proposed { path: self.dir.clone(), number, there, new });
        }
        let name = self.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = |end: &str| self.dir.with_file_name(format!(".{name}.{end}"));
        let (draft, old) = (beside("new"), beside("old"));
        remove(&draft)?;
        write_files(&draft, &assembled.files)?;
        if let Some(deployment) = self.deployment()? {
            save(&draft, file::DEPLOYMENT, &json(&deployment))?;
        }
        save(&draft, file::CHAIN, &json(&self.chain()?))?;
        remove(&old)?;
        fs::rename(&self.dir, &old).map_err(BundleError::io(&self.dir))?;
        fs::rename(&draft, &self.dir).map_err(BundleError::io(&self.dir))?;
        remove(&old)?;
        Ok(())
    }

    /// Brings back a folder that a run killed between two renames left aside.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn mend(out: &Path, slug: &str) -> Result<(), BundleError> {
        let (dir, old) = (out.join(slug), out.join(format!(".{slug}.old")));
        if !dir.exists() && old.exists() {
            fs::rename(&old, &dir).map_err(BundleError::io(&dir))?;
        }
        Ok(())
    }
}
