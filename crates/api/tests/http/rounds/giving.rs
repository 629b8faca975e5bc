//! Estimates and coefficients.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_engine::round::{ListTexts, keep_lists, save_reason};
use tributary_model::{B256, RoundEvent};

use super::scene::{COIN, DAI, Scene, applicant, at, donor};

fn units(value: &Value) -> u64 {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_cart_is_estimated_as_a_range_and_kept_nowhere() {
    let scene = Scene::new().await;
    let before = scene.json("/projects").await;
    let told = scene.estimate(None, &[(2, DAI, 40_000_000), (2, COIN, 1_000_000_000_000_000)]).await;
    assert_eq!(told["projects"].as_array().unwrap().len(), 1);
    let ranges = ["before", "after", "adds"].map(|name| {
        let range = &told["projects"][0][name];
        (units(&range["least"]), units(&range["most"]))
    });
    let [was, is, adds] = ranges;
    assert!(was.0 < is.0 && was.1 < is.1 && adds.0 <= adds.1 && adds.1 > 0, "{ranges:?}");
    assert_eq!(told["skipped"], json!([]));
    assert_eq!(
        told["coefficient"],
        json!({ "now": "1", "least": "1", "most": "1", "is_final": true, "reason": "default" })
    );
    assert_eq!(scene.json("/projects").await, before);
}

#[tokio::test]
async fn gifts_that_would_not_be_matched_are_named_with_the_reason() {
    let scene = Scene::new().await;
    let told = scene.estimate(Some(applicant(2)), &[(2, DAI, 5), (3, DAI, 5), (1, DAI, 5)]).await;
    let skipped: Vec<(u64, &str)> = told["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gift| (gift["project"].as_u64().unwrap(), gift["reason"].as_str().unwrap()))
        .collect();
    let [(2, own), (3, waits)] = skipped.as_slice() else { panic!("{skipped:?}") };
    assert!(own.contains("own people"), "{own}");
    assert!(waits.contains("not accepted"), "{waits}");
}

#[tokio::test]
async fn a_cart_that_cannot_be_read_is_refused() {
    let scene = Scene::new().await;
    let gift = json!({ "project": 1, "token": DAI, "amount": "5" });
    let huge = json!({ "project": 1, "token": DAI, "amount": "9".repeat(60) });
    for (body, status, field) in [
        (json!({ "donor": null, "gifts": [] }), StatusCode::UNPROCESSABLE_ENTITY, json!("gifts")),
        (
            json!({ "donor": null, "gifts": vec![gift.clone(); 51] }),
            StatusCode::UNPROCESSABLE_ENTITY,
            json!("gifts"),
        ),
        (json!({ "donor": null, "gifts": [huge] }), StatusCode::UNPROCESSABLE_ENTITY, json!("gifts")),
        (json!({ "donor": "0x12", "gifts": [gift] }), StatusCode::BAD_REQUEST, Value::Null),
        (
            json!({ "gifts": [{ "project": 1, "token": DAI, "amount": 5.5 }] }),
            StatusCode::BAD_REQUEST,
            Value::Null,
        ),
    ] {
        let (found, _, at, words) = scene.refused(Method::POST, "/estimate", &body).await;
        assert_eq!((found, at), (status, field), "{words}");
    }
}

#[tokio::test]
async fn what_a_donor_was_shown_is_told_when_it_changes() {
    let scores = "scores = \"scores.csv\"\nthresholds = [[15, \"0.5\"], [25, \"1\"]]\n";
    let mut scene = Scene::with(tributary_api::Settings::default(), scores).await;
    let path = format!("/donors/{}", donor(1));
    let open = scene.json(&path).await;
    let expected = json!({ "now": "1", "least": "0", "most": "1", "is_final": false, "reason": "default" });
    assert_eq!((&open["coefficient"], &open["was"]), (&expected, &Value::Null));
    assert_eq!(open["gifts"].as_array().unwrap().len(), 2);
    // Of somebody who never gave nothing is kept.
    let stranger = format!("/donors/{}", donor(8));
    assert_eq!(scene.json(&stranger).await["gifts"], json!([]));

    let text = format!("donor,score\n{},15\n{},15\n", donor(1), donor(8));
    let lists = ListTexts::of([("scores".to_owned(), text)]);
    let rules = scene.folder.rules().clone();
    let deployment = scene.folder.deployment().unwrap().unwrap();
    keep_lists(&scene.site.store, (&rules, &deployment), &lists, at("2026-02-21")).await.unwrap();
    scene.send(Method::PUT, "/reasons", &json!({ "reason": "what is shown next is read anew" })).await;
    // Kept here, and not on the chain: nobody is shown what follows from it.
    assert_eq!(scene.json(&path).await["coefficient"], open["coefficient"]);
    assert_eq!(scene.json("").await["lists"], json!([]));

    let reason = save_reason(&scene.site.store, "Two wallets were one.", at("2026-02-21")).await.unwrap();
    let lists_hash = lists.hash().unwrap();
    for (number, lists_hash, reason_hash) in [(1, B256::repeat_byte(7), B256::ZERO), (2, lists_hash, reason)]
    {
        scene.push(RoundEvent::ListsFrozen { number, lists_hash, reason_hash });
    }
    scene.save().await;
    let frozen = scene.json(&path).await;
    let expected =
        json!({ "now": "0.5", "least": "0.5", "most": "0.5", "is_final": true, "reason": "score 15" });
    assert_eq!(frozen["coefficient"], expected);
    let shown = scene.json("").await["lists"].clone();
    assert_eq!((&shown[0]["reason"], &shown[1]["reason"]), (&Value::Null, &json!("Two wallets were one.")));
    assert_eq!((&shown[1]["lists_hash"], &shown[1]["gifts_before"]), (&json!(lists_hash), &json!(5)));
    assert_eq!(
        frozen["was"],
        json!({ "coefficient": "1", "reason": "default", "at": "2026-02-20T00:00:00Z" })
    );
    assert_eq!(scene.json(&stranger).await["was"], Value::Null);
}
