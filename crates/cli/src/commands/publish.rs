//! `tributary publish`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Display, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use tributary_engine::bundle::{
    AllocationPerson, Assembled, Bundle, BundleError, Parts, Standing, assemble, check_continues,
    read_wallets, write_bundles,
};
use tributary_model::{Amount, Identity, WalletLink};
use tributary_score::{Exclusion, PersonScore};

use crate::{
    args::Global,
    commands::appeals::waiting,
    context::{Airdrop, collected, open_store},
    exit, output,
};

/// Where to write.
#[derive(Debug, Args)]
pub(crate) struct PublishArgs {
    /// The folder that bundles are written to
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// The snapshot that scores must follow from; `snapshot` beside the airdrop's file if there is one
    #[arg(long, value_name = "DIR")]
    snapshot: Option<PathBuf>,
    /// Say what would be published and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Shares the pool and writes `out/<slug>/`, or one folder for each chain: all of them or none.
pub(crate) async fn run(global: &Global, args: &PublishArgs) -> anyhow::Result<ExitCode> {
    let airdrop = Airdrop::read(global)?;
    let store = open_store(global, Some(&airdrop)).await?;
    let (collected, frozen) = collected(&store, &airdrop, args.snapshot.as_deref()).await?;
    let wallets = wallets(&airdrop)?;
    let waiting = waiting(&store, &airdrop.config).await?;
    let mut made = Vec::new();
    for campaign in airdrop.campaigns()? {
        let standing = standing(&campaign)?;
        let parts = Parts {
            repositories: &collected.repositories,
            evidence: &collected.evidence,
            wallets: &wallets,
            snapshot: frozen.as_deref(),
            standing: standing.as_ref(),
        };
        made.push(assemble(&campaign.config, &campaign.bytes, parts)?);
    }
    if !args.dry_run {
        write_bundles(&args.out, &made).map_err(|error| match error {
            BundleError::Io { .. } => exit::outside(error),
            other => other.into(),
        })?;
    }
    let mut told = BTreeSet::new();
    for assembled in &made {
        let dir = args.out.join(&assembled.manifest.slug);
        let warnings =
            [published_paths(&airdrop), idle_wallets(&wallets, assembled), undecided(waiting)].concat();
        summary(global, assembled, &dir, waiting, &warnings)?;
        for warning in warnings {
            if told.insert(warning.clone()) {
                output::note(format!("warning: {warning}"));
            }
        }
        let dir = dir.display();
        output::note(if args.dry_run {
            format!("Dry run: nothing was written to {dir}.")
        } else {
            format!(
                "Written to {dir}. Next: `tributary verify --offline {dir}`, then {}.",
                next(assembled, &made, &dir)
            )
        });
    }
    Ok(ExitCode::SUCCESS)
}

/// What brings it to its chain.
fn next(assembled: &Assembled, made: &[Assembled], dir: &Display<'_>) -> String {
    match (assembled.manifest.claim.recurring, made) {
        (Some(terms), _) if terms.epoch > 1 => format!("`tributary epoch propose {dir}`"),
        (_, [_]) => format!("`tributary deploy {dir}`"),
        _ => "`tributary deploy` for all chains".to_owned(),
    }
}

fn wallets(airdrop: &Airdrop) -> anyhow::Result<Vec<WalletLink>> {
    let Some(path) = &airdrop.config.allocation.wallets else { return Ok(Vec::new()) };
    let path = airdrop.base.join(path);
    let bytes = fs::read(&path).with_context(|| {
        format!(
            "cannot read the wallets `{}` that `allocation.wallets` names; write `github_id,address` lines there",
            path.display()
        )
    })?;
    read_wallets(&bytes).with_context(|| format!("in `{}`", path.display()))
}

/// The list before, where the rules name one: read again from its bundle, and refused unless this one can follow it.
fn standing(airdrop: &Airdrop) -> anyhow::Result<Option<Standing>> {
    let recurring = airdrop.config.claim.recurring.as_ref();
    let Some(path) = recurring.and_then(|entry| entry.after.as_ref()) else { return Ok(None) };
    let path = airdrop.base.join(path);
    let before = Bundle::open(&path).with_context(|| {
        format!("`claim.recurring.after` names `{}`, and no bundle can be read there", path.display())
    })?;
    check_continues(&airdrop.config, &before)?;
    Ok(Some(Standing::of(&before)?))
}

/// Paths that tell everybody about this machine.
fn published_paths(airdrop: &Airdrop) -> Vec<String> {
    let clones = airdrop.config.repositories.iter().filter_map(|entry| entry.git.as_ref());
    let before = airdrop.config.claim.recurring.iter().filter_map(|entry| entry.after.as_ref());
    let whole = clones.chain(before).filter(|path| path.is_absolute());
    whole
        .map(|path| {
            format!(
                "the path `{}` will be published; write it relative to the airdrop's file",
                path.display()
            )
        })
        .collect()
}

/// People who wait for an answer.
fn undecided(waiting: usize) -> Vec<String> {
    let words = match waiting {
        0 => return Vec::new(),
        1 => "1 appeal is waiting".to_owned(),
        more => format!("{more} appeals are waiting"),
    };
    vec![format!("{words}; decide before you deploy, `tributary appeals` shows what people ask")]
}

/// Wallets whose owner gets nothing, with the reason.
fn idle_wallets(wallets: &[WalletLink], assembled: &Assembled) -> Vec<String> {
    let people: BTreeMap<Identity, &PersonScore> =
        assembled.scores.people.iter().map(|person| (person.identity, person)).collect();
    // Who has a leaf from an earlier list is paid by it, with or without a score now.
    let kept = |identity: Identity| {
        let mut lines = assembled.allocation.people.iter();
        lines.any(|line| line.identity == identity && line.standing.is_some())
    };
    let warning = |link: &WalletLink| {
        let person = people.get(&link.identity);
        let reason = match person.map(|person| (person.excluded, person.score.0)) {
            Some((Some(Exclusion::Bot), _)) => "is a bot, which is never paid",
            Some((Some(Exclusion::Agent), _)) => "is an AI agent, which is never paid",
            Some((Some(Exclusion::Organization), _)) => "is an organisation, which is never paid",
            Some((Some(Exclusion::Mannequin), _)) => "is a placeholder of an import, which is never paid",
            Some((Some(Exclusion::Ghost), _)) => "was deleted and is never paid",
            Some((Some(Exclusion::Override), _)) => "is left out by the maintainer",
            Some((None, 0)) | None => "has no score",
            Some((None, _)) => return None,
        };
        let login = person.and_then(|person| person.login.as_deref());
        let login = login.map(|login| format!(" (`{login}`)")).unwrap_or_default();
        let who =
            link.identity.github().map_or_else(|| link.identity.to_string(), |id| format!("GitHub id {id}"));
        Some(format!("{who}{login} has the wallet {} and {reason}", link.address))
    };
    wallets.iter().filter(|link| !kept(link.identity)).filter_map(warning).collect()
}

fn summary(
    global: &Global,
    assembled: &Assembled,
    dir: &std::path::Path,
    waiting: usize,
    warnings: &[String],
) -> anyhow::Result<()> {
    let manifest = &assembled.manifest;
    if global.json {
        return output::json(&serde_json::json!({
            "dir": dir, "root": manifest.root, "bundle_hash": assembled.bundle_hash, "pool": manifest.pool,
            "total": manifest.total, "unlinked_total": manifest.unlinked_total,
            "claimants": manifest.claimants, "unlinked": manifest.unlinked,
            "appeals_waiting": waiting, "warnings": warnings,
        }));
    }
    let token = &manifest.token;
    let tokens = |amount: Amount| output::tokens(amount, token.decimals, &token.symbol);
    output::line(format!("root      {}", manifest.root))?;
    output::line(format!("bundle    {}", assembled.bundle_hash))?;
    output::line(format!("pool      {}", tokens(manifest.pool)))?;
    let since = if manifest.claim.recurring.is_some_and(|terms| terms.epoch > 1) {
        " since the beginning"
    } else {
        ""
    };
    output::line(format!("claimable {} by {}{since}", tokens(manifest.total), people(manifest.claimants)))?;
    if manifest.claim.identity.is_some() {
        let by_account = |one: &&AllocationPerson| one.index.is_some() && one.address.is_none();
        let open: Vec<Amount> =
            assembled.allocation.people.iter().filter(by_account).map(|one| one.amount).collect();
        let count = u64::try_from(open.len()).unwrap_or(u64::MAX);
        output::line(format!("by GitHub {} of {}", tokens(open.into_iter().sum()), people(count)))?;
    }
    output::line(format!("no wallet {} of {}", tokens(manifest.unlinked_total), people(manifest.unlinked)))
}

fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}
