//! Lists of one contract: what is proved on the page of one counts for all of them, and is nobody's way round the delay.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tributary_engine::{
    bundle::Bundle,
    verify::{Status, verify_bindings},
};
use tributary_model::Address;

use super::scene::{NEXT, SLUG, Scene, attested, key, other_wallet, refused, wallet};

const IN_48_HOURS: &str = "2026-02-12T00:00:00Z";

async fn bound(scene: &Scene, slug: &str) -> Value {
    scene.site.json(&format!("/api/v1/campaigns/{slug}/bindings/{}", scene.ada.id)).await
}

async fn published(scene: &Scene, slug: &str) -> String {
    let answer = scene.site.get(&format!("/api/v1/bundles/{slug}/bindings.jsonl")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.text()
}

#[tokio::test]
async fn what_was_proved_under_one_list_counts_under_the_next() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let first = scene.bind(&keys, wallet()).await;
    scene.announce_next();
    let next = bound(&scene, NEXT).await;
    assert_eq!((&next["recipient"], &next["ready"]), (&first["recipient"], &json!(true)));
    assert_eq!(attested(&next), attested(&first), "the contract takes one word for both lists");
    // The same wallet proved again changes nothing.
    let again = scene.bind_under(NEXT, &keys, wallet()).await;
    assert_eq!((&again["proved_at"], &again["state"]), (&first["proved_at"], &json!("active")));
}

#[tokio::test]
async fn another_wallet_waits_for_48_hours_whichever_list_it_is_proved_under() {
    for (first, second) in [(SLUG, NEXT), (NEXT, SLUG)] {
        let scene = Scene::new().await;
        let keys = scene.keys().await;
        scene.announce_next();
        let honest = scene.bind_under(first, &keys, wallet()).await;
        let thief = scene.bind_under(second, &keys, other_wallet()).await;
        assert_eq!(
            (&thief["state"], &thief["effective_at"], &thief["attestation"]),
            (&json!("pending"), &json!(IN_48_HOURS), &Value::Null)
        );
        for slug in [SLUG, NEXT] {
            let bound = bound(&scene, slug).await;
            assert_eq!(bound["recipient"], honest["recipient"]);
            assert_eq!(bound["pending"]["recipient"], other_wallet().to_checksum(None));
        }
        // Its owner takes it back on either page.
        let _ = scene.bind_under(first, &keys, wallet()).await;
        assert_eq!(bound(&scene, second).await["pending"], Value::Null);
    }
}

#[tokio::test]
async fn every_list_publishes_all_of_it_and_strangers_find_that_it_holds() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    scene.announce_next();
    let _ = scene.bind(&keys, wallet()).await;
    let _ = scene.bind_under(NEXT, &keys, other_wallet()).await;
    let text = published(&scene, SLUG).await;
    assert_eq!(text.lines().count(), 2);
    assert_eq!(published(&scene, NEXT).await, text);
    for slug in [SLUG, NEXT] {
        let bundle = Bundle::open(&scene.bundle_of(slug)).unwrap();
        let checks = verify_bindings(&bundle, &text, None).await.unwrap();
        assert_eq!(checks[0].status, Status::Pass, "{checks:?}");
    }
}

#[tokio::test]
async fn a_challenge_and_a_binding_are_of_one_contract_whatever_its_page_is_called() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let _ = scene.bind(&keys, wallet()).await;
    let challenge = scene.challenge(key(1).address()).await;
    scene.deploy(SLUG, Address::repeat_byte(0xa2));
    let _ = refused(&scene.prove_by_ssh(&keys, &challenge).await, 404, "challenge-not-found");
    let _ = refused(&scene.binding().await, 404, "binding-not-found");
    assert_eq!(published(&scene, SLUG).await, "");
    // Back where it was proved.
    scene.deploy(SLUG, super::scene::CONTRACT.address);
    assert_eq!(scene.prove_by_ssh(&keys, &challenge).await.status, StatusCode::CREATED);
}
