//! What whoever runs the server sees.

use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tributary_api::{ChainStatus, Settings, openapi_json};
use tributary_model::{B256, ChainCursor};

use crate::site::{AIRDROP, CHAIN, SLUG, Site, seen};

#[tokio::test]
async fn readiness_follows_the_database() {
    let site = Site::start().await;
    let health = site.get("/healthz").await;
    assert_eq!((health.status, health.text().as_str()), (StatusCode::OK, "ok"));
    assert_eq!(site.json("/readyz").await, json!({"ready": true, "campaigns": 1, "chains_unreachable": []}));
    site.chain_says(ChainStatus::Unreachable("connection refused".into()));
    assert_eq!(site.json("/readyz").await["chains_unreachable"], json!([SLUG]));

    site.deploy();
    site.store.close().await;
    let ready = site.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(site.problem("/api/v1/campaigns").await["type"], "urn:tributary:unavailable");
    // Proofs need no database.
    let path = format!("/api/v1/campaigns/{SLUG}/proofs/{}", crate::site::ADA);
    assert_eq!(site.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_claims_by_campaign() {
    let site = Site::start().await;
    site.deploy();
    let cursor = ChainCursor { block_number: 117, block_hash: B256::ZERO };
    let from = site.store.chain_cursor(CHAIN, AIRDROP).await.unwrap();
    assert!(site.store.save_claims(CHAIN, AIRDROP, from, None, &[], cursor).await.unwrap());
    site.chain_says(ChainStatus::Seen(seen("2026-02-10", "0")));
    for path in
        ["/api/v1/campaigns/trees-2025", "/api/v1/campaigns/nothing-a", "/api/v1/campaigns/nothing-b", "/x"]
    {
        site.get(path).await;
    }
    let answer = site.get("/metrics").await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text();
    let route = r#"method="GET",route="/api/v1/campaigns/{slug}""#;
    for line in [
        format!("tributary_http_requests_total{{{route},status=\"200\"}} 1"),
        format!("tributary_http_requests_total{{{route},status=\"404\"}} 2"),
        r#"tributary_http_requests_total{method="GET",route="page",status="404"} 1"#.to_owned(),
        r#"tributary_http_request_duration_seconds_count{route="/api/v1/campaigns/{slug}"} 3"#.to_owned(),
        "tributary_campaigns 1".to_owned(),
        r#"tributary_claims_followed{campaign="trees-2025"} 0"#.to_owned(),
        r#"tributary_chain_head_lag_blocks{campaign="trees-2025"} 3"#.to_owned(),
        r#"tributary_chain_reachable{campaign="trees-2025"} 1"#.to_owned(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn every_answer_has_an_id_of_our_own_and_the_headers_that_protect() {
    let site = Site::start().await;
    let mut ids = Vec::new();
    for path in ["/", "/api/v1/campaigns", "/api/v1/nothing", "/healthz"] {
        let answer = site.ask(Method::GET, path, &[("x-request-id", "mine")], "").await;
        ids.push(answer.header("x-request-id").to_owned());
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             connect-src 'self' http://127.0.0.1:9; object-src 'none'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        let readable = if path.starts_with("/api/") { "*" } else { "" };
        assert_eq!(answer.header("access-control-allow-origin"), readable, "{path}");
    }
    ids.sort();
    ids.dedup();
    assert!(ids.len() == 4 && ids.iter().all(|id| id.len() == 36), "{ids:?}");
}

#[tokio::test]
async fn large_answers_are_compressed_when_the_client_can_read_that() {
    let site = Site::start().await;
    let path = "/api/v1/openapi.json";
    let plain = site.get(path).await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.json(), serde_json::from_str::<serde_json::Value>(&openapi_json()).unwrap());
    let packed = site.ask(Method::GET, path, &[("accept-encoding", "gzip")], "").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.starts_with(&[0x1f, 0x8b]) && packed.bytes.len() * 3 < plain.bytes.len());
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_answers_what_is_open_and_takes_nothing_new() {
    let mut site = Site::start().await;
    assert_eq!(site.get("/healthz").await.status, StatusCode::OK);
    site.stop().await.unwrap();
    let refused = TcpStream::connect(site.address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_client_that_never_finishes_does_not_keep_the_server_from_stopping() {
    let mut site = Site::with(Settings { grace: Duration::from_millis(300), ..Settings::default() }).await;
    let mut slow = TcpStream::connect(site.address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    site.stop().await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
