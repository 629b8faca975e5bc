//! The published files, byte for byte.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tributary_engine::bundle::hash_bytes;

use crate::site::Site;

#[tokio::test]
async fn every_file_of_the_manifest_is_served_as_it_is_on_disk() {
    let site = Site::start().await;
    let manifest = site.json("/api/v1/bundles/trees-2025/manifest.json").await;
    let files: Vec<String> = manifest["files"].as_object().unwrap().keys().cloned().collect();
    assert!(files.iter().any(|file| file.starts_with("proofs/")), "{files:?}");
    for file in files.iter().map(String::as_str).chain(["manifest.json"]) {
        let answer = site.get(&format!("/api/v1/bundles/trees-2025/{file}")).await;
        let bytes = std::fs::read(site.bundle().join(file)).unwrap();
        assert_eq!((answer.status, &answer.bytes), (StatusCode::OK, &bytes), "{file}");
        assert_eq!(answer.header("etag"), format!("\"{}\"", hash_bytes(&bytes)), "{file}");
    }
    let kind = site.get("/api/v1/bundles/trees-2025/wallets.csv").await;
    assert_eq!(kind.header("content-type"), "text/csv; charset=utf-8");
}

#[tokio::test]
async fn a_file_that_the_client_has_is_not_sent_again() {
    let site = Site::start().await;
    let path = "/api/v1/bundles/trees-2025/evidence.jsonl";
    let etag = site.get(path).await.header("etag").to_owned();
    for (sent, status) in [
        (etag.clone(), StatusCode::NOT_MODIFIED),
        (format!("\"other\", W/{etag}"), StatusCode::NOT_MODIFIED),
        ("\"other\"".to_owned(), StatusCode::OK),
    ] {
        let answer = site.ask(Method::GET, path, &[("if-none-match", &sent)], "").await;
        assert_eq!(
            (answer.status, answer.bytes.is_empty()),
            (status, status == StatusCode::NOT_MODIFIED),
            "{sent}"
        );
        assert_eq!(answer.header("etag"), etag);
    }
}

#[tokio::test]
async fn the_deployment_is_served_once_there_is_one() {
    let site = Site::start().await;
    let path = "/api/v1/bundles/trees-2025/deployment.json";
    assert_eq!(site.problem(path).await["type"], "urn:tributary:file-not-found");
    site.deploy();
    assert_eq!(site.json(path).await["block"], 12);
}

#[tokio::test]
async fn nothing_else_in_or_around_the_folder_is_served() {
    let site = Site::start().await;
    std::fs::write(site.bundle().join("notes.txt"), "private").unwrap();
    std::fs::write(site.out.join("secret.txt"), "private").unwrap();
    for file in
        ["notes.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "proofs/..%2frules.toml", "proofs", ".hidden"]
    {
        let answer = site.get(&format!("/api/v1/bundles/trees-2025/{file}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{file}: {}", answer.text());
        assert!(!answer.text().contains("private"), "{file}");
    }
    assert_eq!(
        site.problem("/api/v1/bundles/trees-2025/notes.txt").await["detail"],
        json!("the bundle of `trees-2025` has no file `notes.txt`; its manifest.json lists all of them")
    );
}
