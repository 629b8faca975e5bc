//! Finding somebody, and why they get what they get.

use serde_json::{Value, json};
use tributary_model::{Account, AccountKind, GithubId};
use tributary_storage::EvidencePage;

use crate::site::{ADA, BOB, Site, publish_merged_work};

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
    let root = |sum: &str, root: &str, repository: &str, points: &str| json!({"sum": sum, "root": root, "repository": repository, "points": points});
    assert_eq!(
        ada["months"],
        json!([
            {"repo": 20, "month": "2025-05", "counts": {"issue_comment": 1}, "score": "362353",
             "root": root("525200", "724706", "0.5", "362353")},
            {"repo": 10, "month": "2025-03", "counts": {"pull_request_opened": 1, "pull_request_merged": 1}, "score": "2470182",
             "root": root("6101800", "2470182", "1", "2470182")},
        ])
    );
    assert_eq!(ada["contributions_total"], 3);
    let line = |(kind, key): (&str, &str),
                repo: u64,
                number: u64,
                at: &str,
                lines: [Value; 2],
                weight: &str,
                url: &str| {
        json!({
            "kind": kind, "key": key, "repo": repo, "number": number, "at": at, "additions": lines[0], "deletions": lines[1],
            "url": format!("https://github.com/ada-example/{url}"), "outcome": "counted", "weight": weight,
            "base": null, "factors": [], "points": null, "gates": [],
            "credit": null, "credited_to": null, "agent": null, "repeats": null,
        })
    };
    let none = || [Value::Null, Value::Null];
    let comment = "leaves/issues/8#issuecomment-5000000003";
    assert_eq!(
        ada["contributions"],
        json!([
            line(("issue_comment", "5000000003"), 20, 8, "2025-05-01T10:00:00Z", none(), "0.5252", comment),
            line(
                ("pull_request_merged", "5000000002"),
                10,
                7,
                "2025-03-05T10:00:00Z",
                none(),
                "2.0339",
                "trees/pull/7"
            ),
            line(
                ("pull_request_opened", "5000000001"),
                10,
                7,
                "2025-03-04T10:00:00Z",
                [json!(40), json!(2)],
                "4.0679",
                "trees/pull/7"
            ),
        ])
    );
}

#[tokio::test]
async fn a_person_sees_every_step_to_the_leaf() {
    let site = Site::start().await;
    let ada = site.json("/api/v1/campaigns/trees-2025/people/1").await;
    assert_eq!(column(&ada["steps"], "name"), ["points", "score", "due", "amount", "leaf"]);
    assert_eq!(column(&ada["steps"], "holds"), [true; 5]);
    let details = column(&ada["steps"], "detail");
    assert_eq!(details[1], "2 months sum to 2.832535 points.");
    let leaf = format!("Leaf 0 pays {} units to {ADA}: 0x", ada["amount"].as_str().unwrap());
    assert!(details[4].as_str().unwrap().starts_with(&leaf), "{details:?}");
    let unlinked = site.json("/api/v1/campaigns/trees-2025/people/3000000000").await;
    assert_eq!(
        unlinked["steps"][4]["detail"],
        "No wallet is linked yet: the amount stays with the maintainer."
    );
}

#[tokio::test]
async fn merged_work_has_lines_with_points_factors_and_gates() {
    let site = Site::start().await;
    publish_merged_work(&site.out);
    site.state.refresh().unwrap();
    let ada = site.json("/api/v1/campaigns/trees-work/people/1").await;
    assert_eq!(
        column(&ada["contributions"], "outcome"),
        ["kind_not_counted", "counted", "merge_counts_instead"]
    );
    // The evidence has no lines for the merge, so it is worth 2 points.
    assert_eq!(column(&ada["contributions"], "points"), ["0", "2000000", "0"]);
    assert_eq!((&ada["contributions"][1]["base"], &ada["score"]), (&json!("2000000"), &json!("2000000")));
    assert_eq!(ada["months"][1]["root"], Value::Null);
    assert_eq!(column(&ada["steps"], "holds"), [true; 5]);
}

#[tokio::test]
async fn a_long_list_is_given_in_parts() {
    let site = Site::start().await;
    let whole = site.json("/api/v1/campaigns/trees-2025/people/1").await;
    let part = site.json("/api/v1/campaigns/trees-2025/people/1?offset=1&limit=1").await;
    assert_eq!(part["contributions"], json!([whole["contributions"][1]]));
    assert_eq!((&part["contributions_total"], &part["steps"]), (&json!(3), &whole["steps"]));
    let problem = site.problem("/api/v1/campaigns/trees-2025/people/1?limit=1001").await;
    assert_eq!(problem["detail"], "`limit` is 1001; at most 1000 contributions are given at once");
}

#[tokio::test]
async fn a_login_of_two_accounts_is_refused_with_both() {
    let site = Site::start().await;
    for (file, from, to) in [
        ("evidence.jsonl", "\"login\":\"bob-example\"", "\"login\":\"ada-example\""),
        ("scores.json", "\"login\": \"bob-example\"", "\"login\": \"ada-example\""),
        // A campaign is read again when its manifest changes.
        ("manifest.json", "For everybody", "For all"),
    ] {
        let path = site.bundle().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
    site.state.refresh().unwrap();
    let problem = site.problem("/api/v1/campaigns/trees-2025/people/ada-example").await;
    assert_eq!(
        (&problem["status"], &problem["type"], &problem["detail"]),
        (
            &json!(409),
            &json!("urn:tributary:ambiguous-login"),
            &json!("`ada-example` is the login of `github:1` and of `github:2`; give one of these ids")
        )
    );
    assert_eq!(site.json("/api/v1/campaigns/trees-2025/people/github:2").await["identity"], "github:2");
}

#[tokio::test]
async fn an_old_login_is_found_until_somebody_else_takes_it() {
    let site = Site::start().await;
    let seen = async |id, login: &str| {
        let account =
            Account { id: GithubId(id), login: login.into(), kind: AccountKind::User, created_at: None };
        let page = EvidencePage { accounts: vec![account], ..EvidencePage::default() };
        site.store.save_page(&page).await.unwrap();
    };
    seen(2, "bob-before").await;
    seen(2, "bob-example").await;
    for who in ["bob-before", "Bob-Example", "2"] {
        let path = format!("/api/v1/campaigns/trees-2025/people/{who}");
        assert_eq!(site.json(&path).await["identity"], "github:2", "{who}");
    }
    let search = async |q: &str| site.json(&format!("/api/v1/search?q={q}")).await;
    assert_eq!(column(&search("bob-before").await["results"], "login"), ["bob-example"]);
    // Somebody who has no part here.
    seen(77, "bob-example").await;
    let problem = site.problem("/api/v1/campaigns/trees-2025/people/bob-example").await;
    assert_eq!(
        (&problem["status"], &problem["type"]),
        (&json!(409), &json!("urn:tributary:ambiguous-login"))
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.starts_with("the login `bob-example` changed hands: it was seen of `github:"), "{detail}");
    for part in ["`github:77`", "`github:2`", "; give the id of the one you mean"] {
        assert!(detail.contains(part), "{detail}");
    }
    assert_eq!(site.json("/api/v1/campaigns/trees-2025/people/2").await["identity"], "github:2");
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
            "campaign": {"slug": "trees-2025", "name": "Trees & <friends>", "chain_name": "Local chain",
                "token": {"symbol": "TREE", "decimals": 18}},
            "identity": "github:2", "login": "bob-example",
            "amount": site.json("/api/v1/campaigns/trees-2025/people/2").await["amount"], "address": BOB, "index": 1,
        }]})
    );
    for q in ["", "carol", "0x0000000000000000000000000000000000000001"] {
        assert_eq!(ask(q).await["results"], json!([]), "{q}");
    }
    assert_eq!(site.problem("/api/v1/search").await["type"], "urn:tributary:invalid-query");
}
