//! Finding somebody, and why they get what they get.

use serde_json::{Value, json};

use crate::site::{ADA, BOB, Site};

fn column(people: &Value, key: &str) -> Vec<Value> {
    people.as_array().unwrap().iter().map(|person| person[key].clone()).collect()
}

#[tokio::test]
async fn the_leaderboard_has_everybody_by_rank() {
    let site = Site::start().await;
    let board = site.json("/api/v1/campaigns/trees-2025/leaderboard").await;
    assert_eq!((&board["total"], &board["offset"], &board["limit"]), (&json!(6), &json!(0), &json!(100)));
    let people = &board["people"];
    let stranger = format!("email:{}", "ee".repeat(32));
    assert_eq!(
        column(people, "identity"),
        ["github:1", "github:2", "github:3000000000", &stranger, "github:3", "ghost"]
    );
    assert_eq!(column(people, "rank"), [1, 2, 3, 3, 5, 5]);
    assert_eq!(
        column(people, "excluded"),
        [Value::Null, Value::Null, Value::Null, Value::Null, json!("bot"), json!("ghost")]
    );
    let pool: u128 =
        column(people, "amount").iter().map(|amount| amount.as_str().unwrap().parse::<u128>().unwrap()).sum();
    assert_eq!(pool, 1_000_000_000_000_000_000_000);
    let bob = &people[1];
    assert_eq!(
        (&bob["login"], &bob["kind"], &bob["score"], &bob["address"], &bob["index"], &bob["claimed"]),
        (&json!("bob-example"), &json!("user"), &json!("1491140"), &json!(BOB), &json!(1), &Value::Null)
    );
    let share: f64 = bob["amount"].as_str().unwrap().parse().unwrap();
    assert_eq!(bob["share_ppm"].as_u64().unwrap(), num(share / 1e15));
}

fn num(value: f64) -> u64 {
    format!("{:.0}", value.floor()).parse().unwrap()
}

#[tokio::test]
async fn a_part_of_the_leaderboard_can_be_asked_for() {
    let site = Site::start().await;
    let ask =
        async |query: &str| site.json(&format!("/api/v1/campaigns/trees-2025/leaderboard?{query}")).await;
    let part = ask("offset=1&limit=2").await;
    assert_eq!((&part["total"], column(&part["people"], "rank")), (&json!(6), vec![json!(2), json!(3)]));
    let found = ask("q=EXAMPLE").await;
    assert_eq!(column(&found["people"], "login"), ["Ada-Example", "bob-example", "adele-example"]);
    let found = ask(&format!("q={}", &BOB[4..12])).await;
    assert_eq!((&found["total"], column(&found["people"], "login")), (&json!(1), vec![json!("bob-example")]));
    assert_eq!(ask("q=nobody").await["people"], json!([]));
    assert_eq!(ask("offset=99").await["people"], json!([]));
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_a_problem() {
    let site = Site::start().await;
    for (query, part) in [
        ("limit=1001", "`limit` is 1001; at most 1000 people are given at once"),
        ("limit=many", "limit"),
        ("offset=-1", "offset"),
        ("page=2", "page"),
    ] {
        let problem = site.problem(&format!("/api/v1/campaigns/trees-2025/leaderboard?{query}")).await;
        assert_eq!(
            (&problem["status"], &problem["type"]),
            (&json!(400), &json!("urn:tributary:invalid-query"))
        );
        assert!(problem["detail"].as_str().unwrap().contains(part), "{problem}");
    }
}

#[tokio::test]
async fn a_person_is_found_by_login_id_identity_and_address() {
    let site = Site::start().await;
    let ask = async |who: &str| site.json(&format!("/api/v1/campaigns/trees-2025/people/{who}")).await;
    let ada = ask("ada-example").await;
    assert_eq!(ada["identity"], "github:1");
    for who in ["Ada-Example", "ADA-EXAMPLE", "1", "github:1", ADA, &ADA.to_ascii_lowercase()] {
        assert_eq!(ask(who).await, ada, "{who}");
    }
    assert_eq!(ask("3000000000").await["login"], "adele-example");
    assert_eq!(ask("ghost").await["excluded"], "ghost");
}

#[tokio::test]
async fn a_person_sees_what_the_amount_is_for() {
    let site = Site::start().await;
    let ada = site.json("/api/v1/campaigns/trees-2025/people/1").await;
    assert_eq!((&ada["rank"], &ada["of"], &ada["score"]), (&json!(1), &json!(6), &json!("2832535")));
    assert_eq!(
        ada["months"],
        json!([
            {"repo": 10, "month": "2025-03", "counts": {"pull_request_opened": 1, "pull_request_merged": 1}, "score": "2470182"},
            {"repo": 20, "month": "2025-05", "counts": {"issue_comment": 1}, "score": "362353"},
        ])
    );
    assert_eq!(ada["contributions_total"], 3);
    assert_eq!(
        ada["contributions"],
        json!([
            {"kind": "issue_comment", "repo": 20, "number": 8, "at": "2025-05-01T10:00:00Z", "additions": null, "deletions": null,
             "url": "https://github.com/ada-example/leaves/issues/8#issuecomment-5000000003"},
            {"kind": "pull_request_merged", "repo": 10, "number": 7, "at": "2025-03-05T10:00:00Z", "additions": null, "deletions": null,
             "url": "https://github.com/ada-example/trees/pull/7"},
            {"kind": "pull_request_opened", "repo": 10, "number": 7, "at": "2025-03-04T10:00:00Z", "additions": 40, "deletions": 2,
             "url": "https://github.com/ada-example/trees/pull/7"},
        ])
    );
}

#[tokio::test]
async fn somebody_without_a_part_is_named() {
    let site = Site::start().await;
    assert_eq!(
        site.problem("/api/v1/campaigns/trees-2025/people/carol").await,
        json!({
            "type": "urn:tributary:person-not-found", "title": "No part in this campaign", "status": 404,
            "detail": "`carol` has no part in `trees-2025`; look up a GitHub login, a numeric id, an identity or an address",
            "instance": "/api/v1/campaigns/trees-2025/people/carol",
        })
    );
}

#[tokio::test]
async fn search_finds_exact_names_first_and_then_beginnings() {
    let site = Site::start().await;
    let ask = async |q: &str| site.json(&format!("/api/v1/search?q={q}")).await;
    let found = ask("ad").await;
    assert_eq!(column(&found["results"], "login"), ["Ada-Example", "adele-example"]);
    for q in ["adele-example", "%40ADELE-example", "3000000000"] {
        assert_eq!(column(&ask(q).await["results"], "identity"), ["github:3000000000"], "{q}");
    }
    assert_eq!(
        ask(BOB).await,
        json!({"query": BOB, "results": [{
            "campaign": {"slug": "trees-2025", "name": "Trees & <friends>", "token": {"symbol": "TREE", "decimals": 18}},
            "identity": "github:2", "login": "bob-example",
            "amount": site.json("/api/v1/campaigns/trees-2025/people/2").await["amount"], "address": BOB, "index": 1,
        }]})
    );
    for q in ["", "carol", "0x0000000000000000000000000000000000000001"] {
        assert_eq!(ask(q).await["results"], json!([]), "{q}");
    }
    assert_eq!(site.problem("/api/v1/search").await["type"], "urn:tributary:invalid-query");
}
