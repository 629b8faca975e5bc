//! `round.toml`: what a DAO decides about a round. What is fixed by it is published as `rules.json`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer, de};
use thiserror::Error;
use tributary_merkle::parse_address;
use tributary_model::{Address, Amount, RoundWindows, Timestamp};
use tributary_qf::Coefficient;

use super::{
    CoefficientRules, DonatedToken, DonationRules, MatchRules, Mode, PeopleRules, PoolRules, Ramp,
    RoundRules, RuleName,
    matching::{ContributionsName, RepeatName, SaturationName, StrengthName},
    rules::{RULES_FORMAT, read_coefficient},
};
use crate::{
    config::{ChainEntry, ConfigError, DatabaseEntry, GithubEntry, invalid},
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    round: About,
    chain: ChainEntry,
    pool: PoolEntry,
    roles: RolesEntry,
    windows: WindowsEntry,
    donations: DonationsEntry,
    #[serde(rename = "match")]
    matching: MatchEntry,
    #[serde(default)]
    coefficients: CoefficientsEntry,
    #[serde(default)]
    people: PeopleEntry,
    #[serde(default)]
    github: GithubEntry,
    #[serde(default)]
    database: DatabaseEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    slug: String,
    name: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PoolEntry {
    #[serde(deserialize_with = "one")]
    token: Address,
    symbol: String,
    #[serde(default = "eighteen")]
    decimals: u8,
    goal: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RolesEntry {
    #[serde(deserialize_with = "one")]
    owner: Address,
    #[serde(deserialize_with = "one")]
    guardian: Address,
    #[serde(deserialize_with = "many")]
    reviewers: Vec<Address>,
    #[serde(default = "first")]
    threshold: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowsEntry {
    applications_start: Timestamp,
    applications_end: Timestamp,
    review_end: Timestamp,
    donations_start: Timestamp,
    donations_end: Timestamp,
    #[serde(deserialize_with = "seconds")]
    challenge: u64,
    #[serde(deserialize_with = "seconds")]
    claims: u64,
    deadline: Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DonationsEntry {
    tokens: Vec<TokenEntry>,
    prices: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenEntry {
    #[serde(deserialize_with = "coin_or_address")]
    address: Address,
    symbol: String,
    #[serde(default = "eighteen")]
    decimals: u8,
    price: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchEntry {
    rule: RuleName,
    mode: Option<Mode>,
    cap: Option<String>,
    minimum: Option<String>,
    saturation: Option<SaturationName>,
    #[serde(default)]
    repeat: RepeatName,
    contributions: Option<ContributionsName>,
    boost: Option<String>,
    agreement: Option<String>,
    strength: Option<StrengthName>,
    voice_credit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CoefficientsEntry {
    #[serde(deserialize_with = "read_coefficient")]
    default: Coefficient,
    scores: Option<PathBuf>,
    thresholds: Option<Ramp>,
    allow: Option<PathBuf>,
    deny: Option<PathBuf>,
    github: Option<GithubScores>,
}

impl Default for CoefficientsEntry {
    fn default() -> Self {
        let default = Coefficient::ONE;
        Self { default, scores: None, thresholds: None, allow: None, deny: None, github: None }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GithubScores {
    bundle: PathBuf,
    thresholds: Ramp,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleEntry {
    joins: Option<PathBuf>,
    agents: Option<PathBuf>,
}

const fn eighteen() -> u8 {
    18
}

const fn first() -> u8 {
    1
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

impl Written {
    fn config(self) -> Result<RoundConfig, ConfigError> {
        let decimals = self.pool.decimals;
        if (self.coefficients.scores.is_some(), self.coefficients.thresholds.is_some()) == (true, false) {
            return Err(invalid(
                "coefficients.thresholds",
                "is needed with `scores`, such as [[15, \"0.5\"], [25, \"1\"]]",
            ));
        }
        if (self.coefficients.scores.is_some(), self.coefficients.thresholds.is_some()) == (false, true) {
            return Err(invalid("coefficients.scores", "is needed with `thresholds`: a CSV `donor,score`"));
        }
        let mut tokens: Vec<DonatedToken> =
            self.donations.tokens.into_iter().map(TokenEntry::ruled).collect::<Result<_, _>>()?;
        tokens.sort_by_key(|token| token.address);
        let mut reviewers = self.roles.reviewers;
        reviewers.sort();
        let lists = ListPaths {
            prices: self.donations.prices,
            scores: self.coefficients.scores,
            allow: self.coefficients.allow,
            deny: self.coefficients.deny,
            joins: self.people.joins,
            agents: self.people.agents,
            github: self.coefficients.github.as_ref().map(|github| github.bundle.clone()),
        };
        let rules = RoundRules {
            format: RULES_FORMAT.to_owned(),
            slug: self.round.slug,
            name: self.round.name,
            description: self.round.description,
            chain_id: self.chain.id,
            pool: PoolRules {
                token: self.pool.token,
                symbol: self.pool.symbol,
                decimals,
                goal: tokens_of("pool.goal", &self.pool.goal, decimals)?,
            },
            owner: self.roles.owner,
            guardian: self.roles.guardian,
            reviewers,
            threshold: self.roles.threshold,
            windows: self.windows.into(),
            donations: DonationRules { tokens },
            matching: self.matching.ruled(decimals)?,
            coefficients: CoefficientRules {
                default: self.coefficients.default,
                scores: self.coefficients.thresholds,
                github: self.coefficients.github.map(|github| github.thresholds),
                allow: lists.allow.is_some(),
                deny: lists.deny.is_some(),
            },
            people: PeopleRules { joins: lists.joins.is_some(), agents: lists.agents.is_some() },
        };
        Ok(RoundConfig { rules, chain: self.chain, lists, github: self.github, database: self.database })
    }
}

impl TokenEntry {
    fn ruled(self) -> Result<DonatedToken, ConfigError> {
        let price = self.price.map(|text| super::prices::Price::parse(&text).map(super::prices::Price::text));
        let price = price.transpose().map_err(|message| invalid("donations.tokens.price", message))?;
        Ok(DonatedToken { address: self.address, symbol: self.symbol, decimals: self.decimals, price })
    }
}

impl From<WindowsEntry> for RoundWindows {
    fn from(entry: WindowsEntry) -> Self {
        Self {
            applications_start: entry.applications_start,
            applications_end: entry.applications_end,
            review_end: entry.review_end,
            donations_start: entry.donations_start,
            donations_end: entry.donations_end,
            challenge_seconds: entry.challenge,
            claims_seconds: entry.claims,
            deadline: entry.deadline,
        }
    }
}

impl MatchEntry {
    /// Amounts are whole tokens here and base units in the rules.
    fn ruled(self, decimals: u8) -> Result<MatchRules, ConfigError> {
        let units = |key: &str, text: &Option<String>| {
            text.as_ref().map(|text| tokens_of(&format!("match.{key}"), text, decimals)).transpose()
        };
        let cap = match self.cap {
            Some(text) if text.ends_with('%') => Some(text),
            cap => units("cap", &cap)?.map(|units| units.to_string()),
        };
        let rules = MatchRules {
            rule: self.rule,
            mode: self.mode,
            cap,
            minimum: units("minimum", &self.minimum)?.unwrap_or_default(),
            saturation: self.saturation,
            repeat: self.repeat,
            contributions: self.contributions,
            boost: self.boost,
            agreement: self.agreement,
            strength: self.strength,
            voice_credit: units("voice_credit", &self.voice_credit)?,
        };
        Ok(rules.spelled())
    }
}

fn tokens_of(key: &str, text: &str, decimals: u8) -> Result<Amount, ConfigError> {
    Amount::parse_tokens(text, decimals).map_err(|error| invalid(key, error))
}

fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    parse_address(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}

fn many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Address>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| parse_address(text).map_err(de::Error::custom)).collect()
}

fn coin_or_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "coin" | "0x0" => Ok(Address::ZERO),
        text => parse_address(text).map_err(de::Error::custom),
    }
}

/// `3 days`, `36 hours`, `90 minutes` or `600 seconds`.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let unit = |unit: &str| match unit.trim_end_matches('s') {
        "day" => Some(86_400_u64),
        "hour" => Some(3_600),
        "minute" => Some(60),
        "second" => Some(1),
        _ => None,
    };
    let parsed =
        text.split_once(' ').and_then(|(count, name)| count.parse::<u64>().ok()?.checked_mul(unit(name)?));
    parsed.ok_or_else(|| de::Error::custom(format!("`{text}` is not a length of time; write it as `3 days`")))
}
