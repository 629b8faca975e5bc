//! A snapshot fixes evidence and rules before the airdrop is announced, so that nobody can work towards the rules, or
//! the rules towards somebody, afterwards.
//!
//! It fixes what decides scores and shares: repositories, window, score, and allocation without the file of wallets. Token,
//! chain and claim window may still change, and so may wallets and overrides: they come from people who answer to the
//! announcement, and are published beside.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_model::{B256, Window};

use crate::{
    bundle::{ManifestRepository, hash_bytes, json, name, read_evidence, write_evidence},
    collect::Collected,
    config::{AirdropConfig, ConfigError},
};

/// The folder beside the airdrop's file in which commands look for a snapshot.
pub const FOLDER: &str = "snapshot";
/// The only format so far.
const FORMAT: &str = "tributary-snapshot-v1";
/// Tables of the airdrop's file that are fixed.
const SECTIONS: [&str; 6] = ["repositories", "window", "score", "people", "kinds", "allocation"];
/// Where people are paid is found out after the announcement.
const FREE: (&str, &str) = ("allocation", "wallets");

/// `snapshot.json`. The SHA-256 of its bytes is what is announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// `tributary-snapshot-v1`.
    pub format: String,
    /// Of which airdrop.
    pub slug: String,
    /// When contributions count.
    pub window: Window,
    /// Whose contributions count, as they were found.
    pub repositories: Vec<ManifestRepository>,
    /// SHA-256 of `evidence.jsonl`.
    pub evidence_hash: B256,
    /// SHA-256 of each fixed table of the rules, as JSON with sorted keys.
    pub rules: BTreeMap<String, B256>,
}

/// A snapshot that was read and checked against the rules of today.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// What it fixes.
    pub snapshot: Snapshot,
    /// The bytes of `snapshot.json`.
    pub bytes: Vec<u8>,
    /// The evidence that it fixed, and the repositories.
    pub collected: Collected,
}

/// Why there is no snapshot, or why scores do not follow from it.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// No such file, or no leave to touch it.
    #[error("`{path}`: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that is not of its form.
    #[error("`{path}` is not a snapshot's file: {message}")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The evidence beside it is another one.
    #[error("`{path}` has SHA-256 {found}, the snapshot fixed {fixed}; put the file back as it was")]
    Evidence {
        /// The file.
        path: PathBuf,
        /// Of the file.
        found: B256,
        /// Of the snapshot.
        fixed: B256,
    },
    /// The rules say something else than when it was taken.
    #[error(
        "`[{section}]` is not what the snapshot in `{path}` fixed; put it back as `{}` has it, or take another snapshot \
         in another folder and announce its hash", .path.join(name::RULES).display()
    )]
    Rules {
        /// The snapshot's folder.
        path: PathBuf,
        /// The first table that differs.
        section: String,
    },
    /// The snapshot is another airdrop's.
    #[error("the snapshot in `{path}` is of `{found}`, the airdrop is `{wanted}`")]
    OtherAirdrop {
        /// The snapshot's folder.
        path: PathBuf,
        /// Of the snapshot.
        found: String,
        /// Of the rules.
        wanted: String,
    },
    /// One was taken before, of something else.
    #[error(
        "`{path}` holds a snapshot with hash {hash} and taking one now would make {new}; what was announced stays: choose \
         another folder with --folder"
    )]
    Taken {
        /// The folder.
        path: PathBuf,
        /// Of what is there.
        hash: B256,
        /// Of what would be written.
        new: B256,
    },
    /// The rules make no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl SnapshotError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

impl Snapshot {
    /// Fixes evidence and rules. `rules` are the bytes that `config` was read from.
    ///
    /// # Errors
    /// [`SnapshotError::Config`] when the rules make no sense.
    pub fn of(config: &AirdropConfig, rules: &[u8], collected: &Collected) -> Result<Self, SnapshotError> {
        Ok(Self {
            format: FORMAT.to_owned(),
            slug: config.airdrop.slug.clone(),
            window: config.window()?,
            repositories: collected.repositories.clone(),
            evidence_hash: hash_bytes(&write_evidence(&collected.evidence)),
            rules: sections(rules).map_err(|message| format_error(Path::new(name::RULES), message))?,
        })
    }

    /// Writes a folder with the evidence, the rules and `snapshot.json`, whole or not at all, and gives the hash to
    /// announce. The same again changes nothing.
    ///
    /// # Errors
    /// [`SnapshotError::Taken`] when the folder holds another one.
    pub fn write(&self, folder: &Path, rules: &[u8], collected: &Collected) -> Result<B256, SnapshotError> {
        let bytes = json(self);
        let new = hash_bytes(&bytes);
        let path = folder.join(name::SNAPSHOT);
        match fs::read(&path) {
            Ok(there) if there == bytes => return Ok(new),
            Ok(there) => {
                let hash = hash_bytes(&there);
                return Err(SnapshotError::Taken { path: folder.to_owned(), hash, new });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(SnapshotError::io(&path)(error)),
        }
        fs::create_dir_all(folder).map_err(SnapshotError::io(folder))?;
        let files = [
            (name::EVIDENCE, write_evidence(&collected.evidence)),
            (name::RULES, rules.to_vec()),
            // Last: without it there is no snapshot.
            (name::SNAPSHOT, bytes),
        ];
        for (file, bytes) in files {
            let (path, draft) = (folder.join(file), folder.join(format!(".{file}.new")));
            fs::write(&draft, bytes).map_err(SnapshotError::io(&draft))?;
            fs::rename(&draft, &path).map_err(SnapshotError::io(&path))?;
        }
        Ok(new)
    }

    /// Reads `snapshot.json`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let snapshot: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if snapshot.format == FORMAT {
            Ok(snapshot)
        } else {
            Err(format!("the format is `{}`; known is `{FORMAT}`", snapshot.format))
        }
    }

    /// The first fixed table that rules say differently.
    ///
    /// # Errors
    /// The parser's words for rules that are no TOML.
    pub(crate) fn differing(&self, rules: &[u8]) -> Result<Option<String>, String> {
        let now = sections(rules)?;
        let names: BTreeSet<&String> = self.rules.keys().chain(now.keys()).collect();
        Ok(names.into_iter().find(|section| self.rules.get(*section) != now.get(*section)).cloned())
    }
}

impl Frozen {
    /// Reads the snapshot in a folder, if there is one, and compares it with the rules.
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn open(folder: &Path, config: &AirdropConfig, rules: &[u8]) -> Result<Option<Self>, SnapshotError> {
        let path = folder.join(name::SNAPSHOT);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(SnapshotError::io(&path))?,
        };
        let snapshot = Snapshot::parse(&bytes).map_err(|message| format_error(&path, message))?;
        let path = || folder.to_owned();
        if snapshot.slug != config.airdrop.slug {
            let (found, wanted) = (snapshot.slug, config.airdrop.slug.clone());
            return Err(SnapshotError::OtherAirdrop { path: path(), found, wanted });
        }
        let differing =
            snapshot.differing(rules).map_err(|message| format_error(Path::new(name::RULES), message))?;
        if let Some(section) = differing {
            return Err(SnapshotError::Rules { path: path(), section });
        }
        let file = folder.join(name::EVIDENCE);
        let evidence = fs::read(&file).map_err(SnapshotError::io(&file))?;
        let found = hash_bytes(&evidence);
        if found != snapshot.evidence_hash {
            return Err(SnapshotError::Evidence { path: file, found, fixed: snapshot.evidence_hash });
        }
        let evidence = read_evidence(&evidence).map_err(|message| format_error(&file, message))?;
        let collected = Collected { evidence, repositories: snapshot.repositories.clone() };
        Ok(Some(Self { snapshot, bytes, collected }))
    }

    /// The hash that was announced.
    #[must_use]
    pub fn hash(&self) -> B256 {
        hash_bytes(&self.bytes)
    }
}

fn format_error(path: &Path, message: String) -> SnapshotError {
    SnapshotError::Format { path: path.to_owned(), message }
}

/// Comments, spaces and the order of keys do not matter.
fn sections(rules: &[u8]) -> Result<BTreeMap<String, B256>, String> {
    let text = std::str::from_utf8(rules).map_err(|error| error.to_string())?;
    let mut table: toml::Table = toml::from_str(text).map_err(|error: toml::de::Error| error.to_string())?;
    if let Some(toml::Value::Table(section)) = table.get_mut(FREE.0) {
        section.remove(FREE.1);
    }
    let hash = |value: &toml::Value| {
        // `Value` sorts its keys.
        let value = serde_json::to_value(value).expect("TOML is JSON");
        hash_bytes(&serde_json::to_vec(&value).expect("JSON values serialise to memory"))
    };
    Ok(SECTIONS
        .into_iter()
        .filter_map(|section| Some((section.to_owned(), hash(table.get(section)?))))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "[window]\nfrom = \"2025-01-01\"\n[allocation]\npool = \"10\"\nwallets = \"a.csv\"\n[claim]\nstart = \"x\"\n";

    #[test]
    fn spaces_comments_wallets_and_the_claim_window_are_free_and_a_pool_is_not() {
        let fixed = sections(RULES.as_bytes()).unwrap();
        let free =
            "# Ours.\n[allocation]\nwallets = \"b.csv\"\npool = \"10\"\n[window]\nfrom   = \"2025-01-01\"\n";
        assert_eq!(sections(free.as_bytes()).unwrap(), fixed);
        let changed = sections(RULES.replace("\"10\"", "\"11\"").as_bytes()).unwrap();
        assert_eq!(changed["window"], fixed["window"]);
        assert_ne!(changed["allocation"], fixed["allocation"]);
    }
}
