//! The word of attestors: for the binding in effect alone, and never for longer than a change waits.
//!
//! An attestation ends at the latest when another wallet's turn begins, so at no moment do two of them hold.

use tributary_chain::{Attestation, Domain, Endorsement};
use tributary_model::{Address, Binding, Timestamp};
use tributary_storage::{Attested, Endorsed};

use super::{Standing, identity_hash};

/// Seconds that an attestation holds at most: 24 hours.
const LONGEST: i64 = 24 * 60 * 60;
/// By how many seconds the clock of another attestor may be ahead of ours: 5 minutes.
const CLOCKS_DIFFER: i64 = 5 * 60;
/// One that holds for so long from now on is answered again: 12 hours.
const LONG_ENOUGH: i64 = 12 * 60 * 60;
/// Enough to claim by; others may have to sign a new one.
const SHORTEST: i64 = 15 * 60;

/// The attestors of one airdrop as its chain says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestors {
    /// Their set's contract.
    pub address: Address,
    /// Who they are.
    pub attestors: Vec<Address>,
    /// How many of them it takes.
    pub threshold: u64,
}

impl Attestors {
    /// Is it one of them?
    #[must_use]
    pub fn has(&self, account: Address) -> bool {
        self.attestors.contains(&account)
    }

    /// Are these enough?
    #[must_use]
    pub fn suffice(&self, endorsements: usize) -> bool {
        u64::try_from(endorsements).is_ok_and(|count| count >= self.threshold)
    }
}

/// What may be attested at a moment: this binding, until then at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attestable<'a> {
    /// The one in effect.
    pub binding: &'a Binding,
    /// First moment at which nothing may hold any more.
    pub until: Timestamp,
    /// The same for what others say, whose clocks may be ahead.
    latest: Timestamp,
}

impl<'a> Attestable<'a> {
    /// `None` without a binding in effect, or when the window has closed.
    #[must_use]
    pub fn of(standing: &Standing<'a>, ends_at: Timestamp, now: Timestamp) -> Option<Self> {
        let binding = standing.active?;
        let turn = standing.pending.map(|pending| pending.effective_at);
        let over = turn.map_or(ends_at, |turn| turn.min(ends_at));
        let within = |seconds| {
            let until = Timestamp::from_unix(now.unix().checked_add(seconds)?)?;
            Some(until.min(over))
        };
        let (until, latest) = (within(LONGEST)?, within(LONGEST + CLOCKS_DIFFER)?);
        (now < until).then_some(Self { binding, until, latest })
    }

    /// The longest that may be said now.
    #[must_use]
    pub fn attestation(&self) -> Option<Attestation> {
        Some(Attestation {
            identity: identity_hash(self.binding.proved.identity),
            recipient: self.binding.proved.recipient,
            valid_after: u64::try_from(self.binding.attested_from().unix()).ok()?,
            valid_before: u64::try_from(self.until.unix()).ok()?,
        })
    }

    /// Is it about this binding, does it still hold, and for no longer than may be?
    #[must_use]
    pub fn allows(&self, attestation: &Attestation, now: Timestamp) -> bool {
        self.refusal(attestation, now).is_none()
    }

    /// Why an attestation may not be given at this moment.
    #[must_use]
    pub fn refusal(&self, attestation: &Attestation, now: Timestamp) -> Option<String> {
        let Attestation { identity, recipient, valid_after, valid_before } = *attestation;
        let Some(longest) = self.attestation() else { return Some("nothing can be attested now".to_owned()) };
        if (identity, recipient) != (longest.identity, longest.recipient) {
            return Some(format!(
                "it is not of the binding in effect, which is of `{}` to {}",
                self.binding.proved.identity, longest.recipient
            ));
        }
        let (from, until) = (Timestamp::saturating(valid_after), Timestamp::saturating(valid_before));
        if valid_after != longest.valid_after {
            return Some(format!(
                "it holds from {from} on; it has to from {} on",
                Timestamp::saturating(longest.valid_after)
            ));
        }
        if i64::try_from(valid_before).is_ok_and(|before| before <= now.unix()) {
            return Some(format!("it held until {until}, and it is {now} by this server's clock"));
        }
        (i64::try_from(valid_before).unwrap_or(i64::MAX) > self.latest.unix()).then(|| {
            format!(
                "it holds until {until}, and may until {} at the latest: it is {now} by this server's clock, and nothing is \
                 attested for more than 24 hours, beyond the claim window or beyond another wallet's turn; compare the clocks",
                self.latest
            )
        })
    }
}

/// What to answer to somebody who asks for an attestation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// There is nothing, and nobody here to say it.
    Nothing,
    /// This, as it is.
    Answer(Attested),
    /// This, once our own key has signed it too.
    Sign(Attested),
}

/// Chooses among what was attested before (the latest end first) and a new one. `own` is our key's account.
#[must_use]
pub fn next(
    attestable: &Attestable<'_>,
    before: &[Attested],
    set: &Attestors,
    own: Option<Address>,
    now: Timestamp,
) -> Next {
    let candidates: Vec<Attested> = before
        .iter()
        .filter(|attested| attestable.allows(&attestation_of(attested), now))
        .map(|attested| by_these(attested, set))
        .collect();
    let own = own.filter(|own| set.has(*own));
    let left = |attested: &Attested| i64::try_from(attested.valid_before).unwrap_or(i64::MAX) - now.unix();
    let is_long = |attested: &Attested| {
        left(attested) >= LONG_ENOUGH || i64::try_from(attested.valid_before) == Ok(attestable.until.unix())
    };
    let is_ready = |attested: &Attested| set.suffice(attested.endorsements.len());
    let first = |fits: &dyn Fn(&Attested) -> bool| candidates.iter().find(|one| fits(one)).cloned();
    let anew = || attestable.attestation().map(|longest| unsigned(attestable.binding, &longest));

    if let Some(ready) = first(&|one| is_ready(one) && is_long(one)) {
        return Next::Answer(ready);
    }
    // Our word alone is enough, so nobody has to sign again.
    if own.is_some() && set.suffice(1) {
        return anew().map_or(Next::Nothing, Next::Sign);
    }
    if let Some(ready) = first(&|one| is_ready(one) && left(one) >= SHORTEST) {
        return Next::Answer(ready);
    }
    match (first(&is_long), own) {
        (Some(long), Some(own)) if !long.endorsements.iter().any(|one| one.attestor == own) => {
            Next::Sign(long)
        }
        (Some(long), _) => Next::Answer(long),
        (None, Some(_)) => anew().map_or(Next::Nothing, Next::Sign),
        (None, None) => candidates.into_iter().next().map_or(Next::Nothing, Next::Answer),
    }
}

/// In the form that is signed.
#[must_use]
pub fn attestation_of(attested: &Attested) -> Attestation {
    Attestation {
        identity: identity_hash(attested.identity),
        recipient: attested.recipient,
        valid_after: attested.valid_after,
        valid_before: attested.valid_before,
    }
}

/// In the form that a claim carries.
#[must_use]
pub fn endorsements_of(attested: &Attested) -> Vec<Endorsement> {
    let endorsement =
        |one: &Endorsed| Endorsement { attestor: one.attestor, signature: one.signature.clone() };
    attested.endorsements.iter().map(endorsement).collect()
}

/// The airdrop, as signatures name it.
#[must_use]
pub const fn domain(chain_id: u64, airdrop: Address) -> Domain {
    Domain { chain_id, airdrop }
}

/// Without the endorsements of who is no attestor any more: the contract would refuse all of it.
fn by_these(attested: &Attested, set: &Attestors) -> Attested {
    let still = |one: &&Endorsed| set.has(one.attestor);
    Attested {
        endorsements: attested.endorsements.iter().filter(still).cloned().collect(),
        ..attested.clone()
    }
}

fn unsigned(binding: &Binding, attestation: &Attestation) -> Attested {
    Attested {
        identity: binding.proved.identity,
        recipient: attestation.recipient,
        valid_after: attestation.valid_after,
        valid_before: attestation.valid_before,
        endorsements: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use tributary_model::Bytes;

    use super::*;
    use crate::bindings::testing::binding;

    const ONE: Address = Address::repeat_byte(1);
    const TWO: Address = Address::repeat_byte(2);
    const OWN: Address = Address::repeat_byte(0xa0);
    const OTHER: Address = Address::repeat_byte(0xb0);
    const START: i64 = 1_770_000_000;
    const HOUR: i64 = 3_600;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix(START + second).unwrap()
    }

    fn unix(second: i64) -> u64 {
        u64::try_from(START + second).unwrap()
    }

    fn set(threshold: u64) -> Attestors {
        let attestors = vec![OWN, OTHER];
        Attestors { address: Address::repeat_byte(9), attestors, threshold }
    }

    fn bound() -> Vec<Binding> {
        vec![binding(1, ONE, at(0), at(0))]
    }

    fn attested(until: i64, who: &[Address]) -> Attested {
        let endorsed = |attestor: &Address| Endorsed {
            attestor: *attestor,
            signature: Bytes::copy_from_slice(attestor.as_slice()),
        };
        Attested {
            identity: bound()[0].proved.identity,
            recipient: ONE,
            valid_after: unix(-300),
            valid_before: unix(until),
            endorsements: who.iter().map(endorsed).collect(),
        }
    }

    fn asked(before: &[Attested], threshold: u64, own: Option<Address>, now: i64) -> Next {
        let history = bound();
        let set = set(threshold);
        let attestable = Attestable::of(&Standing::of(&history, at(now)), at(100 * HOUR), at(now)).unwrap();
        next(&attestable, before, &set, own, at(now))
    }

    #[test]
    fn it_holds_from_the_binding_on_for_a_day_at_most() {
        let history = bound();
        let until = |ends_at: i64, now: i64| {
            Attestable::of(&Standing::of(&history, at(now)), at(ends_at), at(now)).map(|one| one.until)
        };
        assert_eq!(until(100 * HOUR, 10), Some(at(10 + 24 * HOUR)));
        assert_eq!(until(20, 10), Some(at(20)), "the window ends before");
        assert_eq!(until(10, 10), None, "the window has ended");
        assert_eq!(Attestable::of(&Standing::of(&[], at(10)), at(20), at(10)), None);
        let attestable = Attestable::of(&Standing::of(&history, at(10)), at(20), at(10)).unwrap();
        let said = attestable.attestation().unwrap();
        assert_eq!(
            (said.recipient, said.valid_after, said.valid_before),
            (ONE, unix(-300), unix(20)),
            "blocks may be behind"
        );
        assert_eq!(said.identity, identity_hash(history[0].proved.identity));
    }

    #[test]
    fn it_ends_when_the_turn_of_another_wallet_begins() {
        let history = [bound(), vec![binding(2, TWO, at(10), at(10 + 48 * HOUR))]].concat();
        let until = |now: i64| {
            Attestable::of(&Standing::of(&history, at(now)), at(1_000 * HOUR), at(now))
                .map(|one| (one.binding.proved.recipient, one.until))
        };
        assert_eq!(until(10), Some((ONE, at(10 + 24 * HOUR))));
        assert_eq!(until(9 + 48 * HOUR), Some((ONE, at(10 + 48 * HOUR))));
        assert_eq!(until(10 + 48 * HOUR), Some((TWO, at(10 + 72 * HOUR))));
        let turn = at(10 + 48 * HOUR);
        let second = Attestable::of(&Standing::of(&history, turn), at(1_000 * HOUR), turn).unwrap();
        assert_eq!(
            second.attestation().unwrap().valid_after,
            unix(10 + 48 * HOUR),
            "not while the first one holds"
        );
    }

    #[test]
    fn what_others_say_must_be_about_this_binding_and_hold_no_longer() {
        let history = bound();
        let attestable = Attestable::of(&Standing::of(&history, at(10)), at(HOUR), at(10)).unwrap();
        let longest = attestable.attestation().unwrap();
        let allows = |change: fn(&mut Attestation)| {
            let mut changed = longest.clone();
            change(&mut changed);
            attestable.allows(&changed, at(10))
        };
        assert!(allows(|_| {}) && allows(|said| said.valid_before -= 10));
        assert!(!allows(|said| said.valid_before += 1), "the window has ended by then");
        assert!(!allows(|said| said.valid_before = unix(10)));
        assert!(!allows(|said| said.valid_after += 1));
        assert!(!allows(|said| said.valid_after -= 1));
        assert!(!allows(|said| said.recipient = TWO));
        assert!(!allows(|said| said.identity.0[0] ^= 1));
    }

    #[test]
    fn a_clock_that_is_a_little_ahead_does_no_harm_and_a_wrong_one_is_told() {
        let history = bound();
        let ends_at = at(100 * HOUR);
        let here = Attestable::of(&Standing::of(&history, at(10)), ends_at, at(10)).unwrap();
        let there = |ahead: i64| {
            let now = at(10 + ahead);
            Attestable::of(&Standing::of(&history, now), ends_at, now).unwrap().attestation().unwrap()
        };
        for ahead in [0, 2, CLOCKS_DIFFER] {
            assert_eq!(here.refusal(&there(ahead), at(10)), None);
        }
        let words = here.refusal(&there(CLOCKS_DIFFER + 1), at(10)).unwrap();
        let (theirs, most) = (at(11 + CLOCKS_DIFFER + LONGEST), at(10 + CLOCKS_DIFFER + LONGEST));
        assert!(
            words
                .starts_with(&format!("it holds until {theirs}, and may until {most} at the latest: it is "))
        );
        assert!(words.contains(&at(10).to_string()) && words.ends_with("compare the clocks"), "{words}");
        let over = Attestation { valid_before: unix(10), ..there(0) };
        let words = here.refusal(&over, at(10)).unwrap();
        assert_eq!(words, format!("it held until {0}, and it is {0} by this server's clock", at(10)));
        let later = Attestation { valid_after: unix(7), ..there(0) };
        let words = here.refusal(&later, at(10)).unwrap();
        assert_eq!(words, format!("it holds from {} on; it has to from {} on", at(7), at(-300)));
    }

    #[test]
    fn our_own_word_is_given_and_given_again_while_it_holds_for_long() {
        assert_eq!(asked(&[], 1, Some(OWN), 0), Next::Sign(attested(24 * HOUR, &[])));
        let made = attested(24 * HOUR, &[OWN]);
        let before = std::slice::from_ref(&made);
        assert_eq!(asked(before, 1, Some(OWN), 12 * HOUR), Next::Answer(made.clone()));
        let anew = Next::Sign(attested(12 * HOUR + 1 + 24 * HOUR, &[]));
        assert_eq!(asked(before, 1, Some(OWN), 12 * HOUR + 1), anew);
    }

    #[test]
    fn the_word_of_others_is_waited_for_and_not_thrown_away() {
        // Ours is there and theirs is not.
        let half = attested(24 * HOUR, &[OWN]);
        assert_eq!(asked(std::slice::from_ref(&half), 2, Some(OWN), HOUR), Next::Answer(half));
        // Theirs is there and ours is not.
        let theirs = attested(24 * HOUR, &[OTHER]);
        assert_eq!(asked(std::slice::from_ref(&theirs), 2, Some(OWN), HOUR), Next::Sign(theirs.clone()));
        assert_eq!(asked(std::slice::from_ref(&theirs), 2, None, HOUR), Next::Answer(theirs));
        // Both are there: good until a quarter of an hour before the end.
        let both = attested(24 * HOUR, &[OWN, OTHER]);
        let last = 24 * HOUR - 15 * 60;
        assert_eq!(asked(std::slice::from_ref(&both), 2, Some(OWN), last), Next::Answer(both.clone()));
        let anew = Next::Sign(attested(last + 1 + 24 * HOUR, &[]));
        assert_eq!(asked(&[both], 2, Some(OWN), last + 1), anew);
    }

    #[test]
    fn who_is_no_attestor_says_nothing() {
        let stranger = Address::repeat_byte(0xcc);
        assert_eq!(asked(&[], 1, Some(stranger), 0), Next::Nothing);
        assert_eq!(asked(&[], 1, None, 0), Next::Nothing);
        let theirs = attested(24 * HOUR, &[stranger]);
        assert_eq!(asked(std::slice::from_ref(&theirs), 1, None, 0), Next::Answer(attested(24 * HOUR, &[])));
        assert_eq!(asked(&[theirs], 1, Some(OWN), 1), Next::Sign(attested(1 + 24 * HOUR, &[])));
    }

    #[test]
    fn what_was_said_of_another_wallet_or_is_over_is_not_answered() {
        let other = Attested { recipient: TWO, ..attested(24 * HOUR, &[OTHER]) };
        let over = attested(HOUR, &[OTHER]);
        assert_eq!(asked(&[other, over], 1, None, HOUR), Next::Nothing);
    }
}
