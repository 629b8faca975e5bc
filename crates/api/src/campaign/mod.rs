//! One campaign in memory: read once from its bundle, then asked by every request.

mod activity;
mod concentration;
mod load;
mod people;
mod rules;
mod words;

use std::{collections::BTreeMap, ops::Range};

use tributary_engine::bundle::Bundle;
use tributary_model::{Contribution, RepoId};

pub(crate) use activity::Activity;
pub(crate) use concentration::Concentration;
pub(crate) use people::{People, Person, PersonMonth};
pub(crate) use rules::{Rules, grouped};

use crate::routes::campaign::Deployment;

/// A published campaign.
#[derive(Debug)]
pub(crate) struct Campaign {
    /// Manifest, and the folder for files and proofs.
    pub(crate) bundle: Bundle,
    /// Chain name, endpoint and explorer of the rules.
    pub(crate) chain: ChainInfo,
    /// The rules in numbers and in words.
    pub(crate) rules: Rules,
    /// Where it was deployed, if it was.
    pub(crate) deployment: Option<DeployedAt>,
    /// Everybody, in the order of the scores.
    pub(crate) people: People,
    /// The river.
    pub(crate) activity: Activity,
    /// How evenly the pool is shared.
    pub(crate) concentration: Concentration,
    contributions: Vec<Contribution>,
    repository_urls: BTreeMap<RepoId, String>,
}

/// What a wallet needs to know to add the chain.
#[derive(Clone, Debug)]
pub(crate) struct ChainInfo {
    pub(crate) name: Option<String>,
    pub(crate) rpc_url: Option<String>,
    pub(crate) explorer: Option<String>,
}

/// Where a campaign lives on its chain.
#[derive(Clone, Debug)]
pub(crate) struct DeployedAt {
    pub(crate) record: tributary_chain::Deployment,
    pub(crate) shown: Deployment,
}

impl Campaign {
    /// What a person did inside the window, newest first.
    pub(crate) fn contributions(&self, person: &Person) -> &[Contribution] {
        let Range { start, end } = person.contributions.clone();
        self.contributions.get(start..end).unwrap_or_default()
    }

    /// Where a person can look at a contribution.
    pub(crate) fn url(&self, contribution: &Contribution) -> Option<String> {
        contribution.url(self.repository_urls.get(&contribution.repo)?)
    }

    /// The short name in addresses.
    pub(crate) fn slug(&self) -> &str {
        &self.bundle.manifest().slug
    }
}
