//! A bundle on disk.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use tributary_chain::Deployment;
use tributary_model::{Address, B256, Claimant, GithubId, Identity};
use tributary_score::Scores;

use super::{
    Allocation, Assembled, Deploying, Manifest, ProofEntry, ProofShard, Standing, hash_bytes, name,
    shard_name,
};
use crate::{
    config::{AirdropConfig, ConfigError},
    round::RoundFolder,
};

/// Why a bundle cannot be read or written.
#[derive(Debug, Error)]
pub enum BundleError {
    /// No such file, or no leave to touch it.
    #[error("`{path}`: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that is not of its published form.
    #[error("`{path}` is not a bundle's file: {message}")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Publishing would change what the contract on chain vouches for.
    #[error(
        "`{path}` is deployed with bundle hash {deployed} and publishing now would make {new}; choose another `airdrop.slug`"
    )]
    Deployed {
        /// The bundle's folder.
        path: PathBuf,
        /// Bundle hash of what is there.
        deployed: B256,
        /// Bundle hash of what would be written.
        new: B256,
    },
    /// Publishing would replace what a deployment that has begun vouches for.
    #[error(
        "`{path}` is being deployed to {airdrop} on chain {chain_id} with bundle hash {begun} and publishing now would \
         make {new}; run the same `tributary deploy` or `tributary epoch propose` again to go on, or choose another `airdrop.slug`; if nothing was sent, \
         delete `{}`", .path.join(name::DEPLOYING).display()
    )]
    Deploying {
        /// The bundle's folder.
        path: PathBuf,
        /// EIP-155 id.
        chain_id: u64,
        /// Where the airdrop will be.
        airdrop: Address,
        /// Bundle hash of what is there.
        begun: B256,
        /// Bundle hash of what would be written.
        new: B256,
    },
}

/// Why a bundle's rules cannot be used.
#[derive(Debug, Error)]
pub enum RulesError {
    /// A file cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The rules make no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl BundleError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// A folder with a manifest that was read.
#[derive(Clone, Debug)]
pub struct Bundle {
    dir: PathBuf,
    manifest: Manifest,
    hash: B256,
}

impl Bundle {
    /// Opens a folder; only the manifest is read.
    ///
    /// # Errors
    /// [`BundleError`] when the manifest is missing or of another form.
    pub fn open(dir: &Path) -> Result<Self, BundleError> {
        let path = dir.join(name::MANIFEST);
        let bytes = fs::read(&path).map_err(BundleError::io(&path))?;
        let manifest = parse(&path, &bytes)?;
        Ok(Self { dir: dir.to_owned(), manifest, hash: hash_bytes(&bytes) })
    }

    /// Every bundle directly below `out`, by the name of its folder, each with its own outcome: one that cannot be read
    /// says nothing of the others. A folder without a manifest is passed over.
    ///
    /// # Errors
    /// [`BundleError`] when `out` cannot be read.
    pub fn open_all(out: &Path) -> Result<Vec<Result<Self, BundleError>>, BundleError> {
        let mut dirs = Vec::new();
        for entry in fs::read_dir(out).map_err(BundleError::io(out))? {
            let dir = entry.map_err(BundleError::io(out))?.path();
            let hidden = dir.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            // The folder of a funding round has a manifest of its own.
            if !hidden && dir.join(name::MANIFEST).is_file() && !RoundFolder::is_one(&dir) {
                dirs.push(dir);
            }
        }
        dirs.sort();
        Ok(dirs.iter().map(|dir| Self::open(dir)).collect())
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The manifest.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the manifest's bytes: what the contract keeps.
    #[must_use]
    pub const fn hash(&self) -> B256 {
        self.hash
    }

    /// The bytes of a file that the manifest names.
    ///
    /// # Errors
    /// [`BundleError::Io`] when it cannot be read.
    pub fn file(&self, file: &str) -> Result<Vec<u8>, BundleError> {
        let path = self.dir.join(file);
        fs::read(&path).map_err(BundleError::io(&path))
    }

    fn json<T: DeserializeOwned>(&self, file: &str) -> Result<T, BundleError> {
        parse(&self.dir.join(file), &self.file(file)?)
    }

    /// The rules, with what was decided by hand.
    ///
    /// # Errors
    /// [`RulesError`] when a file is missing or makes no sense.
    pub fn rules(&self) -> Result<AirdropConfig, RulesError> {
        let config = AirdropConfig::parse(&self.file(name::RULES)?, Path::new(name::RULES))?;
        let config = config.on(self.manifest.chain_id)?;
        if config.airdrop.overrides.is_none() {
            return Ok(config);
        }
        Ok(config.with_decisions(&self.file(name::OVERRIDES)?, Path::new(name::OVERRIDES))?)
    }

    /// Everybody's score.
    ///
    /// # Errors
    /// [`BundleError`] when the file is missing or of another form.
    pub fn scores(&self) -> Result<Scores, BundleError> {
        self.json(name::SCORES)
    }

    /// Everybody's amount.
    ///
    /// # Errors
    /// [`BundleError`] when the file is missing or of another form.
    pub fn allocation(&self) -> Result<Allocation, BundleError> {
        self.json(name::ALLOCATION)
    }

    /// The list before, of a recurring airdrop that has one.
    ///
    /// # Errors
    /// [`BundleError`] when the file is missing or of another form.
    pub fn standing(&self) -> Result<Option<Standing>, BundleError> {
        if self.manifest.files.contains_key(name::STANDING) {
            self.json(name::STANDING).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The leaves of an address; none when it has no part.
    ///
    /// # Errors
    /// [`BundleError`] when the shard is of another form.
    pub fn proofs(&self, account: Address) -> Result<Vec<ProofEntry>, BundleError> {
        self.proofs_of(Claimant::Wallet(account), &account.to_checksum(None))
    }

    /// The leaves of a GitHub account; none when it has no part, or is paid at a wallet.
    ///
    /// # Errors
    /// [`BundleError`] when the shard is of another form.
    pub fn identity_proofs(&self, id: GithubId) -> Result<Vec<ProofEntry>, BundleError> {
        match Claimant::of_github(id) {
            Some(claimant) => self.proofs_of(claimant, &Identity::Github(id).to_string()),
            None => Ok(Vec::new()),
        }
    }

    fn proofs_of(&self, claimant: Claimant, key: &str) -> Result<Vec<ProofEntry>, BundleError> {
        let file = shard_name(claimant);
        if !self.manifest.files.contains_key(&file) {
            return Ok(Vec::new());
        }
        let mut shard: ProofShard = self.json(&file)?;
        Ok(shard.remove(key).unwrap_or_default())
    }

    /// Where it was deployed, if it was.
    ///
    /// # Errors
    /// [`BundleError`] when the file is of another form.
    pub fn deployment(&self) -> Result<Option<Deployment>, BundleError> {
        if self.dir.join(name::DEPLOYMENT).exists() {
            self.json(name::DEPLOYMENT).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The deployment that was begun and not brought to its end, if there is one.
    ///
    /// # Errors
    /// [`BundleError`] when the file is of another form.
    pub fn deploying(&self) -> Result<Option<Deploying>, BundleError> {
        deploying_in(&self.dir)
    }

    /// Notes that a deployment begins: from now on the bundle is not published over.
    ///
    /// # Errors
    /// [`BundleError::Io`] when it cannot be written; then nothing may be sent.
    pub fn begin_deployment(&self, deploying: &Deploying) -> Result<(), BundleError> {
        self.save(name::DEPLOYING, deploying)
    }

    /// Records where it was deployed, which ends what was begun.
    ///
    /// # Errors
    /// [`BundleError::Io`] when it cannot be written.
    pub fn save_deployment(&self, deployment: &Deployment) -> Result<(), BundleError> {
        self.save(name::DEPLOYMENT, deployment)?;
        let begun = self.dir.join(name::DEPLOYING);
        match fs::remove_file(&begun) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BundleError::io(&begun)(error)),
            _ => Ok(()),
        }
    }

    /// Whole or not at all, and on the disk before anything else happens.
    fn save(&self, file: &str, value: &impl Serialize) -> Result<(), BundleError> {
        save(&self.dir, file, &super::json(value))
    }
}

/// Whole or not at all, and on the disk before anything else happens.
pub(crate) fn save(dir: &Path, file: &str, bytes: &[u8]) -> Result<(), BundleError> {
    let (path, draft) = (dir.join(file), dir.join(format!(".{file}.new")));
    let write = || {
        let mut draft = fs::File::create(&draft)?;
        draft.write_all(bytes)?;
        draft.sync_all()
    };
    write().map_err(BundleError::io(&draft))?;
    fs::rename(&draft, &path).map_err(BundleError::io(&path))
}

pub(crate) fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, BundleError> {
    serde_json::from_slice(bytes)
        .map_err(|error| BundleError::Format { path: path.to_owned(), message: error.to_string() })
}

fn deploying_in(dir: &Path) -> Result<Option<Deploying>, BundleError> {
    let path = dir.join(name::DEPLOYING);
    match fs::read(&path) {
        Ok(bytes) => parse(&path, &bytes).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(BundleError::io(&path)(error)),
    }
}

/// Writes a bundle to `out/<slug>/`, whole or not at all. What is there is replaced, unless it is deployed, or a
/// deployment of it has begun, and it would change.
///
/// # Errors
/// See [`BundleError`].
pub fn write_bundle(out: &Path, assembled: &Assembled) -> Result<Bundle, BundleError> {
    refuse_change_of_deployed(out, assembled)?;
    let slug = &assembled.manifest.slug;
    let (dir, draft, old) = (out.join(slug), out.join(format!(".{slug}.new")), aside(out, slug));
    remove(&draft)?;
    write_files(&draft, &assembled.files)?;
    for note in [name::DEPLOYMENT, name::DEPLOYING] {
        let (kept, path) = (dir.join(note), draft.join(note));
        if kept.exists() {
            fs::copy(&kept, &path).map_err(BundleError::io(&path))?;
        }
    }
    remove(&old)?;
    if dir.exists() {
        fs::rename(&dir, &old).map_err(BundleError::io(&dir))?;
    }
    fs::rename(&draft, &dir).map_err(BundleError::io(&dir))?;
    remove(&old)?;
    Bundle::open(&dir)
}

/// Writes the bundles of one airdrop on several chains; none of them if one may not be replaced.
///
/// # Errors
/// See [`BundleError`].
pub fn write_bundles(out: &Path, bundles: &[Assembled]) -> Result<(), BundleError> {
    bundles.iter().try_for_each(|assembled| refuse_change_of_deployed(out, assembled))?;
    bundles.iter().try_for_each(|assembled| write_bundle(out, assembled).map(drop))
}

/// Where the bundle is that another takes the place of.
fn aside(out: &Path, slug: &str) -> PathBuf {
    out.join(format!(".{slug}.old"))
}

fn refuse_change_of_deployed(out: &Path, assembled: &Assembled) -> Result<(), BundleError> {
    let (slug, new) = (&assembled.manifest.slug, assembled.bundle_hash);
    let (dir, old) = (&out.join(slug), aside(out, slug));
    if !dir.exists() && old.exists() {
        // A run that was killed between its two renames left the bundle aside, with the note of its deployment.
        fs::rename(&old, dir).map_err(BundleError::io(dir))?;
    }
    let (deployed, deploying) = (dir.join(name::DEPLOYMENT).exists(), deploying_in(dir)?);
    if !deployed && deploying.is_none() {
        return Ok(());
    }
    let there = Bundle::open(dir)?.hash;
    let path = || dir.to_owned();
    match deploying {
        _ if there == new => Ok(()),
        Some(Deploying { chain_id, airdrop, .. }) if !deployed => {
            Err(BundleError::Deploying { path: path(), chain_id, airdrop, begun: there, new })
        }
        _ => Err(BundleError::Deployed { path: path(), deployed: there, new }),
    }
}

pub(crate) fn remove(dir: &Path) -> Result<(), BundleError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BundleError::io(dir)(error)),
        _ => Ok(()),
    }
}

pub(crate) fn write_files(dir: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), BundleError> {
    for (file, bytes) in files {
        let path = dir.join(file);
        let parent = path.parent().unwrap_or(dir);
        fs::create_dir_all(parent).map_err(BundleError::io(parent))?;
        fs::write(&path, bytes).map_err(BundleError::io(&path))?;
    }
    Ok(())
}
