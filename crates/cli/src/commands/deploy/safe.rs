//! `tributary deploy --safe`: the same steps as a file for the owners of a Safe.

use std::{
    fs::File,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use serde_json::json;
use tributary_chain::{Chain, DeployPlan, SafeBatch, SafeNote, SafeState, find_deployment, plan_by_safe};
use tributary_engine::{
    bundle::{Bundle, Deploying},
    verify::Report,
};
use tributary_model::Address;

use super::{DeployArgs, described, finish, refuse_second};
use crate::{args::Global, context::now, exit, output};

/// Writes the batch, or, once the Safe has executed it, notes the deployment and verifies.
pub(super) async fn run(
    global: &Global,
    args: &DeployArgs,
    safe: Address,
    bundle: &Bundle,
    offline: Report,
) -> anyhow::Result<ExitCode> {
    let terms = tributary_engine::deploy::terms(bundle);
    let chain = args.endpoint.connect(bundle, None).await?;
    let plan = plan_by_safe(&chain, &terms, safe).await?;
    refuse_second(bundle, &plan)?;
    look_at(&chain, safe).await?;
    if args.consent.dry_run {
        show_plan(global, bundle, &plan)?;
        return Ok(ExitCode::SUCCESS);
    }
    if plan.transactions.is_empty() {
        output::note(format!("The airdrop stands at {}: it is noted and verified.", plan.airdrop));
        let deployment = find_deployment(&chain, &terms, &plan).await?;
        return finish(global, bundle, &chain, deployment, offline).await;
    }
    let file = args.out.clone().unwrap_or_else(|| format!("safe-{}.json", bundle.manifest().slug).into());
    refuse_file(&file)?;
    // From now on the owners may execute it at any moment, so the bundle must stay what it is.
    bundle.begin_deployment(&Deploying::new(bundle, &plan)).map_err(exit::outside)?;
    write_file(&file, &SafeBatch::new(&chain, safe, &plan.transactions, note(bundle, &plan)))?;
    if global.json {
        output::json(&json!({ "file": file, "plan": plan }))?;
    } else {
        output::note(described(bundle, &plan));
        output::line(file.display().to_string())?;
    }
    output::note(format!(
        "Nothing was sent. Load the file in the Transaction Builder of {safe}, compare airdrop and bundle hash, sign and \
         execute; then run the same command again: it writes deployment.json and verifies."
    ));
    Ok(ExitCode::SUCCESS)
}

fn show_plan(global: &Global, bundle: &Bundle, plan: &DeployPlan) -> anyhow::Result<()> {
    if global.json {
        output::json(plan)?;
    } else {
        output::line(described(bundle, plan))?;
    }
    output::note("Dry run: nothing was written.");
    Ok(())
}

/// Warns of an address that would own the airdrop and may be nobody's on this chain.
pub(crate) async fn look_at(chain: &Chain, safe: Address) -> anyhow::Result<()> {
    let id = chain.id();
    output::note(match chain.safe(safe).await? {
        SafeState::Stands { threshold, owners } => {
            format!("Safe {safe} on chain {id}: {threshold} of {owners} owners have to sign.")
        }
        SafeState::NoCode => format!(
            "warning: there is no contract at {safe} on chain {id}. A Safe of another chain is nobody's account here, and \
             tokens that it owns here may be lost: create it on this chain first."
        ),
        SafeState::Other => {
            format!("warning: the contract at {safe} on chain {id} does not answer as a Safe does.")
        }
    });
    Ok(())
}

/// What the owners read before they sign.
fn note(bundle: &Bundle, plan: &DeployPlan) -> SafeNote {
    let (manifest, hash) = (bundle.manifest(), bundle.hash());
    let tokens = output::grouped(&manifest.total.format_tokens(manifest.token.decimals));
    let (name, symbol) = (output::inline(&manifest.name), output::inline(&manifest.token.symbol));
    let steps = plan.transactions.iter().zip(1_usize..);
    let steps: Vec<String> = steps.map(|(step, place)| format!("{place}. {}", step.label)).collect();
    SafeNote {
        name: format!("Airdrop: {name}"),
        description: format!(
            "Moves {tokens} {symbol} ({} base units of {}) into the airdrop {} on chain {}. Owner {}. Bundle hash {hash}. \
             Steps: {}. All or nothing: execute them as one batch.",
            manifest.total,
            plan.token,
            plan.airdrop,
            manifest.chain_id,
            plan.owner,
            steps.join("; ")
        ),
        created_at: now(),
    }
}

pub(crate) fn refuse_file(file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        bail!("`{}` exists; name another file with --out, or remove it", file.display());
    }
    Ok(())
}

pub(crate) fn write_file(file: &PathBuf, batch: &SafeBatch) -> anyhow::Result<()> {
    let mut opened = match File::create_new(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return refuse_file(file),
        opened => opened.with_context(|| format!("cannot write `{}`", file.display()))?,
    };
    let mut text = serde_json::to_vec_pretty(batch)?;
    text.push(b'\n');
    opened.write_all(&text).with_context(|| format!("cannot write `{}`", file.display()))
}
