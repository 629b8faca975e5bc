//! The attestors of an airdrop: those that the rules name, or who took over from them by changes that were announced.

use std::collections::BTreeSet;

use tributary_chain::{
    AttestorSetState, Chain, ChainError, Deployment, EventsRead, Installation, attestors_address,
};
use tributary_model::{Address, Timestamp};

use super::onchain::{ChainTarget, owner};
use crate::{
    bundle::{Bundle, Manifest},
    identity::IdentityTerms,
};

/// The line about where the set stands.
pub(super) const ID: &str = "attestors";
/// Of the line about who is in it.
pub(super) const TITLE: &str = "the attestors are those of the rules, or took over by an announced change";

const DAY: i64 = 86_400;

/// Does the note name the set that follows from the rules?
pub(super) async fn place(
    manifest: &Manifest,
    deployment: &Deployment,
    chain: &Chain,
) -> Result<Result<(), String>, ChainError> {
    let noted = deployment.attestors;
    let Some(terms) = manifest.claim.identity.clone() else {
        let wrong = |noted| format!("it notes {noted} as the attestors; by the rules there are none");
        return Ok(noted.map_or(Ok(()), |noted| Err(wrong(noted))));
    };
    let owned = (&terms.into(), owner(manifest, deployment));
    Ok(match attestors_address(chain, deployment, manifest.claim.kind(), owned).await? {
        Some(ruled) if noted == Some(ruled) => Ok(()),
        Some(ruled) => {
            let noted = noted.map_or_else(|| "none".to_owned(), |noted| noted.to_string());
            Err(format!("it notes {noted} as the attestors; by the rules they are at {ruled}"))
        }
        None => Err(format!(
            "no proxy makes the factory {}, so the address of the attestors cannot be computed",
            deployment.factory
        )),
    })
}

/// The set as the rules want it, or as its own delayed changes have made it since. What has changed, will change, or is
/// frozen now, is said.
pub(super) async fn terms(
    bundle: &Bundle,
    target: &ChainTarget<'_>,
    set: Address,
    read: &mut EventsRead,
) -> Result<Result<String, String>, ChainError> {
    let (manifest, deployment, chain) = (bundle.manifest(), target.deployment, target.chain);
    let Some(terms) = &manifest.claim.identity else {
        return Ok(Err("the manifest names no attestors".to_owned()));
    };
    let found = chain.attestor_set(set).await?;
    if let Err(wrong) = fixed(&found, terms, owner(manifest, deployment)) {
        return Ok(Err(wrong));
    }
    let mut told = match in_force(&found, terms, target, (set, read)).await? {
        Ok(who) => vec![who],
        Err(wrong) => return Ok(Err(wrong)),
    };
    told.extend(found.pending.map(|next| {
        let (from, next) = (Timestamp::saturating(next.ready_at), of(next.threshold, &next.attestors));
        format!("from {from} on it can be {next}")
    }));
    let frozen = chain.frozen_until(set, deployment.airdrop).await?;
    if i64::try_from(frozen).is_ok_and(|frozen| frozen > 0) {
        let state = chain.read_airdrop(deployment.airdrop).await?;
        if u64::try_from(state.block_time.unix()).is_ok_and(|now| now < frozen) {
            told.push(format!("claims by identity are frozen until {}", Timestamp::saturating(frozen)));
        }
    }
    Ok(Ok(told.join("; ")))
}

/// Those whose word counts now, if they have it by the rules or by announced changes.
async fn in_force(
    found: &AttestorSetState,
    terms: &IdentityTerms,
    target: &ChainTarget<'_>,
    (set, read): (Address, &mut EventsRead),
) -> Result<Result<String, String>, ChainError> {
    let (chain, deployment) = (target.chain, target.deployment);
    if found.generation == 1 && found.pending.is_none() {
        return Ok(unchanged(found, terms));
    }
    let made = Made { block: deployment.block, at: chain.time_of(deployment.block).await? };
    let who = if found.generation == 1 {
        unchanged(found, terms)
    } else {
        let installed = chain.attestors_installed_after(set, deployment.attestors_tx, read).await?;
        changed(found, &installed, terms, made)
    };
    Ok(who.and_then(|who| announced_in_time(found, made).map(|()| who)))
}

/// Everybody whose word ever counted for an airdrop: the set's contract counts each only while they are in force.
pub(super) async fn ever(chain: &Chain, deployment: &Deployment) -> Result<BTreeSet<Address>, ChainError> {
    let set = chain.read_airdrop(deployment.airdrop).await?.attestors;
    let found = chain.attestor_set(set).await?;
    if found.generation == 1 {
        return Ok(found.attestors.into_iter().collect());
    }
    let made = deployment.attestors_tx.filter(|_| deployment.attestors == Some(set));
    let installed = chain.attestors_installed(set, made).await?;
    Ok(installed.into_iter().flat_map(|one| one.attestors).collect())
}

/// What no set ever changes.
fn fixed(found: &AttestorSetState, terms: &IdentityTerms, owner: Address) -> Result<(), String> {
    if found.owner != owner {
        return Err(format!("{} may change them; by the rules it is {owner}", found.owner));
    }
    let guardian = terms.guardian.unwrap_or_default();
    if found.guardian != guardian {
        return Err(format!("the guardian is {}, by the rules {guardian}", found.guardian));
    }
    if found.delay != terms.delay_seconds {
        return Err(format!(
            "a change of attestors waits {} seconds, by the rules {}",
            found.delay, terms.delay_seconds
        ));
    }
    Ok(())
}

fn unchanged(found: &AttestorSetState, terms: &IdentityTerms) -> Result<String, String> {
    let (now, ruled) = (of(found.threshold, &found.attestors), stated(terms));
    if now == ruled { Ok(now) } else { Err(format!("it was made with {now}; by the rules it is {ruled}")) }
}

/// When the airdrop was made.
#[derive(Clone, Copy, Debug)]
struct Made {
    block: u64,
    at: Timestamp,
}

/// The second in which somebody was announced whose turn is from `ready_at` on.
fn announced(ready_at: u64, delay: u64) -> i64 {
    i64::try_from(ready_at.saturating_sub(delay)).unwrap_or(i64::MAX)
}

/// Whoever is announced was so after the airdrop was made: before, nobody had a reason to look.
fn announced_in_time(found: &AttestorSetState, made: Made) -> Result<(), String> {
    match &found.pending {
        Some(next) if announced(next.ready_at, found.delay) < made.at.unix() => Err(format!(
            "{} were announced before the airdrop was made, where nobody who looks at it could see them",
            of(next.threshold, &next.attestors)
        )),
        _ => Ok(()),
    }
}

/// Whoever took over did so after those of the rules, and after an announcement that had waited.
fn changed(
    found: &AttestorSetState,
    installed: &[Installation],
    terms: &IdentityTerms,
    made: Made,
) -> Result<String, String> {
    let who = |one: &Installation| of(one.threshold, &one.attestors);
    let ruled = stated(terms);
    // Somebody may have put others in force since the set was read.
    let installed: Vec<&Installation> =
        installed.iter().filter(|one| one.generation <= found.generation).collect();
    if let Some((place, _)) = (1..).zip(&installed).find(|(place, one)| one.generation != *place) {
        return Err(format!("the endpoint leaves out the attestors number {place}"));
    }
    let (Some(first), Some(last)) = (installed.first(), installed.last()) else {
        return Err("the endpoint tells of no attestors that were put in force".to_owned());
    };
    if who(first) != ruled {
        return Err(format!("it was made with {}; by the rules it is {ruled}", who(first)));
    }
    let waited = |one: &Installation| {
        let ready = one.ready_at.and_then(|ready| i64::try_from(ready).ok());
        ready.is_some_and(|ready| ready <= one.at.unix())
    };
    if let Some(hasty) = installed.iter().skip(1).find(|one| !waited(one)) {
        let Installation { block, .. } = hasty;
        return Err(format!("{} took over in block {block} without having been announced", who(hasty)));
    }
    let then = installed.iter().rev().find(|one| one.block <= made.block).unwrap_or(first);
    if who(then) != ruled {
        return Err(format!(
            "when the airdrop was made it was {} already; by the rules it is {ruled}",
            who(then)
        ));
    }
    let early = |one: &&&Installation| {
        let announced = one.ready_at.map(|ready| announced(ready, found.delay));
        one.block > made.block && announced.is_none_or(|announced| announced < made.at.unix())
    };
    if let Some(early) = installed.iter().find(early) {
        return Err(format!(
            "{} took over in block {}, announced before the airdrop was made, where nobody who looks at it could see it",
            who(early),
            early.block
        ));
    }
    if last.generation != found.generation {
        return Err(format!("the endpoint leaves out the attestors number {}", found.generation));
    }
    let now = of(found.threshold, &found.attestors);
    if who(last) != now {
        return Err(format!("it is {now}, and its last change was to {}", who(last)));
    }
    let times = match installed.len() - 1 {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    };
    let since = last.ready_at.map_or(last.at.unix(), |ready| announced(ready, found.delay));
    let days = (last.at.unix() - since) / DAY;
    Ok(format!(
        "{now}; changed {times}, last in block {} ({}), announced {days} days before; the rules name {ruled}, who were the first",
        last.block, last.at
    ))
}

fn stated(terms: &IdentityTerms) -> String {
    of(terms.threshold, &terms.attestors)
}

fn of(threshold: u64, attestors: &[Address]) -> String {
    let listed: Vec<String> = attestors.iter().map(Address::to_string).collect();
    format!("{threshold} of {}", listed.join(", "))
}

#[cfg(test)]
mod tests {
    use tributary_chain::PendingRotation;

    use super::*;

    const ADA: Address = Address::repeat_byte(0xad);
    const BO: Address = Address::repeat_byte(0xb0);
    const NOW: i64 = 1_770_000_000;
    const DELAY: u64 = 3 * 86_400;

    fn terms() -> IdentityTerms {
        IdentityTerms { attestors: vec![ADA], threshold: 1, guardian: None, delay_seconds: DELAY }
    }

    fn state(who: Address, generation: u64) -> AttestorSetState {
        AttestorSetState {
            owner: ADA,
            guardian: Address::ZERO,
            delay: DELAY,
            attestors: vec![who],
            threshold: 1,
            generation,
            pending: None,
        }
    }

    fn installed(generation: u64, who: Address, ready_at: Option<i64>) -> Installation {
        Installation {
            generation,
            attestors: vec![who],
            threshold: 1,
            block: 10 * generation,
            at: Timestamp::from_unix(NOW).unwrap(),
            ready_at: ready_at.map(|ready| u64::try_from(ready).unwrap()),
        }
    }

    /// Made long before anybody was announced, in this block.
    fn made(block: u64) -> Made {
        Made { block, at: Timestamp::from_unix(NOW - 30 * DAY).unwrap() }
    }

    fn told(installed: &[Installation]) -> Result<String, String> {
        let last = installed.last().unwrap();
        changed(&state(last.attestors[0], last.generation), installed, &terms(), made(10))
    }

    #[test]
    fn who_took_over_after_an_announcement_that_had_waited_is_told_and_holds() {
        let [ada, bo] = [ADA, BO].map(|who| format!("1 of {who}"));
        assert_eq!(unchanged(&state(ADA, 1), &terms()), Ok(ada.clone()));
        let once = [installed(1, ADA, None), installed(2, BO, Some(NOW - 90_000))];
        assert_eq!(
            told(&once).unwrap(),
            format!(
                "{bo}; changed once, last in block 20 (2026-02-02T02:40:00Z), announced 4 days before; the rules name \
                 {ada}, who were the first"
            )
        );
        let back = [once[0].clone(), once[1].clone(), installed(3, ADA, Some(NOW))];
        assert!(told(&back).unwrap().starts_with(&format!("{ada}; changed 2 times, last in block 30 ")));
        // A change that came after the set was read is left for the next time.
        assert_eq!(changed(&state(BO, 2), &back, &terms(), made(10)), told(&once));
    }

    #[test]
    fn each_way_around_the_announcement_is_refused() {
        let once = |ready_at| [installed(1, ADA, None), installed(2, BO, ready_at)];
        let ready = Some(NOW);
        let words = |found: Result<String, String>| found.unwrap_err();
        assert!(
            words(unchanged(&state(BO, 1), &terms())).starts_with(&format!("it was made with 1 of {BO}"))
        );
        let other = [installed(1, BO, None), installed(2, ADA, ready)];
        assert!(
            words(told(&other)).starts_with(&format!("it was made with 1 of {BO}")),
            "the first are not those of the rules"
        );
        for hasty in [None, Some(NOW + 1)] {
            assert!(
                words(told(&once(hasty))).ends_with("took over in block 20 without having been announced")
            );
        }
        assert!(words(told(&once(ready)[1..])).contains("leaves out the attestors number 1"));
        let gap = [installed(1, ADA, None), installed(3, BO, ready)];
        assert!(words(told(&gap)).contains("leaves out the attestors number 2"));
        let early = changed(&state(BO, 2), &once(ready), &terms(), made(20));
        assert!(words(early).starts_with(&format!("when the airdrop was made it was 1 of {BO}")));
        let strange = changed(&state(Address::repeat_byte(9), 2), &once(ready), &terms(), made(10));
        assert!(words(strange).contains(&format!("and its last change was to 1 of {BO}")));
    }

    #[test]
    fn what_was_announced_before_the_airdrop_is_refused() {
        let once = [installed(1, ADA, None), installed(2, BO, Some(NOW))];
        let announced = NOW - i64::try_from(DELAY).unwrap();
        let of = |at| {
            let made = Made { block: 10, at: Timestamp::from_unix(at).unwrap() };
            changed(&state(BO, 2), &once, &terms(), made)
        };
        assert!(of(announced).is_ok(), "announced when it was made is early enough");
        assert!(of(announced + 1).unwrap_err().contains("announced before the airdrop was made"));

        let next =
            PendingRotation { attestors: vec![BO], threshold: 1, ready_at: u64::try_from(NOW).unwrap() };
        let waiting = AttestorSetState { pending: Some(next), ..state(ADA, 1) };
        let made = |at| Made { block: 10, at: Timestamp::from_unix(at).unwrap() };
        assert_eq!(announced_in_time(&waiting, made(announced)), Ok(()));
        assert!(
            announced_in_time(&waiting, made(announced + 1)).unwrap_err().contains("were announced before")
        );
    }

    #[test]
    fn an_endpoint_that_leaves_out_the_last_change_is_found() {
        let both = [installed(1, ADA, None), installed(2, BO, Some(NOW))];
        let later = changed(&state(BO, 4), &both, &terms(), made(10));
        assert_eq!(later.unwrap_err(), "the endpoint leaves out the attestors number 4");
    }
}
