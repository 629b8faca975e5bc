//! Which of an identity's bindings counts, and from when on a new one would.
//!
//! The first counts at once. A change to another wallet waits for [`REBIND_DELAY`], so that its owner sees it coming and
//! can claim or take it back: whoever gets hold of a GitHub account for an hour does not get what belongs to it. While one
//! waits, the next takes its place and waits anew. To prove the wallet in effect again takes back what waits.

use std::collections::BTreeMap;

use tributary_model::{Address, Binding, Identity, Timestamp};
use tributary_storage::Settled;

/// Seconds that a change to another wallet waits: 48 hours. Longer than any attestation holds.
pub const REBIND_DELAY: i64 = 48 * 60 * 60;

/// The bindings that matter at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The one in effect.
    pub active: Option<&'a Binding>,
    /// A newer one that waits.
    pub pending: Option<&'a Binding>,
    /// The one in effect before, if it paid another wallet.
    pub before: Option<&'a Binding>,
}

/// Where a binding stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingState {
    /// It is in effect.
    Active,
    /// It waits.
    Pending,
    /// Another one took its place, before or after it was in effect.
    Replaced,
}

impl BindingState {
    /// The name used in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Replaced => "replaced",
        }
    }
}

impl<'a> Standing<'a> {
    /// Of every binding of one identity in an airdrop, in the order in which they were proved.
    #[must_use]
    pub fn of(history: &'a [Binding], now: Timestamp) -> Self {
        let valid: Vec<&Binding> = (0..history.len())
            .filter(|place| !was_replaced_while_waiting(history, *place))
            .map(|place| &history[place])
            .collect();
        let counts = |binding: &&&Binding| binding.effective_at <= now;
        let active = valid.iter().rfind(counts).copied();
        let pending = valid.iter().rfind(|binding| !counts(binding)).copied();
        let other = |binding: &&&Binding| {
            active.is_some_and(|active| {
                binding.number < active.number && binding.proved.recipient != active.proved.recipient
            })
        };
        Self { active, pending, before: valid.iter().rfind(other).copied() }
    }

    /// Where one of the bindings stands.
    #[must_use]
    pub fn state(&self, binding: &Binding) -> BindingState {
        let is = |other: Option<&Binding>| other.is_some_and(|other| other.number == binding.number);
        if is(self.active) {
            BindingState::Active
        } else if is(self.pending) {
            BindingState::Pending
        } else {
            BindingState::Replaced
        }
    }
}

/// A later proof that came before it counted.
fn was_replaced_while_waiting(history: &[Binding], place: usize) -> bool {
    let effective = history[place].effective_at;
    history[place + 1..].iter().any(|later| later.proved_at < effective)
}

/// From when on a proof for this wallet counts; `None` when it changes nothing.
#[must_use]
pub fn settle(history: &[Binding], recipient: Address, now: Timestamp) -> Option<Settled> {
    // A clock that was set back must not make a proof look earlier than the one before.
    let proved_at = history.last().map_or(now, |last| last.proved_at.max(now));
    let standing = Standing::of(history, proved_at);
    let paid = |binding: Option<&Binding>| binding.map(|binding| binding.proved.recipient);
    let waits = paid(standing.pending);
    let effective_at = match paid(standing.active) {
        _ if waits == Some(recipient) => return None,
        Some(same) if same == recipient && waits.is_none() => return None,
        Some(other) if other != recipient => later(proved_at)?,
        Some(_) | None => proved_at,
    };
    Some(Settled { proved_at, effective_at })
}

/// What was kept, each as if it had been settled after those of the same identity before it. That changes nothing, unless
/// they were kept while each list of an airdrop had a history of its own: such a one may count too early, or change nothing
/// and is left out.
pub(super) fn settled_together(kept: Vec<Binding>) -> Vec<Binding> {
    let mut histories: BTreeMap<Identity, Vec<Binding>> = BTreeMap::new();
    for binding in kept {
        let history = histories.entry(binding.proved.identity).or_default();
        if let Some(settled) = settle(history, binding.proved.recipient, binding.proved_at) {
            let Settled { proved_at, effective_at } = settled;
            history.push(Binding { proved_at, effective_at, ..binding });
        }
    }
    let mut together: Vec<Binding> = histories.into_values().flatten().collect();
    together.sort_unstable_by_key(|binding| binding.number);
    together
}

/// `None` at the end of the calendar, where nothing can wait.
fn later(proved_at: Timestamp) -> Option<Timestamp> {
    Timestamp::from_unix(proved_at.unix().checked_add(REBIND_DELAY)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::testing::binding;

    const ONE: Address = Address::repeat_byte(1);
    const TWO: Address = Address::repeat_byte(2);
    const THREE: Address = Address::repeat_byte(3);
    /// Two days.
    const DELAY: i64 = 172_800;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix(1_770_000_000 + second).unwrap()
    }

    /// Each proof at its second, kept as [`settle`] says.
    fn history(proofs: &[(Address, i64)]) -> Vec<Binding> {
        let mut history = Vec::new();
        for (recipient, second) in proofs {
            if let Some(settled) = settle(&history, *recipient, at(*second)) {
                let number = u64::try_from(history.len()).unwrap() + 1;
                history.push(binding(number, *recipient, settled.proved_at, settled.effective_at));
            }
        }
        history
    }

    /// Who is paid, who waits, and who was paid before.
    fn wallets(history: &[Binding], second: i64) -> [Option<Address>; 3] {
        let Standing { active, pending, before } = Standing::of(history, at(second));
        [active, pending, before].map(|binding| binding.map(|binding| binding.proved.recipient))
    }

    #[test]
    fn the_first_counts_at_once() {
        let history = history(&[(ONE, 0)]);
        assert_eq!((history[0].proved_at, history[0].effective_at), (at(0), at(0)));
        assert_eq!(wallets(&history, 0), [Some(ONE), None, None]);
        assert_eq!(wallets(&[], 0), [None; 3]);
    }

    #[test]
    fn another_wallet_waits_for_48_hours_to_the_second() {
        let history = history(&[(ONE, 0), (TWO, 100)]);
        assert_eq!((history[1].proved_at, history[1].effective_at), (at(100), at(100 + DELAY)));
        assert_eq!(wallets(&history, 100), [Some(ONE), Some(TWO), None]);
        assert_eq!(wallets(&history, 100 + DELAY - 1), [Some(ONE), Some(TWO), None]);
        assert_eq!(wallets(&history, 100 + DELAY), [Some(TWO), None, Some(ONE)]);
        let standing = Standing::of(&history, at(100 + DELAY));
        assert_eq!(standing.state(&history[0]), BindingState::Replaced);
        assert_eq!(standing.state(&history[1]), BindingState::Active);
        assert_eq!(Standing::of(&history, at(100)).state(&history[1]), BindingState::Pending);
    }

    #[test]
    fn a_third_takes_the_place_of_the_one_that_waits_and_waits_anew() {
        let history = history(&[(ONE, 0), (TWO, 100), (THREE, 200)]);
        assert_eq!(history[2].effective_at, at(200 + DELAY));
        assert_eq!(wallets(&history, 100 + DELAY), [Some(ONE), Some(THREE), None], "the second never counts");
        assert_eq!(wallets(&history, 200 + DELAY), [Some(THREE), None, Some(ONE)]);
        assert_eq!(Standing::of(&history, at(200)).state(&history[1]), BindingState::Replaced);
    }

    #[test]
    fn the_moment_at_which_a_change_counts_is_too_late_to_replace_it() {
        let early = history(&[(ONE, 0), (TWO, 100), (THREE, 100 + DELAY - 1)]);
        assert_eq!(wallets(&early, 100 + DELAY), [Some(ONE), Some(THREE), None]);
        let late = history(&[(ONE, 0), (TWO, 100), (THREE, 100 + DELAY)]);
        assert_eq!(wallets(&late, 100 + DELAY), [Some(TWO), Some(THREE), Some(ONE)]);
        assert_eq!(late[2].effective_at, at(100 + DELAY + DELAY));
    }

    #[test]
    fn the_same_wallet_again_changes_nothing() {
        assert_eq!(history(&[(ONE, 0), (ONE, 100)]).len(), 1);
        // Neither does it make what waits wait longer.
        let waiting = history(&[(ONE, 0), (TWO, 100), (TWO, 200)]);
        assert_eq!(waiting.len(), 2);
        assert_eq!(wallets(&waiting, 100 + DELAY), [Some(TWO), None, Some(ONE)]);
    }

    #[test]
    fn proving_the_wallet_in_effect_takes_back_what_waits() {
        let history = history(&[(ONE, 0), (TWO, 100), (ONE, 200)]);
        assert_eq!(history[2].effective_at, at(200));
        assert_eq!(wallets(&history, 200), [Some(ONE), None, None]);
        assert_eq!(wallets(&history, 100 + DELAY), [Some(ONE), None, None], "the second never counts");
    }

    #[test]
    fn a_wallet_from_before_waits_like_any_other() {
        let history = history(&[(ONE, 0), (TWO, 100), (ONE, 100 + DELAY)]);
        assert_eq!(wallets(&history, 100 + DELAY), [Some(TWO), Some(ONE), Some(ONE)]);
        assert_eq!(wallets(&history, 100 + DELAY + DELAY), [Some(ONE), None, Some(TWO)]);
    }

    #[test]
    fn a_clock_that_was_set_back_replaces_nothing_that_counts() {
        let history = history(&[(ONE, 1_000), (TWO, 0)]);
        assert_eq!((history[1].proved_at, history[1].effective_at), (at(1_000), at(1_000 + DELAY)));
        assert_eq!(wallets(&history, 1_000), [Some(ONE), Some(TWO), None]);
    }

    #[test]
    fn what_two_lists_settled_each_by_itself_is_settled_anew() {
        let kept = vec![
            binding(1, ONE, at(0), at(0)),
            binding(2, ONE, at(100), at(100)),
            binding(3, TWO, at(200), at(200)),
            Binding {
                proved: tributary_model::Proved {
                    identity: Identity::Github(tributary_model::GithubId(202)),
                    ..binding(4, TWO, at(300), at(300)).proved
                },
                ..binding(4, TWO, at(300), at(300))
            },
        ];
        let together = settled_together(kept);
        let counts: Vec<_> = together.iter().map(|one| (one.number, one.effective_at)).collect();
        assert_eq!(counts, [(1, at(0)), (3, at(200 + DELAY)), (4, at(300))]);
        let one = history(&[(ONE, 0), (TWO, 100), (THREE, 200), (ONE, 300), (TWO, 400)]);
        assert_eq!(settled_together(one.clone()), one, "what one history settled stays");
    }

    #[test]
    fn nothing_waits_beyond_the_end_of_the_calendar() {
        let last = "9999-12-30T21:59:59Z".parse().unwrap();
        let first = binding(1, ONE, last, last);
        assert_eq!(settle(&[first], TWO, last), None);
    }
}
