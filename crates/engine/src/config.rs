//! `airdrop.toml`: what a maintainer decides. It is published as `rules.toml`, so it holds no secret.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer, de};
use thiserror::Error;
use tributary_merkle::parse_address;
use tributary_model::{Address, Amount, RepoId, TimeError, Timestamp, Window};
use tributary_score::{AllocationRules, Detail, Evidence, Horizon, Inputs, Joins, Overrides, Scores, Weight};

pub use crate::{
    chains::{ChainEntry, ChainShare, Chains},
    repositories::{Pattern, RepositoryEntry, SelectBy, Selector, Source, StandsFor},
    scoring::ScoreEntry,
    sharing::{AllocationEntry, Sharing, TierEntry},
};
use crate::{
    identity::IdentityEntry,
    kinds::KindsEntry,
    overrides::{OverridesFile, OverridesFileError},
    people::{PersonEntry, joins},
    published::{check_database, check_link},
    recurring::RecurringEntry,
    vesting::VestingEntry,
};

/// Why `airdrop.toml` cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}; `tributary init` writes one")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong form; the message shows the line.
    #[error("`{path}` is not a valid airdrop file:\n{message}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and column.
        message: String,
    },
    /// A value that has the right form and makes no sense.
    #[error("`{key}`: {message}")]
    Invalid {
        /// The key in the file.
        key: String,
        /// What is wrong and what to write.
        message: String,
    },
    /// What was decided by hand cannot be used.
    #[error(transparent)]
    Overrides(#[from] OverridesFileError),
}

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AirdropConfig {
    /// What it is called and who is behind it.
    pub airdrop: About,
    /// Whose contributions count.
    pub repositories: Vec<RepositoryEntry>,
    /// Which identities are one person.
    #[serde(default)]
    pub people: Vec<PersonEntry>,
    /// Which kinds of repositories count, and for how much.
    #[serde(default)]
    pub kinds: Option<KindsEntry>,
    /// When they count.
    pub window: WindowEntry,
    /// How they are scored.
    pub score: ScoreEntry,
    /// How the pool is shared.
    pub allocation: AllocationEntry,
    /// What is shared.
    pub token: TokenEntry,
    /// Where it is paid.
    #[serde(rename = "chain")]
    pub chains: Chains,
    /// When it can be claimed.
    pub claim: ClaimEntry,
    /// Where GitHub is.
    #[serde(default)]
    pub github: GithubEntry,
    /// Where evidence is kept.
    #[serde(default)]
    pub database: DatabaseEntry,
    /// What `airdrop.overrides` names, once it was read.
    #[serde(skip)]
    pub decisions: Option<OverridesFile>,
}

/// `[airdrop]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Folder name and page address: lower-case letters, digits and `-`.
    pub slug: String,
    /// The name people see.
    pub name: String,
    /// A sentence or two.
    #[serde(default)]
    pub description: String,
    /// A page of the people behind it.
    pub maintainer: Option<String>,
    /// A file of what is decided by hand, relative to this one.
    pub overrides: Option<PathBuf>,
}

/// `[window]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowEntry {
    /// First moment inside.
    pub from: Timestamp,
    /// First moment after.
    pub until: Timestamp,
}

/// `[token]`: an existing one by `address`, or a new one with `supply`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenEntry {
    /// An ERC-20 that exists.
    #[serde(default, deserialize_with = "address")]
    pub address: Option<Address>,
    /// Its name.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// Digits behind the point; 18 for a new token.
    #[serde(default = "eighteen")]
    pub decimals: u8,
    /// Whole tokens that a new token starts with.
    pub supply: Option<String>,
}

const fn eighteen() -> u8 {
    18
}

/// `[claim]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimEntry {
    /// First moment a claim is accepted.
    pub start: Timestamp,
    /// First moment it is not; from then on the owner may take back what is left. Until two days before `start` the
    /// owner may take back everything.
    pub end: Timestamp,
    /// Who may take it back; the deployer when missing.
    #[serde(default, deserialize_with = "address")]
    pub owner: Option<Address>,
    /// Who may say which wallet a GitHub account is paid to. Without it only wallets get a leaf.
    #[serde(default)]
    pub identity: Option<IdentityEntry>,
    /// Shares become available over time. Without it they are paid at once.
    #[serde(default)]
    pub vesting: Option<VestingEntry>,
    /// A new list each epoch, with cumulative amounts. Without it there is one list.
    #[serde(default)]
    pub recurring: Option<RecurringEntry>,
}

/// `[github]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GithubEntry {
    /// Base address of the API; GitHub's own when missing.
    pub api_url: Option<String>,
}

/// `[database]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseEntry {
    /// `sqlite://file` or `postgres://…` without a password; `sqlite://tributary.db` when missing.
    pub url: Option<String>,
}

pub(crate) fn invalid(key: &str, message: impl ToString) -> ConfigError {
    ConfigError::Invalid { key: key.to_owned(), message: message.to_string() }
}

impl AirdropConfig {
    /// Reads and checks a file, and the overrides that it names; also returns its bytes, which are what is published.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn read(path: &Path) -> Result<(Self, Vec<u8>), ConfigError> {
        let bytes = fs::read(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        let config = Self::parse(&bytes, path)?;
        let Some(file) = &config.airdrop.overrides else { return Ok((config, bytes)) };
        let file = path.parent().unwrap_or(Path::new("")).join(file);
        let decisions =
            fs::read(&file).map_err(|source| OverridesFileError::Read { path: file.clone(), source })?;
        Ok((config.with_decisions(&decisions, &file)?, bytes))
    }

    /// The same with what was decided by hand; `path` is for messages.
    ///
    /// # Errors
    /// [`ConfigError::Overrides`], and [`ConfigError::Invalid`] for joins that contradict one another.
    pub fn with_decisions(self, bytes: &[u8], path: &Path) -> Result<Self, ConfigError> {
        let config = Self { decisions: Some(OverridesFile::parse(bytes, path)?), ..self };
        config.joins()?;
        Ok(config)
    }

    /// Reads and checks the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, ConfigError> {
        let error = |message: String| ConfigError::Parse { path: path.to_owned(), message };
        let text = std::str::from_utf8(bytes).map_err(|utf8| error(utf8.to_string()))?;
        let config: Self = toml::from_str(text).map_err(|toml| error(toml.to_string()))?;
        config.check()?;
        Ok(config)
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        check_slug("airdrop.slug", &self.airdrop.slug)?;
        check_link("airdrop.maintainer", self.airdrop.maintainer.as_deref())?;
        check_link("github.api_url", self.github.api_url.as_deref())?;
        check_database("database.url", self.database.url.as_deref())?;
        self.score.rules()?;
        self.check_repositories()?;
        self.kinds.as_ref().map_or(Ok(()), KindsEntry::check)?;
        self.joins()?;
        self.window()?;
        Window::new(self.claim.start, self.claim.end).map_err(|error| invalid("claim", error))?;
        self.claim.vesting.as_ref().map_or(Ok(()), VestingEntry::check)?;
        if self.claim.vesting.is_some() && self.claim.recurring.is_some() {
            return Err(invalid(
                "claim.recurring",
                "a campaign is of one kind; keep `[claim.recurring]` or `[claim.vesting]`",
            ));
        }
        match &self.chains {
            Chains::One(_) => self.check_campaign(),
            Chains::Each(shares) => self.check_chains(shares),
        }
    }

    /// What may differ from chain to chain.
    pub(crate) fn check_campaign(&self) -> Result<(), ConfigError> {
        let chain = self.chain()?;
        check_link("chain.explorer", chain.explorer.as_deref())?;
        check_link("chain.rpc_url", chain.rpc_url.as_deref())?;
        self.claim.identity.as_ref().map_or(Ok(()), IdentityEntry::check)?;
        self.claim.recurring.as_ref().map_or(Ok(()), RecurringEntry::check)?;
        self.check_token()?;
        self.allocation.policy(self.token.decimals)?;
        let rules = self.allocation_rules()?;
        if rules.pool.is_zero() {
            return Err(invalid(
                "allocation.pool",
                "there is nothing to share; write whole tokens such as \"1000000\"",
            ));
        }
        Ok(())
    }

    fn check_repositories(&self) -> Result<(), ConfigError> {
        if self.repositories.is_empty() {
            return Err(invalid("repositories", "name at least one"));
        }
        let mut labels = BTreeSet::new();
        for entry in &self.repositories {
            entry.stands_for()?;
            let label = entry.label();
            if !labels.insert(label.to_ascii_lowercase()) {
                return Err(invalid("repositories", format!("`{label}` stands twice")));
            }
        }
        Ok(())
    }

    fn check_token(&self) -> Result<(), ConfigError> {
        let token = &self.token;
        if token.decimals > 77 {
            return Err(invalid("token.decimals", "a 256-bit amount has at most 77 decimals"));
        }
        match (token.address, &token.supply) {
            (Some(_), None) => Ok(()),
            (Some(_), Some(_)) => {
                Err(invalid("token", "`address` is an existing token and `supply` makes a new one; keep one"))
            }
            (None, None) => {
                Err(invalid("token", "needs `address` (an existing token) or `supply` (a new one)"))
            }
            (None, Some(_)) if token.decimals != 18 => {
                Err(invalid("token.decimals", "a new token has 18 decimals; remove the line"))
            }
            (None, Some(_)) => {
                let (supply, pool) = (self.supply()?.unwrap_or_default(), self.allocation_rules()?.pool);
                if supply < pool {
                    return Err(invalid(
                        "token.supply",
                        format!("is less than the pool of {} tokens", self.allocation.pool),
                    ));
                }
                Ok(())
            }
        }
    }

    /// When contributions count.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for an empty window.
    pub fn window(&self) -> Result<Window, ConfigError> {
        Window::new(self.window.from, self.window.until).map_err(|error: TimeError| invalid("window", error))
    }

    /// A new token's supply in base units.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] when it is not an amount of tokens.
    pub fn supply(&self) -> Result<Option<Amount>, ConfigError> {
        let parse = |text: &String| {
            Amount::parse_tokens(text, self.token.decimals).map_err(|error| invalid("token.supply", error))
        };
        self.token.supply.as_ref().map(parse).transpose()
    }

    /// Pool and limits in base units.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] naming the key that is not an amount.
    pub fn allocation_rules(&self) -> Result<AllocationRules, ConfigError> {
        self.allocation.rules(self.token.decimals)
    }

    /// Pool, policy and limits.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] naming the key that makes no sense.
    pub fn sharing(&self) -> Result<Sharing, ConfigError> {
        Ok(Sharing {
            rules: self.allocation_rules()?,
            policy: self.allocation.policy(self.token.decimals)?,
            horizon: Horizon {
                until: self.window()?.until,
                interval: self.score.rules()?.preset().interval(),
            },
            identities: self.claim.identity.is_some(),
        })
    }

    /// Which identities are one person, by the rules and by hand.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] naming the entries that contradict one another.
    pub fn joins(&self) -> Result<Joins, ConfigError> {
        let people =
            self.people.iter().zip(1..).map(|(entry, number)| (format!("people[{number}]"), entry.join()));
        let by_hand = self.decisions.iter().flat_map(OverridesFile::joins);
        joins(&people.chain(by_hand).collect::<Vec<_>>())
    }

    /// What was decided by hand about what happened.
    ///
    /// # Errors
    /// [`ConfigError::Overrides`] for decisions that are missing, contradict one another or match nobody.
    pub fn overrides(&self, evidence: &Evidence) -> Result<Overrides, ConfigError> {
        match (&self.decisions, &self.airdrop.overrides) {
            (Some(decisions), _) => {
                Ok(decisions.resolve(evidence, &self.joins()?, self.score.rules()?.preset())?)
            }
            (None, Some(file)) => Err(OverridesFileError::Missing(file.clone()).into()),
            (None, None) => Ok(Overrides::none()),
        }
    }

    /// Scores evidence by this file's rules and what was decided by hand.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for an empty window or a preset that makes no sense, [`ConfigError::Overrides`] for
    /// decisions that are missing or match nobody.
    pub fn score(
        &self,
        evidence: &Evidence,
        weights: &BTreeMap<RepoId, Weight>,
        detail: Detail,
    ) -> Result<Scores, ConfigError> {
        let (rules, joins, overrides) = (self.score.rules()?, self.joins()?, self.overrides(evidence)?);
        let plain = Inputs::new(evidence, self.window()?);
        let inputs = Inputs {
            repositories: weights,
            joins: &joins,
            overrides: &overrides,
            flags: self.score.flags,
            detail,
            ..plain
        };
        Ok(rules.score(&inputs))
    }
}

/// The database that a file names, also when the rest of it is not finished.
#[must_use]
pub fn database_url(path: &Path) -> Option<String> {
    let table: toml::Table = toml::from_str(&fs::read_to_string(path).ok()?).ok()?;
    Some(table.get("database")?.get("url")?.as_str()?.to_owned())
}

pub(crate) fn check_slug(key: &str, slug: &str) -> Result<(), ConfigError> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let ok = (1..=64).contains(&slug.len())
        && slug.bytes().all(allowed)
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    if ok {
        Ok(())
    } else {
        Err(invalid(key, format!("`{slug}` must be 1 to 64 lower-case letters, digits and inner `-`")))
    }
}

/// Capitals, where there are any, must be the checksum: nobody can take tokens back from a mistyped address.
pub(crate) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Address>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_address(&text).map(Some).map_err(de::Error::custom)
}
