//! What was paid: each claim of an identity, held against the bindings in the file.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use tributary_chain::{ChainError, EpochEvent, EpochRecord};
use tributary_model::{Address, B256, Binding, ClaimRecord, Claimant, Identity};

use super::super::ChainTarget;
use crate::{
    bindings::{Standing, document::BindingLine, identity_hash},
    bundle::Bundle,
};

/// A list of more claims than that helps nobody.
const MOST_TOLD: usize = 5;

/// Wallets to which an identity was ever bound in effect; one that was replaced while it waited never was.
fn bound(lines: &[BindingLine]) -> BTreeMap<B256, BTreeSet<Address>> {
    let mut histories: BTreeMap<Identity, Vec<Binding>> = BTreeMap::new();
    for (line, number) in lines.iter().zip(1..) {
        histories.entry(line.identity).or_default().push(line.binding(number));
    }
    let wallets = |history: &[Binding]| {
        let at = |binding: &Binding| Standing::of(history, binding.effective_at).active;
        history.iter().filter_map(|binding| at(binding).map(|active| active.proved.recipient)).collect()
    };
    histories.iter().map(|(identity, history)| (identity_hash(*identity), wallets(history))).collect()
}

/// The blocks in which claims were by a list; none while it has not taken effect.
fn in_effect(number: u64, records: &[EpochRecord]) -> RangeInclusive<u64> {
    let since = |number| {
        let activated = |record: &&EpochRecord| {
            record.number == number && matches!(record.event, EpochEvent::Activated(_))
        };
        records.iter().find(activated).map(|record| record.block)
    };
    since(number).unwrap_or(u64::MAX)..=since(number + 1).unwrap_or(u64::MAX)
}

/// Of a recurring airdrop, the claims by this list: those by another are for that one's file.
pub(super) async fn explained(
    bundle: &Bundle,
    lines: &[BindingLine],
    target: &ChainTarget<'_>,
) -> Result<Result<String, String>, ChainError> {
    let mut claims = crate::claims::read_all(target.chain, target.deployment).await?;
    if let Some(terms) = bundle.manifest().claim.recurring {
        let blocks = in_effect(terms.epoch, &target.chain.epochs(target.deployment).await?);
        claims.retain(|claim| blocks.contains(&claim.block_number));
    }
    let bound = bound(lines);
    claims.retain(|claim| matches!(claim.claimant, Claimant::Identity(_)));
    let unexplained: Vec<String> = claims.iter().filter_map(|claim| unexplained(claim, &bound)).collect();
    if unexplained.is_empty() {
        return Ok(Ok(format!("{} claims", claims.len())));
    }
    Ok(Err(format!(
        "no evidence of {} of {} claims is published: {}{}; attestors signed for each, which they can without a server \
         (`tributary attest`): ask them what they were shown",
        unexplained.len(),
        claims.len(),
        unexplained[..unexplained.len().min(MOST_TOLD)].join("; "),
        unexplained.len().checked_sub(MOST_TOLD + 1).map_or("", |_| "; and others")
    )))
}

fn unexplained(claim: &ClaimRecord, bound: &BTreeMap<B256, BTreeSet<Address>>) -> Option<String> {
    let Claimant::Identity(hash) = claim.claimant else { return None };
    let wallets = bound.get(&hash);
    if wallets.is_some_and(|wallets| wallets.contains(&claim.recipient)) {
        return None;
    }
    Some(format!(
        "leaf {} was paid to {} in {}, and the file binds its account to {}",
        claim.index,
        claim.recipient,
        claim.tx_hash,
        if wallets.is_some() { "other wallets" } else { "no wallet" }
    ))
}
