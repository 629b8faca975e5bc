//! Claims that may cost more now than was set aside for them: a rollup's data has become dearer, or the operator pays more
//! for gas than when they were accepted. They wait until it is cheaper, and hold up nobody meanwhile.

use std::collections::VecDeque;

/// What is known of them, those first that were not tried for longest. It need not be kept: whoever comes next finds out.
#[derive(Debug, Default)]
pub(super) struct Beyond {
    relays: VecDeque<String>,
}

impl Beyond {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.relays.len()
    }

    /// Those that are tried next, at most so many: each try asks the endpoint.
    pub(super) fn due(&self, most: usize) -> Vec<String> {
        self.relays.iter().take(most).cloned().collect()
    }

    /// Is it one of them?
    pub(super) fn has(&self, relay: &str) -> bool {
        self.relays.iter().any(|known| known == relay)
    }

    /// It still is, or from now on.
    pub(super) fn again(&mut self, relay: &str) {
        self.forget(relay);
        self.relays.push_back(relay.to_owned());
    }

    /// It is none any more.
    pub(super) fn forget(&mut self, relay: &str) {
        self.relays.retain(|known| known != relay);
    }

    /// Keeps what is still queued.
    pub(super) fn retain(&mut self, queued: impl Fn(&str) -> bool) {
        self.relays.retain(|relay| queued(relay));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_are_tried_next_that_were_not_for_longest() {
        let mut beyond = Beyond::default();
        for relay in ["one", "two", "three"] {
            beyond.again(relay);
        }
        assert_eq!(beyond.due(2), ["one", "two"]);
        beyond.again("one");
        beyond.again("two");
        assert_eq!(beyond.due(2), ["three", "one"]);
        beyond.forget("three");
        beyond.retain(|relay| relay != "one");
        assert!(beyond.count() == 1 && beyond.has("two") && !beyond.has("one"));
    }
}
