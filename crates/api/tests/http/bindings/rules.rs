//! Which binding counts, who vouches for it, and what strangers find when they check.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tributary_chain::{Attestation, Domain};
use tributary_engine::{
    bundle::Bundle,
    verify::{ChainTarget, Check, Status, verify_bindings},
};
use tributary_model::{Address, B256, ChainCursor, ClaimRecord, Claimant};

use super::scene::{SLUG, Scene, attested, key, other_wallet, refused, refused_part, wallet};
use crate::site::{AIRDROP, Answer, CHAIN};

const NOW: u64 = 1_770_681_600;
const HOUR: u64 = 3_600;

/// Checks a file as a stranger would.
pub(super) async fn verify(scene: &Scene, text: &str, target: Option<&ChainTarget<'_>>) -> Vec<Check> {
    let bundle = Bundle::open(&scene.bundle()).unwrap();
    verify_bindings(&bundle, text, target).await.unwrap()
}

async fn published(scene: &Scene) -> String {
    scene.site.get(&format!("/api/v1/bundles/{SLUG}/bindings.jsonl")).await.text()
}

#[tokio::test]
async fn another_wallet_waits_for_48_hours_and_everybody_sees_it_coming() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let first = scene.bind(&keys, wallet()).await;
    scene.site.set_clock("2026-02-11");
    let second = scene.bind(&keys, other_wallet()).await;
    assert_eq!(
        (&second["state"], &second["effective_at"]),
        (&json!("pending"), &json!("2026-02-13T00:00:00Z"))
    );
    assert_eq!((&second["replaces"], &second["attestation"]), (&first["recipient"], &Value::Null));
    assert_eq!(
        (&second["ready"], &second["missing"]),
        (
            &json!(false),
            &json!("another wallet is in effect; this one takes its place at 2026-02-13T00:00:00Z")
        )
    );
    let notice = json!({
        "recipient": other_wallet().to_checksum(None), "proved_at": "2026-02-11T00:00:00Z",
        "effective_at": "2026-02-13T00:00:00Z",
    });
    let bound = scene.bound().await;
    assert_eq!((&bound["recipient"], &bound["pending"]), (&first["recipient"], &notice));
    assert_eq!(attested(&bound).valid_before, NOW + 48 * HOUR);

    // In the last second before, what is attested of the first wallet ends with its turn.
    scene.site.set_clock("2026-02-12T23:59:59Z");
    let bound = scene.bound().await;
    assert_eq!((&bound["recipient"], attested(&bound).valid_before), (&first["recipient"], NOW + 72 * HOUR));
    scene.site.set_clock("2026-02-13");
    let bound = scene.bound().await;
    assert_eq!((&bound["recipient"], &bound["replaces"]), (&notice["recipient"], &first["recipient"]));
    assert_eq!((&bound["state"], &bound["pending"]), (&json!("active"), &Value::Null));
    let said = attested(&bound);
    assert_eq!((said.recipient, said.valid_after), (other_wallet(), NOW + 72 * HOUR));
    let checks = verify(&scene, &published(&scene).await, None).await;
    assert_eq!(checks[0].status, Status::Pass, "{checks:?}");
}

#[tokio::test]
async fn the_wallet_in_effect_proved_again_takes_back_what_waits() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let first = scene.bind(&keys, wallet()).await;
    assert_eq!(scene.bind(&keys, wallet()).await, first, "the same again changes nothing");
    let _ = scene.bind(&keys, other_wallet()).await;
    let again = scene.bind(&keys, wallet()).await;
    assert_eq!((&again["state"], &again["pending"]), (&json!("active"), &Value::Null));
    scene.site.set_clock("2026-02-13");
    assert_eq!(scene.bound().await["recipient"], first["recipient"]);
}

#[tokio::test]
async fn an_attestation_is_answered_again_while_it_holds_for_long() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let first = scene.bind(&keys, wallet()).await;
    scene.site.set_clock("2026-02-10T12:00:00Z");
    assert_eq!(scene.bound().await["attestation"], first["attestation"]);
    scene.site.set_clock("2026-02-10T12:00:01Z");
    assert_eq!(attested(&scene.bound().await).valid_before, NOW + 36 * HOUR + 1);
    // Never beyond the window, as the chain has it now.
    scene.attested_by(&[0], "2026-02-10T18:00:00Z");
    assert_eq!(attested(&scene.bound().await).valid_before, NOW + 18 * HOUR);
}

#[tokio::test]
async fn after_the_claim_no_other_wallet_can_be_named() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let binding = scene.bind(&keys, wallet()).await;
    let challenge = scene.challenge(other_wallet()).await;
    claimed(&scene, &binding).await;
    let paid = format!(
        "the tokens of `github:{}` were paid to {} in transaction {}; another wallet cannot be named any more",
        scene.ada.id,
        wallet(),
        B256::repeat_byte(0x88)
    );
    let late = scene.prove_by_ssh(&keys, &challenge).await;
    assert_eq!(refused(&late, 409, "already-claimed"), paid);
    let body = json!({ "who": scene.ada.login, "recipient": other_wallet() });
    assert_eq!(refused(&scene.post("challenges", &body).await, 409, "already-claimed"), paid);
    let bound = scene.bound().await;
    assert_eq!(
        (&bound["ready"], &bound["missing"]),
        (&json!(false), &json!("the tokens were claimed; nothing more is attested"))
    );
}

async fn claimed(scene: &Scene, binding: &Value) {
    let record = ClaimRecord {
        index: binding["leaf"]["index"].as_u64().unwrap(),
        claimant: Claimant::of_github(scene.ada.id).unwrap(),
        recipient: wallet(),
        amount: binding["leaf"]["amount"].as_str().unwrap().parse().unwrap(),
        tx_hash: B256::repeat_byte(0x88),
        block_number: 42,
        block_hash: B256::repeat_byte(0x99),
        log_index: 0,
    };
    let cursor = ChainCursor { block_number: 42, block_hash: B256::repeat_byte(0x99) };
    let from = scene.site.store.chain_cursor(CHAIN, AIRDROP).await.unwrap();
    assert!(scene.site.store.save_claims(CHAIN, AIRDROP, from, None, &[record], cursor).await.unwrap());
}

/// Another attestor signs what the server says, or a change of it.
async fn endorse(scene: &Scene, said: &Attestation, signer: usize, named: Address) -> Answer {
    let digest = said.digest(Domain { chain_id: CHAIN, airdrop: AIRDROP });
    let body = json!({
        "attestation": said, "attestor": named, "signature": key(signer).sign(digest).unwrap(),
    });
    scene.post(&format!("bindings/github:{}/endorsements", scene.ada.id), &body).await
}

#[tokio::test]
async fn two_of_three_attestors_make_it_ready() {
    let scene = Scene::with(&[0, 1, 2], 2, Some(0)).await;
    let keys = scene.keys().await;
    let binding = scene.bind(&keys, wallet()).await;
    assert_eq!(
        (&binding["ready"], &binding["missing"], &binding["threshold"]),
        (&json!(false), &json!("1 of 2 attestors have endorsed it; the others have to"), &json!(2))
    );
    let said = attested(&binding);
    let answer = endorse(&scene, &said, 1, key(1).address()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let ready = answer.json();
    assert_eq!((&ready["ready"], &ready["missing"]), (&json!(true), &Value::Null));
    let who = |binding: &Value| -> Vec<Address> {
        let endorsements = binding["endorsements"].as_array().unwrap().iter();
        endorsements.map(|one| one["attestor"].as_str().unwrap().parse().unwrap()).collect()
    };
    let mut expected = [key(0).address(), key(1).address()];
    expected.sort();
    assert_eq!(who(&ready), expected, "ascending, as the contract reads them");
    assert_eq!(attested(&ready), said);
    assert_eq!(scene.bound().await, ready);
    // The word of one who was replaced on the chain counts no more.
    scene.attested_by(&[0, 2], "2026-03-01");
    assert_eq!(who(&scene.bound().await), [key(0).address()]);
    let checks = verify(&scene, &published(&scene).await, None).await;
    assert_eq!(checks[0].status, Status::Pass, "{checks:?}");
}

#[tokio::test]
async fn an_attestor_whose_clock_is_a_little_ahead_is_taken() {
    let scene = Scene::with(&[0, 1], 2, Some(0)).await;
    let keys = scene.keys().await;
    let ours = attested(&scene.bind(&keys, wallet()).await);
    for ahead in [2, 300] {
        let said = Attestation { valid_before: ours.valid_before + ahead, ..ours.clone() };
        let answer = endorse(&scene, &said, 1, key(1).address()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    }
}

#[tokio::test]
async fn a_server_without_a_key_records_and_others_attest() {
    let scene = Scene::with(&[1, 2], 1, None).await;
    let keys = scene.keys().await;
    let binding = scene.bind(&keys, wallet()).await;
    assert_eq!((&binding["ready"], &binding["attestation"]), (&json!(false), &Value::Null));
    assert_eq!(binding["missing"], "this server does not attest; an attestor has to endorse the proof");
    let identity = Claimant::of_github(scene.ada.id).unwrap().word();
    let said =
        Attestation { identity, recipient: wallet(), valid_after: NOW - 300, valid_before: NOW + HOUR };
    let answer = endorse(&scene, &said, 2, key(2).address()).await;
    assert_eq!((answer.status, &answer.json()["ready"]), (StatusCode::CREATED, &json!(true)));
    assert_eq!(attested(&scene.bound().await), said);
    // A key that is in no set attests nothing either.
    let strange = Scene::with(&[1], 1, Some(0)).await;
    let keys = strange.keys().await;
    let binding = strange.bind(&keys, wallet()).await;
    assert_eq!(
        binding["missing"],
        "this server's key is not among the attestors; one of them has to endorse the proof"
    );
    // While the chain is not known, nobody's word can be counted.
    strange.nothing_is_known();
    let binding = strange.bound().await;
    assert_eq!(
        (&binding["ready"], &binding["missing"]),
        (&json!(false), &json!("the airdrop's chain was not asked yet, or does not answer"))
    );
}

/// Each differs in one part from what is taken.
#[tokio::test]
async fn an_endorsement_that_says_something_else_is_not_kept() {
    let scene = Scene::with(&[0, 1], 2, Some(0)).await;
    let keys = scene.keys().await;
    let said = attested(&scene.bind(&keys, wallet()).await);
    let other = |change: fn(&mut Attestation)| {
        let mut changed = said.clone();
        change(&mut changed);
        changed
    };
    let other_binding =
        format!("it is not of the binding in effect, which is of `github:{}` to {}", scene.ada.id, wallet());
    let over = "it held until 2026-02-10T00:00:00Z, and it is 2026-02-10T00:00:00Z by this server's clock";
    for (changed, words) in [
        (other(|said| said.recipient = other_wallet()), other_binding.as_str()),
        (other(|said| said.identity = B256::repeat_byte(1)), other_binding.as_str()),
        (
            other(|said| said.valid_after -= 1),
            "it holds from 2026-02-09T23:54:59Z on; it has to from 2026-02-09T23:55:00Z on",
        ),
        (
            other(|said| said.valid_before += 301),
            "it holds until 2026-02-11T00:05:01Z, and may until 2026-02-11T00:05:00Z at the latest: it is \
             2026-02-10T00:00:00Z by this server's clock, and nothing is attested for more than 24 hours, beyond the claim \
             window or beyond another wallet's turn; compare the clocks",
        ),
        (other(|said| said.valid_before = NOW), over),
    ] {
        let answer = endorse(&scene, &changed, 1, key(1).address()).await;
        assert_eq!(refused_part(&answer, "attestation"), words);
    }
    let stranger = endorse(&scene, &said, 2, key(2).address()).await;
    let words = format!("`{}` is none of the 2 attestors of this airdrop", key(2).address());
    assert_eq!(refused_part(&stranger, "attestor"), words);
    // Somebody else's signature: a contract would have to judge, and the chain does not answer here.
    let forged = endorse(&scene, &said, 2, key(1).address()).await;
    let words = "the airdrop's chain cannot be asked now; nothing was changed, try again in a minute";
    assert_eq!(refused(&forged, 503, "chain-unavailable"), words);
    assert_eq!(scene.bound().await["endorsements"].as_array().unwrap().len(), 1);
    let nobody = scene.post(&format!("bindings/github:{}/endorsements", scene.bo.id), &body(&said)).await;
    let words = format!("nobody has proved `github:{}` yet; there is nothing to endorse", scene.bo.id);
    assert_eq!(refused(&nobody, 404, "binding-not-found"), words);
}

fn body(said: &Attestation) -> Value {
    json!({ "attestation": said, "attestor": key(1).address(), "signature": "0x01" })
}

/// Each differs in one part from a file that holds.
#[tokio::test]
async fn a_stranger_finds_what_was_changed_in_the_published_file() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let _ = scene.bind(&keys, wallet()).await;
    let _ = scene.bind(&keys, other_wallet()).await;
    let text = published(&scene).await;
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let changed = |place: usize, pointer: &str, value: Value| {
        let mut lines = lines.clone();
        *lines[place].pointer_mut(pointer).unwrap() = value;
        lines.iter().map(|line| line.to_string() + "\n").collect::<String>()
    };
    let elsewhere = json!(other_wallet());
    let signature = lines[1]["evidence"]["ssh"]["signature"].clone();
    let longer = lines[0]["message"].as_str().unwrap().replace("00:15:00Z", "00:15:01Z");
    let strange_key = super::scene::Keys::new().public;
    let endorsed_by = format!("line 1: `{}` endorsed it", key(1).address());
    for (forged, words) in [
        (changed(0, "/identity", json!("github:1")), "line 1: `github:1` has no leaf by its account"),
        (changed(0, "/recipient", elsewhere.clone()), "line 1: its message names another wallet"),
        (changed(0, "/message", json!("hello")), "line 1: line "),
        (changed(0, "/method", json!("gist")), "line 1: its evidence is not of the way `gist`"),
        (changed(0, "/evidence/ssh/signature", signature), "line 1: the signature is not over this message"),
        (changed(0, "/evidence/ssh/public_key", json!(strange_key)), "line 1: the signature is by the key"),
        (
            changed(0, "/attestations/0/attestation/recipient", elsewhere),
            "line 1: an attestation is not about this binding",
        ),
        (
            changed(0, "/attestations/0/endorsements/0/attestor", json!(key(1).address())),
            endorsed_by.as_str(),
        ),
        (
            changed(1, "/effective_at", json!("2026-02-10T00:00:00Z")),
            "line 2: it counts from 2026-02-10T00:00:00Z on; by the rules it does from 2026-02-12T00:00:00Z on",
        ),
        (changed(1, "/proved_at", json!("2026-02-09T00:00:00Z")), "line 2: it was proved at"),
        (
            changed(0, "/proved_at", json!("2026-02-10T00:15:00Z")),
            "line 1: it was proved at 2026-02-10T00:15:00Z, and its message was good from 2026-02-10T00:00:00Z until",
        ),
        (
            changed(0, "/message", json!(longer)),
            "line 1: its message is good from 2026-02-10T00:00:00Z until",
        ),
        (format!("{text}{}\n", lines[0]), "line 3: its message was used in line 1"),
    ] {
        let checks = verify(&scene, &forged, None).await;
        let [check] = checks.as_slice() else { panic!("{checks:?}") };
        assert_eq!((check.id, check.status), ("bindings", Status::Fail), "{words}");
        assert!(check.detail.starts_with(words), "{} / {words}", check.detail);
    }
    // A signature that no key made may be a contract's: without the chain nobody can tell.
    let forged = changed(0, "/attestations/0/endorsements/0/signature", json!("0x0102"));
    let checks = verify(&scene, &forged, None).await;
    assert_eq!(checks[0].status, Status::Skipped);
    assert!(checks[0].detail.ends_with("are of contracts, which only the chain can ask"), "{checks:?}");
    assert_eq!(verify(&scene, &text, None).await[0].status, Status::Pass);
}
