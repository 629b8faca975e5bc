//! `tributary verify`.

mod bindings;
mod source;

use std::{path::PathBuf, process::ExitCode};

use anyhow::bail;
use clap::Args;
use tributary_engine::{
    bundle::Bundle,
    round::RoundFolder,
    verify::{
        ChainTarget, Check, Report, Status, verify_announced, verify_bindings, verify_chain, verify_offline,
    },
};

use tributary_model::B256;

use self::source::{Services, SourceArgs};
use crate::{
    args::Global,
    commands::{campaigns::Campaigns, round::verify::folder_report},
    exit,
    onchain::EndpointArgs,
    output,
};

/// What to verify.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The bundle; by default those of the airdrop's file, one for each of its chains
    bundle: Option<PathBuf>,
    /// Recompute the files only, without the chain
    #[arg(long)]
    offline: bool,
    /// Also ask that it follows from the snapshot with this hash, which was announced before
    #[arg(long, value_name = "HASH")]
    snapshot: Option<B256>,
    /// Also check the proofs of GitHub accounts: a file, or the address of a server's bindings.jsonl. By default the
    /// one in the bundle's folder, if there is one
    #[arg(long, value_name = "FILE_OR_URL")]
    bindings: Option<String>,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Recomputes a bundle and compares it with the chain. Exit code 0 only if every check holds.
pub(crate) async fn run(global: &Global, args: VerifyArgs) -> anyhow::Result<ExitCode> {
    if let Some(dir) = args.bundle.as_deref().filter(|dir| RoundFolder::is_one(dir)) {
        let folder = RoundFolder::open(dir)?;
        return folder_report(global, &folder, args.offline, &args.endpoint, None).await;
    }
    let services = args.source.services()?;
    let campaigns = Campaigns::open(global, args.bundle.as_ref())?;
    if campaigns.are_several() && args.bindings.is_some() {
        bail!("`--bindings` names the proofs of one campaign and there are several chains; name one bundle");
    }
    campaigns.each(global, async |bundle| one(global, &args, &services, bundle).await).await
}

async fn one(
    global: &Global,
    args: &VerifyArgs,
    services: &Services,
    bundle: &Bundle,
) -> anyhow::Result<ExitCode> {
    let mut report = verify_offline(bundle);
    report.checks.extend(args.snapshot.map(|announced| verify_announced(bundle, announced)));
    let bindings = bindings::read(bundle, args.bindings.as_deref()).await?;
    if args.offline {
        if let Some(text) = &bindings {
            report.checks.extend(verify_bindings(bundle, text, None).await?);
        }
    } else {
        Box::pin(onchain(bundle, &args.endpoint, services, bindings.as_deref(), &mut report)).await?;
    }
    if global.json {
        output::json(&json(&report))?;
    } else {
        print(&report)?;
    }
    Ok(exit_code(&report))
}

async fn onchain(
    bundle: &Bundle,
    endpoint: &EndpointArgs,
    services: &Services,
    bindings: Option<&str>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let noted = match bundle.deployment() {
        Ok(Some(deployment)) => Ok(deployment),
        Ok(None) => {
            let why = "there is no deployment.json: it was not deployed from here";
            Err(format!("{why}; --offline leaves the chain out"))
        }
        Err(error) => Err(error.to_string()),
    };
    let deployment = match noted {
        Ok(deployment) => deployment,
        Err(detail) => {
            report.checks.push(Check::of("chain", "the chain is the stated one", Err(detail)));
            return Ok(());
        }
    };
    // A wrong chain is a check that fails; no answer is an error, since then nothing is known.
    let url = endpoint.url(bundle).await?;
    let chain = tributary_chain::Chain::connect(&url, None).await?;
    let target = ChainTarget { chain: &chain, deployment: &deployment };
    report.checks.extend(verify_chain(bundle, &target).await?.checks);
    if let Some(text) = bindings {
        report.checks.extend(verify_bindings(bundle, text, Some(&target)).await?);
    }
    let shown = services.show(bundle, &chain, &deployment, report).await?;
    report.checks.extend(shown);
    Ok(())
}

/// The report for programs.
pub(crate) fn json(report: &Report) -> serde_json::Value {
    serde_json::json!({ "holds": report.holds(), "checks": report.checks })
}

/// One line for each check.
pub(crate) fn print(report: &Report) -> anyhow::Result<()> {
    for check in &report.checks {
        let mark = match check.status {
            Status::Pass => "ok  ",
            Status::Fail => "FAIL",
            Status::Skipped => "skip",
        };
        // A bundle is a stranger's word: what it says must not look like a line of ours.
        output::line(format!("{mark} {}: {} ({})", check.id, check.title, output::inline(&check.detail)))?;
    }
    let failed = report.checks.iter().filter(|check| check.status == Status::Fail).count();
    output::note(if failed == 0 {
        format!("All {} checks hold.", report.checks.len())
    } else {
        format!("{failed} of {} checks do not hold.", report.checks.len())
    });
    Ok(())
}

/// 0 only if every check holds.
pub(crate) fn exit_code(report: &Report) -> ExitCode {
    if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(exit::FAILED) }
}
