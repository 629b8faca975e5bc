//! `tributary attestors`: what owner and guardian of a set may do, and what everybody may see.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;
use tributary_chain::{AttestorSetState, AttestorsCall, Chain, ChainError, Deployment};
use tributary_engine::bundle::Bundle;
use tributary_merkle::parse_address;
use tributary_model::{Address, Timestamp};

use crate::{
    args::Global,
    commands::campaigns::open_bundle,
    exit,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// What to do with the attestors of an airdrop.
#[derive(Debug, Args)]
pub(crate) struct AttestorsArgs {
    #[command(subcommand)]
    command: AttestorsCommand,
}

#[derive(Debug, Subcommand)]
enum AttestorsCommand {
    /// Show who they are now, who waits to take over, and what is frozen
    Show {
        #[command(flatten)]
        of: Of,
    },
    /// Propose others, who take over after the set's delay; with the owner's key
    Propose {
        #[command(flatten)]
        of: Of,
        /// Their addresses, between commas
        #[arg(long, value_delimiter = ',', required = true, value_name = "ADDRESS")]
        attestors: Vec<String>,
        /// How many of them have to agree
        #[arg(long, default_value_t = 1, value_name = "N")]
        threshold: u64,
        #[command(flatten)]
        by: By,
    },
    /// Take a proposal back; with the key of owner or guardian
    Cancel {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        by: By,
    },
    /// Put a proposal in force that has waited; with any key
    Rotate {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        by: By,
    },
    /// Freeze this airdrop's claims by identity; with the guardian's key. A second freeze takes the place of the first
    Freeze {
        #[command(flatten)]
        of: Of,
        /// Until when, as RFC 3339; at most 14 days in all
        #[arg(long, value_name = "MOMENT")]
        until: Timestamp,
        #[command(flatten)]
        by: By,
    },
    /// End a freeze at once; with the guardian's key. What is left of it can be used another time
    Thaw {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        by: By,
    },
}

/// Of which airdrop.
#[derive(Debug, Args)]
struct Of {
    /// The bundle; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// By whom.
#[derive(Debug, Args)]
struct By {
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    consent: ConsentArgs,
}

/// Shows the set, or changes it.
pub(crate) async fn run(global: &Global, args: AttestorsArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        AttestorsCommand::Show { of } => show(global, &of).await,
        AttestorsCommand::Propose { of, attestors, threshold, by } => {
            let mut attestors: Vec<Address> =
                attestors.iter().map(|text| parse_address(text)).collect::<Result<_, _>>()?;
            attestors.sort();
            change(global, &of, by, |_, _| Ok(AttestorsCall::Propose { attestors, threshold })).await
        }
        AttestorsCommand::Cancel { of, by } => {
            let cancel = |_, set: &AttestorSetState| match &set.pending {
                Some(next) => {
                    let (who, from) = (listed(&next.attestors), Timestamp::saturating(next.ready_at));
                    output::note(format!(
                        "{} of {who}, who could be in force from {from}, will not be",
                        next.threshold
                    ));
                    Ok(AttestorsCall::Cancel { ready_at: next.ready_at })
                }
                None => Err(exit::failed("nothing is proposed, so there is nothing to take back")),
            };
            change(global, &of, by, cancel).await
        }
        AttestorsCommand::Rotate { of, by } => {
            change(global, &of, by, |_, _| Ok(AttestorsCall::Rotate)).await
        }
        AttestorsCommand::Freeze { of, until, by } => {
            let until = u64::try_from(until.unix()).context("--until lies before 1970")?;
            change(global, &of, by, |airdrop, _| Ok(AttestorsCall::Freeze { airdrop, until })).await
        }
        AttestorsCommand::Thaw { of, by } => {
            change(global, &of, by, |airdrop, _| Ok(AttestorsCall::Thaw { airdrop })).await
        }
    }
}

fn set(bundle: &Bundle) -> anyhow::Result<(Deployment, Address)> {
    let Some(deployment) = bundle.deployment()? else {
        return Err(exit::failed("it is not deployed; `tributary deploy` does that"));
    };
    let Some(set) = deployment.attestors else {
        return Err(exit::failed("only wallets can claim from this airdrop; it has no attestors"));
    };
    Ok((deployment, set))
}

async fn show(global: &Global, of: &Of) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, of.bundle.as_ref())?;
    let (deployment, set) = set(&bundle)?;
    let chain = of.endpoint.connect(&bundle, None).await?;
    let state = chain.attestor_set(set).await?;
    let frozen_until = chain.frozen_until(set, deployment.airdrop).await?;
    let frozen_for = chain.frozen_for(set, deployment.airdrop).await?;
    if global.json {
        output::json(&json!({
            "set": set, "attestors": state.attestors, "threshold": state.threshold, "owner": state.owner,
            "guardian": guardian(&state), "delay_seconds": state.delay, "generation": state.generation,
            "pending": state.pending.as_ref().map(|next| json!({
                "attestors": next.attestors, "threshold": next.threshold, "ready_at": Timestamp::saturating(next.ready_at),
            })),
            "frozen_until": (frozen_until != 0).then(|| Timestamp::saturating(frozen_until)), "frozen_for_seconds": frozen_for,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::line(format!("set       {set}"))?;
    output::line(format!("attestors {} of {}", state.threshold, listed(&state.attestors)))?;
    output::line(format!("owner     {} (a change waits {} days)", state.owner, state.delay / 86_400))?;
    output::line(format!(
        "guardian  {}",
        guardian(&state).map_or_else(|| "nobody".to_owned(), |guardian| guardian.to_string())
    ))?;
    if let Some(next) = &state.pending {
        let from = Timestamp::saturating(next.ready_at);
        output::line(format!("from {from} on {} of {}", next.threshold, listed(&next.attestors)))?;
    }
    if frozen_until != 0 {
        let days = frozen_for.div_ceil(86_400);
        output::line(format!(
            "frozen    until {}; {days} of 14 days used",
            Timestamp::saturating(frozen_until)
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn guardian(state: &AttestorSetState) -> Option<Address> {
    Some(state.guardian).filter(|guardian| !guardian.is_zero())
}

fn listed(attestors: &[Address]) -> String {
    attestors.iter().map(Address::to_string).collect::<Vec<_>>().join(", ")
}

async fn change(
    global: &Global,
    of: &Of,
    by: By,
    call: impl FnOnce(Address, &AttestorSetState) -> anyhow::Result<AttestorsCall>,
) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, of.bundle.as_ref())?;
    let (deployment, set) = set(&bundle)?;
    let key = by.key.key()?.ok_or(ChainError::NoKey)?;
    let from = key.address();
    let chain: Chain = of.endpoint.connect(&bundle, Some(key)).await?;
    let call = call(deployment.airdrop, &chain.attestor_set(set).await?)?;
    let plan = call.plan(&chain, set, from).await?;
    let gas = output::grouped(&plan.gas.to_string());
    if by.consent.dry_run {
        if global.json {
            output::json(&plan)?;
        } else {
            output::line(format!("{} at {set}, {gas} gas", plan.label))?;
        }
        output::note("Dry run: nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    by.consent.ask(&format!("{} at {set}, {gas} gas", plan.label), &bundle.manifest().slug)?;
    let mined = call.send(&chain, set, &watch).await?;
    if global.json {
        output::json(&json!({ "tx_hash": mined.hash, "block": mined.block, "gas": mined.gas }))?;
    } else {
        output::line(mined.hash.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
