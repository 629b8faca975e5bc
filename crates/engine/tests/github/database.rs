//! A database of one's own, and indexing into it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use secrecy::SecretString;
use tempfile::TempDir;
use tributary_engine::index::github::{Extent, GithubIndexError, GithubIndexed, index_github};
use tributary_github::{
    api::{Access, GithubClient, Notice, Patience},
    testing::{Simulator, Truth},
};
use tributary_model::{Account, Contribution, PullRequest, Repository, Window};
use tributary_storage::{Cursor, Store};

pub(crate) const TINY: &str = "riverbed-ai/tiny-llm";

/// Pauses of milliseconds; limits are waited for as long as the simulator says.
pub(crate) const QUICK: Patience = Patience {
    attempts: 8,
    first_pause: Duration::from_millis(1),
    longest_pause: Duration::from_millis(20),
    unstated_limit: Duration::from_secs(1),
    longest_limit: Duration::from_secs(20),
    answer_timeout: Duration::from_secs(10),
};

pub(crate) struct Database {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
}

/// Everything that a repository leaves in the database.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) repository: Repository,
    pub(crate) contributions: Vec<Contribution>,
    pub(crate) pull_requests: Vec<PullRequest>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) cursor: Cursor,
}

impl Database {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("t.db").display());
        Self { store: Store::open(&url).await.unwrap(), folder }
    }

    pub(crate) async fn index(&self, simulator: &Simulator, name: &str) -> GithubIndexed {
        self.try_index(&client(simulator).0, name).await.unwrap()
    }

    pub(crate) async fn try_index(
        &self,
        client: &GithubClient,
        name: &str,
    ) -> Result<GithubIndexed, GithubIndexError> {
        index_github(&self.store, client, &name.parse().unwrap(), Extent::Changes, |_| {}).await
    }

    pub(crate) async fn content(&self, name: &str) -> Content {
        let repository = self.store.repository_by_name(&name.parse().unwrap()).await.unwrap().unwrap();
        let window = Window::new("1990-01-01".parse().unwrap(), "2100-01-01".parse().unwrap()).unwrap();
        let cursors = self.store.cursors(repository.id).await.unwrap();
        Content {
            contributions: self.store.contributions(&[repository.id], window).await.unwrap(),
            pull_requests: self.store.pull_requests(&[repository.id]).await.unwrap(),
            accounts: self.store.accounts().await.unwrap(),
            cursor: cursors.into_iter().find(|cursor| cursor.stream == "github").unwrap_or(Cursor {
                repo: repository.id,
                stream: "none".into(),
                state: String::new(),
            }),
            repository,
        }
    }

    /// Compares with what the simulator says is there.
    pub(crate) async fn holds(&self, truth: &Truth, name: &str) {
        let content = self.content(name).await;
        assert_eq!(content.repository, truth.repository);
        let (stored, there): (BTreeSet<_>, BTreeSet<_>) =
            (content.contributions.iter().collect(), truth.contributions.iter().collect());
        let missing: Vec<_> = there.difference(&stored).take(3).collect();
        let extra: Vec<_> = stored.difference(&there).take(3).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{name}: missing {missing:?}, not there {extra:?}");
        assert_eq!(content.contributions.len(), truth.contributions.len());
        for (stored, there) in content.pull_requests.iter().zip(&truth.pull_requests) {
            assert_eq!(stored, there, "{name}");
        }
        assert_eq!(content.pull_requests.len(), truth.pull_requests.len());
    }
}

/// A client and the notices that it gave.
pub(crate) fn client(simulator: &Simulator) -> (GithubClient, Arc<Mutex<Vec<Notice>>>) {
    client_with(simulator.url(), "token-for-tests", QUICK)
}

pub(crate) fn client_with(
    url: &str,
    token: &str,
    patience: Patience,
) -> (GithubClient, Arc<Mutex<Vec<Notice>>>) {
    client_of(url, vec![Access::Token(SecretString::from(token.to_owned()))], patience)
}

pub(crate) fn client_of(
    url: &str,
    access: Vec<Access>,
    patience: Patience,
) -> (GithubClient, Arc<Mutex<Vec<Notice>>>) {
    let notices = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&notices);
    let note = move |notice: &Notice| kept.lock().unwrap().push(notice.clone());
    (GithubClient::with(url, access, patience, note).unwrap(), notices)
}
