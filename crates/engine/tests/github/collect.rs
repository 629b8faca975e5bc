//! What was read from GitHub is scored only when all of it was, and never together with a clone of the same.

use std::{path::Path, process::Command};

use serde_json::json;
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

use crate::database::{Database, TINY, client};

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

async fn collected(database: &Database, sources: Vec<Source>) -> Result<Collected, CollectError> {
    collect(&database.store, &config(sources), Path::new("")).await
}

fn github(name: &str) -> Source {
    Source::Github(name.parse().unwrap())
}

/// A clone with one commit that says where it is from.
fn clone_of(name: &str) -> (TempDir, Source) {
    let folder = tempfile::tempdir().unwrap();
    let origin = format!("https://github.com/{name}.git");
    let who = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org"];
    for words in [
        &["init", "-q", "-b", "main"][..],
        &["remote", "add", "origin", &origin],
        &["commit", "-q", "--allow-empty", "-m", "root"],
    ] {
        let mut git = Command::new("git");
        git.current_dir(folder.path()).args(who).args(words).env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(git.status().unwrap().success(), "{words:?}");
    }
    let source = Source::Clone(folder.path().to_owned());
    (folder, source)
}

async fn index_clone_of(database: &Database, folder: &TempDir) {
    let options = CloneOptions { repository: None, threads: std::num::NonZeroUsize::MIN };
    index_clone(&database.store, folder.path(), options, |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_first_reading_that_was_interrupted_is_not_collected() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let asked = || collected(&database, vec![github(TINY)]);
    let error = asked().await.unwrap_err();
    assert!(matches!(&error, CollectError::NotIndexed(name) if name.to_string() == TINY), "{error}");
    let (store, client) = (database.store.clone(), client(&simulator).0);
    let stopped = tokio::spawn(async move {
        let killed = |_| panic!("killed after the first page");
        index_github(&store, &client, &TINY.parse().unwrap(), Extent::Changes, killed).await.map(|_| ())
    });
    assert!(stopped.await.unwrap_err().is_panic());
    let error = asked().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`riverbed-ai/tiny-llm` was not read to its end; run `tributary index` again"
    );
    database.index(&simulator, TINY).await;
    let truth = simulator.truth(TINY).await;
    assert_eq!(asked().await.unwrap().evidence.contributions.len(), truth.contributions.len());
}

#[tokio::test]
async fn a_new_reading_that_was_interrupted_is_not_collected_and_one_that_never_began_is() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let asked = || collected(&database, vec![github(TINY)]);
    let all = asked().await.unwrap().evidence;
    let (client, _) = client(&simulator);
    let name = TINY.parse().unwrap();
    simulator.faults(json!([{ "match": "graphql", "every": 1, "count": 1000, "kind": "502" }])).await;
    for extent in [Extent::Changes, Extent::Everything] {
        index_github(&database.store, &client, &name, extent, |_| {}).await.unwrap_err();
        assert_eq!(asked().await.unwrap().evidence, all, "nothing was changed");
    }
    simulator.faults(json!([{ "match": "graphql", "nth": 2, "count": 1000, "kind": "502" }])).await;
    index_github(&database.store, &client, &name, Extent::Everything, |_| {}).await.unwrap_err();
    assert!(matches!(asked().await.unwrap_err(), CollectError::Unfinished(asked) if asked == name));
    simulator.faults(json!([])).await;
    database.index(&simulator, TINY).await;
    assert_eq!(asked().await.unwrap().evidence, all);
}

#[tokio::test]
async fn an_empty_repository_is_collected() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, "riverbed-ai/notebook").await;
    let asked = vec![github("riverbed-ai/notebook")];
    assert!(collected(&database, asked).await.unwrap().evidence.contributions.is_empty());
}

#[tokio::test]
async fn a_clone_never_answers_for_github() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let (folder, clone) = clone_of(TINY);
    index_clone_of(&database, &folder).await;
    let error = collected(&database, vec![github(TINY)]).await.unwrap_err();
    assert!(matches!(&error, CollectError::NotIndexed(name) if name.to_string() == TINY), "{error}");
    assert_eq!(collected(&database, vec![clone.clone()]).await.unwrap().evidence.contributions.len(), 1);
    database.index(&simulator, TINY).await;
    index_clone_of(&database, &folder).await;
    database.holds(&simulator.truth(TINY).await, TINY).await;
}

#[tokio::test]
async fn a_repository_and_its_clone_are_one_also_by_an_old_name() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let (old, new) = ("riverbed-ai/old-name", "riverbed-ai/datasets");
    database.index(&simulator, old).await;
    for name in [old, new, "Riverbed-AI/Datasets"] {
        let (folder, clone) = clone_of(name);
        index_clone_of(&database, &folder).await;
        for sources in [vec![github(new), clone.clone()], vec![clone.clone(), github(old)]] {
            let error = collected(&database, sources).await.unwrap_err();
            assert!(matches!(&error, CollectError::SameRepository { .. }), "{name}: {error}");
        }
    }
    let (folder, clone) = clone_of(TINY);
    index_clone_of(&database, &folder).await;
    assert_eq!(collected(&database, vec![github(new), clone]).await.unwrap().repositories.len(), 2);
}
