//! One campaign in memory: read once from its bundle, then asked by every request.

mod activity;
mod concentration;
mod load;
mod merged_work;
mod people;
mod rules;
mod words;

use tributary_engine::{bundle::Bundle, receipt::Ledger};

pub(crate) use activity::Activity;
pub(crate) use concentration::Concentration;
pub(crate) use people::{People, Person};
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
    /// Rules, evidence, scores and amounts, for receipts.
    pub(crate) ledger: Ledger,
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
    /// The short name in addresses.
    pub(crate) fn slug(&self) -> &str {
        &self.bundle.manifest().slug
    }

    /// Of its chain: as the rules call it, or by its id.
    pub(crate) fn chain_name(&self) -> String {
        let id = self.bundle.manifest().chain_id;
        self.chain.name.clone().unwrap_or_else(|| format!("Chain {id}"))
    }
}
