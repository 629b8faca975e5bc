//! Other rules to compare an airdrop's with: a file with some of the tables that decide scores and shares.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};
use thiserror::Error;

use crate::{
    config::{AirdropConfig, AllocationEntry, ConfigError, RepositoryEntry, ScoreEntry},
    kinds::KindsEntry,
    people::PersonEntry,
};

/// Why rules cannot be compared.
#[derive(Debug, Error)]
pub enum AgainstError {
    /// The file cannot be read.
    #[error("cannot read `{path}`, which --against names: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong form; the message shows the line.
    #[error("`{path}`, which --against names, is not a valid airdrop file:\n{message}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and column.
        message: String,
    },
    /// Nothing to compare.
    #[error(
        "`{0}`, which --against names, has none of the tables `[score]`, `[allocation]`, `[[people]]`, `[kinds]` and \
         `[[repositories]]`; write those that differ"
    )]
    Nothing(PathBuf),
    /// Other repositories are other evidence.
    #[error(
        "`{path}`, which --against names, {} `{label}`, and rules are compared over the same repositories; name the same \
         ones with other weights, or leave `[[repositories]]` away", if *.more { "adds" } else { "lacks" }
    )]
    Repositories {
        /// The file.
        path: PathBuf,
        /// The first one that differs.
        label: String,
        /// Is it in the file and not in the airdrop's, or the other way round?
        more: bool,
    },
    /// The rules make no sense.
    #[error("`{path}`, which --against names: {source}")]
    Rules {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ConfigError,
    },
}

/// A whole airdrop file, or a part of one. The names of the other tables are known, so that a mistyped one is refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    score: Option<ScoreEntry>,
    allocation: Option<AllocationEntry>,
    people: Option<Vec<PersonEntry>>,
    kinds: Option<KindsEntry>,
    repositories: Option<Vec<RepositoryEntry>>,
    #[serde(rename = "airdrop")]
    _airdrop: Option<IgnoredAny>,
    #[serde(rename = "window")]
    _window: Option<IgnoredAny>,
    #[serde(rename = "token")]
    _token: Option<IgnoredAny>,
    #[serde(rename = "chain")]
    _chain: Option<IgnoredAny>,
    #[serde(rename = "claim")]
    _claim: Option<IgnoredAny>,
    #[serde(rename = "github")]
    _github: Option<IgnoredAny>,
    #[serde(rename = "database")]
    _database: Option<IgnoredAny>,
}

impl AirdropConfig {
    /// This airdrop with the tables `[score]`, `[allocation]`, `[[people]]` and `[kinds]` of another file, where that has them, and
    /// with the weights that it gives the same repositories. Nothing else of it is looked at.
    ///
    /// # Errors
    /// See [`AgainstError`].
    pub fn with_rules_of(&self, path: &Path) -> Result<Self, AgainstError> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|source| AgainstError::Read { path: path.to_owned(), source })?;
        let file: RulesFile = toml::from_str(&text)
            .map_err(|error| AgainstError::Parse { path: path.to_owned(), message: error.to_string() })?;
        let mut other = self.clone();
        let RulesFile { score, allocation, people, kinds, repositories, .. } = file;
        let says = [
            score.is_some(),
            allocation.is_some(),
            people.is_some(),
            kinds.is_some(),
            repositories.is_some(),
        ];
        if !says.contains(&true) {
            return Err(AgainstError::Nothing(path.to_owned()));
        }
        other.score = score.unwrap_or(other.score);
        other.allocation = allocation.unwrap_or(other.allocation);
        other.people = people.unwrap_or(other.people);
        other.kinds = kinds.or(other.kinds);
        if let Some(repositories) = repositories {
            refuse_others(&self.repositories, &repositories, path)?;
            other.repositories = repositories;
        }
        match other.check() {
            Ok(()) => Ok(other),
            Err(source) => Err(AgainstError::Rules { path: path.to_owned(), source }),
        }
    }
}

fn refuse_others(
    own: &[RepositoryEntry],
    others: &[RepositoryEntry],
    path: &Path,
) -> Result<(), AgainstError> {
    let labels = |entries: &[RepositoryEntry]| -> BTreeSet<String> {
        entries.iter().map(RepositoryEntry::label).collect()
    };
    let (own, others) = (labels(own), labels(others));
    match own.symmetric_difference(&others).next() {
        Some(label) => Err(AgainstError::Repositories {
            path: path.to_owned(),
            label: label.clone(),
            more: others.contains(label),
        }),
        None => Ok(()),
    }
}
