//! The note of a deployment that has begun: written before the first transaction, replaced by `deployment.json` after
//! the last. A run that is killed in between leaves it, and while it stands the bundle is not published over.

use serde::{Deserialize, Serialize};
use tributary_chain::DeployPlan;
use tributary_model::{Address, B256};

use super::Bundle;

/// `deploying.json`: what the transactions that may be on their way make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deploying {
    /// EIP-155 id.
    pub chain_id: u64,
    /// Where the airdrop will be.
    pub airdrop: Address,
    /// What it will pay.
    pub token: Address,
    /// Who sends.
    pub deployer: Address,
    /// SHA-256 of the manifest that it will vouch for.
    pub bundle_hash: B256,
}

impl Deploying {
    /// What sending `plan` for `bundle` begins.
    #[must_use]
    pub fn new(bundle: &Bundle, plan: &DeployPlan) -> Self {
        Self {
            chain_id: bundle.manifest().chain_id,
            airdrop: plan.airdrop,
            token: plan.token,
            deployer: plan.deployer,
            bundle_hash: bundle.hash(),
        }
    }
}
