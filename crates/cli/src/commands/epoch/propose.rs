//! `tributary epoch propose`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use tributary_chain::{Chain, Deployment, EpochCall, EpochTerms, RecurringState};
use tributary_engine::{
    bundle::{Bundle, Deploying, Standing},
    verify::{ChainTarget, Report, verify_fixed, verify_offline},
};
use tributary_model::Timestamp;

use super::{desk::Desk, send};
use crate::{
    args::Global,
    commands::{
        round::act::{self, SendArgs},
        verify,
    },
    exit, output,
};

/// Which list, and with whose key: the owner's.
#[derive(Debug, Args)]
pub(crate) struct ProposeArgs {
    /// The bundle of the list; by default the one of the airdrop's file
    bundle: Option<PathBuf>,
    /// The bundle of the list before; by default the one that the rules name, or of that name beside this bundle
    #[arg(long, value_name = "DIR")]
    after: Option<PathBuf>,
    #[command(flatten)]
    send: SendArgs,
}

/// Recomputes the bundle, compares it with the list in effect, and announces it. One that is announced already is not
/// announced again.
pub(crate) async fn run(global: &Global, args: ProposeArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, args.bundle.as_ref())?;
    let Some(before) = desk.bundle.standing()? else {
        return Err(exit::failed("this is the first list, which `tributary deploy` puts on the chain"));
    };
    refuse_unless(global, &verify_offline(&desk.bundle), "the bundle does not hold; nothing was sent")?;
    let deployment = match desk.bundle.deployment()? {
        Some(deployment) => deployment,
        None => of_list_before(global, &desk, &before, args.after.as_deref())?,
    };
    let chain = send::connect(&desk, &args.send).await?;
    let target = ChainTarget { chain: &chain, deployment: &deployment };
    let fixed = Report { checks: verify_fixed(&desk.bundle, &target).await? };
    refuse_unless(global, &fixed, "the airdrop is another than the bundle says; nothing was sent")?;
    let state = chain.read_recurring(deployment.airdrop).await?;
    if desk.is_pending(&state) || desk.is_in_effect(&state) {
        if !args.send.consent.dry_run {
            desk.bundle.save_deployment(&deployment).map_err(exit::outside)?;
        }
        let stands = if desk.is_pending(&state) { "announced" } else { "in effect" };
        output::note(format!("List {} is {stands} already; nothing was sent.", desk.number()));
        send::print_nothing(global)?;
        return Ok(ExitCode::SUCCESS);
    }
    refuse_unless_next(&desk, &before, &state)?;
    let ready_at = state.block_time.unix().saturating_add_unsigned(state.delay);
    desk.expect_claimable(&state, Timestamp::saturating(u64::try_from(ready_at).unwrap_or(u64::MAX)))?;
    let sender = args.send.sender()?;
    if sender != state.owner {
        return Err(exit::failed(format!(
            "{sender} is not the owner, who alone announces lists: that is {}; nothing was sent",
            state.owner
        )));
    }
    announce(global, &desk, &args, (&chain, &deployment), &state).await
}

async fn announce(
    global: &Global,
    desk: &Desk,
    args: &ProposeArgs,
    (chain, deployment): (&Chain, &Deployment),
    state: &RecurringState,
) -> anyhow::Result<ExitCode> {
    if let Some(pending) = state.pending {
        output::note(format!(
            "warning: another list is announced, with bundle hash {}; this one takes its place and waits anew",
            pending.terms.bundle_hash
        ));
    }
    let list = desk.list();
    output::note(format!(
        "list {}: {} since the beginning, bundle hash {}",
        desk.number(),
        desk.tokens(list.total),
        list.bundle_hash
    ));
    // From now on it may be announced at any moment, so the bundle must stay what it is.
    let begin = || {
        let manifest = desk.bundle.manifest();
        let note = Deploying {
            chain_id: manifest.chain_id,
            airdrop: deployment.airdrop,
            token: deployment.token,
            deployer: state.owner,
            bundle_hash: desk.bundle.hash(),
        };
        desk.bundle.begin_deployment(&note).map_err(exit::outside)
    };
    let call = EpochCall::Propose(list);
    let at = (chain, deployment.airdrop);
    let sent = send::act(global, desk, at, (&args.send, "propose"), (&call, &begin)).await?;
    let Some(sent) = sent else { return Ok(ExitCode::SUCCESS) };
    desk.bundle.save_deployment(deployment).map_err(exit::outside)?;
    act::print(global, "propose", &sent)?;
    let state = chain.read_recurring(deployment.airdrop).await?;
    if let Some(pending) = state.pending {
        let lacks = state.lacks(&pending.terms);
        let money = if lacks.is_zero() {
            "all that it owes is there".to_owned()
        } else {
            format!("`tributary epoch fund` puts in the {} that it lacks", desk.tokens(lacks))
        };
        output::note(format!("Next: {money}; from {} on `tributary epoch activate`.", pending.ready_at));
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse_unless(global: &Global, report: &Report, message: &str) -> anyhow::Result<()> {
    if report.holds() {
        return Ok(());
    }
    if global.json {
        output::json(&serde_json::json!({ "verify": verify::json(report) }))?;
    } else {
        verify::print(report)?;
    }
    Err(exit::failed(message))
}

/// The list before has to be the one in effect: another would take back what was promised since.
fn refuse_unless_next(desk: &Desk, before: &Standing, state: &RecurringState) -> anyhow::Result<()> {
    let stood = EpochTerms { root: before.root, total: before.total, bundle_hash: before.bundle_hash };
    if state.epoch == before.epoch && state.current == stood {
        return Ok(());
    }
    Err(exit::failed(format!(
        "list {} follows list {} with bundle hash {}; in effect is list {} with bundle hash {}. Publish it again after that \
         one; nothing was sent",
        desk.number(),
        before.epoch,
        before.bundle_hash,
        state.epoch,
        state.current.bundle_hash
    )))
}

/// Where the airdrop stands, from the bundle of the list before.
fn of_list_before(
    global: &Global,
    desk: &Desk,
    before: &Standing,
    named: Option<&Path>,
) -> anyhow::Result<Deployment> {
    let found = candidates(global, desk, before, named)?
        .into_iter()
        .filter_map(|dir| Bundle::open(&dir).ok())
        .find(|bundle| bundle.hash() == before.bundle_hash);
    let Some(bundle) = found else {
        return Err(exit::failed(format!(
            "the bundle of list {}, `{}`, is not here; name it with --after",
            before.epoch, before.slug
        )));
    };
    bundle.deployment()?.ok_or_else(|| {
        let first = if before.epoch == 1 { "deploy" } else { "epoch propose" };
        exit::failed(format!(
            "list {} is not on the chain yet; `tributary {first} {}` comes first",
            before.epoch,
            bundle.dir().display()
        ))
    })
}

fn candidates(
    global: &Global,
    desk: &Desk,
    before: &Standing,
    named: Option<&Path>,
) -> anyhow::Result<Vec<PathBuf>> {
    if let Some(dir) = named {
        return Ok(vec![dir.to_owned()]);
    }
    let rules = desk.bundle.rules().context("the bundle's rules cannot be read")?;
    let after = rules.claim.recurring.and_then(|entry| entry.after);
    let base = global.file.parent().unwrap_or(Path::new(""));
    let named = after.map(|path| base.join(path));
    Ok(named.into_iter().chain([desk.bundle.dir().with_file_name(&before.slug)]).collect())
}
