//! How long and how often we try before giving up.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

/// What one question may cost in time. The default is right for GitHub; tests shorten it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Attempts in a row at one question that may fail: 5xx, dropped connections, answers cut short.
    pub attempts: usize,
    /// The pause before the second attempt; it doubles from one to the next, with a random part on top.
    pub first_pause: Duration,
    /// The longest such pause, without the random part.
    pub longest_pause: Duration,
    /// The wait after a secondary rate limit without a stated time; GitHub asks for a minute at least.
    /// It doubles when that was not enough.
    pub unstated_limit: Duration,
    /// The most that one question may wait for rate limits. A primary limit is renewed every hour.
    pub longest_limit: Duration,
    /// When an answer that has not come whole is given up. GitHub itself gives up after some 10 s.
    pub answer_timeout: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 8,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            unstated_limit: Duration::from_mins(1),
            longest_limit: Duration::from_mins(70),
            answer_timeout: Duration::from_mins(1),
        }
    }
}

impl Patience {
    /// The pauses between attempts, one fewer than attempts.
    pub(crate) fn pauses(&self) -> impl Iterator<Item = Duration> + Send + use<> {
        ExponentialBuilder::new()
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .with_max_times(self.attempts.saturating_sub(1))
            .with_jitter()
            .build()
    }
}

/// The waits that one question has had for rate limits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Waited(Duration);

/// A wait that would go beyond what is allowed; holds the sum it would make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong(pub(super) Duration);

impl Waited {
    /// May it wait so much longer?
    pub(super) fn add(&mut self, patience: &Patience, wait: Duration) -> Result<(), TooLong> {
        let total = self.0.saturating_add(wait);
        if total > patience.longest_limit {
            return Err(TooLong(total));
        }
        self.0 = total;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_with_a_random_part_and_end() {
        let patience = Patience::default();
        let pauses: Vec<_> = patience.pauses().collect();
        assert_eq!(pauses.len(), 7);
        for (pause, plain) in pauses.iter().zip([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]) {
            let plain = Duration::from_millis(plain);
            assert!(
                *pause >= plain && *pause <= plain * 2,
                "{pause:?} is not between {plain:?} and its double"
            );
        }
        assert_eq!(Patience { attempts: 1, ..patience }.pauses().count(), 0);
    }

    #[test]
    fn waits_of_one_question_add_up_to_what_is_allowed() {
        let patience = Patience { longest_limit: Duration::from_secs(100), ..Patience::default() };
        let mut waited = Waited::default();
        assert_eq!(waited.add(&patience, Duration::from_secs(100)), Ok(()));
        assert_eq!(waited.add(&patience, Duration::from_secs(1)), Err(TooLong(Duration::from_secs(101))));
    }
}
