//! Wrong inputs, each with its sentence. Each differs in one part from what is taken.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tributary_github::testing::Simulator;
use tributary_model::Address;

use super::scene::{CONTRACT, Keys, SLUG, Scene, id, key, other_wallet, refused, refused_part, wallet};
use crate::site::{ADA, AIRDROP, time};

#[tokio::test]
async fn nobody_is_asked_to_prove_what_cannot_be_paid() {
    let scene = Scene::new().await;
    let ask = async |who: &str, recipient: &str| {
        scene.post("challenges", &json!({ "who": who, "recipient": recipient })).await
    };
    let ada = scene.ada.login.clone();
    let here = wallet().to_string();
    for (recipient, what) in [
        (Address::ZERO, "the zero address, which nobody can spend from"),
        (AIRDROP, "the airdrop itself, which cannot pay itself"),
        (Address::repeat_byte(0xc1), "the token's contract, where tokens are lost"),
    ] {
        let words = refused_part(&ask(&ada, &recipient.to_string()).await, "recipient");
        assert_eq!(words, format!("`{recipient}` is {what}; name a wallet of yours"));
    }
    let _ = refused(&ask(&ada, "ada.eth").await, 400, "invalid-address");
    let _ = refused(&ask(&ada, &ADA.replace("Fd6e", "fd6e")).await, 400, "invalid-address");
    let words = refused_part(&ask("1", &here).await, "who");
    assert_eq!(
        words,
        format!("`github:1` is paid at the wallet {ADA}, which claims by itself; nothing has to be proved")
    );
    let words = refused_part(&ask("trees-bot", &here).await, "who");
    assert_eq!(words, "`github:3` has no leaf in `trees-open`; there is nothing to claim");
    let email = format!("email:{}", "ee".repeat(32));
    let words = refused_part(&ask(&email, &here).await, "who");
    assert_eq!(words, format!("`{email}` has no leaf in `trees-open`; there is nothing to claim"));
    let _ = refused(&ask("carol", &here).await, 404, "person-not-found");
    let unreadable = scene.post("challenges", &json!({ "who": ada })).await;
    let words = refused(&unreadable, 400, "invalid-body");
    assert!(
        words.starts_with("the body is not what is asked for: ")
            && words.contains("missing field `recipient`"),
        "{words}"
    );
    // A campaign of wallets, and one that is not deployed.
    let wallets = scene.site.get("/api/v1/campaigns/trees-2025/bindings/2").await;
    let words = refused(&wallets, 409, "nothing-to-claim");
    assert_eq!(words, "`trees-2025` pays wallets alone; no GitHub account can claim there");
    std::fs::remove_file(scene.bundle().join("deployment.json")).unwrap();
    scene.site.state.refresh().unwrap();
    let words = refused(&ask(&ada, &here).await, 409, "nothing-to-claim");
    assert_eq!(words, "`trees-open` is not deployed yet; come back when it can be claimed");
}

#[tokio::test]
async fn after_the_window_nothing_is_bound() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let keys = scene.keys().await;
    // A guardian's freeze has made it longer, and the end of that counts.
    scene.attested_by(&[0], "2026-02-10T00:10:00Z");
    scene.site.set_clock("2026-02-10T00:10:00Z");
    let words =
        "the claim window of `trees-open` ended at 2026-02-10T00:10:00Z; nothing can be claimed any more";
    let late = scene.prove_by_ssh(&keys, &challenge).await;
    assert_eq!(refused(&late, 409, "nothing-to-claim"), words);
    let body = json!({ "who": scene.ada.login, "recipient": wallet() });
    assert_eq!(refused(&scene.post("challenges", &body).await, 409, "nothing-to-claim"), words);
}

#[tokio::test]
async fn a_challenge_is_used_once_and_in_time() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let challenge = scene.challenge(wallet()).await;
    let (first, second) =
        tokio::join!(scene.prove_by_ssh(&keys, &challenge), scene.prove_by_ssh(&keys, &challenge));
    let lost = if first.status == StatusCode::CREATED { &second } else { &first };
    let words = refused(lost, 409, "challenge-over");
    assert!(words.contains("start again to get a new one"), "{words}");
    assert_eq!(scene.site.store.bindings(CONTRACT).await.unwrap().len(), 1);
    let again = scene.prove_by_ssh(&keys, &challenge).await;
    let words = refused(&again, 409, "challenge-over");
    assert_eq!(words, "this challenge was used; start again to get a new one");

    let challenge = scene.challenge(other_wallet()).await;
    scene.site.set_clock("2026-02-10T00:15:00Z");
    assert_eq!(scene.read(&challenge).await["state"], "expired");
    let late = scene.prove_by_ssh(&keys, &challenge).await;
    let words = refused(&late, 409, "challenge-over");
    assert_eq!(words, "this challenge expired at 2026-02-10T00:15:00Z; start again to get a new one");
    for way in ["oauth", "device"] {
        let body = json!({ "signature": "0x01" });
        let late = scene.post(&format!("challenges/{}/{way}", id(&challenge)), &body).await;
        let _ = refused(&late, 409, "challenge-over");
    }
    // A day later it is forgotten, once somebody asks for a new one.
    scene.site.set_clock("2026-02-11T00:15:00Z");
    let _ = scene.challenge(wallet()).await;
    let path = format!("/api/v1/campaigns/{SLUG}/challenges/{}", id(&challenge));
    let gone = refused(&scene.site.get(&path).await, 404, "challenge-not-found");
    assert!(
        gone.starts_with(&format!("there is no challenge `{}` in this airdrop", id(&challenge))),
        "{gone}"
    );
    let guessed = refused(&scene.site.get(&format!("{path}0")).await, 404, "challenge-not-found");
    assert!(guessed.starts_with("there is no challenge"), "{guessed}");
}

#[tokio::test]
async fn a_signature_that_does_not_hold_is_told_and_the_challenge_stays_open() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let message = challenge["message"].as_str().unwrap().to_owned();
    let prove = async |signature: &str| {
        let proof = json!({ "method": "ssh", "signature": signature });
        scene.post(&format!("challenges/{}/proof", id(&challenge)), &proof).await
    };
    let strange = Keys::new();
    let words = refused_part(&prove(&strange.sign(&message, "tributary")).await, "signature");
    assert!(words.starts_with("the account publishes no SSH key; add the one that signed"), "{words}");
    let keys = scene.keys().await;
    scene.site.set_clock("2026-02-10T00:00:19Z");
    let words = refused_part(&prove(&keys.sign(&message, "tributary")).await, "signature");
    let told = "(GitHub was asked at 2026-02-10T00:00:00Z and is asked again from 2026-02-10T00:00:20Z on)";
    assert!(words.starts_with("the account publishes no SSH key") && words.ends_with(told), "{words}");
    scene.site.set_clock("2026-02-10T00:00:20Z");
    for (signature, words) in [
        ("x".to_owned(), "this is not a signature by `ssh-keygen -Y sign`"),
        (strange.sign(&message, "tributary"), "the signature is by the key `SHA256:"),
        (keys.sign(&message, "git"), "the signature was made for `git`"),
        (
            keys.sign(&message.replace("this wallet", "my wallet"), "tributary"),
            "the signature is not over this message",
        ),
    ] {
        let told = refused_part(&prove(&signature).await, "signature");
        assert!(told.starts_with(words), "{told}");
    }
    // Bo's key says nothing about Ada.
    let bos = Keys::new();
    scene.github.publish_keys(scene.bo.id, std::slice::from_ref(&bos.public), &[]).await;
    let _ = refused_part(&prove(&bos.sign(&message, "tributary")).await, "signature");
    assert_eq!(scene.read(&challenge).await["state"], "waiting");
    assert_eq!(prove(&keys.sign(&message, "tributary")).await.status, StatusCode::CREATED);
}

/// What GitHub was asked so far.
async fn asked(scene: &Scene) -> u64 {
    scene.github.requests().await["count"].as_u64().unwrap()
}

#[tokio::test]
async fn what_proves_nothing_by_itself_costs_no_question_to_github() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let challenge = scene.challenge(wallet()).await;
    let message = challenge["message"].as_str().unwrap().to_owned();
    let prove = async |proof: Value| {
        let answer = scene.post(&format!("challenges/{}/proof", id(&challenge)), &proof).await;
        let _ = refused_part(
            &answer,
            proof["method"].as_str().map_or("", |way| if way == "ssh" { "signature" } else { "gist" }),
        );
    };
    let before = asked(&scene).await;
    let other = message.replace("this wallet", "my wallet");
    for signature in ["x".to_owned(), keys.sign(&message, "git"), keys.sign(&other, "tributary")] {
        prove(json!({ "method": "ssh", "signature": signature })).await;
    }
    for gist in ["", "octocat", "https://gist.github.com/octocat", "../../user"] {
        prove(json!({ "method": "gist", "gist": gist })).await;
    }
    assert_eq!(asked(&scene).await, before);
    // Anybody has a key of their own: the account's are asked for once, whoever signs.
    for _ in 0..3 {
        prove(json!({ "method": "ssh", "signature": Keys::new().sign(&message, "tributary") })).await;
    }
    assert_eq!(asked(&scene).await, before + 4);
    assert_eq!(scene.prove_by_ssh(&keys, &challenge).await.status, StatusCode::CREATED);
    assert_eq!(asked(&scene).await, before + 4);
}

#[tokio::test]
async fn a_gist_that_proves_nothing_is_told_and_the_challenge_stays_open() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let message = challenge["message"].as_str().unwrap().to_owned();
    let prove = async |gist: &str| {
        let proof = json!({ "method": "gist", "gist": gist });
        scene.post(&format!("challenges/{}/proof", id(&challenge)), &proof).await
    };
    let publish =
        async |wish: Value| scene.github.publish_gist(wish).await["id"].as_str().unwrap().to_owned();
    let files = json!({ "a.txt": message });
    for (gist, words) in [
        ("https://gist.github.com/".to_owned(), "`https://gist.github.com/` names no gist".to_owned()),
        ("0".repeat(32), "there is no gist `0000".to_owned()),
        (
            publish(json!({ "owner": scene.ada.id, "files": files, "public": false })).await,
            "the gist `".to_owned(),
        ),
        (
            publish(json!({ "owner": scene.bo.id, "files": files })).await,
            format!("the gist is of github:{}, and these tokens are of github:{}", scene.bo.id, scene.ada.id),
        ),
        (
            publish(json!({ "owner": scene.ada.id, "files": { "a.txt": format!("> {message}") } })).await,
            "no file of the gist is this message; copy all of it, and nothing else, into one file".to_owned(),
        ),
    ] {
        let told = refused_part(&prove(&gist).await, "gist");
        assert!(told.starts_with(&words), "{told}");
    }
    assert_eq!(scene.read(&challenge).await["state"], "waiting");
}

#[tokio::test]
async fn signing_in_needs_the_wallets_own_signature_over_this_message() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let message = challenge["message"].as_str().unwrap();
    let begin = async |signature: &str| {
        scene.post(&format!("challenges/{}/oauth", id(&challenge)), &json!({ "signature": signature })).await
    };
    for text in ["", "0x", "0x1", "12", "0xzz"] {
        let words = refused_part(&begin(text).await, "signature");
        assert_eq!(words, "a signature is 0x and an even number of hex digits", "{text}");
    }
    // Another wallet, or another message: only a contract could accept it, and the chain does not answer here.
    let other = key(4).sign_text(message).unwrap();
    let elsewhere = key(3).sign_text(&message.replace("31337", "1")).unwrap();
    for signature in [other, elsewhere] {
        let answer = begin(&signature.to_string()).await;
        assert_eq!(answer.header("set-cookie"), "");
        let words = refused(&answer, 503, "chain-unavailable");
        assert_eq!(
            words,
            "the airdrop's chain cannot be asked now; nothing was changed, try again in a minute"
        );
    }
    assert_eq!(scene.read(&challenge).await["state"], "waiting");
}

#[tokio::test]
async fn without_an_app_at_github_signing_in_is_not_offered() {
    let scene = Scene::over(Simulator::start(&[]), None, &[0], 1, Some(0)).await;
    let challenge = scene.challenge(wallet()).await;
    assert_eq!(challenge["methods"], json!(["ssh", "gist"]));
    let signature = key(3).sign_text(challenge["message"].as_str().unwrap()).unwrap();
    for way in ["oauth", "device"] {
        let body = json!({ "signature": signature });
        let answer = scene.post(&format!("challenges/{}/{way}", id(&challenge)), &body).await;
        let words = refused(&answer, 409, "not-offered");
        let expected = format!(
            "this server does not offer `{way}`; the challenge's `methods` names those that it offers"
        );
        assert_eq!(words, expected);
    }
}

#[tokio::test]
async fn while_github_is_silent_nothing_is_changed() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let challenge = scene.challenge(wallet()).await;
    scene.github.faults(json!([{ "match": "/user/", "kind": "502", "count": 1 }])).await;
    let silent = scene.prove_by_ssh(&keys, &challenge).await;
    let words = refused(&silent, 503, "github-unavailable");
    assert_eq!(words, "GitHub does not answer now; nothing was changed, try again in a minute");
    assert_eq!(scene.read(&challenge).await["state"], "waiting");
    assert_eq!(scene.prove_by_ssh(&keys, &challenge).await.status, StatusCode::CREATED);
}

/// A proof is never kept as older than the one before it, and so would be as of after its message.
#[tokio::test]
async fn a_clock_that_was_set_back_makes_nothing_that_strangers_would_not_believe() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let _ = scene.bind(&keys, wallet()).await;
    scene.site.set_clock("2026-02-09T23:45:00Z");
    let challenge = scene.challenge(other_wallet()).await;
    let words = refused(&scene.prove_by_ssh(&keys, &challenge).await, 409, "challenge-over");
    assert_eq!(
        words,
        "this server's clock was set back, and the last proof is of 2026-02-10T00:00:00Z; start again after that"
    );
    scene.site.set_clock("2026-02-09T23:45:01Z");
    let challenge = scene.challenge(other_wallet()).await;
    let _ = scene.prove_by_ssh(&keys, &challenge).await;
    let kept = scene.site.store.bindings(CONTRACT).await.unwrap();
    assert_eq!(kept.len(), 2, "its message is good for a second more");
    assert_eq!(kept[1].proved_at, time("2026-02-10"));
}
