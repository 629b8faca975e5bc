//! Claims from several airdrops, or by several documents, in one transaction; and votes handed on after them.

use std::{collections::BTreeSet, process::ExitCode};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tributary_chain::{
    BatchPlan, BatchSent, Chain, ChainError, ClaimRequest, ClaimWay, Handover, Key, batch_sender, plan_batch,
    send_batch,
};
use tributary_engine::bundle::Bundle;
use tributary_merkle::parse_address;
use tributary_model::{Address, Amount};

use super::{
    ClaimArgs, Opened, amount,
    document::{AuthorizationDocument, document},
    leaves, receiver, way,
};
use crate::{args::Global, exit, onchain::watch, output};

/// One claim, and the bundle that it is from.
struct Part<'a> {
    bundle: &'a Bundle,
    request: ClaimRequest,
    /// What it pays: of a recurring airdrop's leaf, what was not paid before.
    due: Amount,
}

/// Rehearses every claim by itself, says what would be sent, asks once, and sends.
pub(super) async fn run(
    global: &Global,
    args: &ClaimArgs,
    opened: &[Opened],
    key: Option<Key>,
) -> anyhow::Result<ExitCode> {
    if args.to.is_some() {
        bail!("--to is for one airdrop at a time: the account has to send such a claim itself");
    }
    let mut parts = parts(args, opened, key.as_ref())?;
    let delegatee = delegatee(args, key.as_ref())?;
    if key.is_none() && !args.consent.dry_run {
        return Err(ChainError::NoKey.into());
    }
    let chain = args.endpoint.connect(of_one_chain(opened)?, key).await?;
    for part in parts.iter_mut().filter(|part| part.bundle.manifest().claim.recurring.is_some()) {
        let paid = chain.paid(part.request.airdrop, part.request.index).await?;
        part.due = part.due.checked_sub(paid).unwrap_or_default();
    }
    let handovers = handovers(&chain, &parts, delegatee).await?;
    let requests: Vec<ClaimRequest> = parts.iter().map(|part| part.request.clone()).collect();
    let plan = plan_batch(&chain, batch_sender(&chain, &requests), &requests, &handovers).await?;
    if args.consent.dry_run {
        return planned(global, &parts, &handovers, &plan);
    }
    for line in described(&parts, &handovers, &plan) {
        output::note(line);
    }
    let mut sent = if plan.transactions.is_empty() {
        let not_delegated = handovers.iter().map(|_| Some("nothing was sent".to_owned())).collect();
        BatchSent { sent: None, failed: plan.refused.clone(), not_delegated }
    } else {
        let count = requests.len() - plan.refused.iter().flatten().count();
        let claims = if count == 1 { "1 claim".to_owned() } else { format!("{count} claims") };
        args.consent.ask(&format!("{claims} in one transaction on chain {}", chain.id()), "claim")?;
        send_batch(&chain, &requests, &handovers, &plan, &watch).await?
    };
    confirm(&chain, &handovers, &mut sent).await;
    told(global, (&chain, &plan), &parts, &handovers, &sent).await
}

/// The first bundle, where all are of its chain.
fn of_one_chain(opened: &[Opened]) -> anyhow::Result<&Bundle> {
    let (first, _) = opened.first().context("a bundle has to be named")?;
    let (one, chain_id) = (&first.manifest().slug, first.manifest().chain_id);
    match opened.iter().map(|(bundle, _)| bundle.manifest()).find(|other| other.chain_id != chain_id) {
        None => Ok(first),
        Some(other) => bail!(
            "one transaction reaches one chain: `{one}` is on chain {chain_id} and `{}` on chain {}",
            other.slug,
            other.chain_id
        ),
    }
}

impl<'a> Part<'a> {
    fn all(bundle: &'a Bundle, requests: Vec<ClaimRequest>) -> impl Iterator<Item = Self> {
        requests.into_iter().map(move |request| Self { bundle, due: request.amount, request })
    }
}

/// Claims by documents, else those of one account in every bundle that has a part for it.
fn parts<'a>(args: &ClaimArgs, opened: &'a [Opened], key: Option<&Key>) -> anyhow::Result<Vec<Part<'a>>> {
    let documented = documented(args, opened)?;
    if !documented.is_empty() {
        let idle =
            opened.iter().find(|(_, airdrop)| documented.iter().all(|part| part.request.airdrop != *airdrop));
        if let Some((bundle, _)) = idle {
            bail!("no document is for `{}`; name it without one, or leave it out", bundle.manifest().slug);
        }
        return Ok(once(documented));
    }
    let account = way::account(args, key)?;
    let mut parts = Vec::new();
    for (bundle, airdrop) in opened {
        let entries = leaves(bundle, account.into(), bundle.proofs(account)?)?;
        if entries.is_empty() {
            output::note(format!("{account} has no part in `{}`", output::inline(&bundle.manifest().name)));
        }
        let requests =
            entries.into_iter().map(|entry| way::request(*airdrop, account.into(), entry, ClaimWay::Anybody));
        parts.extend(Part::all(bundle, requests.collect()));
    }
    if parts.is_empty() {
        Err(exit::failed(format!("{account} has no part in any of them")))
    } else {
        Ok(once(parts))
    }
}

/// Claims by authorisations, each for one of the bundles, and by attestations, for the one that is named.
fn documented<'a>(args: &ClaimArgs, opened: &'a [Opened]) -> anyhow::Result<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    for path in &args.authorization {
        let signed: AuthorizationDocument = document(path, "an authorisation", "tributary authorize")?;
        let place = (signed.chain_id, signed.airdrop);
        let found = opened.iter().find(|(bundle, airdrop)| (bundle.manifest().chain_id, *airdrop) == place);
        let (bundle, airdrop) = found.with_context(|| {
            let AuthorizationDocument { airdrop, chain_id, .. } = &signed;
            format!(
                "`{}` is for {airdrop} on chain {chain_id}, which is none of these bundles'",
                path.display()
            )
        })?;
        parts.extend(Part::all(bundle, way::authorized(bundle, *airdrop, signed)?));
    }
    for path in &args.attestation {
        let [(bundle, airdrop)] = opened else {
            bail!("an attestation is good for one airdrop; name its bundle alone")
        };
        let attested = document(path, "an attestation", "tributary attest")?;
        parts.extend(Part::all(bundle, way::attested(bundle, *airdrop, &attested)?));
    }
    Ok(parts)
}

/// Every leaf of a list once: it is paid once. Which of two lists of one airdrop is in effect, the contract says.
fn once(parts: Vec<Part<'_>>) -> Vec<Part<'_>> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for part in parts {
        if seen.insert((part.request.airdrop, part.bundle.hash(), part.request.index)) {
            kept.push(part);
        } else {
            output::note(format!("named twice, sent once: {}", claim_line(&part)));
        }
    }
    kept
}

/// To whom the votes go: only whoever claims for itself can hand on what it gets.
fn delegatee(args: &ClaimArgs, key: Option<&Key>) -> anyhow::Result<Option<Address>> {
    let Some(text) = &args.delegate else { return Ok(None) };
    let own = key.ok_or(ChainError::NoKey)?.address();
    if way::account(args, key)? != own {
        bail!(
            "--delegate hands on the votes of the key's own account, {own}; claim for it, or without --delegate"
        );
    }
    if text == "self" { Ok(Some(own)) } else { Ok(Some(parse_address(text)?)) }
}

/// For every token that is paid, as the airdrops themselves say: a bundle alone could name any.
async fn handovers(
    chain: &Chain,
    parts: &[Part<'_>],
    delegatee: Option<Address>,
) -> anyhow::Result<Vec<Handover>> {
    let Some(delegatee) = delegatee else { return Ok(Vec::new()) };
    let mut tokens = BTreeSet::new();
    for Part { bundle, request, .. } in parts {
        let token = chain.paid_token(request.airdrop).await?;
        if let Some(named) = bundle.deployment()?.map(|deployment| deployment.token)
            && named != token
        {
            return Err(exit::failed(format!(
                "the bundle `{}` names the token {named}, and its airdrop pays {token}",
                bundle.manifest().slug
            )));
        }
        tokens.insert(token);
    }
    Ok(tokens.into_iter().map(|token| Handover { token, delegatee }).collect())
}

/// What a token says is what counts, not that nothing failed. What was paid stays told if a token cannot be asked.
async fn confirm(chain: &Chain, handovers: &[Handover], sent: &mut BatchSent) {
    let Ok(account) = chain.key().map(Key::address) else { return };
    for (handover, failed) in handovers.iter().zip(&mut sent.not_delegated) {
        if failed.is_none() {
            *failed = chain.not_handed_on(*handover, account).await;
        }
    }
}

fn claim_line(Part { bundle, request, due }: &Part<'_>) -> String {
    format!("{} from `{}` to {}", amount(bundle, *due), bundle.manifest().slug, receiver(request))
}

fn votes_line(Handover { token, delegatee }: &Handover) -> String {
    format!("votes of {token} to {delegatee}")
}

fn described(parts: &[Part<'_>], handovers: &[Handover], plan: &BatchPlan) -> Vec<String> {
    let mut lines: Vec<String> = parts
        .iter()
        .zip(&plan.refused)
        .map(|(part, refused)| match refused {
            Some(reason) => format!("left out: {}: {reason}", claim_line(part)),
            None => claim_line(part),
        })
        .collect();
    lines.extend(handovers.iter().map(votes_line));
    lines.extend(plan.transactions.iter().map(|transaction| {
        let gas = output::grouped(&transaction.gas_limit().to_string());
        format!("{}: through {}, at most {gas} gas", transaction.label, transaction.to)
    }));
    lines
}

fn claims_json(parts: &[Part<'_>], name: &str, failed: &[Option<String>]) -> Vec<Value> {
    let shown = parts.iter().zip(failed).map(|(Part { bundle, request, due }, failed)| {
        json!({
            "slug": bundle.manifest().slug, "airdrop": request.airdrop, "index": request.index,
            "amount": due, "to": receiver(request), name: failed,
        })
    });
    shown.collect()
}

fn planned(
    global: &Global,
    parts: &[Part<'_>],
    handovers: &[Handover],
    plan: &BatchPlan,
) -> anyhow::Result<ExitCode> {
    if global.json {
        let votes = handovers.iter().map(|one| json!({ "token": one.token, "to": one.delegatee }));
        output::json(&json!({
            "batch": plan.batch, "transactions": plan.transactions,
            "claims": claims_json(parts, "refused", &plan.refused), "delegations": votes.collect::<Vec<_>>(),
        }))?;
    } else {
        for line in described(parts, handovers, plan) {
            output::line(line)?;
        }
    }
    output::note("Dry run: nothing was sent.");
    Ok(code(plan.refused.iter().all(Option::is_none)))
}

async fn told(
    global: &Global,
    (chain, plan): (&Chain, &BatchPlan),
    parts: &[Part<'_>],
    handovers: &[Handover],
    sent: &BatchSent,
) -> anyhow::Result<ExitCode> {
    let holds = sent.failed.iter().chain(&sent.not_delegated).all(Option::is_none);
    if global.json {
        let mut votes = Vec::new();
        for (one, failed) in handovers.iter().zip(&sent.not_delegated) {
            // The claims are paid whether or not the token can be asked now.
            let counted = chain.votes_of(one.token, one.delegatee).await.ok().map(|votes| votes.to_string());
            votes
                .push(json!({ "token": one.token, "to": one.delegatee, "votes": counted, "failed": failed }));
        }
        output::json(&json!({
            "batch": plan.batch,
            "tx_hash": sent.sent.map(|sent| sent.hash), "block": sent.sent.map(|sent| sent.block),
            "gas": sent.sent.map(|sent| sent.gas),
            "claims": claims_json(parts, "failed", &sent.failed), "delegations": votes,
        }))?;
        return Ok(code(holds));
    }
    let claims = parts.iter().map(claim_line).zip(&sent.failed);
    for (line, failed) in claims.chain(handovers.iter().map(votes_line).zip(&sent.not_delegated)) {
        output::line(match failed {
            Some(reason) => format!("failed: {line}: {reason}"),
            None => format!("done: {line}"),
        })?;
    }
    if let Some(sent) = sent.sent {
        output::line(sent.hash.to_string())?;
    }
    Ok(code(holds))
}

fn code(holds: bool) -> ExitCode {
    if holds { ExitCode::SUCCESS } else { ExitCode::from(exit::FAILED) }
}
