//! `tributary verify --sourcify URL --etherscan URL`: has the contracts' source shown beside their code.

use anyhow::Context as _;
use clap::Args;
use secrecy::SecretString;
use tributary_chain::{
    Chain, Deployment, Etherscan, MadeContract, Patience, Sourcify, Submitted, made_contracts,
};
use tributary_engine::{
    bundle::Bundle,
    deploy::terms,
    verify::{Check, Report, Status},
};

use crate::output;

/// Where the source is to be shown.
#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// If all checks hold, have the contracts' source shown by this Sourcify server, such as
    /// https://sourcify.dev/server
    #[arg(long, value_name = "URL", conflicts_with = "offline")]
    sourcify: Option<String>,
    /// The same for an API like Etherscan's, such as https://api.etherscan.io/v2/api
    #[arg(long, value_name = "URL", conflicts_with = "offline")]
    etherscan: Option<String>,
    /// The key for that API
    #[arg(long, env = "ETHERSCAN_API_KEY", hide_env_values = true, value_name = "KEY")]
    etherscan_key: Option<String>,
}

enum Service {
    Sourcify(Sourcify),
    Etherscan(Etherscan),
}

/// The services that the flags name.
pub(super) struct Services(Vec<Service>);

impl SourceArgs {
    /// Refuses what cannot be asked before anything is.
    pub(super) fn services(&self) -> anyhow::Result<Services> {
        let mut services = Vec::new();
        if let Some(url) = &self.sourcify {
            services.push(Service::Sourcify(Sourcify::new(url, Patience::default())?));
        }
        if let Some(url) = &self.etherscan {
            let key = self.etherscan_key.as_ref().filter(|key| !key.is_empty());
            let key =
                key.context("--etherscan needs a key: set ETHERSCAN_API_KEY or pass --etherscan-key")?;
            let key = SecretString::from(key.clone());
            services.push(Service::Etherscan(Etherscan::new(url, key, Patience::default())?));
        }
        Ok(Services(services))
    }
}

impl Services {
    /// One check for each contract and service. What does not hold is not shown to anybody.
    pub(super) async fn show(
        &self,
        bundle: &Bundle,
        chain: &Chain,
        deployment: &Deployment,
        so_far: &Report,
    ) -> anyhow::Result<Vec<Check>> {
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        if !so_far.holds() {
            let (status, detail) = (Status::Skipped, "another check does not hold".to_owned());
            return Ok(vec![Check { id: "source", title: "the source is shown", status, detail }]);
        }
        let contracts = made_contracts(chain, &terms(bundle), deployment).await?;
        let mut checks = Vec::new();
        for service in &self.0 {
            for contract in &contracts {
                output::note(format!("{}: submitting the {}", service.name(), contract.role));
                checks.push(service.check(chain.id(), contract).await?);
            }
        }
        Ok(checks)
    }
}

impl Service {
    const fn name(&self) -> &'static str {
        match self {
            Self::Sourcify(_) => "Sourcify",
            Self::Etherscan(_) => "Etherscan",
        }
    }

    async fn check(&self, chain_id: u64, contract: &MadeContract) -> anyhow::Result<Check> {
        let said = match self {
            Self::Sourcify(service) => service.submit(chain_id, contract).await?,
            Self::Etherscan(service) => service.submit(chain_id, contract).await?,
        };
        let told = |what: String| format!("{} {}: {what}", contract.role, contract.address);
        let outcome = match said {
            Submitted::Verified(how) => Ok(told(how)),
            Submitted::Already => Ok(told("was shown already".to_owned())),
            Submitted::Refused(why) => Err(told(why)),
        };
        Ok(match self {
            Self::Sourcify(_) => Check::of("sourcify", "Sourcify compiles the source to this code", outcome),
            Self::Etherscan(_) => {
                Check::of("etherscan", "the explorer compiles the source to this code", outcome)
            }
        })
    }
}
