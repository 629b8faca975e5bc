//! `tributary revoke`: an account takes back what it has signed.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_chain::{ChainError, plan_revoke, revoke};

use super::deployed;
use crate::{
    args::Global,
    commands::campaigns::open_bundle,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// For which airdrop.
#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    /// The bundle, as downloaded
    bundle: PathBuf,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    consent: ConsentArgs,
}

/// Moves the account's nonce on, so that every signature before is worth nothing.
pub(crate) async fn run(global: &Global, args: RevokeArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, Some(&args.bundle))?;
    let airdrop = deployed(&bundle)?;
    let key = args.key.key()?.ok_or(ChainError::NoKey)?;
    let account = key.address();
    let chain = args.endpoint.connect(&bundle, Some(key)).await?;
    let plan = plan_revoke(&chain, airdrop, account).await?;
    let gas = output::grouped(&plan.gas.to_string());
    if args.consent.dry_run {
        if global.json {
            output::json(&plan)?;
        } else {
            output::line(format!("{account} takes back what it signed for {airdrop}, {gas} gas"))?;
        }
        output::note("Dry run: nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    args.consent.ask(&format!("{account} takes back what it signed for {airdrop}, {gas} gas"), "revoke")?;
    let sent = revoke(&chain, airdrop, &watch).await?;
    if global.json {
        output::json(&json!({ "tx_hash": sent.hash, "block": sent.block, "gas": sent.gas }))?;
    } else {
        output::line(sent.hash.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
