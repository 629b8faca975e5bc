//! `rules.json`: everything that is fixed about a round, in one form. Its SHA-256 is the round's `rulesHash`, and with
//! it the salt of the round's address: who knows the address knows the rules.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tributary_chain::RoundTerms;
use tributary_model::{Address, Amount, B256, RoundWindows, Timestamp};
use tributary_qf::Coefficient;

use super::{MatchRules, Ramp};
use crate::{
    bundle::{hash_bytes, json},
    config::{ConfigError, check_slug, invalid},
};

/// The only format so far.
pub(crate) const RULES_FORMAT: &str = "tributary-round-rules-v1";

const DAY: u64 = 86_400;
/// As the contract has them.
const CHALLENGE_DAYS: std::ops::RangeInclusive<u64> = 1..=30;
const CLAIMS_DAYS: std::ops::RangeInclusive<u64> = 30..=730;
const DAYS_TO_FINALISE: u64 = 7;
const MOST_REVIEWERS: usize = 48;

/// The whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundRules {
    /// [`RULES_FORMAT`].
    pub format: String,
    /// Folder name and page address.
    pub slug: String,
    /// The name people see.
    pub name: String,
    /// A sentence or two.
    pub description: String,
    /// EIP-155 id.
    pub chain_id: u64,
    /// What is shared.
    pub pool: PoolRules,
    /// Who proposes tallies, and may call the round off.
    pub owner: Address,
    /// Who may reject a tally.
    pub guardian: Address,
    /// Who reviews, ascending.
    pub reviewers: Vec<Address>,
    /// How many of them make a verdict.
    pub threshold: u8,
    /// When what may be done.
    pub windows: RoundWindows,
    /// What is given.
    pub donations: DonationRules,
    /// How the pool is shared.
    #[serde(rename = "match")]
    pub matching: MatchRules,
    /// How far a donor counts.
    pub coefficients: CoefficientRules,
    /// Which wallets are one person.
    pub people: PeopleRules,
}

/// What is shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolRules {
    /// An ERC-20.
    pub token: Address,
    /// Its symbol.
    pub symbol: String,
    /// Digits behind the point.
    pub decimals: u8,
    /// How much has to come in for the round to be called funded, in base units.
    pub goal: Amount,
}

/// What is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DonationRules {
    /// What may be given, in ascending order of addresses.
    pub tokens: Vec<DonatedToken>,
}

/// What the pool is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolToken {
    /// An ERC-20.
    pub address: Address,
    /// Its symbol.
    pub symbol: String,
    /// Digits behind the point.
    pub decimals: u8,
}

/// What may be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DonatedToken {
    /// An ERC-20; zero is the chain's coin.
    pub address: Address,
    /// Its symbol.
    pub symbol: String,
    /// Digits behind the point.
    pub decimals: u8,
    /// Whole tokens of the pool for one of it, as a decimal; `None` when prices at close decide.
    pub price: Option<String>,
}

/// How far a donor counts. The lists themselves come in while the round is open, and are frozen before the tally.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoefficientRules {
    /// Of a donor on no list.
    #[serde(serialize_with = "write_coefficient", deserialize_with = "read_coefficient")]
    pub default: Coefficient,
    /// Of a score in the list of scores.
    pub scores: Option<Ramp>,
    /// Of the points of a linked GitHub account.
    pub github: Option<Ramp>,
    /// Is there a list of donors who count whole?
    pub allow: bool,
    /// Is there a list of donors who do not count?
    pub deny: bool,
}

/// Which wallets are one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleRules {
    /// Is there a list of wallets that one person holds?
    pub joins: bool,
    /// Is there a list of agents and their owners?
    pub agents: bool,
}

fn write_coefficient<S: Serializer>(coefficient: &Coefficient, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(coefficient)
}

pub(crate) fn read_coefficient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Coefficient, D::Error> {
    Coefficient::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}

impl PoolRules {
    /// The token alone.
    #[must_use]
    pub fn token(&self) -> PoolToken {
        PoolToken { address: self.token, symbol: self.symbol.clone(), decimals: self.decimals }
    }
}

impl RoundRules {
    /// The published bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        json(self)
    }

    /// SHA-256 of the published bytes: what the contract keeps.
    #[must_use]
    pub fn hash(&self) -> B256 {
        hash_bytes(&self.bytes())
    }

    /// Reads and checks published bytes.
    ///
    /// # Errors
    /// In words: another form, or terms that make no sense.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let rules: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if rules.format != RULES_FORMAT {
            return Err(format!("the format is `{}`; known is `{RULES_FORMAT}`", rules.format));
        }
        rules.check().map_err(|error| error.to_string())?;
        if rules.bytes() != bytes {
            return Err("it is not in its published form".to_owned());
        }
        Ok(rules)
    }

    /// What the contract is made with.
    #[must_use]
    pub fn terms(&self) -> RoundTerms {
        RoundTerms {
            chain_id: self.chain_id,
            token: self.pool.token,
            decimals: self.pool.decimals,
            goal: self.pool.goal,
            owner: self.owner,
            guardian: self.guardian,
            reviewers: self.reviewers.clone(),
            threshold: self.threshold,
            tokens: self.donations.tokens.iter().map(|token| token.address).collect(),
            rules_hash: self.hash(),
            windows: self.windows,
        }
    }

    /// One of the tokens that may be given.
    #[must_use]
    pub fn donated(&self, address: Address) -> Option<&DonatedToken> {
        self.donations.tokens.iter().find(|token| token.address == address)
    }

    /// Whole tokens of the pool, for people.
    #[must_use]
    pub fn pool_tokens(&self, amount: Amount) -> String {
        format!("{} {}", amount.format_tokens(self.pool.decimals), self.pool.symbol)
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        check_slug("round.slug", &self.slug)?;
        if self.pool.token.is_zero() {
            return Err(invalid("pool.token", "the pool is of an ERC-20; name its address"));
        }
        if self.pool.goal.is_zero() {
            return Err(invalid("pool.goal", "must be more than 0"));
        }
        self.check_roles()?;
        self.check_windows()?;
        self.check_tokens()?;
        self.matching.check().map_err(|(key, message)| invalid(&format!("match.{key}"), message))?;
        let most = [self.coefficients.scores.as_ref(), self.coefficients.github.as_ref()];
        let most = most.into_iter().flatten().map(Ramp::most).chain([self.coefficients.default]).max();
        if !self.matching.takes_boosts() && most > Some(Coefficient::ONE) {
            return Err(invalid("coefficients", "a coefficient above 1 is for rule = \"tunable\" alone"));
        }
        Ok(())
    }

    fn check_roles(&self) -> Result<(), ConfigError> {
        if self.owner.is_zero() {
            return Err(invalid("roles.owner", "is nobody; name an address"));
        }
        if self.guardian.is_zero() || self.guardian == self.owner {
            return Err(invalid(
                "roles.guardian",
                "must be somebody else than the owner: who proposes a tally must not be the one who could reject it",
            ));
        }
        let count = self.reviewers.len();
        let distinct = self.reviewers.iter().collect::<BTreeSet<_>>().len();
        if count == 0 || count > MOST_REVIEWERS || distinct < count {
            return Err(invalid(
                "roles.reviewers",
                format!("name 1 to {MOST_REVIEWERS} addresses, each once"),
            ));
        }
        if self.threshold == 0 || usize::from(self.threshold) > count {
            return Err(invalid("roles.threshold", format!("must be 1 to {count}, the number of reviewers")));
        }
        Ok(())
    }

    fn check_windows(&self) -> Result<(), ConfigError> {
        let windows = &self.windows;
        let late = |moment: Timestamp, seconds: u64| {
            i64::try_from(seconds).ok().and_then(|seconds| moment.unix().checked_add(seconds))
        };
        let rises = [
            (
                "applications_end",
                "after `applications_start`",
                windows.applications_start < windows.applications_end,
            ),
            ("review_end", "not before `applications_end`", windows.applications_end <= windows.review_end),
            ("donations_end", "not before `review_end`", windows.review_end <= windows.donations_end),
            ("donations_end", "after `donations_start`", windows.donations_start < windows.donations_end),
            (
                "donations_start",
                "not before `applications_start`",
                windows.applications_start <= windows.donations_start,
            ),
            (
                "deadline",
                "at least the challenge and 7 days after `donations_end`",
                late(windows.donations_end, windows.challenge_seconds.saturating_add(DAYS_TO_FINALISE * DAY))
                    .is_some_and(|latest| latest <= windows.deadline.unix()),
            ),
        ];
        for (key, must, holds) in rises {
            if !holds {
                return Err(invalid(&format!("windows.{key}"), format!("must be {must}")));
            }
        }
        for (key, seconds, days) in [
            ("challenge", windows.challenge_seconds, CHALLENGE_DAYS),
            ("claims", windows.claims_seconds, CLAIMS_DAYS),
        ] {
            if !(days.start() * DAY..=days.end() * DAY).contains(&seconds) {
                let (least, most) = (days.start(), days.end());
                return Err(invalid(&format!("windows.{key}"), format!("must be {least} to {most} days")));
            }
        }
        Ok(())
    }

    fn check_tokens(&self) -> Result<(), ConfigError> {
        if self.donations.tokens.is_empty() {
            return Err(invalid("donations.tokens", "name at least one token that may be given"));
        }
        if let Some(pair) = self.donations.tokens.windows(2).find(|pair| pair[0].address >= pair[1].address) {
            return Err(invalid("donations.tokens", format!("{} stands twice", pair[1].address)));
        }
        for token in &self.donations.tokens {
            if token.decimals > 77 || self.pool.decimals > 77 {
                return Err(invalid("donations.tokens", "a 256-bit amount has at most 77 decimals"));
            }
            if let Some(price) = &token.price {
                super::prices::Price::parse(price)
                    .map_err(|message| invalid("donations.tokens.price", message))?;
            }
        }
        Ok(())
    }
}
