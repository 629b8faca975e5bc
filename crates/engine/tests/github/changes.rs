//! The second time, only what changed.

use std::time::Duration;

use serde_json::json;
use tributary_engine::index::github::{Extent, GithubProgress, index_github};
use tributary_github::testing::Simulator;

use crate::database::{Database, TINY, client};

#[tokio::test]
async fn an_unchanged_repository_takes_one_request_of_one_point() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let (before, content) = (simulator.requests().await, database.content(TINY).await);
    let again = database.index(&simulator, TINY).await;
    assert_eq!((again.usage.requests, again.usage.points, again.contributions), (1, 1, 0));
    let after = simulator.requests().await;
    assert_eq!(after["count"].as_u64().unwrap(), before["count"].as_u64().unwrap() + 1);
    assert_eq!(database.content(TINY).await, content);
}

#[tokio::test]
async fn changes_are_read_without_the_rest_and_leave_what_a_first_run_would() {
    let (simulator, database) = (Simulator::start(&["--seed", "3"]), Database::new().await);
    database.index(&simulator, TINY).await;
    for act in [json!({}), json!({}), json!({ "act": "review_on_old_pull_request" }), json!({})] {
        simulator.mutate(act).await;
        let indexed = database.index(&simulator, TINY).await;
        // A glance, a page, the rest of what is crowded on it, and a glance.
        assert!(indexed.usage.requests <= 5, "{} requests", indexed.usage.requests);
        assert!(indexed.pull_requests < 10 && indexed.commits < 10, "{indexed:?}");
        database.holds(&simulator.truth(TINY).await, TINY).await;
    }
    let fresh = Database::new().await;
    fresh.index(&simulator, TINY).await;
    assert_eq!(database.content(TINY).await, fresh.content(TINY).await);
}

#[tokio::test]
async fn merges_and_pushes_in_a_row_are_all_found() {
    let (simulator, database) = (Simulator::start(&["--seed", "5"]), Database::new().await);
    database.index(&simulator, TINY).await;
    for _ in 0..12 {
        simulator.mutate(json!({ "act": "merge" })).await;
        simulator.mutate(json!({ "act": "new_commit" })).await;
    }
    let indexed = database.index(&simulator, TINY).await;
    assert!(indexed.commits >= 24 && !indexed.replaced, "{indexed:?}");
    database.holds(&simulator.truth(TINY).await, TINY).await;
}

#[tokio::test]
async fn a_rewritten_history_is_noticed_and_replaced() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    simulator.mutate(json!({ "act": "force_push" })).await;
    let indexed = database.index(&simulator, TINY).await;
    assert!(indexed.replaced);
    database.holds(&simulator.truth(TINY).await, TINY).await;
    assert!(!database.index(&simulator, TINY).await.replaced);
}

#[tokio::test]
async fn a_renamed_repository_keeps_its_number_and_both_names() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let first = database.index(&simulator, TINY).await;
    simulator.mutate(json!({ "act": "rename_repository" })).await;
    let second = database.index(&simulator, TINY).await;
    assert_eq!(second.repository.id, first.repository.id);
    assert_eq!(
        (second.repository.name.to_string().as_str(), second.usage.requests),
        ("riverbed-ai/tiny-llm-v2", 1)
    );
    let truth = simulator.truth("riverbed-ai/tiny-llm-v2").await;
    database.holds(&truth, TINY).await;
    database.holds(&truth, "riverbed-ai/tiny-llm-v2").await;
}

#[tokio::test]
async fn a_comment_that_was_deleted_goes() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let before = database.content(TINY).await.contributions.len();
    for act in ["delete_comment", "delete_review_comment"] {
        simulator.mutate(json!({ "act": act })).await;
    }
    database.index(&simulator, TINY).await;
    assert_eq!(database.content(TINY).await.contributions.len(), before - 2);
    database.holds(&simulator.truth(TINY).await, TINY).await;
}

#[tokio::test]
async fn an_issue_that_is_gone_is_found_by_the_total_and_goes() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let before = database.content(TINY).await.contributions.len();
    simulator.mutate(json!({ "act": "delete_issue" })).await;
    assert_eq!(database.index(&simulator, TINY).await.usage.requests, 2);
    assert!(database.content(TINY).await.contributions.len() < before - 1);
    database.holds(&simulator.truth(TINY).await, TINY).await;
    assert_eq!(database.index(&simulator, TINY).await.usage.requests, 1);
}

#[tokio::test]
async fn what_github_changes_without_a_mark_is_found_by_reading_everything() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    simulator.mutate(json!({ "act": "delete_account" })).await;
    let name = TINY.parse().unwrap();
    let (client, _) = client(&simulator);
    index_github(&database.store, &client, &name, Extent::Everything, |_| {}).await.unwrap();
    database.holds(&simulator.truth(TINY).await, TINY).await;
}

#[tokio::test]
async fn what_changes_while_pages_are_read_is_not_lost() {
    let (simulator, database) = (Simulator::start(&["--seed", "4"]), Database::new().await);
    simulator.faults(json!([{ "match": "graphql", "every": 1, "kind": "slow", "seconds": 0.05 }])).await;
    let changing = async {
        for _ in 0..8 {
            tokio::time::sleep(Duration::from_millis(40)).await;
            simulator.mutate(json!({})).await;
        }
    };
    let ((), indexed) = tokio::join!(changing, database.index(&simulator, TINY));
    assert!(indexed.usage.requests > 6, "nothing changed while it was read");
    database.index(&simulator, TINY).await;
    database.holds(&simulator.truth(TINY).await, TINY).await;
}

#[tokio::test]
async fn a_run_that_stops_goes_on_where_it_was() {
    let (simulator, database) = (Simulator::start(&["--scale", "medium"]), Database::new().await);
    let (client, name) = (client(&simulator).0, TINY.parse().unwrap());
    let store = database.store.clone();
    let stopped = tokio::spawn(async move {
        index_github(&store, &client, &name, Extent::Changes, |step| assert!(step.done < 600, "stopped here"))
            .await
            .map(|_| ())
    });
    assert!(stopped.await.unwrap_err().is_panic());
    let mut steps: Vec<GithubProgress> = Vec::new();
    let (client, _) = crate::database::client(&simulator);
    let name = TINY.parse().unwrap();
    let progress = |step| steps.push(step);
    let again = index_github(&database.store, &client, &name, Extent::Changes, progress).await.unwrap();
    assert!(steps[0].done > 600 && again.pull_requests < 600, "{:?} {again:?}", steps[0]);
    assert!(steps.iter().all(|step| step.done <= step.total), "{steps:?}");
    database.holds(&simulator.truth(TINY).await, TINY).await;
}
