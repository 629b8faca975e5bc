//! What repositories say about payouts, asked of GitHub now and then and kept, so that a page view asks nobody.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use thiserror::Error;
use tributary_github::identity::{IdentityClient, IdentityError, PublicRepository};
use tributary_model::{Address, RepoId, RepositoryName, Verdict};

use super::{RepositoryWord, RoundHistory, repository_word};

/// A file that speaks for a payout is looked at again after this; one that does not, earlier.
const PROVED_FOR: Duration = Duration::from_hours(1);
const UNPROVED_FOR: Duration = Duration::from_mins(10);
/// Without a token GitHub answers 60 questions an hour, and each repository is two.
const AT_ONCE: usize = 2;
/// After a failure GitHub is left alone for so long, unless it says how long itself.
const PAUSE: Duration = Duration::from_mins(1);

type Key = (Address, RepoId, Address);

/// Why GitHub does not say.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct WordError(#[from] IdentityError);

/// What was said, by round, repository and payout. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct RepositoryWords {
    kept: Arc<Mutex<HashMap<Key, Kept>>>,
    paused_until: Arc<Mutex<Option<Instant>>>,
}

#[derive(Clone, Debug)]
struct Kept {
    at: Instant,
    /// `None`: there is no repository that everybody can read.
    word: Option<RepositoryWord>,
}

impl RepositoryWords {
    /// What a repository said last; `None` when nobody asked, and nothing in it when there was none to be read.
    #[must_use]
    pub fn said(
        &self,
        round: Address,
        repository: RepoId,
        payout: Address,
    ) -> Option<Option<RepositoryWord>> {
        locked(&self.kept).get(&(round, repository, payout)).map(|kept| kept.word.clone())
    }

    /// Asks about a repository by its name now, and keeps the answer; `None` when there is none that everybody can read.
    ///
    /// # Errors
    /// [`WordError`] when GitHub does not say.
    pub async fn ask(
        &self,
        github: &IdentityClient,
        name: &RepositoryName,
        round: Address,
        payout: Address,
    ) -> Result<Option<RepositoryWord>, WordError> {
        let Some(repository) = github.repository(name).await? else { return Ok(None) };
        Ok(Some(self.read(github, repository, round, payout).await?))
    }

    async fn read(
        &self,
        github: &IdentityClient,
        repository: PublicRepository,
        round: Address,
        payout: Address,
    ) -> Result<RepositoryWord, IdentityError> {
        let id = repository.id;
        let word = repository_word(github, repository, round, payout).await?;
        self.keep((round, id, payout), Some(word.clone()));
        Ok(word)
    }

    /// Asks for some of the applications that nobody asked for lately.
    pub async fn look(&self, github: &IdentityClient, round: Address, history: &RoundHistory) {
        if locked(&self.paused_until).is_some_and(|until| Instant::now() < until) {
            return;
        }
        for key in self.due(round, history) {
            if let Err(error) = self.look_at(github, key).await {
                let wait = match &error {
                    IdentityError::Limited { wait, .. } => *wait,
                    _ => PAUSE,
                };
                tracing::warn!(%error, wait_s = wait.as_secs(), "GitHub does not say who speaks for a repository");
                *locked(&self.paused_until) = Some(Instant::now() + wait);
                return;
            }
        }
    }

    async fn look_at(&self, github: &IdentityClient, key: Key) -> Result<(), IdentityError> {
        let (round, id, payout) = key;
        match github.repository_by_id(id).await? {
            Some(repository) => self.read(github, repository, round, payout).await.map(drop),
            None => {
                self.keep(key, None);
                Ok(())
            }
        }
    }

    fn due(&self, round: Address, history: &RoundHistory) -> Vec<Key> {
        let kept = locked(&self.kept);
        let open = history.projects.values().filter(|project| project.verdict != Verdict::Rejected);
        open.flat_map(|project| {
            let current = project.current();
            current.repositories.iter().map(|id| (round, *id, current.payout))
        })
        .filter(|key| kept.get(key).is_none_or(|kept| kept.at.elapsed() > kept.good_for()))
        .take(AT_ONCE)
        .collect()
    }

    fn keep(&self, key: Key, word: Option<RepositoryWord>) {
        locked(&self.kept).insert(key, Kept { at: Instant::now(), word });
    }
}

impl Kept {
    fn good_for(&self) -> Duration {
        let proved = self.word.as_ref().is_some_and(|word| word.missing.is_none());
        if proved { PROVED_FOR } else { UNPROVED_FOR }
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
