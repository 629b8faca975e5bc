//! `rules.json`: everything that is fixed about a round, in one form. Its SHA-256 is the round's `rulesHash`, and with
//! it the salt of the round's address: who knows the address knows the rules.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tributary_chain::RoundTerms;
use tributary_model::{Address, Amount, B256, RoundWindows};
use tributary_qf::Coefficient;

use super::{MatchRules, Ramp};
use crate::bundle::{hash_bytes, json};

/// The only format so far.
pub(crate) const RULES_FORMAT: &str = "tributary-round-rules-v1";

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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
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
            tokens: self.donations.tokens.iter().map(|token| (token.address, token.decimals)).collect(),
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
}
