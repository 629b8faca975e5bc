//! The lists of a recurring airdrop: each against the one before it, and against what the chain had and has in effect.

use tributary_chain::{ChainError, CodeCheck, EpochTerms, EventsRead, RecurringState};

use super::{ChainTarget, Check, Status, funded::FUNDED, onchain::settled};
use crate::{
    bundle::{Bundle, Manifest, Standing, name},
    config::AirdropConfig,
    recurring::{EpochPlace, RecurringTerms, list_of},
};

type Outcome = Result<String, String>;

/// Do the rules name a list before?
pub(super) fn follows(config: &Result<AirdropConfig, String>) -> bool {
    let recurring = config.as_ref().ok().and_then(|config| config.claim.recurring.as_ref());
    recurring.is_some_and(|entry| entry.after.is_some())
}

/// What the rules say, with the number that follows from the list before.
pub(super) fn terms(bundle: &Bundle, config: &AirdropConfig) -> Result<Option<RecurringTerms>, String> {
    let before = bundle.standing().map_err(|error| error.to_string())?;
    let epoch = before.map_or(1, |list| list.epoch.saturating_add(1));
    Ok(config.claim.recurring.as_ref().map(|entry| entry.terms(epoch)))
}

/// The list before and this one, from the published files alone.
pub(super) fn verify_standing(bundle: &Bundle) -> Vec<Check> {
    let compared = || {
        let next = bundle.allocation().map_err(|error| error.to_string())?;
        standing(bundle)?.nobody_decreased(&next)
    };
    vec![
        Check::of("standing", "the list before is published whole", whole(bundle)),
        Check::of("nobody_decreased", "nobody has less than in the list before", compared()),
    ]
}

fn standing(bundle: &Bundle) -> Result<Standing, String> {
    let missing =
        || format!("the rules name a list before and the manifest does not list `{}`", name::STANDING);
    bundle.standing().map_err(|error| error.to_string())?.ok_or_else(missing)
}

fn whole(bundle: &Bundle) -> Outcome {
    let config = bundle.rules().map_err(|error| error.to_string());
    if config.is_ok() && !follows(&config) {
        return Err(format!("`{}` is there, and the rules name no list before", name::STANDING));
    }
    let list = standing(bundle)?;
    list.check()?;
    let people = list.leaves.len();
    Ok(format!("list {} of `{}`: {people} leaves, {} units", list.epoch, list.slug, list.total))
}

/// A line for an immutable that only this kind has.
pub(super) fn fixed(check: CodeCheck, manifest: &Manifest) -> Check {
    let terms = manifest.claim.recurring;
    let (id, title, told) = if check.name == "delay" {
        let seconds = terms.map_or(0, |terms| terms.delay_seconds);
        ("delay", "lists are announced as long as stated", format!("{seconds} seconds"))
    } else {
        let guardian = terms.and_then(|terms| terms.guardian);
        let told = guardian.map_or_else(|| "nobody beside the owner".to_owned(), |who| who.to_string());
        ("guardian", "who may veto a list is as stated", told)
    };
    Check::of(id, title, check.outcome.map(|_| told))
}

/// This list and the one before on the chain, and what the contract holds.
pub(super) async fn verify_lists(
    bundle: &Bundle,
    target: &ChainTarget<'_>,
    read: &mut EventsRead,
) -> Result<Vec<Check>, ChainError> {
    let (chain, deployment) = (target.chain, target.deployment);
    let state = settled(chain.read_recurring(deployment.airdrop).await.map(Ok))?;
    let records = settled(chain.epochs_after(deployment, read).await.map(Ok))?;
    let words = "the chain has it as the list that it says it is";
    let (state, records) = match (state, records) {
        (Ok(state), Ok(records)) => (state, records),
        (Err(wrong), _) | (_, Err(wrong)) => return Ok(vec![Check::of("epoch", words, Err(wrong))]),
    };
    let manifest = bundle.manifest();
    let number = manifest.claim.recurring.map_or(1, |terms| terms.epoch);
    let place = EpochPlace::of(number, &state, &records);
    let mut checks = vec![Check::of("epoch", words, place.as_ref().map(told).map_err(Clone::clone))];
    checks.extend(same(&list_of(bundle), place.ok().map(|place| place.list)));
    match bundle.standing() {
        Ok(None) => {}
        Ok(Some(list)) => {
            checks.push(Check::of(
                "before",
                BEFORE,
                before(&list, &state, &EpochPlace::of(list.epoch, &state, &records)),
            ));
        }
        Err(error) => checks.push(Check::of("before", BEFORE, Err(error.to_string()))),
    }
    checks.push(Check::of("funded", FUNDED, funded(&state)));
    Ok(checks)
}

const BEFORE: &str = "the list before is the one that was in effect";

fn told(place: &EpochPlace) -> String {
    place.to_string()
}

/// Root, total and bundle hash, each in its own line.
fn same(stated: &EpochTerms, found: Option<EpochTerms>) -> Vec<Check> {
    let line = |id, title, outcome: Option<Result<String, String>>| match outcome {
        Some(outcome) => Check::of(id, title, outcome),
        None => {
            let detail = "the chain has no such list".to_owned();
            Check { id, title, status: Status::Skipped, detail }
        }
    };
    let compare = |stated: String, found: String| {
        if stated == found { Ok(stated) } else { Err(format!("is {found}, expected {stated}")) }
    };
    vec![
        line(
            "root_onchain",
            "the contract has the bundle's root",
            found.map(|found| compare(stated.root.to_string(), found.root.to_string())),
        ),
        line(
            "total",
            "the contract's total is the sum of the tree",
            found.map(|found| compare(format!("{} units", stated.total), format!("{} units", found.total))),
        ),
        line(
            "bundle_hash",
            "the contract vouches for this bundle",
            found.map(|found| compare(stated.bundle_hash.to_string(), found.bundle_hash.to_string())),
        ),
    ]
}

fn before(list: &Standing, state: &RecurringState, place: &Result<EpochPlace, String>) -> Outcome {
    let place = place.as_ref().map_err(Clone::clone)?;
    if list.epoch > state.epoch {
        return Err(format!("list {} is not in effect yet", list.epoch));
    }
    let stated = EpochTerms { root: list.root, total: list.total, bundle_hash: list.bundle_hash };
    let found = place.list;
    if found == stated {
        return Ok(format!("list {}, bundle hash {}", list.epoch, list.bundle_hash));
    }
    Err(format!(
        "the chain had list {} with root {}, {} units and bundle hash {}; published as the list before are {}, {} and {}",
        list.epoch, found.root, found.total, found.bundle_hash, stated.root, stated.total, stated.bundle_hash
    ))
}

/// What is in effect has to be there until the window closes. What is pending may still lack something.
fn funded(state: &RecurringState) -> Outcome {
    if state.block_time >= state.ends_at {
        return Ok(format!("the window has ended; {} units are left", state.balance));
    }
    let owed = state.owed(&state.current);
    if state.balance < owed {
        return Err(format!("{} units, and {owed} are not claimed yet", state.balance));
    }
    let pending = state.pending.map(|pending| match state.lacks(&pending.terms) {
        lacks if lacks.is_zero() => "; enough for the pending list too".to_owned(),
        lacks => format!("; the pending list lacks {lacks}"),
    });
    Ok(format!("{} units, {owed} not claimed yet{}", state.balance, pending.unwrap_or_default()))
}
