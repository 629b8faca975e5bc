//! A clone beside GitHub tells of merged files what GitHub does not, and nothing else changes.

use std::{num::NonZeroUsize, path::Path, process::Command};

use tempfile::TempDir;
use tributary_engine::{
    collect::{CollectError, Collected, collect},
    config::{AirdropConfig, Source},
    index::{
        clone::{CloneOptions, index_clone},
        github::{Extent, index_github},
    },
    template::Template,
};
use tributary_github::testing::Simulator;
use tributary_model::{
    ChangeKind, CommitPaths, Contribution, ContributionKind, Identity, PathChange, PullRequest, RepoId,
    Timestamp,
};
use tributary_storage::EvidencePage;

use crate::database::{Database, TINY, client};

struct Scratch(TempDir);

impl Scratch {
    /// Two commits, of which the newer one indents a line.
    fn new() -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        scratch.git(&["init", "-q", "-b", "main"]);
        for text in ["fn a() {\nb();\n}\n", "fn a() {\n    b();\n}\n"] {
            std::fs::write(scratch.path().join("lib.rs"), text).unwrap();
            scratch.git(&["add", "-A"]);
            scratch.git(&["commit", "-q", "-m", "m"]);
        }
        scratch
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, words: &[&str]) -> String {
        let who = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org"];
        let mut git = Command::new("git");
        git.current_dir(self.path()).args(who).args(words).env("GIT_CONFIG_GLOBAL", "/dev/null");
        let output = git.output().unwrap();
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    async fn index(&self, database: &Database, repo: RepoId) {
        let options = CloneOptions { repository: Some(repo), threads: NonZeroUsize::MIN };
        index_clone(&database.store, self.path(), options, |_| {}).await.unwrap();
    }
}

/// Both sources in one entry.
fn config(clone: &Path) -> AirdropConfig {
    let template = Template {
        slug: "river".into(),
        name: "River".into(),
        sources: vec![Source::Github(TINY.parse().unwrap())],
        from: "1990-01-01".into(),
        until: "2100-01-01".into(),
        claim_start: "2100-01-01".into(),
        claim_end: "2101-01-01".into(),
        chain_id: 31337,
    };
    let line = format!("github = \"{TINY}\"");
    let both = format!("{line}\ngit = {:?}", clone.display().to_string());
    let text = template.render();
    assert!(text.contains(&line));
    AirdropConfig::parse(text.replace(&line, &both).as_bytes(), Path::new("airdrop.toml")).unwrap()
}

async fn collected(database: &Database, scratch: &Scratch) -> Result<Collected, CollectError> {
    collect(&database.store, &config(scratch.path()), Path::new("")).await
}

/// As if a merged pull request had become the clone's newest commit and touched these files.
async fn merge(database: &Database, scratch: &Scratch, files: &[&str]) -> PullRequest {
    let pulls = database.content(TINY).await.pull_requests;
    let mut pull = pulls.into_iter().find(|pull| pull.merge.is_some()).unwrap();
    pull.merge.as_mut().unwrap().commit = Some(scratch.head().into());
    let file = |path: &&str| PathChange {
        path: (*path).into(),
        change: ChangeKind::Modified,
        additions: Some(1),
        deletions: Some(1),
        whitespace: 0,
    };
    pull.changes = files.iter().map(file).collect();
    let page = EvidencePage { pull_requests: vec![pull.clone()], ..EvidencePage::default() };
    database.store.save_page(&page).await.unwrap();
    pull
}

/// As if GitHub had told the clone's newest commit.
async fn tell_head(database: &Database, scratch: &Scratch, repo: RepoId) {
    let commit = Contribution {
        repo,
        kind: ContributionKind::Commit,
        key: scratch.head().into(),
        author: Identity::Ghost,
        at: Timestamp::from_unix(1_700_000_000).unwrap(),
        number: None,
        additions: Some(1.into()),
        deletions: Some(1.into()),
        changed_files: Some(1.into()),
    };
    let page = EvidencePage { contributions: vec![commit], ..EvidencePage::default() };
    database.store.save_page(&page).await.unwrap();
}

#[tokio::test]
async fn a_clone_beside_github_tells_white_space_of_merged_files_and_nothing_else() {
    let (simulator, database, scratch) = (Simulator::start(&[]), Database::new().await, Scratch::new());
    database.index(&simulator, TINY).await;
    let repo = database.content(TINY).await.repository.id;
    let pull = merge(&database, &scratch, &["lib.rs"]).await;
    let error = collected(&database, &scratch).await.unwrap_err();
    assert!(
        matches!(&error, CollectError::CloneElsewhere { head, .. } if *head == scratch.head()),
        "{error}"
    );
    tell_head(&database, &scratch, repo).await;
    let error = collected(&database, &scratch).await.unwrap_err();
    assert!(matches!(&error, CollectError::CloneUnfinished(path) if path == scratch.path()), "{error}");
    let before = database.content(TINY).await;
    scratch.index(&database, repo).await;
    let after = database.content(TINY).await;
    assert_eq!((after.repository, after.contributions), (before.repository, before.contributions));
    let found = collected(&database, &scratch).await.unwrap();
    assert_eq!(found.repositories[0].source, format!("github:{TINY}"));
    let changes = vec![PathChange { whitespace: 2, ..pull.changes[0].clone() }];
    assert_eq!(found.evidence.commits, [CommitPaths { repo, oid: scratch.head().into(), changes }]);
}

#[tokio::test]
async fn the_last_of_several_commits_does_not_stand_for_a_pull_request() {
    let (simulator, database, scratch) = (Simulator::start(&[]), Database::new().await, Scratch::new());
    database.index(&simulator, TINY).await;
    let repo = database.content(TINY).await.repository.id;
    merge(&database, &scratch, &["lib.rs", "other.rs"]).await;
    tell_head(&database, &scratch, repo).await;
    scratch.index(&database, repo).await;
    assert_eq!(collected(&database, &scratch).await.unwrap().evidence.commits, []);
}

#[tokio::test]
async fn forgetting_commits_has_the_clone_beside_read_again() {
    let (simulator, database, scratch) = (Simulator::start(&[]), Database::new().await, Scratch::new());
    database.index(&simulator, TINY).await;
    let repo = database.content(TINY).await.repository.id;
    scratch.index(&database, repo).await;
    assert_eq!(database.store.commit_paths(repo).await.unwrap().len(), 2);
    let (client, _) = client(&simulator);
    index_github(&database.store, &client, &TINY.parse().unwrap(), Extent::Everything, |_| {}).await.unwrap();
    database.holds(&simulator.truth(TINY).await, TINY).await;
    assert_eq!(database.store.commit_paths(repo).await.unwrap(), []);
    scratch.index(&database, repo).await;
    assert_eq!(database.store.commit_paths(repo).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_merge_by_githubs_button_tells_what_its_pull_request_changed() {
    let button = "Merge pull request #12 from ada-example/topic";
    for (message, told) in [(button, true), ("Indent (#12)", true), ("Merge branch 'topic'", false)] {
        let (simulator, database, scratch) = (Simulator::start(&[]), Database::new().await, Scratch::new());
        scratch.git(&["checkout", "-q", "-b", "topic", "HEAD~1"]);
        std::fs::write(scratch.path().join("topic.rs"), "  one();\n").unwrap();
        scratch.git(&["add", "-A"]);
        scratch.git(&["commit", "-q", "-m", "t"]);
        scratch.git(&["mv", "topic.rs", "moved.rs"]);
        scratch.git(&["commit", "-q", "-m", "m"]);
        scratch.git(&["checkout", "-q", "main"]);
        scratch.git(&["merge", "-q", "--no-ff", "-m", message, "topic"]);
        database.index(&simulator, TINY).await;
        let repo = database.content(TINY).await.repository.id;
        merge(&database, &scratch, &["moved.rs"]).await;
        tell_head(&database, &scratch, repo).await;
        scratch.index(&database, repo).await;
        let found = collected(&database, &scratch).await.unwrap().evidence.commits;
        let changes = vec![PathChange {
            path: "moved.rs".into(),
            change: ChangeKind::Added,
            additions: Some(1),
            deletions: Some(0),
            whitespace: 0,
        }];
        let expected = CommitPaths { repo, oid: scratch.head().into(), changes };
        assert_eq!(found, if told { vec![expected] } else { vec![] }, "{message}");
    }
}
