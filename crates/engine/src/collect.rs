//! From the store to the evidence that an airdrop's rules ask for.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use thiserror::Error;
use tributary_github::clone::{CloneError, CloneReader};
use tributary_model::{Account, GithubId, Identity, Repository, RepositoryName};
use tributary_score::Evidence;
use tributary_storage::{StorageError, Store};

use crate::{
    bundle::ManifestRepository,
    config::{AirdropConfig, ConfigError, Source},
};

/// Why evidence cannot be collected.
#[derive(Debug, Error)]
pub enum CollectError {
    /// The rules make no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The clone cannot be opened.
    #[error(transparent)]
    Clone(#[from] CloneError),
    /// A GitHub repository of the rules is not in the database.
    #[error("`{0}` is not indexed yet; run `tributary index`")]
    NotIndexed(RepositoryName),
    /// A clone of the rules is not in the database.
    #[error("the clone `{0}` is not indexed yet; run `tributary index`")]
    CloneNotIndexed(PathBuf),
    /// Two entries of the rules are one repository.
    #[error("`{first}` and `{second}` are the same repository (id {id}); keep one")]
    SameRepository {
        /// The entry that came first.
        first: String,
        /// The one that repeats it.
        second: String,
        /// The id of both.
        id: u64,
    },
}

/// Evidence with the repositories as the rules name them.
#[derive(Clone, Debug)]
pub struct Collected {
    /// What is scored.
    pub evidence: Evidence,
    /// In the order of the rules.
    pub repositories: Vec<ManifestRepository>,
}

/// Collects what the rules ask for. `base` is the folder that paths in the rules are relative to.
///
/// # Errors
/// See [`CollectError`].
pub async fn collect(store: &Store, config: &AirdropConfig, base: &Path) -> Result<Collected, CollectError> {
    let mut found: Vec<Repository> = Vec::new();
    let mut listed: Vec<ManifestRepository> = Vec::new();
    for entry in &config.repositories {
        let repository = match entry.source()? {
            Source::Github(name) => {
                store.repository_by_name(&name).await?.ok_or(CollectError::NotIndexed(name))?
            }
            Source::Clone(path) => clone_repository(store, &base.join(path)).await?,
        };
        if let Some(first) = listed.iter().find(|listed| listed.id == repository.id) {
            return Err(CollectError::SameRepository {
                first: first.source.clone(),
                second: entry.label(),
                id: repository.id.0,
            });
        }
        listed.push(ManifestRepository {
            id: repository.id,
            name: repository.name.clone(),
            url: repository.url.clone(),
            source: entry.label(),
            weight: entry.weight,
        });
        found.push(repository);
    }
    let ids: Vec<_> = found.iter().map(|repository| repository.id).collect();
    let contributions = store.contributions(&ids, config.window()?).await?;
    let authors: BTreeSet<GithubId> = contributions
        .iter()
        .filter_map(|contribution| match contribution.author {
            Identity::Github(id) => Some(id),
            Identity::Email(_) | Identity::Ghost => None,
        })
        .collect();
    let accounts: Vec<Account> =
        store.accounts().await?.into_iter().filter(|account| authors.contains(&account.id)).collect();
    let mut evidence = Evidence { repositories: found, accounts, contributions };
    evidence.normalise();
    Ok(Collected { evidence, repositories: listed })
}

async fn clone_repository(store: &Store, path: &Path) -> Result<Repository, CollectError> {
    let wanted = CloneReader::open(path)?.repository(None)?;
    let known = store.repositories().await?;
    known
        .into_iter()
        .find(|repository| wanted.as_ref().is_some_and(|wanted| wanted.id == repository.id))
        .ok_or_else(|| CollectError::CloneNotIndexed(path.to_owned()))
}
