//! The server's own recomputation.

use serde_json::{Value, json};
use tributary_api::{ChainStatus, ChainView};
use tributary_engine::verify::{Check, Status};

use crate::site::{Site, seen};

const PATH: &str = "/api/v1/campaigns/trees-2025/verify";

fn statuses(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| (text(&check["id"]), text(&check["status"])))
        .collect()
}

#[tokio::test]
async fn an_honest_bundle_passes_and_the_missing_contract_is_said() {
    let site = Site::start().await;
    let report = site.json(PATH).await;
    assert_eq!(report["holds"], true);
    let (chain, files) =
        statuses(&report).split_last().map(|(last, rest)| (last.clone(), rest.to_vec())).unwrap();
    assert!(files.len() >= 6 && files.iter().all(|(_, status)| status == "pass"), "{report}");
    assert_eq!(chain, ("chain".to_owned(), "skipped".to_owned()));
    assert_eq!(report["checks"].as_array().unwrap().last().unwrap()["detail"], "there is no contract yet");
}

#[tokio::test]
async fn a_changed_file_fails_its_own_line() {
    let site = Site::start().await;
    let path = site.bundle().join("wallets.csv");
    let list = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, list.replace("\n1,", "\n4,")).unwrap();
    let report = site.json(PATH).await;
    assert_eq!(report["holds"], false);
    assert!(statuses(&report).contains(&("files".to_owned(), "fail".to_owned())), "{report}");
}

#[tokio::test]
async fn the_contracts_checks_are_those_that_the_follower_made() {
    let site = Site::start().await;
    site.deploy();
    let last = async || site.json(PATH).await["checks"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last().await["detail"], "the chain was not asked yet; try again in some seconds");
    site.chain_says(ChainStatus::Unreachable("connection refused".into()));
    assert_eq!(last().await["detail"], "the chain does not answer: connection refused");
    let check =
        Check { id: "code", title: "the code is ours", status: Status::Fail, detail: "it is not".into() };
    site.chain_says(ChainStatus::Seen(ChainView { checks: vec![check], ..seen("2026-02-10", "0") }));
    assert_eq!(
        last().await,
        json!({"id": "code", "title": "the code is ours", "status": "fail", "detail": "it is not"})
    );
    assert_eq!(site.json(PATH).await["holds"], false);
}
