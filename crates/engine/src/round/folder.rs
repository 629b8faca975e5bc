//! The folder of a round: its rules, where it is, and, once there was a tally, its bundle.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use thiserror::Error;
use tributary_chain::{RoundDeployment, TallyTerms};
use tributary_model::{Address, B256, Claimant};

use super::{AssembledRound, LIST_NAMES, ListTexts, Matches, RoundManifest, RoundRules, file};
use crate::bundle::{
    BundleError, ProofEntry, ProofShard, hash_bytes, json, parse, remove, save, shard_name, write_files,
};

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
        "tally {number} has stood its time and commits to the bundle {bound}, and what is given now makes {new}; give \
         the lists and descriptions of that tally"
    )]
    Proposed {
        /// Which tally.
        number: u64,
        /// Bundle hash on the chain.
        bound: B256,
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

    /// The lists that the manifest names.
    ///
    /// # Errors
    /// [`BundleError`] when one is missing or no text.
    pub fn lists(&self) -> Result<ListTexts, BundleError> {
        let Some((manifest, _)) = self.manifest()? else { return Ok(ListTexts::default()) };
        let mut texts = Vec::new();
        for name in LIST_NAMES {
            let file = file::list(name);
            if manifest.files.contains_key(&file) {
                let body = String::from_utf8(self.file(&file)?).map_err(|error| BundleError::Format {
                    path: self.dir.join(&file),
                    message: error.to_string(),
                })?;
                texts.push((name.to_owned(), body));
            }
        }
        Ok(ListTexts::of(texts))
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

    /// Writes the bundle of a tally, whole or not at all, in place of what is there. `binding`: the number and the bundle hash of
    /// a tally that nobody can take back any more; no other bundle is written then.
    ///
    /// # Errors
    /// See [`RoundBundleError`].
    pub fn write(
        &self,
        assembled: &AssembledRound,
        binding: Option<(u64, B256)>,
    ) -> Result<(), RoundBundleError> {
        let new = assembled.terms.bundle_hash;
        if let Some((number, bound)) = binding.filter(|(_, bound)| *bound != new) {
            return Err(RoundBundleError::Proposed { number, bound, new });
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::round::{
        assemble,
        testing::{Events, address, lists, rules},
    };

    fn made(extra: u64) -> AssembledRound {
        let mut events = Events::new(1_000);
        for donor in 1..=3 {
            events.give(address(donor), 1, 1_000_000 * donor + extra);
        }
        assemble(&events.inputs(&rules(&[]), &lists(&[])), &BTreeMap::new()).unwrap()
    }

    #[test]
    fn a_bundle_is_written_over_until_its_tally_was_carried_out() {
        let out = tempfile::tempdir().unwrap();
        let folder = RoundFolder::make(out.path(), &rules(&[])).unwrap();
        assert!(folder.manifest().unwrap().is_none() && folder.terms().unwrap().is_none());
        let (first, second) = (made(0), made(1));
        folder.write(&first, None).unwrap();
        assert_eq!(folder.terms().unwrap(), Some(first.terms));
        folder.write(&second, None).unwrap();
        let bound = Some((1, first.terms.bundle_hash));
        let error = folder.write(&second, bound).unwrap_err();
        assert!(matches!(error, RoundBundleError::Proposed { number: 1, .. }), "{error}");
        assert_eq!(folder.matches().unwrap(), Some(second.matches), "nothing was written");
        folder.write(&first, bound).unwrap();
        assert_eq!(
            folder.matches().unwrap(),
            Some(first.matches),
            "what the chain commits to can be restored"
        );
        assert_eq!(RoundFolder::open_all(out.path()).unwrap().len(), 1);
    }

    #[test]
    fn a_folder_belongs_to_one_set_of_rules() {
        let out = tempfile::tempdir().unwrap();
        RoundFolder::make(out.path(), &rules(&[])).unwrap();
        RoundFolder::make(out.path(), &rules(&[])).unwrap();
        let other = rules(&[("goal = \"1000\"", "goal = \"1001\"")]);
        let error = RoundFolder::make(out.path(), &other).unwrap_err();
        assert!(matches!(error, RoundBundleError::OtherRules { .. }), "{error}");
    }

    #[test]
    fn what_a_killed_run_left_aside_comes_back() {
        let out = tempfile::tempdir().unwrap();
        let folder = RoundFolder::make(out.path(), &rules(&[])).unwrap();
        fs::rename(folder.dir(), out.path().join(".spring.old")).unwrap();
        assert!(!RoundFolder::is_one(folder.dir()));
        RoundFolder::mend(out.path(), "spring").unwrap();
        RoundFolder::mend(out.path(), "spring").unwrap();
        assert_eq!(RoundFolder::open(folder.dir()).unwrap().rules(), folder.rules());
    }
}
