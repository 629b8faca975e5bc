//! Evidence from a local clone into the store: resumable, and only what is new the second time.
//!
//! Reading and storing overlap: threads read commits ahead of the transaction that saves them. Each page
//! of commits carries its cursor, so a killed run goes on behind the last page that was saved.

use std::{num::NonZeroUsize, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::{
    sync::mpsc,
    task::{JoinError, spawn_blocking},
};
use tributary_github::clone::{CloneError, CloneReader, CommitEvidence, History, Merges};
use tributary_model::{CommitPaths, ContributionKind, RepoId, Repository};
use tributary_storage::{Cursor, EvidencePage, Retraction, StorageError, Store};

/// Name of the cursor.
const STREAM: &str = "clone";
/// Name of the cursor of a clone beside GitHub, of which only the paths of commits are stored.
const BESIDE_STREAM: &str = "clone_beside";
/// Batches of commits that may wait for the database.
const AHEAD: usize = 4;

/// Why a clone could not be indexed.
#[derive(Debug, Error)]
pub enum CloneIndexError {
    /// The clone cannot be read.
    #[error(transparent)]
    Clone(#[from] CloneError),
    /// The database refused.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The stored cursor was written by something else.
    #[error("the cursor `{stream}` of repository `{repo}` is not readable: {source}")]
    Cursor {
        /// Which.
        stream: &'static str,
        /// Whose cursor.
        repo: RepoId,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A reading task ended early.
    #[error("reading the clone was interrupted: {0}")]
    Interrupted(#[from] JoinError),
}

/// How to read a clone.
#[derive(Clone, Copy, Debug)]
pub struct CloneOptions {
    /// GitHub's number of the repository, to join the clone with evidence from the API: only the paths of its commits
    /// are stored then, since GitHub knows better who wrote them. Without it the number follows from the clone, see
    /// [`CloneReader::repository`].
    pub repository: Option<RepoId>,
    /// Threads that read.
    pub threads: NonZeroUsize,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloneProgress {
    /// Commits stored, counting those of an earlier run that this one continues.
    pub done: usize,
    /// Commits in the part of the history that is being read.
    pub total: usize,
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloneIndexed {
    /// The repository; `None` for an empty clone.
    pub repository: Option<Repository>,
    /// Newest commit of the default branch.
    pub head: Option<String>,
    /// Commits read by this run.
    pub commits: usize,
    /// What an earlier run stored no longer held and was replaced: history was rewritten, the clone was
    /// deepened or its `.mailmap` changed.
    pub replaced: bool,
    /// Commits where a shallow clone ends. Above 0 the clone does not hold the whole history.
    pub shallow_commits: usize,
}

/// How far the clone has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    /// What the evidence depends on beside the commits, see [`CloneReader::basis`].
    basis: String,
    /// Everything that this commit reaches is stored.
    complete: Option<String>,
    /// A reading under way.
    reading: Option<Reading>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Reading {
    /// Where it leads.
    tip: String,
    /// Commits of the history from `complete` to `tip` that are stored.
    done: usize,
}

/// What a store holds of a clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// No page of it, or not all pages.
    Unfinished,
    /// Everything that this commit reaches.
    Complete(String),
}

/// How far the clone with this number was read.
pub(crate) async fn stored(store: &Store, repo: RepoId) -> Result<Stored, CloneIndexError> {
    stored_in(store, repo, STREAM).await
}

/// How far the clone beside this repository on GitHub was read.
pub(crate) async fn stored_beside(store: &Store, repo: RepoId) -> Result<Stored, CloneIndexError> {
    stored_in(store, repo, BESIDE_STREAM).await
}

/// For whoever forgets all commits of a repository, and with them their paths: the clone beside it is read anew.
pub(crate) fn forgotten_beside(repo: RepoId) -> Cursor {
    cursor(repo, BESIDE_STREAM, &State::default())
}

async fn stored_in(store: &Store, repo: RepoId, stream: &'static str) -> Result<Stored, CloneIndexError> {
    let state = stored_state(store, repo, stream).await?;
    Ok(state.complete.filter(|_| state.reading.is_none()).map_or(Stored::Unfinished, Stored::Complete))
}

/// Brings the store up to the clone's default branch and calls `progress` after each page.
///
/// # Errors
/// [`CloneIndexError`]; what was saved until then stays and the next run goes on behind it.
pub async fn index_clone(
    store: &Store,
    path: &Path,
    options: CloneOptions,
    progress: impl FnMut(CloneProgress) + Send,
) -> Result<CloneIndexed, CloneIndexError> {
    let owned = path.to_owned();
    let (reader, repository) = spawn_blocking(move || {
        // Beside GitHub, files are looked up by the commit that a pull request became.
        let merges = if options.repository.is_some() { Merges::OfPullRequests } else { Merges::WithoutFiles };
        let reader = CloneReader::open_for(&owned, merges)?;
        let repository = reader.repository(options.repository)?;
        Ok::<_, CloneError>((reader, repository))
    })
    .await??;
    let mut done = CloneIndexed {
        repository: repository.clone(),
        head: reader.head(),
        commits: 0,
        replaced: false,
        shallow_commits: reader.shallow_commits(),
    };
    let (Some(repository), Some(head)) = (repository, reader.head()) else { return Ok(done) };
    let stream = if options.repository.is_some() { BESIDE_STREAM } else { STREAM };
    let state = stored_state(store, repository.id, stream).await?;
    let mut run = Run { store, reader: Arc::new(reader), repository, options, stream, state, progress };
    if !run.is_beside() {
        run.save_repository().await?;
    }
    done.replaced = run.reset_if_stale(&head).await?;
    if let Some(tip) = run.state.reading.as_ref().map(|reading| reading.tip.clone()) {
        done.commits += run.read_to(&tip).await?;
    }
    done.commits += run.read_to(&head).await?;
    Ok(done)
}

async fn stored_state(store: &Store, repo: RepoId, stream: &'static str) -> Result<State, CloneIndexError> {
    let cursors = store.cursors(repo).await?;
    let Some(cursor) = cursors.into_iter().find(|cursor| cursor.stream == stream) else {
        return Ok(State::default());
    };
    serde_json::from_str(&cursor.state).map_err(|source| CloneIndexError::Cursor { stream, repo, source })
}

fn cursor(repo: RepoId, stream: &str, state: &State) -> Cursor {
    let state = serde_json::to_string(state).expect("texts and numbers are JSON");
    Cursor { repo, stream: stream.to_owned(), state }
}

struct Run<'a, P> {
    store: &'a Store,
    reader: Arc<CloneReader>,
    repository: Repository,
    options: CloneOptions,
    stream: &'static str,
    state: State,
    progress: P,
}

impl<P: FnMut(CloneProgress) + Send> Run<'_, P> {
    /// Is the rest of the evidence GitHub's?
    fn is_beside(&self) -> bool {
        self.options.repository.is_some()
    }

    async fn save_repository(&self) -> Result<(), CloneIndexError> {
        let repository = Some(self.repository.clone());
        Ok(self.store.save_page(&EvidencePage { repository, ..EvidencePage::default() }).await?)
    }

    /// Forgets what an earlier run stored if the default branch no longer holds it, or if it would be read
    /// differently now. Was there anything to forget?
    async fn reset_if_stale(&mut self, head: &str) -> Result<bool, CloneIndexError> {
        let begun = std::mem::take(&mut self.state);
        let tip = begun.reading.as_ref().map(|reading| reading.tip.clone());
        let newest = tip.or_else(|| begun.complete.clone());
        let fresh = State { basis: self.reader.basis().to_owned(), ..State::default() };
        let Some(newest) = newest else {
            self.state = fresh;
            return Ok(false);
        };
        if begun.basis == fresh.basis && self.history(head, Some(newest)).await?.continues() {
            self.state = begun;
            return Ok(false);
        }
        self.state = fresh;
        let kinds = vec![ContributionKind::Commit];
        // Beside GitHub there are only paths, which belong to their commits for good and are replaced.
        let stale = Retraction::Kinds { repo: self.repository.id, kinds };
        let retract = if self.is_beside() { Vec::new() } else { vec![stale] };
        self.save(EvidencePage { retract, ..EvidencePage::default() }).await?;
        Ok(true)
    }

    /// Reads what `tip` adds to the complete part, behind what is stored of it. How many commits?
    async fn read_to(&mut self, tip: &str) -> Result<usize, CloneIndexError> {
        let history = Arc::new(self.history(tip, self.state.complete.clone()).await?);
        let total = history.len();
        let begun = self.state.reading.take().filter(|reading| reading.tip == tip);
        let first = begun.map_or(0, |reading| reading.done);
        let mut batches = self.batches(Arc::clone(&history), first);
        let mut done = first;
        while let Some(batch) = batches.recv().await {
            let commits = batch?;
            done += commits.len();
            self.advance(tip, done, total);
            let mut page = page(self.repository.id, commits);
            if self.is_beside() {
                page = EvidencePage { paths: page.paths, ..EvidencePage::default() };
            }
            self.save(page).await?;
            (self.progress)(CloneProgress { done, total });
        }
        Ok(done - first)
    }

    fn advance(&mut self, tip: &str, done: usize, total: usize) {
        if done == total {
            self.state.complete = Some(tip.to_owned());
            self.state.reading = None;
        } else {
            self.state.reading = Some(Reading { tip: tip.to_owned(), done });
        }
    }

    /// Saves the page together with how far it brings us.
    async fn save(&self, mut page: EvidencePage) -> Result<(), CloneIndexError> {
        page.cursors = vec![cursor(self.repository.id, self.stream, &self.state)];
        Ok(self.store.save_page(&page).await?)
    }

    async fn history(&self, tip: &str, known: Option<String>) -> Result<History, CloneIndexError> {
        let (reader, tip) = (Arc::clone(&self.reader), tip.to_owned());
        Ok(spawn_blocking(move || reader.history(&tip, known.as_deref())).await??)
    }

    /// Reads on threads of their own; the channel holds them back when storing is slower.
    fn batches(
        &self,
        history: Arc<History>,
        skip: usize,
    ) -> mpsc::Receiver<Result<Vec<CommitEvidence>, CloneError>> {
        let commits = self.reader.read(self.repository.id, history, skip, self.options.threads);
        let (sender, receiver) = mpsc::channel(AHEAD);
        spawn_blocking(move || {
            for batch in commits {
                if sender.blocking_send(batch).is_err() {
                    return;
                }
            }
        });
        receiver
    }
}

/// Commits as a page. Accounts are those that commits mention: GitHub knows better.
fn page(repo: RepoId, commits: Vec<CommitEvidence>) -> EvidencePage {
    let mut page = EvidencePage::default();
    for commit in commits {
        page.mentioned.extend(commit.accounts);
        page.contributions.extend(commit.contributions);
        if !commit.paths.is_empty() {
            page.paths.push(CommitPaths { repo, oid: commit.oid.into(), changes: commit.paths });
        }
    }
    page
}
