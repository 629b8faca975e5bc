//! Asking to be left out, or to look again: what is kept, what everybody may see of it, and what is refused.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_api::Settings;
use tributary_model::AppealDecision;

use crate::site::{ADA, AIRDROP, Answer, CHAIN, Site, publish_changed, time};

const APPEALS: &str = "/api/v1/campaigns/trees-2025/appeals";
const OF_BOB: &str = "/api/v1/campaigns/trees-2025/people/2/appeals";
const JSON: (&str, &str) = ("content-type", "application/json");

async fn write(site: &Site, body: &Value) -> Answer {
    site.ask(Method::POST, APPEALS, &[JSON], &body.to_string()).await
}

/// A site where no story runs into the limit.
async fn site() -> Site {
    Site::with(Settings { appeal_burst: 100, ..Settings::default() }).await
}

/// Bob's, about the issue that he opened.
fn appeal() -> Value {
    json!({
        "who": "bob-example", "kind": "appeal", "reason": "I opened two of them.",
        "url": "https://github.com/ada-example/trees/issues/9",
        "contribution": { "repository": "Ada-Example/trees", "kind": "issue_opened", "key": "5000000004" },
    })
}

fn with(body: &Value, key: &str, value: Value) -> Value {
    let mut changed = body.clone();
    changed[key] = value;
    changed
}

fn problem(kind: &str, title: &str, status: u16, detail: &str) -> Value {
    json!({
        "type": format!("urn:tributary:{kind}"), "title": title, "status": status, "detail": detail,
        "instance": APPEALS,
    })
}

#[tokio::test]
async fn an_appeal_waits_and_its_reason_is_for_the_maintainer_alone() {
    let site = site().await;
    assert_eq!(site.json(OF_BOB).await, json!({ "appeals": [] }));
    let written = write(&site, &appeal()).await;
    assert_eq!(written.status, StatusCode::CREATED);
    let shown = json!({
        "id": 1, "kind": "appeal", "state": "waiting", "received_at": "2026-02-10T00:00:00Z", "answer": null,
        "decided_at": null,
    });
    assert_eq!(written.json(), shown);
    assert_eq!(site.json(OF_BOB).await, json!({ "appeals": [shown] }));
    let kept = site.store.appeals("trees-2025").await.unwrap();
    assert_eq!(kept[0].draft.reason.as_str(), "I opened two of them.");
    assert_eq!(kept[0].draft.url.as_ref().unwrap().as_str(), "https://github.com/ada-example/trees/issues/9");
    assert_eq!(kept[0].draft.subject.as_ref().unwrap().key, "5000000004");

    let answer = "Only one was inside the window.".to_owned();
    let decision = AppealDecision { accepted: false, answer, decided_at: time("2026-02-11") };
    site.store.decide_appeal(1, &decision).await.unwrap();
    let told = site.json(OF_BOB).await;
    assert_eq!(
        told["appeals"][0],
        json!({
            "id": 1, "kind": "appeal", "state": "declined", "received_at": "2026-02-10T00:00:00Z",
            "answer": "Only one was inside the window.", "decided_at": "2026-02-11T00:00:00Z",
        })
    );
    // Somebody else's list, and the same person's by another name.
    assert_eq!(site.json("/api/v1/campaigns/trees-2025/people/1/appeals").await, json!({ "appeals": [] }));
    assert_eq!(site.json("/api/v1/campaigns/trees-2025/people/github:2/appeals").await, told);
}

#[tokio::test]
async fn everybody_with_a_share_can_ask_to_be_left_out_under_each_of_their_names() {
    let site = site().await;
    let stranger = format!("email:{}", "ee".repeat(32));
    for (place, who) in [ADA, "bob-example", "3000000000", &stranger].into_iter().enumerate() {
        let answer = write(&site, &json!({ "who": who, "kind": "opt_out", "reason": "Not for me." })).await;
        assert_eq!((answer.status, &answer.json()["id"]), (StatusCode::CREATED, &json!(place + 1)), "{who}");
    }
    let once_more = json!({ "who": "1", "kind": "opt_out", "reason": "Really." });
    let full = write(&site, &once_more).await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    assert_eq!(
        full.json(),
        problem(
            "appeals-full",
            "Others wait to be decided",
            409,
            "`github:1` has 1 of the kind `opt_out` waiting in `trees-2025`, and no more may wait; the maintainer has \
             to decide first"
        )
    );
}

/// Each differs in one part from what is kept.
#[tokio::test]
async fn what_cannot_be_kept_is_refused_with_the_part_that_is_wrong() {
    let site = site().await;
    let no_line = |name: &str, key: &str, repository: &str| {
        format!(
            "the receipt of `github:2` has no `{name}` with the key `{key}` in `{repository}`; name one that it shows"
        )
    };
    let about = |part: &str, by: &str| {
        let mut contribution = appeal()["contribution"].clone();
        contribution[part] = json!(by);
        contribution
    };
    let url = "https://example.org/issues/9";
    for (key, value, field, detail) in [
        (
            "reason",
            json!(" "),
            "reason",
            "the reason is empty; say what the maintainer should know".to_owned(),
        ),
        (
            "reason",
            json!("a".repeat(1_001)),
            "reason",
            "the reason has 1001 characters; at most 1000 are taken".to_owned(),
        ),
        (
            "reason",
            json!("red\u{1b}[31m"),
            "reason",
            "the reason holds a control character, such as a line break; write plain text on one line"
                .to_owned(),
        ),
        (
            "url",
            json!(url),
            "url",
            format!(
                "`{url}` is not an address on GitHub; give one that begins with https://github.com/ or \
                 https://gist.github.com/ and has at most 500 signs, none of them a space"
            ),
        ),
        (
            "contribution",
            about("key", "5000000001"),
            "contribution",
            no_line("issue_opened", "5000000001", "Ada-Example/trees"),
        ),
        (
            "contribution",
            about("kind", "commit"),
            "contribution",
            no_line("commit", "5000000004", "Ada-Example/trees"),
        ),
        (
            "contribution",
            about("repository", "ada-example/leaves"),
            "contribution",
            no_line("issue_opened", "5000000004", "ada-example/leaves"),
        ),
        (
            "kind",
            json!("opt_out"),
            "contribution",
            "`opt_out` is about the whole share; remove `contribution`".to_owned(),
        ),
    ] {
        let refused = write(&site, &with(&appeal(), key, value)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let mut expected = problem("invalid-appeal", "The appeal cannot be kept", 422, &detail);
        expected["field"] = json!(field);
        assert_eq!(refused.json(), expected);
    }
    assert_eq!(site.store.appeals("trees-2025").await.unwrap(), []);
    assert_eq!(write(&site, &appeal()).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn nobody_appeals_for_who_is_not_there_or_cannot_be_paid() {
    let site = site().await;
    let out = |who: &str| json!({ "who": who, "kind": "opt_out", "reason": "Not for me." });
    let missing = write(&site, &out("carol")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(
        missing.json(),
        problem(
            "person-not-found",
            "No part in this campaign",
            404,
            "`carol` has no part in `trees-2025`; look up a GitHub login, a numeric id, an identity or an address"
        )
    );
    for (who, field, detail) in [
        ("ghost", "who", "`ghost` is nobody's account or address; appeals are for people"),
        ("trees-bot", "kind", "`github:3` is not paid as it is; there is nothing to be left out of"),
    ] {
        let refused = write(&site, &out(who)).await;
        assert_eq!(
            (refused.status, refused.json()["field"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(field))
        );
        assert_eq!(refused.json()["detail"], detail);
    }
    // A bot may be a person after all.
    let bot = json!({ "who": "trees-bot", "kind": "appeal", "reason": "I am a person." });
    assert_eq!(write(&site, &bot).await.status, StatusCode::CREATED);
    let elsewhere = "/api/v1/campaigns/trees-1999/appeals";
    let answer = site.ask(Method::POST, elsewhere, &[JSON], &out("1").to_string()).await;
    assert_eq!(
        (answer.status, &answer.json()["type"]),
        (StatusCode::NOT_FOUND, &json!("urn:tributary:campaign-not-found"))
    );
    for path in
        ["/api/v1/campaigns/trees-1999/people/1/appeals", "/api/v1/campaigns/trees-2025/people/carol/appeals"]
    {
        assert_eq!(site.problem(path).await["status"], 404, "{path}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused() {
    let site = site().await;
    for (body, detail) in [
        ("{".to_owned(), "Failed to parse the request body as JSON: EOF while parsing"),
        (with(&appeal(), "kind", json!("complaint")).to_string(), "unknown variant `complaint`"),
        (with(&appeal(), "state", json!("accepted")).to_string(), "unknown field `state`"),
        (json!({ "who": "1", "kind": "opt_out" }).to_string(), "missing field `reason`"),
    ] {
        let refused = site.ask(Method::POST, APPEALS, &[JSON], &body).await;
        let told = refused.json();
        assert_eq!(
            (refused.status, &told["type"]),
            (StatusCode::BAD_REQUEST, &json!("urn:tributary:invalid-body"))
        );
        let words = told["detail"].as_str().unwrap();
        assert!(
            words.starts_with("the body is not what is asked for: ") && words.contains(detail),
            "{words}"
        );
    }
    // A page of somebody else's can make a visitor's browser send this, and no more.
    let plain =
        site.ask(Method::POST, APPEALS, &[("content-type", "text/plain")], &appeal().to_string()).await;
    assert_eq!(plain.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(
        plain.json(),
        problem(
            "not-json",
            "The body is not JSON",
            415,
            "send the body as JSON, with the header `content-type: application/json`"
        )
    );
    let asking = site.ask(Method::OPTIONS, APPEALS, &[("origin", "https://example.org")], "").await;
    assert_eq!((asking.status, asking.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "POST"));
}

#[tokio::test]
async fn the_longest_reason_fits_however_json_writes_it_and_more_does_not() {
    let site = site().await;
    let escaped = |count: usize| {
        format!(r#"{{"who":"2","kind":"appeal","reason":"{}"}}"#, r"\ud83c\udf32".repeat(count))
    };
    let longest = site.ask(Method::POST, APPEALS, &[JSON], &escaped(1_000)).await;
    assert_eq!(longest.status, StatusCode::CREATED, "{}", longest.text());
    let longer = site.ask(Method::POST, APPEALS, &[JSON], &escaped(1_001)).await;
    assert_eq!(longer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", longer.text());
    let larger = site.ask(Method::POST, APPEALS, &[JSON], &escaped(6_000)).await;
    assert_eq!(larger.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        larger.json(),
        problem(
            "body-too-large",
            "The body is too large",
            413,
            "the request's body is larger than the server takes; what is asked for is short"
        )
    );
}

#[tokio::test]
async fn one_address_can_write_few_and_still_read() {
    let settings =
        Settings { appeal_burst: 2, appeal_period: Duration::from_secs(30), ..Settings::default() };
    let site = Site::with(settings).await;
    // What is refused counts too.
    assert_eq!(
        write(&site, &with(&appeal(), "reason", json!(""))).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(write(&site, &appeal()).await.status, StatusCode::CREATED);
    let refused = write(&site, &appeal()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((25..=31).contains(&wait), "{wait}");
    let detail = format!("too many requests from your address; try again in {wait} s");
    assert_eq!(refused.json(), problem("rate-limited", "Too many requests", 429, &detail));
    assert_eq!(site.json(OF_BOB).await["appeals"].as_array().unwrap().len(), 1);
    // An attestor has as many to endorse as there are accounts.
    for _ in 0..20 {
        let word = json!({ "attestor": AIRDROP }).to_string();
        let refused = site
            .ask(Method::POST, "/api/v1/campaigns/trees-2025/bindings/2/endorsements", &[JSON], &word)
            .await;
        assert_ne!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test]
async fn from_the_deployment_on_appeals_are_refused_and_answers_stay() {
    let site = site().await;
    assert_eq!(write(&site, &appeal()).await.status, StatusCode::CREATED);
    let closed = |since: &str| {
        problem(
            "appeals-closed",
            "Too late for appeals",
            409,
            &format!("{since}; nothing in it can change any more, and the next airdrop can"),
        )
    };
    // Before the server looks again.
    let deploying = site.bundle().join("deploying.json");
    let begun = json!({
        "chain_id": CHAIN, "airdrop": AIRDROP, "token": AIRDROP, "deployer": AIRDROP,
        "bundle_hash": format!("0x{}", "00".repeat(32)),
    });
    std::fs::write(&deploying, begun.to_string()).unwrap();
    let refused = write(&site, &appeal()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json(), closed("`trees-2025` is being deployed to chain 31337"));
    std::fs::remove_file(&deploying).unwrap();
    assert_eq!(write(&site, &appeal()).await.status, StatusCode::CREATED);
    site.deploy();
    for body in [appeal().to_string(), "{".to_owned()] {
        let refused = site.ask(Method::POST, APPEALS, &[JSON], &body).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(refused.json(), closed("`trees-2025` stands on chain 31337 since block 12"));
    }
    assert_eq!(site.json(OF_BOB).await["appeals"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn campaigns_do_not_mix() {
    let site = site().await;
    let _ = publish_changed(&site.out, &[("trees-2025", "trees-2026")]);
    site.state.refresh().unwrap();
    assert_eq!(write(&site, &appeal()).await.status, StatusCode::CREATED);
    assert_eq!(site.json("/api/v1/campaigns/trees-2026/people/2/appeals").await, json!({ "appeals": [] }));
}
