//! Several tokens, and installations of a GitHub App: each with a budget and with rights of its own.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use secrecy::SecretString;
use serde_json::{Value, json};
use tributary_engine::index::github::GithubIndexError;
use tributary_github::{
    api::{Access, AppAccess, GithubClient, GithubError, Notice},
    testing::Simulator,
};
use tributary_model::Timestamp;

use crate::database::{Database, QUICK, TINY, client_of};

fn tokens(simulator: &Simulator, tokens: &[&str]) -> (GithubClient, Arc<Mutex<Vec<Notice>>>) {
    let access = tokens.iter().map(|token| Access::Token(SecretString::from((*token).to_owned())));
    client_of(simulator.url(), access.collect(), QUICK)
}

fn asked_with(requests: &Value, token: &str) -> u64 {
    requests["tokens"][token].as_u64().unwrap_or(0)
}

/// The tokens that were set aside, counted from 1.
fn set_aside(notices: &Mutex<Vec<Notice>>) -> Vec<usize> {
    let told = notices.lock().unwrap();
    let aside = |notice: &Notice| match notice {
        Notice::SetAside { token, .. } => Some(*token),
        Notice::Limited { .. } | Notice::Again { .. } => None,
    };
    told.iter().filter_map(aside).collect()
}

#[tokio::test]
async fn a_budget_that_runs_out_is_another_tokens_turn_and_nothing_waits() {
    let (simulator, database) = (Simulator::start(&["--graphql-limit", "10"]), Database::new().await);
    let (client, notices) = tokens(&simulator, &["one", "two", "three"]);
    let indexed = database.try_index(&client, TINY).await.unwrap();
    database.holds(&simulator.truth(TINY).await, TINY).await;
    let requests = simulator.requests().await;
    assert!(indexed.usage.points > 20, "two budgets are not enough: {:?}", indexed.usage);
    assert_eq!((indexed.usage.waits, requests["while_limited"].as_u64()), (0, Some(0)), "{requests}");
    for token in ["one", "two", "three"] {
        assert!(asked_with(&requests, token) > 0, "{token}: {}", requests["tokens"]);
    }
    assert_eq!(*notices.lock().unwrap(), []);
}

#[tokio::test]
async fn limits_of_one_token_are_not_waited_for_while_another_may_ask() {
    for kind in ["secondary-403", "primary-403", "rate-limited-200"] {
        let (simulator, database) = (Simulator::start(&[]), Database::new().await);
        simulator.faults(json!([{ "match": "graphql", "nth": 2, "kind": kind, "seconds": 600 }])).await;
        let (client, notices) = tokens(&simulator, &["one", "two"]);
        let indexed = database.try_index(&client, TINY).await.unwrap();
        database.holds(&simulator.truth(TINY).await, TINY).await;
        assert_eq!(indexed.usage.waits, 0, "{kind}: {:?}", notices.lock().unwrap());
        assert_eq!(simulator.requests().await["while_limited"], 0, "{kind}");
    }
}

#[tokio::test]
async fn when_every_token_is_spent_the_first_reset_is_waited_for_and_told() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    simulator
        .faults(json!([
            { "match": "graphql", "nth": 1, "token": "one", "kind": "secondary-403", "seconds": 600 },
            { "match": "graphql", "nth": 1, "token": "two", "kind": "secondary-403", "seconds": 1 },
        ]))
        .await;
    let (client, notices) = tokens(&simulator, &["one", "two"]);
    let indexed = database.try_index(&client, TINY).await.unwrap();
    database.holds(&simulator.truth(TINY).await, TINY).await;
    assert_eq!(indexed.usage.waits, 1);
    let limit = "the secondary rate limit";
    assert_eq!(
        *notices.lock().unwrap(),
        [Notice::Limited { limit, wait: Duration::from_secs(1) }],
        "the shorter wait"
    );
    assert_eq!(simulator.requests().await["while_limited"], 0);
}

#[tokio::test]
async fn a_bad_token_is_set_aside_by_its_place_and_the_others_go_on() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let (client, notices) = tokens(&simulator, &["invalid-one", "good"]);
    database.try_index(&client, TINY).await.unwrap();
    database.holds(&simulator.truth(TINY).await, TINY).await;
    assert_eq!(set_aside(&notices), [1]);
    assert_eq!(asked_with(&simulator.requests().await, "invalid-one"), 1, "it is not tried again");
}

#[tokio::test]
async fn when_all_tokens_are_bad_that_is_the_error() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let (client, notices) = tokens(&simulator, &["invalid-one", "invalid-two"]);
    let error = database.try_index(&client, TINY).await.unwrap_err();
    assert!(matches!(&error, GithubIndexError::Github(GithubError::BadToken { .. })), "{error}");
    assert_eq!(set_aside(&notices), [1, 2]);
}

#[tokio::test]
async fn a_token_that_may_not_read_a_repository_leaves_it_to_the_others() {
    for kind in ["forbidden", "not-found"] {
        let (simulator, database) = (Simulator::start(&[]), Database::new().await);
        let rule = json!([{ "match": "graphql", "every": 1, "token": "stranger", "kind": kind }]);
        simulator.faults(rule).await;
        let (client, notices) = tokens(&simulator, &["stranger", "member"]);
        database.try_index(&client, TINY).await.unwrap();
        database.holds(&simulator.truth(TINY).await, TINY).await;
        assert_eq!(set_aside(&notices), [1], "{kind}");
        assert_eq!(asked_with(&simulator.requests().await, "stranger"), 1, "{kind}");
    }
}

#[tokio::test]
async fn a_repository_that_no_token_may_read_is_an_error_that_names_it() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    simulator.faults(json!([{ "match": "graphql", "every": 1, "kind": "forbidden" }])).await;
    let (client, _) = tokens(&simulator, &["one", "two"]);
    let error = database.try_index(&client, TINY).await.unwrap_err().to_string();
    assert!(
        error.contains("refuses `riverbed-ai/tiny-llm`: Resource protected by organization SAML"),
        "{error}"
    );
}

#[tokio::test]
async fn a_blocked_repository_is_told_at_once_since_no_token_opens_it() {
    for kind in ["blocked", "blocked-200"] {
        let (simulator, database) = (Simulator::start(&[]), Database::new().await);
        simulator.faults(json!([{ "match": "graphql", "every": 1, "kind": kind }])).await;
        let (client, _) = tokens(&simulator, &["one", "two"]);
        let error = database.try_index(&client, TINY).await.unwrap_err();
        assert!(
            matches!(&error, GithubIndexError::Github(GithubError::Blocked { subject, .. }) if subject.to_string() == TINY),
            "{kind}: {error}"
        );
        assert_eq!(simulator.requests().await["count"], 1, "{kind}");
    }
}

async fn app(simulator: &Simulator) -> AppAccess {
    let told = simulator.app().await;
    AppAccess {
        id: told["id"].as_str().unwrap().to_owned(),
        installation: told["installation"].as_u64().unwrap(),
        key: SecretString::from(told["private_key"].as_str().unwrap().to_owned()),
        now,
    }
}

#[expect(clippy::disallowed_methods, reason = "the simulator reads the same clock")]
fn now() -> Timestamp {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Timestamp::from_unix(i64::try_from(now.as_secs()).unwrap()).unwrap()
}

#[tokio::test]
async fn an_installation_of_an_app_reads_with_tokens_that_it_renews() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let (client, _) = client_of(simulator.url(), vec![Access::App(app(&simulator).await)], QUICK);
    database.try_index(&client, TINY).await.unwrap();
    let made = "POST /app/installations/51000017/access_tokens";
    assert_eq!(simulator.requests().await["routes"][made], 1, "one token serves many questions");
    // Below what is left in reserve: each question then asks for a token of its own.
    simulator.app_tokens_live(60).await;
    let (client, _) = client_of(simulator.url(), vec![Access::App(app(&simulator).await)], QUICK);
    let indexed = database.try_index(&client, "riverbed-ai/evals").await.unwrap();
    database.holds(&simulator.truth("riverbed-ai/evals").await, "riverbed-ai/evals").await;
    let routes = simulator.requests().await["routes"].clone();
    assert_eq!(routes[made].as_u64().unwrap(), 1 + indexed.usage.requests / 2, "{routes}");
}

#[tokio::test]
async fn an_app_that_github_does_not_know_is_a_bad_token() {
    let simulator = Simulator::start(&[]);
    for damage in [
        |app: &mut AppAccess| app.installation += 1,
        |app: &mut AppAccess| app.id = "12".to_owned(),
        |app: &mut AppAccess| app.now = || Timestamp::from_unix(1_000_000_000).unwrap(),
    ] {
        let mut access = app(&simulator).await;
        damage(&mut access);
        let database = Database::new().await;
        let (client, notices) = client_of(
            simulator.url(),
            vec![Access::App(access), Access::Token(SecretString::from("good".to_owned()))],
            QUICK,
        );
        database.try_index(&client, "riverbed-ai/evals").await.unwrap();
        assert_eq!(set_aside(&notices), [1]);
    }
}
