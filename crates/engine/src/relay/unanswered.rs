//! Claims whose rehearsal brings the endpoint to say neither yes nor no: a wallet that spins, say. None of them may hold
//! up those behind it, and none may stay for ever.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::Instant;
use tributary_chain::ChainError;

/// How often a claim is rehearsed without an answer before it is given up.
const MOST_TRIES: u32 = 5;
/// After the first try; it doubles with each further one, so that a short trouble of the endpoint is sat out.
const PAUSE: Duration = Duration::from_secs(10);

/// What is known of them, by relay. It need not be kept: whoever comes next counts from the start.
#[derive(Debug, Default)]
pub(super) struct Unanswered {
    tries: BTreeMap<String, (u32, Instant)>,
}

impl Unanswered {
    /// Is it too early for the next try?
    pub(super) fn waits(&self, relay: &str, now: Instant) -> bool {
        self.tries.get(relay).is_some_and(|(_, next)| *next > now)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.tries.len()
    }

    /// One try more without an answer; gives the reason to give up with when it was the last.
    pub(super) fn again(&mut self, relay: &str, error: &ChainError, now: Instant) -> Option<String> {
        let tries = self.tries.get(relay).map_or(1, |(tries, _)| tries + 1);
        if tries >= MOST_TRIES {
            self.tries.remove(relay);
            return Some(format!(
                "{}; it was tried {MOST_TRIES} times; send it yourself, or hand it in again",
                words(error)
            ));
        }
        self.tries.insert(relay.to_owned(), (tries, now + PAUSE * 2_u32.pow(tries - 1)));
        None
    }

    /// Keeps what is still queued.
    pub(super) fn retain(&mut self, queued: impl Fn(&str) -> bool) {
        self.tries.retain(|relay, _| queued(relay));
    }
}

/// For whoever claims. The endpoint itself is not named.
pub(super) fn words(error: &ChainError) -> String {
    match error {
        ChainError::Refused { message, .. } => {
            format!("the chain's endpoint could not work out what the claim does ({message})")
        }
        _ => "the chain's endpoint did not answer what the claim does".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_twice_as_long_and_the_fifth_is_the_last() {
        let error =
            ChainError::Refused { action: "eth_estimateGas", message: "execution aborted".to_owned() };
        let (mut unanswered, mut now) = (Unanswered::default(), Instant::now());
        for seconds in [10, 20, 40, 80] {
            assert!(!unanswered.waits("one", now));
            assert_eq!(unanswered.again("one", &error, now), None);
            let next = now + Duration::from_secs(seconds);
            let before = next.checked_sub(Duration::from_millis(1)).unwrap();
            assert!(unanswered.waits("one", before) && !unanswered.waits("another", before), "{seconds}");
            assert_eq!(unanswered.count(), 1);
            now = next;
        }
        let reason = unanswered.again("one", &error, now).unwrap();
        assert!(reason.contains("(execution aborted); it was tried 5 times"), "{reason}");
        assert_eq!(
            unanswered.again("one", &error, now),
            None,
            "it counts from the start when it is handed in again"
        );
        unanswered.retain(|_| false);
        assert_eq!(unanswered.count(), 0);
    }
}
