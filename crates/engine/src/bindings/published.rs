//! The keys that accounts publish, asked of GitHub once in a while for each account. Anybody can sign a message with a key of
//! their own, and each such signature would otherwise cost four of the questions that GitHub answers in an hour.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;
use tributary_github::identity::IdentityClient;
use tributary_model::{GithubId, Timestamp};

use super::{BindError, prove::wrong};

/// Seconds for which an answer is good. Who adds a key at GitHub meanwhile waits no longer than it takes to come back.
const GOOD_FOR: i64 = 20;
/// Accounts that are remembered at most.
const MOST: usize = 1_024;

/// What GitHub said of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Published {
    /// When it was asked.
    pub(super) asked_at: Timestamp,
    /// The account's login and keys, or why it proves nothing.
    pub(super) found: Result<(String, Vec<String>), String>,
}

#[derive(Clone, Debug)]
struct Slot {
    asked_at: Timestamp,
    answer: Arc<OnceCell<Published>>,
}

impl Slot {
    fn is_good(&self, now: Timestamp) -> bool {
        (0..GOOD_FOR).contains(&now.unix().saturating_sub(self.asked_at.unix()))
    }
}

impl Published {
    /// When GitHub is asked again.
    pub(super) fn good_until(&self) -> Timestamp {
        Timestamp::from_unix(self.asked_at.unix().saturating_add(GOOD_FOR)).unwrap_or(self.asked_at)
    }
}

/// The last answers.
#[derive(Debug, Default)]
pub(super) struct PublishedKeys {
    slots: Mutex<HashMap<GithubId, Slot>>,
}

impl PublishedKeys {
    /// Asks, or answers what was asked a moment ago. Whoever comes while GitHub is asked waits for the same answer; silence is
    /// not remembered.
    pub(super) async fn of(
        &self,
        github: &IdentityClient,
        account: GithubId,
        now: Timestamp,
    ) -> Result<Published, BindError> {
        let Slot { asked_at, answer } = self.slot(account, now);
        let ask = async || {
            let found = match github.published_keys(account).await.map_err(wrong("signature")) {
                Ok(keys) => Ok((keys.account.login, keys.keys.into_iter().collect())),
                Err(BindError::Refused { message, .. }) => Err(message),
                Err(error) => return Err(error),
            };
            Ok(Published { asked_at, found })
        };
        answer.get_or_try_init(ask).await.cloned()
    }

    fn slot(&self, account: GithubId, now: Timestamp) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&account).filter(|slot| slot.is_good(now)) {
            return slot.clone();
        }
        if slots.len() >= MOST {
            slots.retain(|_, slot| slot.is_good(now));
        }
        if slots.len() >= MOST
            && let Some(oldest) = slots.iter().min_by_key(|(_, slot)| slot.asked_at).map(|(id, _)| *id)
        {
            slots.remove(&oldest);
        }
        let slot = Slot { asked_at: now, answer: Arc::default() };
        slots.insert(account, slot.clone());
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix(1_770_000_000 + second).unwrap()
    }

    #[test]
    fn an_answer_is_good_for_a_while_and_not_many_are_kept() {
        let keys = PublishedKeys::default();
        let first = keys.slot(GithubId(1), at(0));
        let same = |slot: &Slot| Arc::ptr_eq(&slot.answer, &first.answer);
        assert!(same(&keys.slot(GithubId(1), at(GOOD_FOR - 1))));
        assert!(!same(&keys.slot(GithubId(2), at(0))), "of another account");
        assert!(!same(&keys.slot(GithubId(1), at(GOOD_FOR))));
        let last = u64::try_from(MOST).unwrap() + 10;
        for id in 1..=last {
            let _ = keys.slot(GithubId(id), at(GOOD_FOR + i64::try_from(id / 1_000).unwrap()));
        }
        let slots = keys.slots.lock().unwrap();
        assert_eq!(slots.len(), MOST);
        assert!(slots.contains_key(&GithubId(last)));
    }
}
