//! Results, and the files behind them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::scene::{DAI, Scene};

#[tokio::test]
async fn a_result_is_shown_once_it_stands_on_the_chain() {
    let mut scene = Scene::new().await;
    let assembled = scene.tally();
    let problem = scene.site.problem("/api/v1/rounds/spring/results").await;
    assert_eq!((&problem["status"], &problem["type"]), (&json!(404), &json!("urn:tributary:no-result")));
    let hidden = scene.site.get("/api/v1/rounds/spring/bundle/matches.json").await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.json("/projects/1").await["match"], Value::Null);

    scene.propose(&assembled).await;
    let results = scene.json("/results").await;
    assert_eq!(results["manifest"], assembled.terms.bundle_hash.to_string());
    assert_eq!(
        (&results["pool"], &results["matched"]),
        (&json!("400000000"), &json!(assembled.matches.matched))
    );
    let matches = results["matches"].as_array().unwrap();
    assert_eq!((matches.len(), &matches[0]["name"]), (2, &json!("Trees")));
    let receipt = &matches[0]["receipt"];
    assert_eq!((&receipt["donors"], &receipt["received"]), (&json!(3), &json!("150000000")));
    assert_eq!(receipt["match"], matches[0]["match"]);
    let project = scene.json("/projects/1").await;
    assert_eq!((&project["match"], &project["receipt"]), (&matches[0]["match"], receipt));
    assert_eq!(project["estimate"], Value::Null);
    let round = scene.json("").await;
    assert_eq!((&round["tally"]["root"], &round["state"]), (&results["root"], &json!("challenge")));
    let (status, kind, ..) = scene
        .refused(
            Method::POST,
            "/estimate",
            &json!({ "gifts": [{ "project": 1, "token": DAI, "amount": "5" }] }),
        )
        .await;
    assert_eq!((status, kind.as_str()), (StatusCode::CONFLICT, "urn:tributary:no-estimate"));
}

#[tokio::test]
async fn every_file_of_a_result_is_served_byte_for_byte_and_no_other() {
    let mut scene = Scene::new().await;
    for name in ["rules.json", "deployment.json", "chain.json"] {
        let file = scene.site.get(&format!("/api/v1/rounds/spring/bundle/{name}")).await;
        assert_eq!((file.status, file.bytes), (StatusCode::OK, scene.folder.file(name).unwrap()), "{name}");
    }
    let assembled = scene.tally();
    scene.propose(&assembled).await;
    let listed = scene.json("/results").await["files"].as_object().unwrap().clone();
    assert!(listed.contains_key("donations.csv") && listed.keys().any(|name| name.starts_with("proofs/")));
    for (name, bytes) in &assembled.files {
        let file = scene.site.get(&format!("/api/v1/rounds/spring/bundle/{name}")).await;
        assert_eq!((file.status, &file.bytes), (StatusCode::OK, bytes), "{name}");
        if name != "manifest.json" {
            assert_eq!(file.header("etag"), format!("\"{}\"", listed[name]["sha256"].as_str().unwrap()));
        }
    }
    for name in ["round.toml", "..%2f..%2ftest.db", "proofs", "manifest.json.bak"] {
        let file = scene.site.get(&format!("/api/v1/rounds/spring/bundle/{name}")).await;
        assert_eq!(file.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn the_server_recomputes_a_result_and_says_that_the_chain_was_not_asked() {
    let mut scene = Scene::new().await;
    let assembled = scene.tally();
    assert_eq!(scene.site.get("/api/v1/rounds/spring/verify").await.status, StatusCode::NOT_FOUND);
    scene.propose(&assembled).await;
    let report = scene.json("/verify").await;
    assert_eq!(report["holds"], true, "{report:#}");
    let line = |id: &str| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("{id}: {report:#}"))["status"]
            .clone()
    };
    assert_eq!(["files", "matches", "root", "input_hash"].map(line), ["pass"; 4].map(Value::from));
    assert_eq!(line("chain"), "skipped");
}

#[tokio::test]
async fn a_changed_file_shows_in_its_own_line() {
    let mut scene = Scene::new().await;
    let assembled = scene.tally();
    scene.propose(&assembled).await;
    let path = scene.folder.dir().join("matches.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"not_counted\": 0", "\"not_counted\": 1", 1)).unwrap();
    let report = scene.json("/verify").await;
    assert_eq!(report["holds"], false, "{report:#}");
    let failed: Vec<&Value> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["status"] == "fail")
        .map(|check| &check["id"])
        .collect();
    assert!(failed.contains(&&json!("matches")) && !failed.contains(&&json!("donations")), "{failed:?}");
}
