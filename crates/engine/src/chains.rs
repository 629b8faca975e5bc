//! `[chain]`, or one `[[chain]]` for each of several: the same people by the same scores, with a pool, a bundle and a
//! contract of its own on each chain.
//!
//! Nobody has to choose a chain, and no contract has to know another: what is paid on one chain does not depend on what
//! was claimed on the others.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use tributary_model::{Address, Amount};

use crate::{
    config::{AirdropConfig, ConfigError, address, check_slug, invalid},
    identity::addresses,
};

/// Enough for every chain that an airdrop was ever on, and few enough to read before consenting.
const MOST: usize = 32;

/// `[chain]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainEntry {
    /// EIP-155 id.
    pub id: u64,
    /// The chain's name, shown on the page.
    pub name: Option<String>,
    /// A public endpoint: published, and offered to wallets.
    pub rpc_url: Option<String>,
    /// Block explorer, without a slash at the end.
    pub explorer: Option<String>,
}

/// `[[chain]]`: one of several. What is an address may be another one there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainShare {
    /// EIP-155 id.
    pub id: u64,
    /// See [`ChainEntry`].
    pub name: Option<String>,
    /// See [`ChainEntry`].
    pub rpc_url: Option<String>,
    /// See [`ChainEntry`].
    pub explorer: Option<String>,
    /// Whole tokens of `allocation.pool` that are shared here.
    pub pool: String,
    /// In place of `token.address`.
    #[serde(default, deserialize_with = "address")]
    pub token: Option<Address>,
    /// In place of `token.decimals`.
    pub decimals: Option<u8>,
    /// In place of `claim.owner`.
    #[serde(default, deserialize_with = "address")]
    pub owner: Option<Address>,
    /// In place of `claim.identity.guardian` and `claim.recurring.guardian`.
    #[serde(default, deserialize_with = "address")]
    pub guardian: Option<Address>,
    /// In place of `claim.identity.attestors`.
    #[serde(default, deserialize_with = "some_addresses")]
    pub attestors: Option<Vec<Address>>,
}

/// Where it is paid.
#[derive(Clone, Debug)]
pub enum Chains {
    /// `[chain]`.
    One(ChainEntry),
    /// `[[chain]]`, in the order of the file.
    Each(Vec<ChainShare>),
}

impl<'de> Deserialize<'de> for Chains {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tables;
        impl<'de> Visitor<'de> for Tables {
            type Value = Chains;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table `[chain]`, or a `[[chain]]` for each of several")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Chains, A::Error> {
                ChainEntry::deserialize(de::value::MapAccessDeserializer::new(map)).map(Chains::One)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Chains, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(list)).map(Chains::Each)
            }
        }
        deserializer.deserialize_any(Tables)
    }
}

fn some_addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Address>>, D::Error> {
    addresses(deserializer).map(Some)
}

impl ChainShare {
    fn entry(&self) -> ChainEntry {
        let Self { id, name, rpc_url, explorer, .. } = self.clone();
        ChainEntry { id, name, rpc_url, explorer }
    }

    fn key(&self, key: &str) -> String {
        format!("chain {}: {key}", self.id)
    }
}

impl AirdropConfig {
    /// The chain of a campaign.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] where the file names several and none was chosen with [`AirdropConfig::on`].
    pub fn chain(&self) -> Result<&ChainEntry, ConfigError> {
        match &self.chains {
            Chains::One(entry) => Ok(entry),
            Chains::Each(_) => {
                Err(invalid("chain", format!("there are several campaigns: {}", self.slugs().join(", "))))
            }
        }
    }

    /// The names of its campaigns: the file's own, or one for each chain, `<slug>-<chain id>`.
    #[must_use]
    pub fn slugs(&self) -> Vec<String> {
        match &self.chains {
            Chains::One(_) => vec![self.airdrop.slug.clone()],
            Chains::Each(shares) => shares.iter().map(|share| self.slug_on(share.id)).collect(),
        }
    }

    fn slug_on(&self, chain_id: u64) -> String {
        format!("{}-{chain_id}", self.airdrop.slug)
    }

    /// Its campaigns, each as if it stood in a file of its own.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] naming the chain and the key that make no sense together.
    pub fn campaigns(&self) -> Result<Vec<Self>, ConfigError> {
        match &self.chains {
            Chains::One(_) => Ok(vec![self.clone()]),
            Chains::Each(shares) => shares.iter().map(|share| self.shared(share)).collect(),
        }
    }

    /// The campaign on one chain. A file with `[chain]` has but one, whatever its id is: it says so itself.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] where no `[[chain]]` has the id.
    pub fn on(self, chain_id: u64) -> Result<Self, ConfigError> {
        let Chains::Each(shares) = &self.chains else { return Ok(self) };
        match shares.iter().find(|share| share.id == chain_id) {
            Some(share) => self.shared(share),
            None => {
                let ids: Vec<String> = shares.iter().map(|share| share.id.to_string()).collect();
                Err(invalid(
                    "chain",
                    format!("there is none with id {chain_id}; there are {}", ids.join(", ")),
                ))
            }
        }
    }

    fn shared(&self, share: &ChainShare) -> Result<Self, ConfigError> {
        let mut config = Self { chains: Chains::One(share.entry()), ..self.clone() };
        config.airdrop.slug = self.slug_on(share.id);
        config.allocation.pool.clone_from(&share.pool);
        config.token.decimals = share.decimals.unwrap_or(config.token.decimals);
        if share.token.is_some() {
            (config.token.address, config.token.supply) = (share.token, None);
        }
        config.claim.owner = share.owner.or(config.claim.owner);
        if let Some(identity) = &mut config.claim.identity {
            identity.guardian = share.guardian.or(identity.guardian);
            identity.attestors = share.attestors.clone().unwrap_or_else(|| identity.attestors.clone());
        }
        if let Some(recurring) = &mut config.claim.recurring {
            recurring.guardian = share.guardian.or(recurring.guardian);
            recurring.after = recurring.after.as_ref().map(|path| beside(path, share.id));
        }
        config.check_campaign().map_err(|error| match error {
            ConfigError::Invalid { key, message } => ConfigError::Invalid { key: share.key(&key), message },
            other => other,
        })?;
        Ok(config)
    }

    /// What has to hold of the chains together; each campaign is checked for itself.
    pub(crate) fn check_chains(&self, shares: &[ChainShare]) -> Result<(), ConfigError> {
        if shares.is_empty() || shares.len() > MOST {
            return Err(invalid("chain", format!("name 1 to {MOST} chains")));
        }
        let mut ids = BTreeSet::new();
        if let Some(twice) = shares.iter().find(|share| !ids.insert(share.id)) {
            return Err(invalid("chain", format!("the id {} stands twice", twice.id)));
        }
        if self.allocation.policy.as_deref() == Some("balanced") && shares.len() > 1 {
            return Err(invalid(
                "allocation.policy",
                "`balanced` would make up on each chain for what somebody was paid before; choose another, or one chain",
            ));
        }
        shares.iter().try_for_each(|share| self.check_share(share))?;
        self.campaigns()?;
        self.check_pools(shares)
    }

    fn check_share(&self, share: &ChainShare) -> Result<(), ConfigError> {
        let unread = |key: &str, table: &str| {
            let message = format!("is for `{table}`, which the file does not have; remove it");
            Err(invalid(&share.key(key), message))
        };
        check_slug("airdrop.slug", &self.slug_on(share.id))?;
        let (identity, recurring) = (self.claim.identity.is_some(), self.claim.recurring.is_some());
        if share.attestors.is_some() && !identity {
            return unread("attestors", "[claim.identity]");
        }
        if share.guardian.is_some() && !identity && !recurring {
            return unread("guardian", "[claim.identity]` or `[claim.recurring]");
        }
        Ok(())
    }

    /// Nothing of the announced pool is forgotten, and nothing is promised twice. In whole tokens, since decimals may
    /// differ from chain to chain.
    fn check_pools(&self, shares: &[ChainShare]) -> Result<(), ConfigError> {
        let finest = shares.iter().filter_map(|share| share.decimals).fold(self.token.decimals, u8::max);
        let tokens =
            |key: &str, text: &str| Amount::parse_tokens(text, finest).map_err(|error| invalid(key, error));
        let mut sum = Amount::ZERO;
        for share in shares {
            let pool = tokens(&share.key("pool"), &share.pool)?;
            sum = sum
                .checked_add(pool)
                .ok_or_else(|| invalid(&share.key("pool"), "the pools are more than 256 bits hold"))?;
        }
        if sum == tokens("allocation.pool", &self.allocation.pool)? {
            return Ok(());
        }
        Err(invalid(
            "allocation.pool",
            format!(
                "is {}, and the pools of its chains are {} together; write one or the other anew",
                self.allocation.pool,
                sum.format_tokens(finest)
            ),
        ))
    }
}

/// `out/river` → `out/river-8453`.
fn beside(path: &Path, chain_id: u64) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{name}-{chain_id}"))
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, address as at};

    use super::*;
    use crate::template::Template;

    const TWO: &str = "[[chain]]\nid = 8453\nname = \"Base\"\npool = \"600000.5\"\n\
                       token = \"0x00000000000000000000000000000000000000b1\"\ndecimals = 6\n\
                       owner = \"0x00000000000000000000000000000000000000b2\"\n\
                       [[chain]]\nid = 10\nrpc_url = \"https://rpc.example.org\"\npool = \"399999.5\"\n";

    /// A whole file with these tables in place of `[chain]`, and other tables behind.
    fn with(chains: &str, other: &str) -> Result<AirdropConfig, ConfigError> {
        let template = Template {
            slug: "river".into(),
            name: "River".into(),
            sources: vec![crate::config::Source::Github("a/b".parse().unwrap())],
            from: "2025-01-01".into(),
            until: "2026-01-01".into(),
            claim_start: "2026-02-01".into(),
            claim_end: "2026-08-01".into(),
            chain_id: 1,
        };
        let file = template.render().replace("[chain]\nid = 1\n", chains) + other;
        AirdropConfig::parse(file.as_bytes(), Path::new("airdrop.toml"))
    }

    fn refused(chains: &str, other: &str) -> String {
        with(chains, other).unwrap_err().to_string()
    }

    #[test]
    fn each_chain_has_a_campaign_of_its_own() {
        let config = with(TWO, "").unwrap();
        assert_eq!(config.slugs(), ["river-8453", "river-10"]);
        assert!(config.chain().unwrap_err().to_string().contains("river-8453, river-10"));
        let [base, optimism] = &config.campaigns().unwrap()[..] else { panic!("two campaigns") };

        assert_eq!((base.airdrop.slug.as_str(), base.chain().unwrap().id), ("river-8453", 8453));
        assert_eq!(base.chain().unwrap().name.as_deref(), Some("Base"));
        assert_eq!(base.allocation_rules().unwrap().pool.units(), U256::from(600_000_500_000_u64));
        assert_eq!(base.token.address, Some(at!("00000000000000000000000000000000000000b1")));
        assert_eq!((base.token.decimals, &base.token.supply), (6, &None));
        assert_eq!(base.claim.owner, Some(at!("00000000000000000000000000000000000000b2")));

        // Where nothing else is said, it is as in the rest of the file: a new token, owned by the deployer.
        assert_eq!(optimism.airdrop.slug, "river-10");
        assert_eq!(optimism.chain().unwrap().rpc_url.as_deref(), Some("https://rpc.example.org"));
        assert_eq!(optimism.token.address, None);
        assert_eq!(optimism.supply().unwrap(), Some(Amount::parse_tokens("10000000", 18).unwrap()));
        assert_eq!(optimism.claim.owner, None);

        assert_eq!(config.clone().on(10).unwrap().airdrop.slug, "river-10");
        let none = config.on(1).unwrap_err().to_string();
        assert_eq!(none, "`chain`: there is none with id 1; there are 8453, 10");
    }

    #[test]
    fn one_chain_is_the_file_itself_whichever_is_asked_for() {
        let config = with("[chain]\nid = 1\n", "").unwrap();
        assert_eq!(config.slugs(), ["river"]);
        assert_eq!(config.campaigns().unwrap().len(), 1);
        assert_eq!(config.on(5).unwrap().chain().unwrap().id, 1);
    }

    #[test]
    fn guardians_attestors_and_the_list_before_are_those_of_the_chain() {
        let claims = "[claim.identity]\nattestors = [\"0x00000000000000000000000000000000000000a1\"]\n\
                      guardian = \"0x00000000000000000000000000000000000000a2\"\n\
                      [claim.recurring]\ndelay = \"3 days\"\nafter = \"out/june\"\n";
        let other = "guardian = \"0x00000000000000000000000000000000000000a3\"\n\
                     attestors = [\"0x00000000000000000000000000000000000000a4\"]\n";
        let config = with(&format!("{TWO}{other}"), claims).unwrap();
        let [base, optimism] = &config.campaigns().unwrap()[..] else { panic!("two campaigns") };
        let identity = |config: &AirdropConfig| config.claim.identity.clone().unwrap();
        let recurring = |config: &AirdropConfig| config.claim.recurring.clone().unwrap();
        assert_eq!(identity(base).attestors, [at!("00000000000000000000000000000000000000a1")]);
        assert_eq!(identity(base).guardian, Some(at!("00000000000000000000000000000000000000a2")));
        assert_eq!(recurring(base).guardian, None);
        assert_eq!(identity(optimism).attestors, [at!("00000000000000000000000000000000000000a4")]);
        assert_eq!(identity(optimism).guardian, Some(at!("00000000000000000000000000000000000000a3")));
        assert_eq!(recurring(optimism).guardian, Some(at!("00000000000000000000000000000000000000a3")));
        assert_eq!(recurring(optimism).after, Some("out/june-10".into()));
    }

    #[test]
    fn chains_that_make_no_sense_together_are_refused_by_name() {
        let changed = |from: &str, to: &str| refused(&TWO.replace(from, to), "");
        assert_eq!(changed("id = 10", "id = 8453"), "`chain`: the id 8453 stands twice");
        assert_eq!(
            changed("399999.5", "400000"),
            "`allocation.pool`: is 1000000, and the pools of its chains are 1000000.5 together; write one or the other anew"
        );
        assert!(
            changed("600000.5", "0").starts_with("`chain 8453: allocation.pool`: there is nothing to share")
        );
        assert!(changed("600000.5", "600000.1234567").starts_with("`chain 8453: allocation.pool`"));
        assert!(changed("decimals = 6", "decimals = 78").starts_with("`chain 8453: token.decimals`"));
        assert!(changed("https://rpc", "ftp://rpc").starts_with("`chain 10: chain.rpc_url`"));
        assert!(changed("pool = \"399999.5\"\n", "").contains("missing field `pool`"));
        assert!(changed("name = \"Base\"", "nam = \"Base\"").contains("unknown field `nam`"));
        assert!(refused("chain = []\n", "").contains("chain"));
        let unread =
            refused(&format!("{TWO}guardian = \"0x00000000000000000000000000000000000000a3\"\n"), "");
        assert_eq!(
            unread,
            "`chain 10: guardian`: is for `[claim.identity]` or `[claim.recurring]`, which the file does not have; remove it"
        );
        assert!(refused("[chain]\nid = 1\npool = \"5\"\n", "").contains("unknown field `pool`"));
    }

    #[test]
    fn nobody_is_made_up_for_twice() {
        let balanced = |chains: &str| {
            let file = with(chains, "").unwrap();
            let mut config = file;
            config.allocation.policy = Some("balanced".to_owned());
            config.check()
        };
        assert!(
            balanced(TWO)
                .unwrap_err()
                .to_string()
                .starts_with("`allocation.policy`: `balanced` would make up")
        );
        balanced("[chain]\nid = 1\n").unwrap();
    }
}
