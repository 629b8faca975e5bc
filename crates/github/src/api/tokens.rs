//! Whose budget pays for the next question. Pure: moments are given.
//!
//! Every limit belongs to one token: while one rests, the others go on. Only when all of them rest is there
//! something to wait for.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{Patience, answer::PRIMARY};

/// The tokens of one client and all that stand beside it.
#[derive(Debug)]
pub(super) struct Tokens(Mutex<Vec<Token>>);

#[derive(Clone, Debug, Default)]
struct Token {
    /// Points that are left, as last told; `None` when nothing was told in this window.
    left: Option<u64>,
    rest: Option<Rest>,
    /// Secondary limits in a row without a stated time.
    unstated: u32,
    /// Why it was set aside for good.
    bad: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Rest {
    limit: &'static str,
    until: Instant,
}

/// Who asks next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// This token.
    Ask(usize),
    /// All that could rest; the first is back after so long.
    Wait(&'static str, Duration),
    /// None is left that could.
    Nobody,
}

impl Tokens {
    pub(super) fn new(count: usize) -> Self {
        Self(Mutex::new(vec![Token::default(); count]))
    }

    pub(super) fn count(&self) -> usize {
        self.states().len()
    }

    /// The one with most left among those that `may` ask and do not rest. What is not known may be a whole budget.
    pub(super) fn next(&self, may: impl Fn(usize) -> bool, now: Instant) -> Turn {
        let mut states = self.states();
        let mut best: Option<(u64, usize)> = None;
        let mut soonest: Option<Rest> = None;
        for (number, token) in states.iter_mut().enumerate() {
            if token.bad.is_some() || !may(number) {
                continue;
            }
            if token.rest.is_some_and(|rest| rest.until <= now) {
                (token.rest, token.left) = (None, None);
            }
            let left = token.left.unwrap_or(u64::MAX);
            match token.rest {
                Some(rest) if soonest.is_none_or(|first| rest.until < first.until) => soonest = Some(rest),
                None if best.is_none_or(|(most, _)| left > most) => best = Some((left, number)),
                Some(_) | None => {}
            }
        }
        match (best, soonest) {
            (Some((_, number)), _) => Turn::Ask(number),
            (None, Some(rest)) => Turn::Wait(rest.limit, whole_seconds(rest.until - now)),
            (None, None) => Turn::Nobody,
        }
    }

    /// An answer told what is left of the budget, and when there is a new one.
    pub(super) fn told(&self, number: usize, left: Option<u64>, renewed: Option<Duration>, now: Instant) {
        let token = &mut self.states()[number];
        token.left = left.or(token.left);
        if let (Some(0), Some(wait)) = (left, renewed) {
            token.rest = Some(Rest { limit: PRIMARY, until: now + wait });
        }
    }

    /// A limit stands. What GitHub does not state is a measure of ours, which doubles when it was not enough.
    pub(super) fn limited(
        &self,
        number: usize,
        limit: &'static str,
        stated: Option<Duration>,
        patience: &Patience,
        now: Instant,
    ) {
        let token = &mut self.states()[number];
        let wait = stated.unwrap_or_else(|| {
            let doubled = patience.unstated_limit.saturating_mul(1 << token.unstated.min(16));
            token.unstated += 1;
            doubled
        });
        token.rest = Some(Rest { limit, until: now + wait });
    }

    /// A question was answered.
    pub(super) fn answered(&self, number: usize) {
        self.states()[number].unstated = 0;
    }

    /// Sets a token aside for good.
    pub(super) fn spoil(&self, number: usize, reason: &str) {
        self.states()[number].bad = Some(reason.to_owned());
    }

    /// Why a token that was set aside was.
    pub(super) fn bad(&self) -> Option<String> {
        self.states().iter().find_map(|token| token.bad.clone())
    }

    /// Plain values are never left half changed.
    fn states(&self) -> MutexGuard<'_, Vec<Token>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rounded up: too early is a request for nothing.
fn whole_seconds(wait: Duration) -> Duration {
    Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: fn(usize) -> bool = |_| true;
    const SECONDARY: &str = "the secondary rate limit";

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_token_with_most_left_asks_and_an_unknown_one_may_have_a_whole_budget() {
        let (tokens, now) = (Tokens::new(3), Instant::now());
        assert_eq!(tokens.next(ANY, now), Turn::Ask(0));
        tokens.told(0, Some(4_000), None, now);
        assert_eq!(tokens.next(ANY, now), Turn::Ask(1));
        tokens.told(1, Some(4_500), None, now);
        tokens.told(2, Some(100), None, now);
        assert_eq!(tokens.next(ANY, now), Turn::Ask(1));
        assert_eq!(tokens.next(|number| number != 1, now), Turn::Ask(0));
    }

    #[test]
    fn only_when_all_rest_is_there_a_wait_and_it_ends_with_the_first_reset() {
        let (tokens, now, patience) = (Tokens::new(2), Instant::now(), Patience::default());
        tokens.told(0, Some(0), Some(seconds(600)), now);
        assert_eq!(tokens.next(ANY, now), Turn::Ask(1));
        tokens.limited(1, SECONDARY, Some(seconds(90)), &patience, now);
        assert_eq!(tokens.next(ANY, now), Turn::Wait(SECONDARY, seconds(90)));
        assert_eq!(tokens.next(ANY, now + Duration::from_millis(100)), Turn::Wait(SECONDARY, seconds(90)));
        assert_eq!(tokens.next(|number| number == 0, now), Turn::Wait(PRIMARY, seconds(600)));
        assert_eq!(tokens.next(ANY, now + seconds(90)), Turn::Ask(1));
        tokens.told(1, Some(10), None, now + seconds(91));
        assert_eq!(tokens.next(ANY, now + seconds(600)), Turn::Ask(0), "its budget is whole again");
    }

    #[test]
    fn an_unstated_limit_is_a_minute_that_doubles_for_its_token_until_it_is_answered() {
        let (tokens, now, patience) = (Tokens::new(2), Instant::now(), Patience::default());
        let wait = |number: usize| {
            tokens.limited(number, SECONDARY, None, &patience, now);
            tokens.next(|other| other == number, now)
        };
        assert_eq!(wait(0), Turn::Wait(SECONDARY, seconds(60)));
        assert_eq!(wait(0), Turn::Wait(SECONDARY, seconds(120)));
        assert_eq!(wait(1), Turn::Wait(SECONDARY, seconds(60)));
        tokens.answered(0);
        assert_eq!(wait(0), Turn::Wait(SECONDARY, seconds(60)));
    }

    #[test]
    fn a_spoilt_token_never_asks_again() {
        let (tokens, now) = (Tokens::new(2), Instant::now());
        tokens.spoil(0, "Bad credentials");
        assert_eq!(tokens.next(ANY, now), Turn::Ask(1));
        tokens.spoil(1, "Bad credentials");
        assert_eq!(tokens.next(ANY, now), Turn::Nobody);
        assert_eq!(tokens.bad().as_deref(), Some("Bad credentials"));
    }
}
