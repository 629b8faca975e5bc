//! Sending one call about a list: after a rehearsal and with consent, by a key or as a file for a Safe.

use serde_json::json;
use tributary_chain::{CallPlan, Chain, EpochCall, SafeNote, Sent, plan_epoch_call, send_epoch_call, settle};
use tributary_model::Address;

use super::desk::Desk;
use crate::{
    args::Global,
    commands::{
        deploy::safe::{look_at, refuse_file},
        round::act::{SendArgs, described, save_batch},
    },
    context::now,
    onchain::watch,
    output,
};

/// Connects, and waits for what the key has sent before, so that what is read then is what holds.
pub(crate) async fn connect(desk: &Desk, args: &SendArgs) -> anyhow::Result<Chain> {
    let key = args.signer()?;
    let sends = key.is_some();
    let chain = args.endpoint.connect(&desk.bundle, key).await?;
    if sends {
        settle(&chain).await?;
    }
    Ok(chain)
}

/// Sends a call, or writes it for a Safe, or says what would be sent. Answers what was sent, if anything was. `begin` runs
/// after consent and before anything can reach the chain.
pub(crate) async fn act(
    global: &Global,
    desk: &Desk,
    (chain, airdrop): (&Chain, Address),
    (args, word): (&SendArgs, &str),
    (call, begin): (&EpochCall, &dyn Fn() -> anyhow::Result<()>),
) -> anyhow::Result<Option<Sent>> {
    let plan = plan_epoch_call(chain, airdrop, call, args.sender()?).await?;
    if args.safe.is_some() {
        look_at(chain, plan.from).await?;
    }
    if args.consent.dry_run {
        if global.json {
            output::json(&plan)?;
        } else {
            output::line(described(&plan))?;
        }
        output::note(if args.safe.is_some() {
            "Dry run: nothing was written."
        } else {
            "Dry run: nothing was sent."
        });
        return Ok(None);
    }
    if args.safe.is_some() {
        by_safe(global, desk, (args, word), (chain, airdrop), (&plan, begin))?;
        return Ok(None);
    }
    output::note(described(&plan));
    args.consent.ask(&format!("{} on chain {}", call.label(), chain.id()), word)?;
    begin()?;
    Ok(Some(send_epoch_call(chain, airdrop, call, &watch).await?))
}

/// Prints that there was nothing to send.
pub(crate) fn print_nothing(global: &Global) -> anyhow::Result<()> {
    if global.json { output::json(&json!({ "sent": null })) } else { Ok(()) }
}

fn by_safe(
    global: &Global,
    desk: &Desk,
    (args, word): (&SendArgs, &str),
    (chain, airdrop): (&Chain, Address),
    (plan, begin): (&CallPlan, &dyn Fn() -> anyhow::Result<()>),
) -> anyhow::Result<()> {
    let manifest = desk.bundle.manifest();
    let file = args.out.clone().unwrap_or_else(|| format!("safe-{}-{word}.json", manifest.slug).into());
    refuse_file(&file)?;
    begin()?;
    let labels: Vec<&str> = plan.transactions.iter().map(|step| step.label.as_str()).collect();
    let description = format!(
        "Airdrop {} at {airdrop} on chain {}, list {}. Bundle hash {}. Steps: {}.",
        output::inline(&manifest.name),
        chain.id(),
        desk.number(),
        desk.bundle.hash(),
        labels.join("; ")
    );
    let note = SafeNote { name: format!("Airdrop: {word}"), description, created_at: now() };
    save_batch(global, chain, plan.from, &plan.transactions, (file, note))
}
