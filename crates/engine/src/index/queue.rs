//! Indexing what was taken up from the queue: the lease is renewed while it lasts, and the job settled at the end.
//!
//! A process that is killed leaves a lease that ends by itself; who takes the job up then goes on behind the last page
//! that was saved.

use std::{convert::Infallible, time::Duration};

use tokio::time::sleep;
use tributary_github::api::{GithubClient, GithubError};
use tributary_storage::{Lease, StorageError, Store};

use super::github::{GithubIndexError, GithubIndexed, GithubProgress, index_github};

/// Failures in a row after which a job is given up.
const MOST_ATTEMPTS: u64 = 8;
/// The pause after the first failure; it doubles from one to the next.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// Renewals while a lease lasts: one may fail or be late.
const RENEWALS: u32 = 3;

/// Brings the store up to what GitHub shows of the leased repository, and tells the queue how it went.
///
/// # Errors
/// [`GithubIndexError`]; the job then waits for its next attempt, or is given up when that would be of no use. A lease
/// that was lost leaves the job to whoever has it.
pub async fn index_leased(
    store: &Store,
    client: &GithubClient,
    lease: &Lease,
    progress: impl FnMut(GithubProgress) + Send,
) -> Result<GithubIndexed, GithubIndexError> {
    let leased = store.under(lease);
    let indexed = tokio::select! {
        indexed = index_github(&leased, client, &lease.name, lease.extent, progress) => indexed,
        lost = keep(store, lease) => match lost {
            Ok(never) => match never {},
            Err(error) => Err(error.into()),
        },
    };
    match &indexed {
        Ok(_) => store.complete(lease).await?,
        Err(GithubIndexError::Storage(StorageError::LeaseLost(_))) => {}
        // Without a token no repository can be read: it is not this one's failure.
        Err(error) if is_ours(error) => store.release(lease).await?,
        Err(error) => store.fail(lease, &error.to_string(), next_attempt(error, lease.attempts)).await?,
    }
    indexed
}

/// Does the error concern this repository alone, and for good?
#[must_use]
pub fn is_of_repository(error: &GithubIndexError) -> bool {
    matches!(
        error,
        GithubIndexError::Github(
            GithubError::NotFound { .. } | GithubError::Forbidden { .. } | GithubError::Blocked { .. }
        )
    )
}

/// Would it stop every other repository too?
#[must_use]
pub fn is_ours(error: &GithubIndexError) -> bool {
    matches!(
        error,
        GithubIndexError::Github(
            GithubError::BadToken { .. } | GithubError::NoToken | GithubError::Moved { .. }
        )
    )
}

fn next_attempt(error: &GithubIndexError, attempts: u64) -> Option<Duration> {
    if is_of_repository(error) || attempts + 1 >= MOST_ATTEMPTS {
        return None;
    }
    let doublings = u32::try_from(attempts).unwrap_or(u32::MAX).min(16);
    Some(FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE))
}

async fn keep(store: &Store, lease: &Lease) -> Result<Infallible, StorageError> {
    loop {
        sleep(lease.lasts / RENEWALS).await;
        store.renew(lease).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreachable() -> GithubIndexError {
        let (api, reason) = ("https://api.example.org".to_owned(), "status 502".to_owned());
        GithubError::Unreachable { api, attempts: 8, reason }.into()
    }

    #[test]
    fn pauses_double_up_to_an_hour_and_the_eighth_failure_is_the_last() {
        let seconds: Vec<_> = (0..8)
            .map(|attempts| next_attempt(&unreachable(), attempts).map(|pause| pause.as_secs()))
            .collect();
        let pauses = [30, 60, 120, 240, 480, 960, 1_920].map(Some);
        assert_eq!(seconds, [&pauses[..], &[None]].concat());
    }

    #[test]
    fn a_repository_that_is_not_there_is_not_tried_again() {
        let (repository, api) = ("a/b".parse().unwrap(), String::new());
        let gone = GithubIndexError::from(GithubError::NotFound { repository, api });
        assert_eq!(next_attempt(&gone, 0), None);
    }
}
