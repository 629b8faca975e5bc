//! Rate limits are waited out, told, and never waited for without end.

use std::time::Duration;

use serde_json::json;
use tributary_engine::index::github::GithubIndexError;
use tributary_github::{
    api::{GithubError, Notice, Patience},
    testing::Simulator,
};

use crate::database::{Database, QUICK, TINY, client, client_with};

async fn waits_for(kind: &str, named: &str) {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    simulator.faults(json!([{ "match": "graphql", "nth": 3, "kind": kind, "seconds": 1 }])).await;
    let (client, notices) = client(&simulator);
    let indexed = database.try_index(&client, TINY).await.unwrap();
    database.holds(&simulator.truth(TINY).await, TINY).await;
    assert_eq!(indexed.usage.waits, 1);
    assert!(indexed.usage.waited >= Duration::from_secs(1), "{:?}", indexed.usage.waited);
    let notices = notices.lock().unwrap().clone();
    assert!(
        matches!(&notices[..], [Notice::Limited { limit, wait }]
            if *limit == named && *wait == indexed.usage.waited),
        "{notices:?}"
    );
    assert_eq!(simulator.requests().await["while_limited"], 0, "nothing is asked while the limit stands");
}

#[tokio::test]
async fn a_limit_inside_a_success_is_waited_out() {
    waits_for("rate-limited-200", "the rate limit").await;
}

#[tokio::test]
async fn a_primary_limit_is_waited_out() {
    waits_for("primary-403", "the rate limit").await;
}

#[tokio::test]
async fn a_secondary_limit_is_waited_out() {
    waits_for("secondary-403", "the secondary rate limit").await;
}

#[tokio::test]
async fn a_budget_that_runs_out_is_waited_for_before_the_next_question() {
    let arguments = ["--graphql-limit", "10", "--reset-seconds", "5"];
    let (simulator, database) = (Simulator::start(&arguments), Database::new().await);
    let indexed = database.index(&simulator, TINY).await;
    database.holds(&simulator.truth(TINY).await, TINY).await;
    assert!(indexed.usage.waits >= 1, "{:?}", indexed.usage);
    assert_eq!(simulator.requests().await["while_limited"], 0);
}

#[tokio::test]
async fn a_wait_above_what_is_allowed_is_refused_with_both_times() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    simulator
        .faults(json!([{ "match": "graphql", "nth": 2, "kind": "secondary-403", "seconds": 100 }]))
        .await;
    let patience = Patience { longest_limit: Duration::from_secs(99), ..QUICK };
    let (client, notices) = client_with(simulator.url(), "token", patience);
    let error = database.try_index(&client, TINY).await.unwrap_err();
    let GithubIndexError::Github(GithubError::LimitTooLong { limit, wait, most, .. }) = &error else {
        panic!("{error}");
    };
    assert_eq!((*limit, wait.as_secs(), most.as_secs()), ("the secondary rate limit", 100, 99));
    assert_eq!(*notices.lock().unwrap(), [], "a wait that is not made is not announced");
}
