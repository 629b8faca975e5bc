//! What applicants and reviewers have kept, and what repositories say.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_github::testing::Simulator;
use tributary_model::B256;

use super::scene::{ROUND, Scene, payout};

fn description() -> Value {
    json!({
        "name": "Trees", "summary": "Small models", "description": "Zwei\nZeilen ☂", "url": null,
        "repositories": ["ada-example/trees"],
    })
}

#[tokio::test]
async fn a_description_is_kept_under_the_hash_that_the_page_computes() {
    let mut scene = Scene::new().await;
    let kept = scene.send(Method::PUT, "/descriptions", &description()).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    let hash = kept.json()["metadata_hash"].as_str().unwrap().to_owned();
    // web/test/round/applyReview.test.ts has the same.
    assert_eq!(hash, "0x23f4e4a9a53c840d02beff830c58b90732b96853d70f700085531c18ed585222");
    let text = scene.site.get(&format!("/api/v1/rounds/spring/texts/{hash}")).await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    let read = "{\"description\":\"Zwei\\nZeilen ☂\",\"name\":\"Trees\",\"repositories\":[\"ada-example/trees\"],\"summary\":\"Small models\",\"url\":null}";
    assert_eq!(text.text(), read);
    scene.apply(2, 2, hash.parse::<B256>().unwrap());
    scene.save().await;
    assert_eq!(scene.json("/projects/2").await["summary"], "Small models");
}

#[tokio::test]
async fn a_reason_is_kept_without_the_space_around_it() {
    let scene = Scene::new().await;
    let kept = scene.send(Method::PUT, "/reasons", &json!({ "reason": " It builds. " })).await.json();
    let hash = kept["reason_hash"].as_str().unwrap();
    assert_eq!(scene.site.get(&format!("/api/v1/rounds/spring/texts/{hash}")).await.text(), "It builds.");
    for hash in ["0x12", &B256::ZERO.to_string()] {
        let problem = scene.site.problem(&format!("/api/v1/rounds/spring/texts/{hash}")).await;
        assert_eq!(problem["type"], "urn:tributary:text-not-found");
    }
}

#[tokio::test]
async fn texts_out_of_bounds_are_refused_by_the_field() {
    let scene = Scene::new().await;
    let with = |field: &str, value: Value| {
        let mut body = description();
        body[field] = value;
        body
    };
    for (body, field) in [
        (with("name", json!("")), "name"),
        (with("summary", json!("x".repeat(301))), "summary"),
        (with("description", json!("☂".repeat(10_001))), "description"),
        (with("url", json!("javascript:alert(1)")), "url"),
        (with("repositories", json!(vec!["a/b"; 33])), "repositories"),
    ] {
        let (status, kind, at, words) = scene.refused(Method::PUT, "/descriptions", &body).await;
        assert_eq!((status, &at), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{words}");
        assert_eq!(kind, "urn:tributary:invalid-field");
    }
    let longest = with("description", json!("☂".repeat(10_000)));
    assert_eq!(scene.send(Method::PUT, "/descriptions", &longest).await.status, StatusCode::OK);
    let (status, _, at, _) = scene.refused(Method::PUT, "/reasons", &json!({ "reason": " " })).await;
    assert_eq!((status, at), (StatusCode::UNPROCESSABLE_ENTITY, json!("reason")));
    let (status, ..) = scene.refused(Method::PUT, "/descriptions", &with("extra", json!(1))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_repository_speaks_for_a_payout_by_a_file() {
    let github = Simulator::start(&[]);
    let scene = Scene::beside_github(&github).await;
    let ask = |name: &str| format!("/repositories/{name}?payout={}", payout(1));
    let silent = scene.json(&ask("riverbed-ai/old-name")).await;
    let expected = json!({
        "id": 790_115_903, "full_name": "riverbed-ai/datasets", "kind": null, "proved": false,
        "why": "there is no `FUNDING.json` in its default branch",
    });
    assert_eq!(silent, expected);
    let content = json!({ "tributary": { ROUND.to_string(): { "payout": payout(1) } } }).to_string();
    let file = json!({ "repository": "riverbed-ai/datasets", "path": "FUNDING.json", "content": content });
    github.commit_file(file).await;
    let speaks = scene.json(&ask("riverbed-ai/datasets")).await;
    assert_eq!((&speaks["proved"], &speaks["why"]), (&json!(true), &json!("")));
    // What was asked is shown to reviewers, who ask nobody.
    let requests = github.requests().await["count"].as_u64().unwrap();
    let trees = scene.json("/projects/1").await;
    assert_eq!(
        (&trees["proved"], &trees["repositories"][0]["full_name"]),
        (&json!(true), &json!("riverbed-ai/datasets"))
    );
    assert_eq!(github.requests().await["count"].as_u64().unwrap(), requests);
    // The same file says nothing about another payout.
    assert_eq!(scene.json("/projects/2").await["proved"], Value::Null);

    let nowhere = scene.refused(Method::GET, &ask("nobody-example/nothing"), &Value::Null).await;
    assert_eq!(
        (nowhere.0, nowhere.1.as_str()),
        (StatusCode::NOT_FOUND, "urn:tributary:repository-not-found")
    );
    let odd = scene.refused(Method::GET, &ask("nobody example/nothing"), &Value::Null).await;
    assert_eq!((odd.0, odd.1.as_str()), (StatusCode::BAD_REQUEST, "urn:tributary:invalid-repository"));
    github.faults(json!([{ "match": "rest", "kind": "unauthorized", "every": 1 }])).await;
    let refused = scene.refused(Method::GET, &ask("riverbed-ai/datasets"), &Value::Null).await;
    assert_eq!(
        (refused.0, refused.1.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "urn:tributary:github-unreachable")
    );
}

#[tokio::test]
async fn without_github_nobody_is_said_to_be_proved() {
    let scene = Scene::new().await;
    let path = format!("/repositories/ada-example/trees?payout={}", payout(1));
    let refused = scene.refused(Method::GET, &path, &Value::Null).await;
    assert_eq!(refused.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(scene.json("/projects/1").await["proved"], Value::Null);
}
