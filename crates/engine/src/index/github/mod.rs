//! Evidence from GitHub into the store: resumable, and only what changed the second time.
//!
//! Each page is saved in one transaction with the place where the next one begins, so a run that was killed
//! goes on behind the last page that was saved. A run ends when a glance shows nothing that is not stored.

mod state;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use tributary_github::api::{
    CommitPage, GithubClient, GithubError, Glance, PageSize, RepositoryReader, StepPages, ThreadPage,
    ThreadRead, Threads, Usage,
};
use tributary_model::{ContributionKind, RepoId, Repository, RepositoryName, Timestamp};
use tributary_storage::{Alias, Cursor, EvidencePage, Retraction, StorageError, Store};

use self::state::{Course, State, ThreadList};
use super::clone;

/// Name of the cursor.
const STREAM: &str = "github";
/// Name of the cursor that holds the size of pages. It says nothing about the evidence.
const SIZE_STREAM: &str = "github_page_size";
/// Glances in one run. A repository that changes all the time is left to the next run.
const ROUNDS: usize = 8;

/// What hangs on a pull request, beside commits.
const PULL_KINDS: [ContributionKind; 7] = [
    ContributionKind::PullRequestOpened,
    ContributionKind::PullRequestMerged,
    ContributionKind::PullRequestCoAuthored,
    ContributionKind::PullRequestClosed,
    ContributionKind::Review,
    ContributionKind::ReviewComment,
    ContributionKind::IssueComment,
];
/// What hangs on an issue.
const ISSUE_KINDS: [ContributionKind; 2] = [ContributionKind::IssueOpened, ContributionKind::IssueComment];

/// Why a repository could not be indexed.
#[derive(Debug, Error)]
pub enum GithubIndexError {
    /// GitHub cannot be read.
    #[error(transparent)]
    Github(#[from] GithubError),
    /// The database refused.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A stored cursor was written by something else.
    #[error("the cursor `{stream}` of repository `{repo}` is not readable: {source}")]
    Cursor {
        /// Which.
        stream: &'static str,
        /// Whose cursor.
        repo: RepoId,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// How much to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What changed since the last run.
    Changes,
    /// All of it: what is stored is forgotten first. Accounts that were deleted, and e-mails that were linked
    /// to an account, change what GitHub shows without marking anything as changed.
    Everything,
}

/// How far a run is, in commits, pull requests and issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GithubProgress {
    /// Stored, counting those of an earlier run that this one continues.
    pub done: u64,
    /// To be stored, as far as is known.
    pub total: u64,
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GithubIndexed {
    /// The repository as it is called now.
    pub repository: Repository,
    /// Commits read.
    pub commits: u64,
    /// Pull requests read.
    pub pull_requests: u64,
    /// Issues read.
    pub issues: u64,
    /// Contributions in them.
    pub contributions: u64,
    /// The history of the default branch was rewritten, and its commits were read anew.
    pub replaced: bool,
    /// What it took.
    pub usage: Usage,
}

/// Brings the store up to what GitHub shows and calls `progress` after each page.
///
/// # Errors
/// [`GithubIndexError`]; what was saved until then stays and the next run goes on behind it.
pub async fn index_github(
    store: &Store,
    client: &GithubClient,
    name: &RepositoryName,
    extent: Extent,
    progress: impl FnMut(GithubProgress) + Send,
) -> Result<GithubIndexed, GithubIndexError> {
    let before = client.usage();
    let reader = RepositoryReader::new(client, name.clone());
    let stored = store.repository_by_name(name).await?;
    let known = match &stored {
        Some(repository) => stored_cursor::<State>(store, repository.id, STREAM).await?,
        None => None,
    };
    let known = known.filter(|state| state.is_current() && extent == Extent::Changes).unwrap_or_default();
    let glance = reader.glance(&known.known()).await?;
    let mut run = Run::begin(store, &reader, name, &glance, extent, progress).await?;
    // The name may lead to a repository that was read under another one: then ask again by what is known of it.
    let same = run.state.known() == known.known();
    run.read(same.then_some(glance)).await?;
    let used = client.usage();
    run.indexed.usage = Usage {
        requests: used.requests - before.requests,
        points: used.points - before.points,
        waits: used.waits - before.waits,
        waited: used.waited.saturating_sub(before.waited),
    };
    Ok(run.indexed)
}

/// Did the last run that changed what is stored come to its end?
pub(crate) async fn is_finished(store: &Store, repo: RepoId) -> Result<bool, GithubIndexError> {
    let state = stored_cursor::<State>(store, repo, STREAM).await?;
    Ok(state.is_some_and(|state| state.is_current() && state.finished))
}

struct Run<'a, P> {
    store: &'a Store,
    reader: &'a RepositoryReader<'a>,
    state: State,
    size: PageSize,
    commits_wanted: u64,
    /// The last step found its place no longer known.
    lost: bool,
    indexed: GithubIndexed,
    progress: P,
}

impl<'a, P: FnMut(GithubProgress) + Send> Run<'a, P> {
    /// Saves the repository and its names, and finds how far it was read.
    async fn begin(
        store: &'a Store,
        reader: &'a RepositoryReader<'a>,
        name: &RepositoryName,
        glance: &Glance,
        extent: Extent,
        progress: P,
    ) -> Result<Self, GithubIndexError> {
        let repository = glance.repository.clone();
        let stored = stored_cursor::<State>(store, repository.id, STREAM).await?;
        let size = stored_cursor(store, repository.id, SIZE_STREAM).await?.unwrap_or_default();
        let current = stored.clone().filter(|state| state.is_current() && extent == Extent::Changes);
        let anew = stored.is_some() && current.is_none();
        let indexed = GithubIndexed {
            repository: repository.clone(),
            commits: 0,
            pull_requests: 0,
            issues: 0,
            contributions: 0,
            replaced: false,
            usage: Usage::default(),
        };
        let state = current.unwrap_or_default();
        let run = Self { store, reader, state, size, commits_wanted: 0, lost: false, indexed, progress };
        let retract = Retraction::Kinds { repo: repository.id, kinds: ContributionKind::ALL.to_vec() };
        let page = EvidencePage {
            aliases: [name, &repository.name]
                .map(|name| Alias { name: name.clone(), repo: repository.id })
                .to_vec(),
            repository: Some(repository),
            retract: if anew { vec![retract] } else { Vec::new() },
            ..EvidencePage::default()
        };
        if anew {
            run.save(page).await?;
        } else {
            store.save_page(&page).await?;
        }
        Ok(run)
    }

    /// Glances and reads until a glance shows nothing new. `first` is a glance by what is known now.
    async fn read(&mut self, first: Option<Glance>) -> Result<(), GithubIndexError> {
        let mut glance = match first {
            Some(glance) => glance,
            None => self.reader.glance(&self.state.known()).await?,
        };
        for round in 1..=ROUNDS {
            self.plan(&glance, round == 1).await?;
            if self.state.next_step().is_none() {
                self.forget_vanished(&glance).await?;
                break;
            }
            // Saved with the first page.
            self.state.finished = false;
            self.read_pages(&glance).await?;
            if round < ROUNDS {
                glance = self.reader.glance(&self.state.known()).await?;
            }
        }
        self.finish().await
    }

    async fn finish(&mut self) -> Result<(), GithubIndexError> {
        if self.state.finished {
            return Ok(());
        }
        self.state.finished = true;
        self.save(EvidencePage::default()).await
    }

    /// Issues that were deleted, moved elsewhere or made discussions leave no mark but a smaller total.
    async fn forget_vanished(&mut self, glance: &Glance) -> Result<(), GithubIndexError> {
        let repo = glance.repository.id;
        let (pulls, issues) = (ContributionKind::PullRequestOpened, ContributionKind::IssueOpened);
        for (list, kind, kinds, total) in [
            (Threads::Pulls, pulls, PULL_KINDS.as_slice(), glance.pulls.total),
            (Threads::Issues, issues, ISSUE_KINDS.as_slice(), glance.issue_total),
        ] {
            let stored = self.store.stored_numbers(repo, kind).await?;
            if count(stored.len()) <= total {
                continue;
            }
            let listed = self.reader.numbers(glance, list).await?;
            let vanished: Vec<u32> = stored.difference(&listed).copied().collect();
            // A list that moved while it was read proves nothing; the next run looks again.
            if count(stored.len() - vanished.len()) != total {
                continue;
            }
            let retract = |number| Retraction::Number { repo, kinds: kinds.to_vec(), number };
            let retract = vanished.into_iter().map(retract).collect();
            self.state.finished = false;
            self.save(EvidencePage { retract, ..EvidencePage::default() }).await?;
        }
        Ok(())
    }

    async fn plan(&mut self, glance: &Glance, settle: bool) -> Result<(), GithubIndexError> {
        self.state.pulls.plan(&glance.pulls, settle);
        self.state.issues.plan(&glance.issues, settle);
        if self.state.commits.plan(glance) == Course::Replace {
            self.indexed.replaced = true;
            self.state.finished = false;
            let kinds = vec![ContributionKind::Commit];
            let retract = vec![Retraction::Kinds { repo: glance.repository.id, kinds }];
            self.save(EvidencePage { retract, ..EvidencePage::default() }).await?;
        }
        Ok(())
    }

    async fn read_pages(&mut self, glance: &Glance) -> Result<(), GithubIndexError> {
        while let Some(step) = self.state.next_step() {
            let pages = match self.reader.step(glance, &step, &mut self.size).await {
                Ok(pages) => pages,
                Err(GithubError::Cursor { .. }) if !self.lost => {
                    self.lost = true;
                    self.state.start_over();
                    return self.save(EvidencePage::default()).await;
                }
                Err(error) => return Err(error.into()),
            };
            self.lost = false;
            let tip_is_gone = step.commits.is_some() && pages.commits.is_none();
            let page = self.take(glance.repository.id, pages).await?;
            if tip_is_gone {
                self.state.commits.walk = None;
            }
            self.indexed.contributions += count(page.contributions.len());
            self.save(page).await?;
            let (done, total) = self.state.progress();
            let commits = self.state.commits.walk.as_ref().map_or(self.commits_wanted, |walk| walk.found);
            (self.progress)(GithubProgress { done: done + commits, total: total + self.commits_wanted });
            if tip_is_gone {
                break;
            }
        }
        Ok(())
    }

    /// Pages as evidence, and the state behind them.
    async fn take(&mut self, repo: RepoId, pages: StepPages) -> Result<EvidencePage, GithubIndexError> {
        let mut page = EvidencePage::default();
        if let Some(commits) = pages.commits {
            self.take_commits(repo, commits, &mut page).await?;
        }
        let pulls = take_threads(&mut self.state.pulls, pages.pulls, pages.at);
        self.indexed.pull_requests += count(pulls.len());
        add_threads(repo, pulls, &PULL_KINDS, &mut page);
        let issues = take_threads(&mut self.state.issues, pages.issues, pages.at);
        self.indexed.issues += count(issues.len());
        add_threads(repo, issues, &ISSUE_KINDS, &mut page);
        Ok(page)
    }

    async fn take_commits(
        &mut self,
        repo: RepoId,
        read: CommitPage,
        page: &mut EvidencePage,
    ) -> Result<(), GithubIndexError> {
        let oids: Vec<&str> = read.commits.iter().map(|commit| commit.oid.as_str()).collect();
        let stored = self.store.stored_keys(repo, ContributionKind::Commit, &oids).await?;
        let new = count(oids.len() - stored.len());
        self.indexed.commits += new;
        self.commits_wanted = self.state.commits.wanted(read.total);
        self.state.commits.advance(read.total, new, read.next);
        // From old to new, so that of two logins for one account the newer is kept.
        for commit in read.commits.into_iter().rev() {
            page.accounts.extend(commit.accounts);
            page.mentioned.extend(commit.mentioned);
            page.contributions.extend(commit.contributions);
        }
        Ok(())
    }

    /// Saves the page together with how far it brings us.
    async fn save(&self, mut page: EvidencePage) -> Result<(), GithubIndexError> {
        let repo = self.indexed.repository.id;
        page.cursors = vec![cursor(repo, STREAM, &self.state), cursor(repo, SIZE_STREAM, &self.size)];
        if page.retract.iter().any(forgets_commits) {
            page.cursors.push(clone::forgotten_beside(repo));
        }
        Ok(self.store.save_page(&page).await?)
    }
}

fn take_threads(
    threads: &mut ThreadList,
    page: Option<ThreadPage>,
    now: Option<Timestamp>,
) -> Vec<ThreadRead> {
    page.map_or_else(Vec::new, |page| threads.advance(page.threads, page.next, now))
}

/// Adds threads in place of what was stored for their numbers: reviews and comments that were deleted go.
fn add_threads(repo: RepoId, threads: Vec<ThreadRead>, kinds: &[ContributionKind], page: &mut EvidencePage) {
    for thread in threads {
        page.retract.push(Retraction::Number { repo, kinds: kinds.to_vec(), number: thread.number });
        page.accounts.extend(thread.accounts);
        page.mentioned.extend(thread.mentioned);
        page.contributions.extend(thread.contributions);
        page.pull_requests.extend(thread.pull_request);
    }
}

fn forgets_commits(retraction: &Retraction) -> bool {
    matches!(retraction, Retraction::Kinds { kinds, .. } if kinds.contains(&ContributionKind::Commit))
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

fn cursor(repo: RepoId, stream: &str, state: &impl Serialize) -> Cursor {
    let state = serde_json::to_string(state).expect("texts and numbers are JSON");
    Cursor { repo, stream: stream.to_owned(), state }
}

async fn stored_cursor<T: DeserializeOwned>(
    store: &Store,
    repo: RepoId,
    stream: &'static str,
) -> Result<Option<T>, GithubIndexError> {
    let cursors = store.cursors(repo).await?;
    let stored = cursors.into_iter().find(|cursor| cursor.stream == stream);
    let read = stored.map(|cursor| serde_json::from_str(&cursor.state));
    read.transpose().map_err(|source| GithubIndexError::Cursor { stream, repo, source })
}
