//! A clone into the store: complete, resumable, only what is new, and replaced when history is; and out of it again
//! only when all of it is there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;
use tributary_engine::{
    collect::{CollectError, Collected, collect},
    config::{AirdropConfig, Source},
    index::clone::{CloneIndexed, CloneOptions, CloneProgress, index_clone},
    template::Template,
};
use tributary_model::{Account, CommitPaths, Contribution, RepoId, Window};
use tributary_storage::Store;

const OPTIONS: CloneOptions = CloneOptions { repository: None, threads: NonZeroUsize::MIN };

struct Scratch {
    _folder: TempDir,
    path: PathBuf,
    clock: u32,
}

impl Scratch {
    /// A repository with this many commits.
    fn new(commits: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut scratch = Self { path: folder.path().to_owned(), _folder: folder, clock: 0 };
        scratch.git(&["init", "-q", "-b", "main"]);
        scratch.add(commits);
        scratch
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn git(&self, arguments: &[&str]) {
        let date = format!("{} +0000", 1_700_000_000 + self.clock);
        let done = Command::new("git")
            .arg("-C")
            .arg(self.path())
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", "Ada")
            .env("GIT_AUTHOR_EMAIL", format!("7+ada-{}@users.noreply.github.com", self.clock))
            .env("GIT_COMMITTER_NAME", "Ada")
            .env("GIT_COMMITTER_EMAIL", "ada@example.org")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .status()
            .unwrap();
        assert!(done.success(), "git {arguments:?}");
    }

    /// A clone of it that knows no origin, as a template leaves it.
    fn copy(&self, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        self.git(&["clone", "-q", &self.path().display().to_string(), &path.display().to_string()]);
        let copy = Self { path, _folder: folder, clock: self.clock + 1000 };
        copy.git(&["remote", "remove", "origin"]);
        copy
    }

    fn add(&mut self, commits: u32) {
        for _ in 0..commits {
            self.clock += 1;
            std::fs::write(self.path().join(format!("f{}", self.clock % 5)), format!("{}\n", self.clock))
                .unwrap();
            self.git(&["add", "-A"]);
            self.git(&["commit", "-q", "-m", "change"]);
        }
    }
}

struct Database {
    _folder: TempDir,
    store: Store,
}

impl Database {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("t.db").display());
        Self { store: Store::open(&url).await.unwrap(), _folder: folder }
    }

    async fn index(&self, scratch: &Scratch) -> CloneIndexed {
        index_clone(&self.store, scratch.path(), OPTIONS, |_| {}).await.unwrap()
    }

    async fn collect(&self, clones: &[&Scratch]) -> Result<Collected, CollectError> {
        let sources = clones.iter().map(|clone| Source::Clone(clone.path().to_owned())).collect();
        collect(&self.store, &config(sources), Path::new("")).await
    }

    /// Everything that a clone leaves behind.
    async fn content(&self, repo: RepoId) -> (Vec<Contribution>, Vec<CommitPaths>, Vec<Account>, String) {
        let window = Window::new("1990-01-01".parse().unwrap(), "2100-01-01".parse().unwrap()).unwrap();
        (
            self.store.contributions(&[repo], window).await.unwrap(),
            self.store.commit_paths(repo).await.unwrap(),
            self.store.accounts().await.unwrap(),
            self.store.cursors(repo).await.unwrap().pop().unwrap().state,
        )
    }
}

fn config(sources: Vec<Source>) -> AirdropConfig {
    let day = |text: &str| text.to_owned();
    let template = Template {
        slug: "river".into(),
        name: "River".into(),
        sources,
        from: day("1990-01-01"),
        until: day("2100-01-01"),
        claim_start: day("2100-01-01"),
        claim_end: day("2101-01-01"),
        chain_id: 31337,
    };
    AirdropConfig::parse(template.render().as_bytes(), Path::new("airdrop.toml")).unwrap()
}

#[tokio::test]
async fn a_second_run_reads_only_what_is_new() {
    let (mut scratch, database) = (Scratch::new(3), Database::new().await);
    let first = database.index(&scratch).await;
    let repo = first.repository.clone().unwrap().id;
    assert_eq!((first.commits, first.replaced), (3, false));
    assert_eq!(database.index(&scratch).await.commits, 0);
    scratch.add(2);
    assert_eq!(database.index(&scratch).await.commits, 2);
    let other = Database::new().await;
    other.index(&scratch).await;
    let content = database.content(repo).await;
    assert_eq!(content, other.content(repo).await);
    assert_eq!((content.0.len(), content.1.len()), (5, 5));
    assert_eq!(content.2[0].login, "ada-5", "the newest login is kept");
}

#[tokio::test]
async fn an_interrupted_run_goes_on_where_it_was_saved() {
    let (mut scratch, database) = (Scratch::new(300), Database::new().await);
    let store = database.store.clone();
    let path = scratch.path().to_owned();
    let stopped = tokio::spawn(async move {
        index_clone(&store, &path, OPTIONS, |_| panic!("killed after the first page")).await.map(|_| ())
    });
    assert!(stopped.await.unwrap_err().is_panic());
    scratch.add(1);
    let mut seen = Vec::new();
    let again = index_clone(&database.store, scratch.path(), OPTIONS, |step| seen.push(step)).await.unwrap();
    assert!(again.commits > 0 && again.commits < 300, "{}", again.commits);
    assert_eq!(seen.last(), Some(&CloneProgress { done: 1, total: 1 }));
    assert!(seen.contains(&CloneProgress { done: 300, total: 300 }));
    let repo = again.repository.unwrap().id;
    let other = Database::new().await;
    other.index(&scratch).await;
    assert_eq!(database.content(repo).await, other.content(repo).await);
}

#[tokio::test]
async fn a_rewritten_history_replaces_what_was_stored() {
    let (mut scratch, database) = (Scratch::new(4), Database::new().await);
    database.index(&scratch).await;
    scratch.git(&["reset", "-q", "--hard", "HEAD~2"]);
    scratch.add(1);
    let indexed = database.index(&scratch).await;
    assert_eq!((indexed.commits, indexed.replaced), (3, true));
    let repo = indexed.repository.unwrap().id;
    let content = database.content(repo).await;
    assert_eq!((content.0.len(), content.1.len()), (3, 3));
}

#[tokio::test]
async fn a_new_mailmap_is_applied_to_all_commits() {
    let (mut scratch, database) = (Scratch::new(0), Database::new().await);
    scratch.clock = 1;
    scratch.git(&["commit", "-q", "--allow-empty", "-m", "m", "--author", "Bo <bo@example.org>"]);
    database.index(&scratch).await;
    let mailmap = "Bo <9+bo-example@users.noreply.github.com> <bo@example.org>\n";
    std::fs::write(scratch.path().join(".mailmap"), mailmap).unwrap();
    scratch.add(1);
    let indexed = database.index(&scratch).await;
    assert_eq!((indexed.commits, indexed.replaced), (2, true));
    let content = database.content(indexed.repository.unwrap().id).await;
    let mut people: Vec<_> = content.0.iter().map(|c| c.author.to_string()).collect();
    people.sort();
    assert_eq!(people, ["github:7", "github:9"]);
}

#[tokio::test]
async fn an_empty_clone_leaves_nothing() {
    let (scratch, database) = (Scratch::new(1), Database::new().await);
    database.index(&scratch).await;
    let empty = database.index(&Scratch::new(0)).await;
    assert_eq!((empty.repository, empty.head, empty.commits), (None, None, 0));
    assert_eq!(database.store.repositories().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_not_read_to_its_end_is_not_collected() {
    let (mut scratch, database) = (Scratch::new(300), Database::new().await);
    let error = database.collect(&[&scratch]).await.unwrap_err();
    assert!(matches!(&error, CollectError::CloneNotIndexed(path) if path == scratch.path()), "{error}");
    let (store, path) = (database.store.clone(), scratch.path().to_owned());
    let stopped = tokio::spawn(async move {
        index_clone(&store, &path, OPTIONS, |_| panic!("killed after the first page")).await.map(|_| ())
    });
    assert!(stopped.await.unwrap_err().is_panic());
    let error = database.collect(&[&scratch]).await.unwrap_err();
    assert!(matches!(&error, CollectError::CloneUnfinished(path) if path == scratch.path()), "{error}");
    assert!(error.to_string().ends_with("run `tributary index` again"), "{error}");
    database.index(&scratch).await;
    assert_eq!(database.collect(&[&scratch]).await.unwrap().evidence.contributions.len(), 300);
    // What the clone got since is the next run's.
    scratch.add(1);
    assert_eq!(database.collect(&[&scratch]).await.unwrap().evidence.contributions.len(), 300);
}

#[tokio::test]
async fn two_projects_that_began_with_one_commit_are_both_collected() {
    let (template, database) = (Scratch::new(1), Database::new().await);
    let (mut river, mut brook) = (template.copy("river"), template.copy("brook"));
    river.add(2);
    brook.add(3);
    for clone in [&river, &brook] {
        assert!(!database.index(clone).await.replaced);
    }
    let collected = database.collect(&[&river, &brook]).await.unwrap();
    let names: Vec<_> = collected.repositories.iter().map(|listed| listed.name.to_string()).collect();
    assert_eq!(names, ["local/river", "local/brook"]);
    assert_eq!(collected.evidence.contributions.len(), 3 + 4);
}

#[tokio::test]
async fn the_evidence_of_another_history_is_not_taken_for_the_clones() {
    let (template, database) = (Scratch::new(1), Database::new().await);
    let (mut one, mut other) = (template.copy("river"), template.copy("river"));
    other.clock += 1;
    one.add(1);
    other.add(1);
    let stored = database.index(&one).await.head.unwrap();
    database.collect(&[&one]).await.unwrap();
    let error = database.collect(&[&other]).await.unwrap_err();
    assert!(
        matches!(&error, CollectError::OtherHistory { path, stored: newest } if path == other.path() && *newest == stored),
        "{error}"
    );
    database.index(&other).await;
    database.collect(&[&other]).await.unwrap();
}
