//! Who builds some repositories, by what was indexed: logins with points, the most first.

use std::collections::BTreeSet;

use thiserror::Error;
use tributary_model::{GithubId, Identity, RepoId, Window};
use tributary_score::{ActivityWeights, Detail, Evidence, Inputs, Points, ScoreRules};
use tributary_storage::{StorageError, Store};

/// One person's points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// Who.
    pub id: GithubId,
    /// The login when last seen.
    pub login: Option<String>,
    /// By `opendigger-activity`, over all of the repositories.
    pub score: Points,
}

/// Why nobody can be told.
#[derive(Debug, Error)]
pub enum ContributorsError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// People with points in a window, at most so many; nobody where nothing was indexed.
///
/// # Errors
/// [`ContributorsError`].
pub async fn contributors(
    store: &Store,
    repositories: &[RepoId],
    window: Window,
    most: usize,
) -> Result<Vec<Contributor>, ContributorsError> {
    let contributions = store.contributions(repositories, window).await?;
    if contributions.is_empty() {
        return Ok(Vec::new());
    }
    let authors: BTreeSet<GithubId> = contributions
        .iter()
        .filter_map(|contribution| match contribution.author {
            Identity::Github(id) => Some(id),
            _ => None,
        })
        .collect();
    let accounts = store.accounts().await?.into_iter().filter(|account| authors.contains(&account.id));
    let known = store.repositories().await?.into_iter();
    let repositories = known.filter(|known| repositories.contains(&known.id)).collect();
    let mut evidence =
        Evidence { repositories, accounts: accounts.collect(), contributions, ..Evidence::default() };
    evidence.normalise();
    let rules = ScoreRules::Activity(ActivityWeights::default());
    let scores = rules.score(&Inputs { detail: Detail::Totals, ..Inputs::new(&evidence, window) });
    let people = scores.people.into_iter().filter(|person| person.score > Points(0));
    let found = people.filter_map(|person| match person.identity {
        Identity::Github(id) => Some(Contributor { id, login: person.login, score: person.score }),
        _ => None,
    });
    Ok(found.take(most).collect())
}
