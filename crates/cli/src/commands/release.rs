//! `tributary release`: pays what has become available of claimed shares. Anybody may send it. A payment that fails keeps no
//! other from being made.

use std::{path::PathBuf, process::ExitCode};

use anyhow::bail;
use clap::Args;
use serde_json::json;
use tributary_chain::{Chain, ChainError, Deployment, Grant, Release, Releases, release};
use tributary_engine::{bundle::Bundle, claims::read_all};
use tributary_merkle::parse_address;
use tributary_model::{Address, Amount};

use crate::{
    args::Global,
    commands::campaigns::open_bundle,
    exit,
    onchain::{ConsentArgs, EndpointArgs, KeyArgs, watch},
    output,
};

/// Whose shares.
#[derive(Debug, Args)]
pub(crate) struct ReleaseArgs {
    /// The bundle, as downloaded
    bundle: PathBuf,
    /// The account that is paid; by default the key's own
    #[arg(long, value_name = "ADDRESS")]
    account: Option<String>,
    /// For everybody who has claimed
    #[arg(long, conflicts_with = "account")]
    all: bool,
    /// Pay the key's own account elsewhere, such as when the token refuses to pay it
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["account", "all"])]
    to: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    consent: ConsentArgs,
}

/// Looks up what can be paid, asks once, and sends it: many leaves in one transaction where the claim batch stands.
pub(crate) async fn run(global: &Global, args: ReleaseArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, Some(&args.bundle))?;
    let Some(deployment) = bundle.deployment()? else {
        return Err(exit::failed("it is not deployed, so there is nothing to release"));
    };
    if bundle.manifest().claim.vesting.is_none() {
        bail!("this airdrop pays everything with the claim; use `tributary claim`");
    }
    let key = args.key.key()?;
    let whose = match (&args.account, args.all, &key) {
        (Some(text), _, _) => Some(parse_address(text)?),
        (None, true, _) => None,
        (None, false, Some(key)) => Some(key.address()),
        (None, false, None) => return Err(ChainError::NoKey.into()),
    };
    if key.is_none() && !args.consent.dry_run {
        return Err(ChainError::NoKey.into());
    }
    let chain = args.endpoint.connect(&bundle, key).await?;
    let elsewhere = args.to.as_deref().map(parse_address).transpose()?;
    let mut due = due(&chain, &deployment, whose).await?;
    if let Some(to) = elsewhere {
        for (_, grant) in &mut due {
            grant.to = to;
        }
    }
    if due.is_empty() {
        let whom = whose.map_or_else(|| "anybody".to_owned(), |account| account.to_string());
        return Err(exit::failed(format!(
            "nothing is available for {whom} now; `tributary status` says what was claimed and paid"
        )));
    }
    if args.consent.dry_run {
        return rehearsed(global, &bundle, &due);
    }
    send(global, &args, &bundle, (&chain, deployment.airdrop), (&due, elsewhere)).await
}

type Due = (u64, Grant);

async fn due(chain: &Chain, deployment: &Deployment, whose: Option<Address>) -> Result<Vec<Due>, ChainError> {
    let mut due = Vec::new();
    let claims = read_all(chain, deployment).await?;
    for claim in claims.iter().filter(|claim| whose.is_none_or(|account| claim.recipient == account)) {
        let grant = chain.grant(deployment.airdrop, claim.index).await?;
        due.extend(grant.filter(|grant| !grant.releasable.is_zero()).map(|grant| (claim.index, grant)));
    }
    Ok(due)
}

fn tokens(bundle: &Bundle, amount: Amount) -> String {
    let token = &bundle.manifest().token;
    output::tokens(amount, token.decimals, &token.symbol)
}

fn described(bundle: &Bundle, (index, grant): &Due) -> String {
    let (now, all) = (tokens(bundle, grant.releasable), tokens(bundle, grant.amount));
    format!("leaf {index}: {now} of {all} to {}", grant.to)
}

fn shown((index, grant): &Due) -> serde_json::Value {
    json!({
        "index": index, "to": grant.to, "amount": grant.amount, "start": grant.start,
        "released": grant.released, "releasable": grant.releasable,
    })
}

fn rehearsed(global: &Global, bundle: &Bundle, due: &[Due]) -> anyhow::Result<ExitCode> {
    if global.json {
        output::json(&due.iter().map(shown).collect::<Vec<_>>())?;
    } else {
        for one in due {
            output::line(described(bundle, one))?;
        }
    }
    output::note("Dry run: nothing was sent.");
    Ok(ExitCode::SUCCESS)
}

fn outcome_described((index, grant): &Due, outcome: &Release) -> String {
    let to = grant.to;
    match outcome {
        Release::Paid(sent) => format!("leaf {index}: paid to {to} in {}", sent.hash),
        Release::Unseen { reason, .. } => {
            format!("leaf {index}: may still be paid to {to}: {}", output::inline(reason))
        }
        Release::NotPaid(reason) => format!("leaf {index}: not paid to {to}: {}", output::inline(reason)),
    }
}

fn outcome_shown((index, grant): &Due, outcome: &Release) -> serde_json::Value {
    let (sent, hash, failure) = match outcome {
        Release::Paid(sent) => (Some(sent), Some(sent.hash), None),
        Release::Unseen { hash, reason } => (None, Some(*hash), Some(reason)),
        Release::NotPaid(reason) => (None, None, Some(reason)),
    };
    json!({
        "index": index, "to": grant.to, "tx_hash": hash,
        "block": sent.map(|sent| sent.block), "gas": sent.map(|sent| sent.gas), "failure": failure,
    })
}

async fn send(
    global: &Global,
    args: &ReleaseArgs,
    bundle: &Bundle,
    (chain, airdrop): (&Chain, Address),
    (due, elsewhere): (&[Due], Option<Address>),
) -> anyhow::Result<ExitCode> {
    for one in due {
        output::note(described(bundle, one));
    }
    let what = if due.len() == 1 { "1 payment".to_owned() } else { format!("{} payments", due.len()) };
    args.consent.ask(&format!("{what} on chain {}", chain.id()), "release")?;
    let indexes: Vec<u64> = due.iter().map(|(index, _)| *index).collect();
    let Releases { outcomes, stopped } = release(chain, airdrop, &indexes, elsewhere, &watch).await?;
    if global.json {
        let results = due.iter().zip(&outcomes).map(|(one, outcome)| outcome_shown(one, outcome));
        output::json(&results.collect::<Vec<_>>())?;
    } else {
        for (one, outcome) in due.iter().zip(&outcomes) {
            output::line(outcome_described(one, outcome))?;
        }
    }
    if let Some(error) = stopped {
        return Err(error.into());
    }
    let failed = outcomes.iter().filter(|outcome| !matches!(outcome, Release::Paid(_))).count();
    if failed == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    Err(exit::failed(format!(
        "{failed} of {what} failed; what was paid stays paid, and the rest can be tried again"
    )))
}
