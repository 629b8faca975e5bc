//! From the store to the evidence that an airdrop's rules ask for.

mod commits;
mod reverts;

use std::{
    collections::BTreeSet,
    iter::repeat,
    path::{Path, PathBuf},
};

use thiserror::Error;
use tributary_github::clone::{CloneError, CloneReader};
use tributary_model::{
    Account, Contribution, ContributionKind, GithubId, Identity, PullRequest, RepoId, Repository,
    RepositoryName,
};
use tributary_score::{Evidence, ScoreRules, Weight, WeightError};
use tributary_storage::{StorageError, Store};

use crate::{
    bundle::{CountedKind, ManifestRepository},
    config::{AirdropConfig, ConfigError, Source, StandsFor, invalid},
    index::{
        clone::{self, CloneIndexError, Stored},
        github::{self, GithubIndexError},
    },
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
    /// The rules ask what a repository is, and nobody looked.
    #[error("`[kinds]` asks what `{0}` is, which was not looked at yet; run `tributary index`")]
    NotClassified(RepositoryName),
    /// An entry that stands for many repositories was never looked up.
    #[error("what `{0}` stands for was not looked up yet; run `tributary index`")]
    NotSelected(String),
    /// A clone of the rules is not in the database.
    #[error("the clone `{0}` is not indexed yet; run `tributary index`")]
    CloneNotIndexed(PathBuf),
    /// Not all of a GitHub repository is in the database.
    #[error("`{0}` was not read to its end; run `tributary index` again")]
    Unfinished(RepositoryName),
    /// Not all of a clone is in the database.
    #[error("the clone `{0}` was not read to its end; run `tributary index` again")]
    CloneUnfinished(PathBuf),
    /// The database holds another project's evidence under the clone's number, or a history that was rewritten.
    #[error(
        "what is indexed for the clone `{path}` is another history: its newest commit `{stored}` is no part of what \
         the clone holds; run `tributary index` again"
    )]
    OtherHistory {
        /// The clone.
        path: PathBuf,
        /// The newest commit in the database.
        stored: String,
    },
    /// The clone beside a repository on GitHub is no clone of it, or holds what was not read from GitHub.
    #[error(
        "the clone `{path}` ends with the commit `{head}`, which is none that was read of `{name}`; name a clone of its \
         default branch and run `tributary index` again"
    )]
    CloneElsewhere {
        /// The clone.
        path: PathBuf,
        /// Its newest commit.
        head: String,
        /// The repository on GitHub.
        name: RepositoryName,
    },
    /// How far GitHub was read cannot be told.
    #[error(transparent)]
    GithubIndex(#[from] GithubIndexError),
    /// How far a clone was read cannot be told.
    #[error(transparent)]
    CloneIndex(#[from] CloneIndexError),
    /// Two entries of the rules are one repository.
    #[error("`{first}` and `{second}` are the same repository (`{name}`); keep one")]
    SameRepository {
        /// The entry that came first.
        first: String,
        /// The one that repeats it.
        second: String,
        /// Its name.
        name: RepositoryName,
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

/// Collects what the rules ask for, and refuses what was not read to its end. `base` is the folder that paths in the rules are relative to.
///
/// # Errors
/// See [`CollectError`].
pub async fn collect(store: &Store, config: &AirdropConfig, base: &Path) -> Result<Collected, CollectError> {
    let Found { repositories: found, listed, with_clones } = repositories(store, config, base).await?;
    let ids: Vec<_> = found.iter().map(|repository| repository.id).collect();
    let contributions = store.contributions(&ids, config.window()?).await?;
    let pull_requests = pull_requests(store, &ids, &contributions).await?;
    let commits = match config.score.rules()? {
        ScoreRules::MergedWork(rules) => {
            let mut wanted = commits::merges(&pull_requests, &with_clones);
            if rules.commit > Weight::ZERO {
                wanted.extend(commits::among(&contributions));
            }
            commits::paths(store, &ids, &wanted, &pull_requests).await?
        }
        _ => Vec::new(),
    };
    let accounts = accounts(store, &contributions, &pull_requests).await?;
    let mut evidence = Evidence { repositories: found, accounts, contributions, pull_requests, commits };
    evidence.normalise();
    Ok(Collected { evidence, repositories: listed })
}

/// The repositories of the rules, in their order. One that several entries stand for counts once: by the entry that
/// names it, else by the first.
async fn repositories(store: &Store, config: &AirdropConfig, base: &Path) -> Result<Found, CollectError> {
    let mut with_clones = BTreeSet::new();
    let (named, selected) = wanted(store, config).await?;
    let mut taken: Vec<(usize, Place, Repository, ManifestRepository)> = Vec::new();
    for (wanted, is_named) in
        named.into_iter().zip(repeat(true)).chain(selected.into_iter().zip(repeat(false)))
    {
        let repository = match wanted.source {
            Source::Github(name) => github_repository(store, name).await?,
            Source::Clone(path) => clone_repository(store, &base.join(path)).await?,
        };
        if let Some(path) = &wanted.clone {
            check_clone_beside(store, &repository, &base.join(path)).await?;
            with_clones.insert(repository.id);
        }
        let place = place(store, &repository).await?;
        if let Some((_, _, _, first)) = taken.iter().find(|(_, known, ..)| same(known, &place)) {
            if is_named {
                let (first, name) = (first.source.clone(), repository.name);
                return Err(CollectError::SameRepository { first, second: wanted.label, name });
            }
            continue;
        }
        let listed = ManifestRepository {
            id: repository.id,
            name: repository.name.clone(),
            url: repository.url.clone(),
            source: wanted.label,
            weight: wanted.weight,
            kind: kind(store, config, &repository).await?,
        };
        taken.push((wanted.entry, place, repository, listed));
    }
    // Stable: inside one entry the order stays.
    taken.sort_by_key(|(entry, ..)| *entry);
    let (repositories, listed) =
        taken.into_iter().map(|(_, _, repository, listed)| (repository, listed)).unzip();
    Ok(Found { repositories, listed, with_clones })
}

/// What a repository is, where the rules ask.
async fn kind(
    store: &Store,
    config: &AirdropConfig,
    repository: &Repository,
) -> Result<Option<CountedKind>, CollectError> {
    let Some(kinds) = &config.kinds else { return Ok(None) };
    let found = store.classification(repository.id).await?;
    let found = found.ok_or_else(|| CollectError::NotClassified(repository.name.clone()))?;
    Ok(Some(CountedKind { weight: kinds.weight(&found.kind), found }))
}

/// What the rules ask for, in their order.
struct Found {
    repositories: Vec<Repository>,
    listed: Vec<ManifestRepository>,
    /// Those with a clone beside.
    with_clones: BTreeSet<RepoId>,
}

/// One repository that the rules ask for.
struct Wanted {
    /// The place of its entry.
    entry: usize,
    source: Source,
    /// The clone beside it.
    clone: Option<PathBuf>,
    label: String,
    weight: Weight,
}

/// What entries name, and what the others stood for when they were indexed.
async fn wanted(store: &Store, config: &AirdropConfig) -> Result<(Vec<Wanted>, Vec<Wanted>), CollectError> {
    let (mut named, mut selected) = (Vec::new(), Vec::new());
    for (entry, rule) in config.repositories.iter().enumerate() {
        let (label, weight) = (rule.label(), rule.weight);
        match rule.stands_for()? {
            StandsFor::One(source) => {
                let clone = rule.clone_beside().map(Path::to_owned);
                named.push(Wanted { entry, source, clone, label, weight });
            }
            StandsFor::Many(_) => {
                let found = store.selection(&label).await?;
                if found.is_empty() {
                    return Err(CollectError::NotSelected(label));
                }
                for one in found {
                    let own = one.weight.as_ref().map(|text| text.parse()).transpose();
                    let own = own.map_err(|error: WeightError| invalid("repositories.file", error))?;
                    let (source, label) = (Source::Github(one.name), label.clone());
                    let weight = own.unwrap_or(weight);
                    selected.push(Wanted { entry, source, clone: None, label, weight });
                }
            }
        }
    }
    Ok((named, selected))
}

/// Those that contributions hang on.
async fn pull_requests(
    store: &Store,
    repos: &[RepoId],
    contributions: &[Contribution],
) -> Result<Vec<PullRequest>, CollectError> {
    let numbers: BTreeSet<(RepoId, u32)> = contributions
        .iter()
        .filter_map(|contribution| Some((contribution.repo, contribution.number?)))
        .collect();
    let mut pulls = store.pull_requests(repos).await?;
    reverts::resolve(&mut pulls);
    pulls.retain(|pull| numbers.contains(&(pull.repo, pull.number)));
    Ok(pulls)
}

/// The accounts of everybody who occurs.
async fn accounts(
    store: &Store,
    contributions: &[Contribution],
    pulls: &[PullRequest],
) -> Result<Vec<Account>, CollectError> {
    let authors = contributions.iter().map(|contribution| contribution.author);
    let occurring: BTreeSet<GithubId> =
        authors.chain(pulls.iter().flat_map(people_of)).filter_map(Identity::github).collect();
    let mut accounts = store.accounts().await?;
    accounts.retain(|account| occurring.contains(&account.id));
    Ok(accounts)
}

fn people_of(pull: &PullRequest) -> impl Iterator<Item = Identity> {
    [pull.author]
        .into_iter()
        .chain(pull.merge.as_ref().map(|merge| merge.by))
        .chain(pull.approvals.iter().map(|approval| approval.by))
        .chain(pull.commit_authors.iter().copied())
        .chain(pull.assigners.iter().copied())
}

/// By what two sources of one repository are known.
struct Place {
    /// GitHub's number where it is known, so that a clone of an old name meets the new one.
    id: RepoId,
    /// The name on GitHub; `None` for a clone from elsewhere, which is called by its folder.
    on_github: Option<RepositoryName>,
}

async fn place(store: &Store, repository: &Repository) -> Result<Place, CollectError> {
    let on_github = repository.url.is_some().then(|| repository.name.clone());
    let known = match &on_github {
        Some(name) => store.repository_by_name(name).await?,
        None => None,
    };
    Ok(Place { id: known.map_or(repository.id, |known| known.id), on_github })
}

fn same(one: &Place, other: &Place) -> bool {
    let names = one.on_github.as_ref().zip(other.on_github.as_ref());
    one.id == other.id || names.is_some_and(|(one, other)| one.matches(other))
}

async fn github_repository(store: &Store, name: RepositoryName) -> Result<Repository, CollectError> {
    let Some(repository) = store.repository_by_name(&name).await? else {
        return Err(CollectError::NotIndexed(name));
    };
    if github::is_finished(store, repository.id).await? {
        Ok(repository)
    } else {
        Err(CollectError::Unfinished(name))
    }
}

/// A clone beside GitHub must be read to its end, and end with a commit that was read from GitHub.
async fn check_clone_beside(store: &Store, repository: &Repository, path: &Path) -> Result<(), CollectError> {
    let reader = CloneReader::open(path)?;
    let Some(head) = reader.head() else { return Err(CollectError::CloneNotIndexed(path.to_owned())) };
    let read = store.stored_keys(repository.id, ContributionKind::Commit, &[&head]).await?;
    if read.is_empty() {
        return Err(CollectError::CloneElsewhere {
            path: path.to_owned(),
            head,
            name: repository.name.clone(),
        });
    }
    match clone::stored_beside(store, repository.id).await? {
        Stored::Complete(stored) if reader.history(&head, Some(&stored))?.continues() => Ok(()),
        Stored::Unfinished | Stored::Complete(_) => Err(CollectError::CloneUnfinished(path.to_owned())),
    }
}

async fn clone_repository(store: &Store, path: &Path) -> Result<Repository, CollectError> {
    let not_indexed = || CollectError::CloneNotIndexed(path.to_owned());
    let reader = CloneReader::open(path)?;
    let (Some(wanted), Some(head)) = (reader.repository(None)?, reader.head()) else {
        return Err(not_indexed());
    };
    let known = store.repositories().await?;
    let repository = known.into_iter().find(|known| known.id == wanted.id).ok_or_else(not_indexed)?;
    match clone::stored(store, repository.id).await? {
        Stored::Unfinished => Err(CollectError::CloneUnfinished(path.to_owned())),
        Stored::Complete(stored) if reader.history(&head, Some(&stored))?.continues() => Ok(repository),
        Stored::Complete(stored) => Err(CollectError::OtherHistory { path: path.to_owned(), stored }),
    }
}
