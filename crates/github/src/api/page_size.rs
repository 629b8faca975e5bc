//! How many items to ask for at once: what the server managed so far, and a little more.

use serde::{Deserialize, Serialize};

/// GitHub gives at most this many items of one list.
const MOST: u32 = 100;
/// Where a repository that was never read starts.
const START: u32 = 40;
/// Answers in a row after which a size that once failed is tried again.
const FORGIVEN_AFTER: u32 = 16;

/// A size that halves when the server fails and grows slowly while it answers. Kept with a repository:
/// the next run starts with what this one learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSize {
    now: u32,
    ceiling: u32,
    answers: u32,
}

impl Default for PageSize {
    fn default() -> Self {
        Self { now: START, ceiling: MOST, answers: 0 }
    }
}

impl PageSize {
    /// Items to ask for, 1 to 100.
    #[must_use]
    pub fn get(self) -> u32 {
        // Also for a stored value that something else wrote.
        self.now.clamp(1, MOST)
    }

    /// The server answered: a tenth more the next time, but not what failed lately.
    pub fn grow(&mut self) {
        let now = self.get();
        self.answers = self.answers.saturating_add(1);
        if now >= self.ceiling && self.answers >= FORGIVEN_AFTER {
            self.ceiling = grown(self.ceiling).min(MOST);
            self.answers = 0;
        }
        self.now = grown(now).min(self.ceiling).max(now);
    }

    /// The server gave up on a question of this size: half of it, and growth ends below what failed.
    pub fn shrink(&mut self) {
        let now = self.get();
        *self = Self { now: (now / 2).max(1), ceiling: (now - now / 4).max(1), answers: 0 };
    }
}

fn grown(size: u32) -> u32 {
    size + size.div_ceil(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(size: PageSize, steps: u32, step: fn(&mut PageSize)) -> PageSize {
        (0..steps).fold(size, |mut size, _| {
            step(&mut size);
            size
        })
    }

    #[test]
    fn a_size_grows_by_tenths_to_what_github_allows() {
        let sizes: Vec<_> = (0..4).map(|n| after(PageSize::default(), n, PageSize::grow).get()).collect();
        assert_eq!(sizes, [40, 44, 49, 54]);
        assert_eq!(after(PageSize::default(), 100, PageSize::grow).get(), 100);
    }

    #[test]
    fn a_failure_halves_the_size_down_to_one() {
        let sizes: Vec<_> = (0..8).map(|n| after(PageSize::default(), n, PageSize::shrink).get()).collect();
        assert_eq!(sizes, [40, 20, 10, 5, 2, 1, 1, 1]);
    }

    #[test]
    fn growth_ends_below_what_failed_until_many_answers_later() {
        let failed = after(PageSize::default(), 1, PageSize::shrink);
        assert_eq!(after(failed, 12, PageSize::grow).get(), 30);
        let tried_again = after(failed, 17, PageSize::grow).get();
        assert!(tried_again > 30 && tried_again < 40, "{tried_again}");
    }

    #[test]
    fn a_size_of_one_grows_again() {
        let least = after(PageSize::default(), 8, PageSize::shrink);
        assert_eq!(least.get(), 1);
        assert!(after(least, 80, PageSize::grow).get() > 1);
    }

    #[test]
    fn a_stored_size_is_read_back_and_kept_inside_the_limits() {
        let size = after(PageSize::default(), 3, PageSize::grow);
        let text = serde_json::to_string(&size).unwrap();
        assert_eq!(serde_json::from_str::<PageSize>(&text).unwrap(), size);
        let odd: PageSize = serde_json::from_str(r#"{"now":0,"ceiling":0,"answers":0}"#).unwrap();
        assert_eq!(odd.get(), 1);
    }
}
