//! `tributary round donations`.

use std::{path::Path, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_merkle::parse_address;

use super::desk::Desk;
use crate::{args::Global, onchain::EndpointArgs, output};

/// Which gifts.
#[derive(Debug, Args)]
pub(crate) struct DonationsArgs {
    /// Only to this project
    #[arg(long, value_name = "PROJECT")]
    project: Option<u64>,
    /// Only of this donor
    #[arg(long, value_name = "ADDRESS")]
    donor: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Lists gifts in the order of the chain, and how many were not made.
pub(crate) async fn run(
    global: &Global,
    named: Option<&Path>,
    args: DonationsArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let donor = args.donor.as_deref().map(parse_address).transpose()?;
    let store = desk.store(global).await?;
    let chain = desk.connect(&args.endpoint, None).await?;
    let history = desk.follow(&store, &chain).await?;
    let gifts: Vec<_> = history
        .gifts
        .iter()
        .filter(|gift| args.project.is_none_or(|project| project == gift.project))
        .filter(|gift| donor.is_none_or(|donor| donor == gift.donor))
        .collect();
    if global.json {
        let list: Vec<_> = gifts
            .iter()
            .map(|gift| {
                json!({
                    "block": gift.block, "log_index": gift.log_index, "tx": gift.tx_hash, "time": gift.at,
                    "donor": gift.donor, "project": gift.project, "token": gift.token, "amount": gift.amount,
                })
            })
            .collect();
        output::json(&json!({ "donations": list, "not_made": history.skipped.len() }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows = gifts.iter().map(|gift| {
        vec![
            gift.at.to_string(),
            gift.donor.to_string(),
            gift.project.to_string(),
            desk.tokens(gift.token, gift.amount),
        ]
    });
    output::line(output::table(&["time", "donor", "project", "gift"], &[2, 3], rows).to_string())?;
    output::note(format!("{} gifts; {} of all carts were not made", gifts.len(), history.skipped.len()));
    Ok(ExitCode::SUCCESS)
}
