//! `tributary round verify`, which `tributary verify` is for the folder of a round.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use tributary_chain::Chain;
use tributary_engine::{
    round::{RoundFolder, verify_round_chain, verify_round_offline},
    verify::{Check, Report},
};

use super::desk::{Desk, RoundFile};
use crate::{
    args::Global,
    commands::verify::{exit_code, json, print},
    onchain::EndpointArgs,
    output,
};

/// What to verify.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The round's folder; by default the one of round.toml
    folder: Option<PathBuf>,
    /// Recompute the files only, without the chain
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Recomputes a round's bundle and compares it with the chain.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: VerifyArgs) -> anyhow::Result<ExitCode> {
    let folder = match args.folder.as_deref().or(named) {
        Some(dir) => RoundFolder::open(dir)?,
        None => Desk::open(global, None)?.folder,
    };
    let public = RoundFile::read(global).ok().and_then(|file| file.config.chain.rpc_url);
    folder_report(global, &folder, args.offline, &args.endpoint, public).await
}

/// The same of a folder that was opened.
pub(crate) async fn folder_report(
    global: &Global,
    folder: &RoundFolder,
    offline: bool,
    endpoint: &EndpointArgs,
    public: Option<String>,
) -> anyhow::Result<ExitCode> {
    let mut report = verify_round_offline(folder);
    if !offline {
        report.checks.extend(onchain(folder, endpoint, public).await?.checks);
    }
    if global.json {
        output::json(&json(&report))?;
    } else {
        print(&report)?;
    }
    Ok(exit_code(&report))
}

async fn onchain(
    folder: &RoundFolder,
    endpoint: &EndpointArgs,
    public: Option<String>,
) -> anyhow::Result<Report> {
    let failed = |detail: String| Report {
        checks: vec![Check::of("chain", "the chain is the stated one", Err(detail))],
    };
    let deployment = match folder.deployment() {
        Ok(Some(deployment)) => deployment,
        Ok(None) => {
            return Ok(failed("there is no deployment.json; --offline leaves the chain out".to_owned()));
        }
        Err(error) => return Ok(failed(error.to_string())),
    };
    let public = match public {
        None if endpoint.given().is_empty() => {
            let named = folder.chain()?.rpc_url;
            if let Some(url) = &named {
                output::note(format!(
                    "The chain is asked at {}, which the folder itself names; `--rpc-url` asks an endpoint that you trust.",
                    output::inline(url)
                ));
            }
            named
        }
        public => public,
    };
    let chain = Chain::connect(&endpoint.url_or(folder.rules().chain_id, public).await?, None).await?;
    Ok(Box::pin(verify_round_chain(folder, &deployment, &chain)).await?)
}
