//! What everybody reads of a round.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_model::B256;

use super::scene::{Scene, applicant, donor, payout};

#[tokio::test]
async fn a_round_is_what_its_rules_and_its_events_say() {
    let scene = Scene::new().await;
    let round = scene.json("").await;
    assert_eq!(round["name"], "Spring <round>");
    let chain =
        json!({ "id": 31_337, "name": "Local chain", "rpc_url": "http://127.0.0.1:9", "explorer": null });
    assert_eq!(round["chain"], chain);
    assert_eq!((&round["pool"], &round["goal"]), (&json!("400000000"), &json!("1000000000")));
    assert_eq!((&round["is_funded"], &round["state"]), (&json!(false), &json!("donations")));
    let counts = ["projects", "donors", "donations"].map(|name| round[name].as_u64().unwrap());
    assert_eq!(counts, [2, 3, 5]);
    // 166 DAI, and a thousandth of the coin at 3,000.
    assert_eq!(round["given"], "169000000");
    assert_eq!(round["tokens"][0]["price"], "3000");
    assert_eq!(round["deposits"][0]["amount"], "400000000");
    assert_eq!((&round["tally"], &round["airdrop"]), (&Value::Null, &Value::Null));
    assert_eq!(round["next"]["what"], "donations end");
    assert_eq!(round["rules_hash"], scene.folder.rules().hash().to_string());
    let list = scene.site.json("/api/v1/rounds").await;
    assert_eq!(list["rounds"][0]["slug"], "spring");
    assert_eq!(list["rounds"].as_array().unwrap().len(), 1);
    // A campaign beside it is untouched, and the round is no campaign.
    let campaigns = scene.site.json("/api/v1/campaigns").await;
    assert_eq!(campaigns["campaigns"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_clock_decides_where_a_round_stands() {
    let scene = Scene::new().await;
    for (at, state) in [("2026-01-19", "waiting"), ("2026-01-21", "applications"), ("2026-06-01", "tally")] {
        scene.site.set_clock(at);
        assert_eq!(scene.json("").await["state"], state, "{at}");
    }
    scene.site.set_clock("2026-02-20");
    assert_eq!(scene.json("").await["now"], "2026-02-20T00:00:00Z");
}

#[tokio::test]
async fn projects_are_shown_with_what_was_said_and_given() {
    let scene = Scene::new().await;
    let projects = scene.json("/projects").await;
    let [trees, other, waiting] = projects["projects"].as_array().unwrap().as_slice() else {
        panic!("{projects}")
    };
    assert_eq!((&trees["name"], &trees["verdict"]), (&json!("Trees"), &json!("accepted")));
    assert_eq!(trees["payout"], payout(1).to_checksum(None));
    assert_eq!(trees["reviews"][0]["reason"], "It builds.");
    assert_eq!((&trees["donors"], &trees["given"]), (&json!(3), &json!("150000000")));
    assert_eq!((&trees["proved"], &trees["repositories"][0]["full_name"]), (&Value::Null, &Value::Null));
    // The pool holds 400 and may hold 1,000, and the cap is a tenth of what it may hold.
    let range = [&trees["estimate"]["least"], &trees["estimate"]["most"]]
        .map(|each| each.as_str().unwrap().parse::<u64>().unwrap());
    assert!(0 < range[0] && range[0] <= range[1] && range[1] <= 100_000_000, "{range:?}");
    assert_eq!((&other["name"], &other["match"]), (&json!("Project 2"), &Value::Null));
    assert_eq!((&waiting["verdict"], &waiting["estimate"]), (&json!("waiting"), &Value::Null));

    let trees = scene.json("/projects/1").await;
    assert_eq!(trees["description"], "First.\n\nSecond.");
    assert_eq!((&trees["people"], &trees["receipt"]), (&json!([]), &Value::Null));
    let gifts = trees["donations"].as_array().unwrap();
    assert_eq!((gifts.len(), &gifts[0]["donor"]), (3, &json!(donor(3).to_checksum(None))));
    for number in ["4", "x", "0"] {
        let problem = scene.site.problem(&format!("/api/v1/rounds/spring/projects/{number}")).await;
        assert_eq!(problem["type"], "urn:tributary:project-not-found", "{number}");
    }
}

#[tokio::test]
async fn an_edit_takes_a_project_back_to_review() {
    let mut scene = Scene::new().await;
    scene.apply(1, 2, B256::repeat_byte(0x98));
    scene.save().await;
    let trees = scene.json("/projects/1").await;
    assert_eq!((&trees["verdict"], &trees["revision"]), (&json!("waiting"), &json!(2)));
    assert_eq!((&trees["reviews"], &trees["estimate"]), (&json!([]), &Value::Null));
    assert_eq!(trees["history"].as_array().unwrap().len(), 2);
    assert_eq!(trees["applicant"], applicant(1).to_checksum(None));
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_in_words() {
    let scene = Scene::new().await;
    for path in ["", "/projects", "/projects/1", "/results", "/verify", "/bundle/rules.json"] {
        let problem = scene.site.problem(&format!("/api/v1/rounds/winter{path}")).await;
        assert_eq!(
            (&problem["status"], &problem["type"]),
            (&json!(404), &json!("urn:tributary:round-not-found"))
        );
        assert!(problem["detail"].as_str().unwrap().contains("`winter`"));
    }
    let (status, kind, ..) = scene.refused(Method::GET, "/donors/0x12", &Value::Null).await;
    assert_eq!((status, kind.as_str()), (StatusCode::BAD_REQUEST, "urn:tributary:invalid-address"));
}

#[tokio::test]
async fn a_round_has_a_card_that_cannot_bring_markup() {
    let scene = Scene::new().await;
    let page = scene.site.get("/r/spring").await;
    if page.text().contains("built without its web page") {
        return;
    }
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("<title>Spring &lt;round&gt; · Tributary</title>"), "{}", page.text());
    assert!(page.header("content-security-policy").contains("http://127.0.0.1:9"));
    assert_eq!(scene.site.get("/r/winter").await.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.site.get("/r").await.status, StatusCode::OK);
}
