//! What is printed, and with which exit code.

use serde_json::{Value, json};
use tributary_github::testing::Simulator;

use crate::process::{Folder, succeeded, text};

const DATABASE: &str = "sqlite://tributary.db";

#[tokio::test]
async fn each_repository_gives_its_counts_and_scores_can_be_made_of_it() {
    let (simulator, folder) =
        (Simulator::start(&[]), Folder::new(&["riverbed-ai/evals", "riverbed-ai/old-name"]));
    let output = folder.index(&simulator, DATABASE).output().unwrap();
    succeeded(&output);
    let results: Value = serde_json::from_slice(&output.stdout).unwrap();
    let truth = simulator.truth("riverbed-ai/datasets").await;
    assert_eq!(results[1]["asked"], "riverbed-ai/old-name");
    assert_eq!(results[1]["repository"]["name"], "riverbed-ai/datasets");
    assert_eq!(results[1]["contributions"], truth.contributions.len());
    assert!(results[1]["requests"].as_u64().unwrap() >= 3 && results[1]["points"].as_u64().unwrap() >= 3);
    let told = text(&output.stderr);
    assert!(
        told.contains("riverbed-ai/old-name: ") && told.contains("(now called riverbed-ai/datasets)"),
        "{told}"
    );
    assert!(!told.contains("token-of-the-environment"));
    let scores = folder.command(&["score", "--json"]).env("DATABASE_URL", DATABASE).output().unwrap();
    succeeded(&scores);
    let scores: Value = serde_json::from_slice(&scores.stdout).unwrap();
    assert!(scores["people"].as_array().unwrap().len() > 10, "{scores}");
}

#[tokio::test]
async fn a_repository_that_is_not_there_does_not_stop_the_others() {
    let (simulator, folder) =
        (Simulator::start(&[]), Folder::new(&["riverbed-ai/nothing", "riverbed-ai/evals"]));
    let output = folder.index(&simulator, DATABASE).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("`riverbed-ai/nothing` is not on `http://127.0.0.1:"), "{told}");
    assert!(told.contains("check the name and the token's repository access"), "{told}");
    let results: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(
        results[0]["error"].is_string() && results[1]["pull_requests"].as_u64().unwrap() > 10,
        "{results}"
    );
}

#[tokio::test]
async fn whatever_keeps_a_repository_from_being_read_is_told_with_its_name_and_the_remedy() {
    let names = ["riverbed-ai/tiny-llm", "riverbed-ai/nothing", "riverbed-ai/old-name", "riverbed-ai/evals"];
    let (simulator, folder) = (Simulator::start(&[]), Folder::new(&names));
    // 451, and a token that lacks a scope.
    let refuses =
        |name: &str, kind: &str| json!({ "match": "graphql", "every": 1, "contains": name, "kind": kind });
    simulator.faults(json!([refuses("tiny-llm", "blocked"), refuses("old-name", "forbidden")])).await;
    let output = folder.index(&simulator, DATABASE).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let results: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (place, told, remedy) in [
        (
            0,
            "`riverbed-ai/tiny-llm` is blocked on `",
            "take it out, or read a clone with `tributary index --git PATH`",
        ),
        (1, "`riverbed-ai/nothing` is not on `", "check the name and the token's repository access"),
        (2, "refuses `riverbed-ai/old-name`: ", "the token may lack a permission"),
    ] {
        let error = results[place]["error"].as_str().unwrap();
        assert!(error.contains(told) && error.contains(remedy), "{error}");
    }
    let truth = simulator.truth("riverbed-ai/evals").await;
    assert_eq!(results[3]["contributions"], truth.contributions.len());
}

#[tokio::test]
async fn a_wait_is_shown_while_it_lasts() {
    let (simulator, folder) = (Simulator::start(&[]), Folder::new(&["riverbed-ai/evals"]));
    simulator.faults(json!([{ "match": "graphql", "nth": 2, "kind": "secondary-403", "seconds": 1 }])).await;
    let output = folder.index(&simulator, DATABASE).output().unwrap();
    succeeded(&output);
    let told = text(&output.stderr);
    assert!(
        told.contains("riverbed-ai/evals: the secondary rate limit is reached: waiting 1 s, until 20"),
        "{told}"
    );
    let results: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&results[0]["waits"], &results[0]["waited_seconds"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_missing_token_a_bad_one_and_a_wrong_address_are_told_with_the_remedy() {
    let (simulator, folder) = (Simulator::start(&[]), Folder::new(&["riverbed-ai/evals"]));
    let without = folder.index(&simulator, DATABASE).env_remove("GITHUB_TOKEN").output().unwrap();
    assert_eq!(without.status.code(), Some(2));
    assert!(text(&without.stderr).contains("set `GITHUB_TOKEN`"), "{}", text(&without.stderr));
    let bad = folder.index(&simulator, DATABASE).env("GITHUB_TOKEN", "invalid-secret").output().unwrap();
    assert_eq!(bad.status.code(), Some(2));
    let told = text(&bad.stderr);
    assert!(
        told.contains("does not accept the token: Bad credentials")
            && told.contains("it may have expired or been revoked: make a new one")
            && !told.contains("invalid-secret"),
        "{told}"
    );
    let url = simulator.url().to_owned();
    drop(simulator);
    let gone = folder
        .command(&["index"])
        .envs([("GITHUB_TOKEN", "token"), ("DATABASE_URL", DATABASE), ("TRIBUTARY_GITHUB_URL", &url)])
        .output()
        .unwrap();
    assert_eq!(gone.status.code(), Some(3));
    let told = text(&gone.stderr);
    assert!(told.contains(&format!("`{url}` did not answer in 3 attempts")), "{told}");
}
