//! `tributary rehearse`.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    time::Duration,
};

use anyhow::Context as _;
use clap::Args;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};
use tributary_chain::{Chain, ChainError, Fork};
use tributary_engine::{
    bundle::Bundle,
    rehearse::{Moment, Rehearsal, RehearsalError, Rehearsed, rehearse},
    verify::verify_offline,
};
use tributary_merkle::parse_address;
use tributary_model::{Address, Amount, U256};

use crate::{
    args::{Global, path_or},
    commands::{campaigns::Campaigns, deploy::refuse_later_list, verify},
    exit,
    onchain::{EndpointArgs, KeyArgs},
    output,
};

/// A fork reads the chain that it forks, so its start may take a while.
const START: Duration = Duration::from_mins(1);

/// What to rehearse and where.
#[derive(Debug, Args)]
pub(crate) struct RehearseArgs {
    /// The bundle; by default those of the airdrop's file, one for each of its chains
    bundle: Option<PathBuf>,
    /// The chain to fork; by default the bundle's public endpoint. For several chains it may be repeated
    #[arg(long, env = "ETH_RPC_URL", hide_env_values = true, value_delimiter = ',', value_name = "URL")]
    fork_url: Vec<String>,
    /// Who will deploy, a Safe included; by default the key's own account. No key of theirs is needed
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
    /// How many leaves are claimed: all if they are fewer, else the first, the last, the largest, the smallest and others
    /// at equal distances
    #[arg(long, value_name = "N", default_value_t = 100)]
    claims: usize,
    /// The program anvil
    #[arg(long, env = "TRIBUTARY_ANVIL", value_parser = path_or("anvil"), default_value = "anvil", value_name = "FILE")]
    anvil: PathBuf,
}

/// Rehearses and reports. Exit code 0 only if nothing would fail.
pub(crate) async fn run(global: &Global, args: RehearseArgs) -> anyhow::Result<ExitCode> {
    let campaigns = Campaigns::open(global, args.bundle.as_ref())?;
    let from = match &args.from {
        Some(from) => parse_address(from)?,
        None => {
            args.key.key()?.ok_or(ChainError::NoKey).context("for a rehearsal `--from` is enough")?.address()
        }
    };
    campaigns.each(global, async |bundle| one(global, &args, from, bundle).await).await
}

async fn one(
    global: &Global,
    args: &RehearseArgs,
    from: Address,
    bundle: &Bundle,
) -> anyhow::Result<ExitCode> {
    refuse_later_list(bundle)?;
    let offline = verify_offline(bundle);
    if !offline.holds() {
        verify::print(&offline)?;
        return Err(exit::failed("the bundle does not hold; nothing was rehearsed"));
    }
    let url = EndpointArgs { rpc_url: args.fork_url.clone() }.url(bundle).await?;
    // A wrong or silent endpoint is told in our words before anvil tells it in its own.
    Chain::connect(&url, None).await?.expect_id(bundle.manifest().chain_id)?;
    let (_anvil, held) = start(&args.anvil, &url).await?;
    let fork = Fork::new(Chain::connect(&held, None).await?).await?;
    let asked = Rehearsal { from, claims: args.claims };
    let report = rehearse(&fork, bundle, asked).await.map_err(|error| match error {
        RehearsalError::Chain(error) => anyhow::Error::from(error),
        RehearsalError::Bundle(error) => error.into(),
    })?;
    if global.json {
        output::json(&report)?;
    } else {
        output::line(told(bundle, &report))?;
    }
    Ok(if report.holds { ExitCode::SUCCESS } else { ExitCode::from(exit::FAILED) })
}

/// Starts anvil on a free port; it ends with the handle.
async fn start(program: &Path, url: &str) -> anyhow::Result<(Child, String)> {
    let mut command = Command::new(program);
    command.args(["--port", "0", "--fork-url", url]).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => exit::failed(format!(
            "there is no `{}`, which holds the fork: install Foundry (https://getfoundry.sh), or name the program with \
             --anvil or TRIBUTARY_ANVIL",
            program.display()
        )),
        _ => exit::outside(format!("`{}` does not start: {error}", program.display())),
    })?;
    let failed = || exit::outside("anvil ended before it held the fork; does the endpoint serve old state?");
    let output = child.stdout.take().ok_or_else(failed)?;
    let mut lines = BufReader::new(output).lines();
    let listening = async {
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(address) = line.strip_prefix("Listening on ") {
                return Some(format!("http://{address}"));
            }
        }
        None
    };
    let silent = || exit::outside(format!("anvil does not hold the fork after {} s", START.as_secs()));
    let held = timeout(START, listening).await.map_err(|_| silent())?.ok_or_else(failed)?;
    // Read on, so that the pipe never fills up.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, held))
}

fn ether(wei: U256) -> String {
    format!("{} ether", Amount::new(wei).format_tokens(18))
}

fn gas(number: u64) -> String {
    format!("{} gas", output::grouped(&number.to_string()))
}

/// The report for people.
fn told(bundle: &Bundle, report: &Rehearsed) -> String {
    let mut lines = vec!["Deployment".to_owned()];
    for (step, place) in report.steps.iter().zip(1_usize..) {
        let used = step.gas.map_or_else(|| "failed".to_owned(), gas);
        let cost = step.cost.map(|wei| format!(", at most {}", ether(wei))).unwrap_or_default();
        lines.push(format!("  {place}. {}: {used}{cost}", step.label));
    }
    let claims = &report.claims;
    lines.push(format!("Claims: {} of {} tried were paid to the unit", claims.paid, claims.tried));
    if let (Some(least), Some(median), Some(most)) = (claims.least, claims.median, claims.most) {
        lines.push(format!("  least {}, median {}, most {}", gas(least), gas(median), gas(most)));
    }
    lines.extend(claims.to_another.map(|used| format!("  to another wallet {}", gas(used))));
    if let (Some(all), Some(cost)) = (claims.all_gas, claims.all_cost) {
        let claimants = bundle.manifest().claimants;
        lines.push(format!(
            "  all {claimants} at the median: {}, at most {} at the fees now",
            gas(all),
            ether(cost)
        ));
    }
    if claims.identities_tried > 0 {
        let median =
            claims.identity_median.map(|median| format!(", median {}", gas(median))).unwrap_or_default();
        lines.push(format!(
            "  by GitHub account: {} of {} tried were paid to the unit{median}; with an attestor of the rehearsal's own, whom the set's \
             owner put in force on the fork",
            claims.identities_paid, claims.identities_tried
        ));
    }
    if claims.not_tried_identities > 0 {
        lines.push(format!("  {} leaves of identities were not tried", claims.not_tried_identities));
    }
    if let Some(over_time) = &report.over_time {
        let paid = |moment: &Moment| {
            format!("{} s after the start ({}) {}", moment.elapsed, moment.name, moment.paid)
        };
        let moments: Vec<String> = over_time.moments.iter().map(paid).collect();
        let most = over_time.most.map(|most| format!("; most {}", gas(most))).unwrap_or_default();
        lines.push(format!("Payments after the claims, in units: {}{most}", moments.join(", ")));
    }
    let (totals, sizes) = (&report.totals, &report.sizes);
    lines.push(format!(
        "Totals in units: leaves {}, funded {}, claimed {}, paid with the claims {}, left {}, swept after the window {}",
        totals.total, totals.funded, totals.claimed, totals.paid, totals.left, totals.swept
    ));
    lines.push(format!(
        "Bundle: {} files, {} bytes; proofs of {} to {} hashes",
        sizes.files,
        output::grouped(&sizes.bytes.to_string()),
        sizes.shortest_proof.unwrap_or(0),
        sizes.longest_proof.unwrap_or(0)
    ));
    lines.extend(report.notes.iter().map(|note| format!("note {}", output::inline(note))));
    lines.extend(report.failures.iter().map(|failure| format!("FAIL {}", output::inline(failure))));
    if report.holds {
        lines.push("Nothing would fail.".to_owned());
    }
    lines.join("\n")
}
