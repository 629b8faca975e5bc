//! `round.toml`: what a DAO decides about a round. What is fixed by it is published as `rules.json`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::{RoundRules, written::Written};
use crate::{
    config::{ChainEntry, ConfigError, DatabaseEntry, GithubEntry},
    published::{check_database, check_link},
};

/// Why `round.toml` cannot be used.
#[derive(Debug, Error)]
pub enum RoundConfigError {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}; `tributary round init` writes one")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong form; the message shows the line.
    #[error("`{path}` is not a valid round file:\n{message}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and column.
        message: String,
    },
    /// A value that has the right form and makes no sense.
    #[error(transparent)]
    Invalid(#[from] ConfigError),
}

/// The whole file, read and checked.
#[derive(Clone, Debug)]
pub struct RoundConfig {
    /// What is fixed, and published.
    pub rules: RoundRules,
    /// Where the chain is.
    pub chain: ChainEntry,
    /// The lists, as paths relative to the file.
    pub lists: ListPaths,
    /// Where GitHub is.
    pub github: GithubEntry,
    /// Where events are kept.
    pub database: DatabaseEntry,
}

/// Where the lists of a round are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPaths {
    /// `token,price`.
    pub prices: Option<PathBuf>,
    /// `donor,score`.
    pub scores: Option<PathBuf>,
    /// `donor,reason`.
    pub allow: Option<PathBuf>,
    /// `donor,reason`.
    pub deny: Option<PathBuf>,
    /// `person,donor,reason`.
    pub joins: Option<PathBuf>,
    /// `owner,agent`.
    pub agents: Option<PathBuf>,
    /// A bundle whose scores count for who is linked to a GitHub account.
    pub github: Option<PathBuf>,
}

impl RoundConfig {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// See [`RoundConfigError`].
    pub fn read(path: &Path) -> Result<Self, RoundConfigError> {
        let bytes =
            fs::read(path).map_err(|source| RoundConfigError::Read { path: path.to_owned(), source })?;
        Self::parse(&bytes, path)
    }

    /// Reads and checks the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// See [`RoundConfigError`].
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, RoundConfigError> {
        let error = |message: String| RoundConfigError::Parse { path: path.to_owned(), message };
        let text = std::str::from_utf8(bytes).map_err(|utf8| error(utf8.to_string()))?;
        let written: Written = toml::from_str(text).map_err(|toml| error(toml.to_string()))?;
        check_link("chain.explorer", written.chain.explorer.as_deref())?;
        check_link("chain.rpc_url", written.chain.rpc_url.as_deref())?;
        check_link("github.api_url", written.github.api_url.as_deref())?;
        check_database("database.url", written.database.url.as_deref())?;
        let config = written.config()?;
        config.rules.check()?;
        Ok(config)
    }
}
