//! A server that fails on the way.

use serde_json::json;
use tributary_engine::index::github::GithubIndexError;
use tributary_github::{api::GithubError, testing::Simulator};

use crate::database::{Database, QUICK, TINY, client, client_with};

async fn reads_all_in_spite_of(preset: &str) {
    let (simulator, database) = (Simulator::start(&["--faults", preset]), Database::new().await);
    for name in [TINY, "riverbed-ai/evals", "riverbed-ai/old-name"] {
        database.index(&simulator, name).await;
        database.holds(&simulator.truth(name).await, name).await;
    }
    let requests = simulator.requests().await;
    assert!(requests["faults"].as_u64().unwrap() >= 5, "{requests}");
    assert_eq!(requests["while_limited"], 0, "nothing is asked while a limit stands");
}

#[tokio::test]
async fn the_default_faults_change_nothing_in_the_database() {
    reads_all_in_spite_of("default").await;
}

#[tokio::test]
async fn heavy_faults_change_nothing_in_the_database() {
    reads_all_in_spite_of("heavy").await;
}

#[tokio::test]
async fn a_page_of_which_half_is_null_is_not_saved() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    simulator.faults(json!([{ "match": "graphql", "nth": 2, "count": 100, "kind": "partial-errors" }])).await;
    let error = database.try_index(&client(&simulator).0, TINY).await.unwrap_err();
    assert!(
        matches!(&error, GithubIndexError::Github(GithubError::Unreachable { attempts: 8, reason, .. })
            if reason.starts_with("Something went wrong while executing your query")),
        "{error}"
    );
    assert_eq!(database.content(TINY).await.contributions, []);
}

#[tokio::test]
async fn questions_get_smaller_until_they_are_answered_and_that_is_remembered() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    simulator.faults(json!([{ "match": "graphql", "minNodes": 2_000, "every": 1, "kind": "502" }])).await;
    let first = database.index(&simulator, TINY).await;
    database.holds(&simulator.truth(TINY).await, TINY).await;
    let faults = simulator.requests().await["faults"].as_u64().unwrap();
    assert!(faults >= 2 && faults * 4 < first.usage.requests, "{faults} of {first:?}");
    let repo = first.repository.id;
    let size = database.store.cursors(repo).await.unwrap();
    let size = size.iter().find(|cursor| cursor.stream == "github_page_size").unwrap().state.clone();
    let size: serde_json::Value = serde_json::from_str(&size).unwrap();
    assert!(size["now"].as_u64().unwrap() < 20, "{size}");
}

#[tokio::test]
async fn a_bad_token_and_an_unknown_repository_are_told_apart() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let (bad, _) = client_with(simulator.url(), "invalid-token", QUICK);
    let error = database.try_index(&bad, TINY).await.unwrap_err();
    assert!(
        matches!(&error, GithubIndexError::Github(GithubError::BadToken { message, .. }) if message == "Bad credentials"),
        "{error}"
    );
    let error = database.try_index(&client(&simulator).0, "riverbed-ai/nothing").await.unwrap_err();
    assert!(
        matches!(&error, GithubIndexError::Github(GithubError::NotFound { repository, .. })
            if repository.to_string() == "riverbed-ai/nothing"),
        "{error}"
    );
    assert_eq!(simulator.requests().await["count"], 2, "neither is asked again");
    assert_eq!(database.store.repositories().await.unwrap(), []);
}

#[tokio::test]
async fn nobody_at_the_address_is_told_after_few_attempts() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let url = simulator.url().to_owned();
    drop(simulator);
    let error = database.try_index(&client_with(&url, "token", QUICK).0, TINY).await.unwrap_err();
    assert!(
        matches!(&error, GithubIndexError::Github(GithubError::Unreachable { attempts: 3, api, .. }) if *api == url),
        "{error}"
    );
}
