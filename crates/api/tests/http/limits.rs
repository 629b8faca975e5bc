//! What the server refuses, and how it says so.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tributary_api::{PeerAddress, Settings};

use crate::site::{ADA, Site};

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_to_come_back() {
    let settings = Settings { burst: 3, per_second: 1, ..Settings::default() };
    let site = Site::with(settings).await;
    let mut refused = None;
    for _ in 0..10 {
        let answer = site.get("/api/v1/campaigns").await;
        if answer.status != StatusCode::OK {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.unwrap();
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert_eq!(
        refused.json(),
        json!({
            "type": "urn:tributary:rate-limited", "title": "Too many requests", "status": 429,
            "detail": format!("too many requests from your address; try again in {wait} s"),
            "instance": "/api/v1/campaigns",
        })
    );
    // Whoever runs the server can always look.
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
    }
    tokio::time::sleep(Duration::from_secs(wait)).await;
    assert_eq!(site.get("/api/v1/campaigns").await.status, StatusCode::OK);
}

#[tokio::test]
async fn behind_a_proxy_each_client_has_its_own_limit() {
    let settings = Settings { burst: 1, per_second: 1, peer: PeerAddress::Forwarded, ..Settings::default() };
    let site = Site::with(settings).await;
    for (client, status) in [
        ("192.0.2.1", StatusCode::OK),
        ("192.0.2.2", StatusCode::OK),
        // Its own words before the proxy's do not help.
        ("192.0.2.9, 192.0.2.1", StatusCode::TOO_MANY_REQUESTS),
    ] {
        let answer = site.ask(Method::GET, "/api/v1/campaigns", &[("x-forwarded-for", client)], "").await;
        assert_eq!(answer.status, status, "{client}");
    }
}

#[tokio::test]
async fn a_limit_of_nothing_is_refused_before_serving() {
    for (settings, message) in [
        (Settings { per_second: 0, ..Settings::default() }, "`per_second` is 0: write at least 1"),
        (Settings { burst: 0, ..Settings::default() }, "`burst` is 0: write at least 1"),
        (Settings { appeal_burst: 0, ..Settings::default() }, "`appeal_burst` is 0: write at least 1"),
        (
            Settings { appeal_period: Duration::ZERO, ..Settings::default() },
            "`appeal_period` is 0 s: write at least 1",
        ),
    ] {
        let mut site = Site::with(settings).await;
        assert_eq!(site.stop().await.unwrap_err().to_string(), message);
    }
}

#[test]
fn a_request_that_takes_too_long_is_ended() {
    // One thread for files, and it is busy: whoever needs a file waits.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let time_limit = Duration::from_millis(100);
        let site = Site::with(Settings { time_limit, ..Settings::default() }).await;
        let (done, wait) = std::sync::mpsc::channel::<()>();
        let busy = tokio::task::spawn_blocking(move || wait.recv());
        let path = format!("/api/v1/campaigns/trees-2025/proofs/{ADA}");
        assert_eq!(
            site.problem(&path).await,
            json!({
                "type": "urn:tributary:timed-out", "title": "The request took too long", "status": 408,
                "detail": "the request took longer than the server waits; try again", "instance": path,
            })
        );
        done.send(()).unwrap();
        busy.await.unwrap().unwrap();
        assert_eq!(site.get(&path).await.status, StatusCode::OK);
    });
}

#[tokio::test]
async fn a_large_body_is_refused() {
    let site = Site::with(Settings { body_limit: 100, ..Settings::default() }).await;
    let answer = site.ask(Method::GET, "/api/v1/campaigns", &[], &"x".repeat(101)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.json()["type"], "urn:tributary:body-too-large");
    assert_eq!(
        site.ask(Method::GET, "/api/v1/campaigns", &[], &"x".repeat(100)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn methods_that_change_something_are_not_allowed() {
    let site = Site::start().await;
    for path in ["/api/v1/campaigns", "/", "/airdrops/trees-2025", "/healthz"] {
        let answer = site.ask(Method::POST, path, &[], "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(answer.json()["type"], "urn:tributary:method-not-allowed", "{path}");
    }
    let answer = site.ask(Method::DELETE, "/api/v1/campaigns", &[], "").await;
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn an_address_that_nothing_serves_is_a_problem_that_leads_on() {
    let site = Site::start().await;
    for path in ["/api/v1/streams", "/api/v2/campaigns", "/api/v1/campaigns/trees-2025/nothing"] {
        assert_eq!(
            site.problem(path).await,
            json!({
                "type": "urn:tributary:route-not-found", "title": "Nothing is served here", "status": 404,
                "detail": format!("nothing is served at `{path}`; the OpenAPI document is at /api/v1/openapi.json"),
                "instance": path,
            })
        );
    }
}

#[tokio::test]
async fn a_client_that_sends_its_request_too_slowly_is_let_go() {
    let head_time_limit = Duration::from_millis(200);
    let site = Site::with(Settings { head_time_limit, ..Settings::default() }).await;
    let mut slow = TcpStream::connect(site.address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let mut answer = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), slow.read_to_end(&mut answer)).await;
    assert!(closed.is_ok(), "still open");
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
}
