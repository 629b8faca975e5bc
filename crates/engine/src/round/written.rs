//! `round.toml` as it is written, and what it means: names sorted, whole tokens in base units, lengths of time in seconds.

use std::path::PathBuf;

use serde::Deserialize;
use tributary_model::{Address, RoundWindows, Timestamp};
use tributary_qf::Coefficient;

use super::{
    CoefficientRules, DonatedToken, DonationRules, ListPaths, MatchRules, Mode, PeopleRules, PoolRules, Ramp,
    RoundConfig, RoundRules, RuleName,
    matching::{ContributionsName, RepeatName, SaturationName, StrengthName},
    rules::{RULES_FORMAT, read_coefficient},
    values::{coin_or_address, many, one, seconds, tokens_of},
};
use crate::config::{ChainEntry, ConfigError, DatabaseEntry, GithubEntry, invalid};

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    round: About,
    pub(super) chain: ChainEntry,
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
    pub(super) github: GithubEntry,
    #[serde(default)]
    pub(super) database: DatabaseEntry,
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

impl Written {
    pub(super) fn config(self) -> Result<RoundConfig, ConfigError> {
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
