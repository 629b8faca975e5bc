//! The four ways, each to its end.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_engine::bindings::document::read_lines;
use tributary_github::testing::Button;
use tributary_model::ProofEvidence;

use super::scene::{CONTRACT, PUBLIC_URL, SLUG, Scene, attested, id, key, other_wallet, refused, wallet};
use crate::site::{AIRDROP, Answer, CHAIN};

const DAY: u64 = 86_400;
/// 2026-02-10.
const NOW: u64 = 1_770_681_600;

#[tokio::test]
async fn a_challenge_says_what_is_asked_and_who_will_have_to_say_so() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let ada = scene.ada.id;
    let message = format!(
        "drop.example.org wants you to sign in with your Ethereum account:\n{}\n\n\
         Pay the tokens of the GitHub account github:{ada} in this airdrop to this wallet.\n\n\
         URI: {PUBLIC_URL}/a/{SLUG}\nVersion: 1\nChain ID: {CHAIN}\nNonce: {}\nIssued At: 2026-02-10T00:00:00Z\n\
         Expiration Time: 2026-02-10T00:15:00Z\nResources:\n- urn:github:user:{ada}\n- eip155:{CHAIN}:{}",
        wallet().to_checksum(None),
        challenge["nonce"].as_str().unwrap(),
        AIRDROP.to_checksum(None)
    );
    assert_eq!(challenge["message"], message);
    assert_eq!(challenge["identity"], format!("github:{ada}"));
    assert_eq!(challenge["login"], scene.ada.login);
    assert_eq!(challenge["methods"], json!(["oauth", "ssh", "gist", "device"]));
    assert_eq!(challenge["attestors"]["threshold"], 1);
    assert_eq!(
        (&challenge["state"], &challenge["failure"], &challenge["device"]),
        (&json!("waiting"), &Value::Null, &Value::Null)
    );
    assert_ne!(challenge["id"], challenge["nonce"]);
    assert_eq!(scene.read(&challenge).await, challenge);
    let another = scene.challenge(wallet()).await;
    assert!(another["id"] != challenge["id"] && another["nonce"] != challenge["nonce"]);
    assert_eq!(
        refused(&scene.binding().await, 404, "binding-not-found").split('`').nth(1).unwrap(),
        format!("github:{ada}")
    );
}

#[tokio::test]
async fn by_a_key_that_the_account_publishes() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let challenge = scene.challenge(wallet()).await;
    let answer = scene.prove_by_ssh(&keys, &challenge).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let binding = answer.json();
    assert_eq!((&binding["method"], &binding["state"]), (&json!("ssh"), &json!("active")));
    assert_eq!(binding["recipient"], wallet().to_checksum(None));
    assert_eq!((&binding["replaces"], &binding["pending"]), (&Value::Null, &Value::Null));
    assert_eq!((&binding["ready"], &binding["missing"]), (&json!(true), &Value::Null));
    let said = attested(&binding);
    assert_eq!((said.recipient, said.valid_after, said.valid_before), (wallet(), NOW - 300, NOW + DAY));
    assert_eq!(binding["endorsements"][0]["attestor"], key(0).address().to_checksum(None));
    assert_eq!(scene.bound().await, binding);
    assert_eq!(scene.read(&challenge).await["state"], "proved");
    // A key for signing is as good, and a break at the end of the file does no harm.
    let signing = super::scene::Keys::new();
    scene.github.publish_keys(scene.bo.id, &[], std::slice::from_ref(&signing.public)).await;
    let body = json!({ "who": scene.bo.id.0.to_string(), "recipient": other_wallet() });
    let challenge = scene.post("challenges", &body).await.json();
    let signature = signing.sign(&format!("{}\n", challenge["message"].as_str().unwrap()), "tributary");
    let proof = json!({ "method": "ssh", "signature": signature });
    let proved = scene.post(&format!("challenges/{}/proof", id(&challenge)), &proof).await;
    assert_eq!(proved.status, StatusCode::CREATED, "{}", proved.text());
}

#[tokio::test]
async fn a_login_that_changed_hands_is_looked_up_by_its_number() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let before = scene.ada.login.clone();
    scene.github.rename(scene.ada.id, "ada-of-today").await;
    scene.github.rename(scene.bo.id, &before).await;
    let binding = scene.bind(&keys, wallet()).await;
    assert_eq!(
        (&binding["login"], &binding["identity"]),
        (&json!("ada-of-today"), &json!(format!("github:{}", scene.ada.id)))
    );
}

#[tokio::test]
async fn by_a_public_gist_of_the_account() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let text = format!("\n{}\n", challenge["message"].as_str().unwrap());
    let files = json!({ "notes.md": "other", "tributary.txt": text });
    let gist = scene.github.publish_gist(json!({ "owner": scene.ada.id, "files": files })).await;
    let url = format!("https://gist.github.com/{}/{}", scene.ada.login, gist["id"].as_str().unwrap());
    let proof = json!({ "method": "gist", "gist": url });
    let answer = scene.post(&format!("challenges/{}/proof", id(&challenge)), &proof).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    assert_eq!((&answer.json()["method"], &answer.json()["ready"]), (&json!("gist"), &json!(true)));
    let lines =
        read_lines(&scene.site.get(&format!("/api/v1/bundles/{SLUG}/bindings.jsonl")).await.text()).unwrap();
    let ProofEvidence::Gist { id, revision, .. } = &lines[0].evidence else { panic!("{lines:?}") };
    assert_eq!(
        (id.as_str(), revision.as_str()),
        (gist["id"].as_str().unwrap(), gist["version"].as_str().unwrap())
    );
}

/// Signs with a wallet and begins to sign in: where to go, and what the browser keeps.
async fn begin(scene: &Scene, challenge: &Value, signer: usize) -> (String, String) {
    let signature = key(signer).sign_text(challenge["message"].as_str().unwrap()).unwrap();
    let body = json!({ "signature": signature });
    let answer = scene.post(&format!("challenges/{}/oauth", id(challenge)), &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("__Host-tributary_sign_in=")
            && cookie.ends_with("; Path=/; Secure; Max-Age=900; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    let kept = cookie.split(';').next().unwrap().to_owned();
    (answer.json()["authorize_url"].as_str().unwrap().to_owned(), kept)
}

/// The browser comes back from GitHub.
async fn come_back(scene: &Scene, location: &str, cookie: &str) -> Answer {
    let path = location.strip_prefix(PUBLIC_URL).unwrap();
    let headers: &[(&str, &str)] = if cookie.is_empty() { &[] } else { &[("cookie", cookie)] };
    scene.site.ask(Method::GET, path, headers, "").await
}

fn leads_on(answer: &Answer, scene: &Scene, challenge: &Value) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = format!("/a/{SLUG}/claim/github:{}?challenge={}", scene.ada.id, id(challenge));
    assert_eq!(answer.header("location"), page);
    assert!(answer.header("set-cookie").contains("=; Path=/; Secure; Max-Age=0;"), "the browser forgets");
}

async fn no_token_lives(scene: &Scene, made: u64) {
    let oauth = scene.github.oauth().await;
    assert_eq!((oauth["made"].as_u64(), oauth["tokens"].as_array().unwrap().len()), (Some(made), 0));
}

#[tokio::test]
async fn by_signing_in_at_github_with_the_wallets_consent() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
    let location = scene.github.consent(&authorize_url, Button::Authorize).await;
    let answer = come_back(&scene, &location, &cookie).await;
    leads_on(&answer, &scene, &challenge);
    assert_eq!(scene.read(&challenge).await["state"], "proved");
    let binding = scene.bound().await;
    assert_eq!((&binding["method"], &binding["ready"]), (&json!("oauth"), &json!(true)));
    assert_eq!(binding["login"], scene.ada.login);
    no_token_lives(&scene, 1).await;
    // The same return again changes nothing.
    leads_on(&come_back(&scene, &location, &cookie).await, &scene, &challenge);
    assert_eq!(scene.bound().await, binding);
    no_token_lives(&scene, 1).await;
    let kept = scene.site.store.bindings(CONTRACT).await.unwrap();
    assert_eq!(kept.len(), 1);
}

#[tokio::test]
async fn a_cookie_that_a_sibling_domain_has_planted_ends_no_sign_in() {
    let scene = Scene::new().await;
    for plant in [
        // Of any domain above, or over plain HTTP.
        |cookie: &str| cookie.trim_start_matches("__Host-").to_owned(),
        |cookie: &str| format!("{cookie}; {cookie}"),
        |cookie: &str| format!("{cookie}; __Host-tributary_sign_in=another"),
        |cookie: &str| format!("__Host-tributary_sign_in=another; {cookie}"),
    ] {
        let challenge = scene.challenge(wallet()).await;
        let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
        let location = scene.github.consent(&authorize_url, Button::Authorize).await;
        leads_on(&come_back(&scene, &location, &plant(&cookie)).await, &scene, &challenge);
        assert_eq!(scene.read(&challenge).await["state"], "failed");
        let _ = refused(&scene.binding().await, 404, "binding-not-found");
    }
    no_token_lives(&scene, 0).await;
    // Cookies of other names are nobody's concern.
    let challenge = scene.challenge(wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
    let location = scene.github.consent(&authorize_url, Button::Authorize).await;
    let among = format!("theme=dark; {cookie}; tributary_sign_in=another");
    leads_on(&come_back(&scene, &location, &among).await, &scene, &challenge);
    assert_eq!(scene.read(&challenge).await["state"], "proved");
}

#[tokio::test]
async fn a_sign_in_that_somebody_else_began_is_not_ended_here() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
    let location = scene.github.consent(&authorize_url, Button::Authorize).await;
    let strange = format!("{}x", &cookie[..cookie.len() - 1]);
    leads_on(&come_back(&scene, &location, &strange).await, &scene, &challenge);
    let read = scene.read(&challenge).await;
    assert_eq!(
        (&read["state"], &read["failure"]),
        (&json!("failed"), &json!("this sign-in was not begun in this browser; start again here"))
    );
    leads_on(&come_back(&scene, &location, &cookie).await, &scene, &challenge);
    let _ = refused(&scene.binding().await, 404, "binding-not-found");
    no_token_lives(&scene, 0).await;
}

#[tokio::test]
async fn a_sign_in_that_comes_to_nothing_says_why() {
    let scene = Scene::new().await;
    let failure = async |location: &str, cookie: &str, challenge: &Value| {
        leads_on(&come_back(&scene, location, cookie).await, &scene, challenge);
        let read = scene.read(challenge).await;
        assert_eq!(read["state"], "failed");
        read["failure"].as_str().unwrap().to_owned()
    };
    // Cancelled at GitHub.
    let challenge = scene.challenge(wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
    let location = scene.github.consent(&authorize_url, Button::Cancel).await;
    let words = failure(&location, &cookie, &challenge).await;
    assert!(words.starts_with("consent was refused at GitHub"), "{words}");
    // By another account.
    let challenge = scene.challenge(wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
    let as_bo =
        authorize_url.replace(&format!("login={}", scene.ada.login), &format!("login={}", scene.bo.login));
    let location = scene.github.consent(&as_bo, Button::Authorize).await;
    let words = failure(&location, &cookie, &challenge).await;
    let expected = format!(
        "you are signed in at GitHub as github:{}, and these tokens are of github:{}; sign in there with that account \
         and start again",
        scene.bo.id, scene.ada.id
    );
    assert_eq!(words, expected);
    no_token_lives(&scene, 1).await;
    // With a code that is somebody else's or made up.
    let challenge = scene.challenge(wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
    let location = scene.github.consent(&authorize_url, Button::Authorize).await;
    let forged = location.replace("code=", "code=0");
    let words = failure(&forged, &cookie, &challenge).await;
    assert!(words.starts_with("GitHub does not take the code of this consent"), "{words}");
    // After its time.
    let challenge = scene.challenge(wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 3).await;
    let location = scene.github.consent(&authorize_url, Button::Authorize).await;
    scene.site.set_clock("2026-02-10T00:15:00Z");
    let words = failure(&location, &cookie, &challenge).await;
    assert_eq!(words, "this challenge was used or its time is over; start again to get a new one");
    // Of nobody.
    let unknown =
        scene.site.get(&format!("/api/v1/oauth/github/callback?code=a&state={}", "A".repeat(43))).await;
    let words = refused(&unknown, 404, "challenge-not-found");
    assert_eq!(
        words,
        "no such sign-in was begun here, or it was long ago; start again from the airdrop's page"
    );
    let _ = refused(&scene.site.get("/api/v1/oauth/github/callback").await, 404, "challenge-not-found");
    let _ = refused(&scene.binding().await, 404, "binding-not-found");
}

#[tokio::test]
async fn by_a_code_that_is_typed_at_github() {
    let scene = Scene::new().await;
    let challenge = scene.challenge(wallet()).await;
    let answer = scene.post(&format!("challenges/{}/device", id(&challenge)), &json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let code = answer.json();
    assert_eq!(code["interval"], 1);
    assert_eq!(code["expires_at"], "2026-02-10T00:15:00Z");
    let read = scene.read(&challenge).await;
    assert_eq!((&read["state"], &read["device"]), (&json!("waiting"), &code));
    scene.site.set_clock("2026-02-10T00:00:01Z");
    assert_eq!(scene.read(&challenge).await["state"], "waiting", "nobody has typed it");
    scene
        .github
        .enter_device_code(code["user_code"].as_str().unwrap(), &scene.ada.login, Button::Authorize)
        .await;
    assert_eq!(scene.read(&challenge).await["state"], "waiting", "GitHub was asked this second");
    scene.site.set_clock("2026-02-10T00:00:02Z");
    assert_eq!(scene.read(&challenge).await["state"], "proved");
    let binding = scene.bound().await;
    assert_eq!(
        (&binding["method"], &binding["recipient"]),
        (&json!("device"), &json!(wallet().to_checksum(None)))
    );
    no_token_lives(&scene, 1).await;
}

#[tokio::test]
async fn a_code_that_comes_to_nothing_says_why() {
    let scene = Scene::new().await;
    for (login, button, words) in [
        (&scene.ada.login, Button::Cancel, "consent was refused at GitHub".to_owned()),
        (
            &scene.bo.login,
            Button::Authorize,
            format!("you are signed in at GitHub as github:{}", scene.bo.id),
        ),
    ] {
        scene.site.set_clock("2026-02-10");
        let challenge = scene.challenge(wallet()).await;
        let code = scene.post(&format!("challenges/{}/device", id(&challenge)), &json!({})).await.json();
        scene.github.enter_device_code(code["user_code"].as_str().unwrap(), login, button).await;
        scene.site.set_clock("2026-02-10T00:00:01Z");
        let read = scene.read(&challenge).await;
        assert_eq!(read["state"], "failed");
        assert!(read["failure"].as_str().unwrap().starts_with(&words), "{read}");
    }
    let _ = refused(&scene.binding().await, 404, "binding-not-found");
}

#[tokio::test]
async fn every_binding_is_published_with_what_was_shown_and_no_secret() {
    let scene = Scene::new().await;
    let keys = scene.keys().await;
    let file = async || scene.site.get(&format!("/api/v1/bundles/{SLUG}/bindings.jsonl")).await;
    assert_eq!((file().await.status, file().await.text()), (StatusCode::OK, String::new()));
    let _ = scene.bind(&keys, wallet()).await;
    let challenge = scene.challenge(other_wallet()).await;
    let (authorize_url, cookie) = begin(&scene, &challenge, 4).await;
    let location = scene.github.consent(&authorize_url, Button::Authorize).await;
    leads_on(&come_back(&scene, &location, &cookie).await, &scene, &challenge);
    let text = file().await.text();
    let lines = read_lines(&text).unwrap();
    assert_eq!(file().await.header("content-type"), "application/jsonl");
    let [first, second] = lines.as_slice() else { panic!("{text}") };
    let ProofEvidence::Ssh { public_key, .. } = &first.evidence else { panic!("{text}") };
    assert_eq!(public_key.as_str(), keys.public.trim());
    assert_eq!((first.recipient, second.recipient), (wallet(), other_wallet()));
    assert_eq!(first.attestations.len(), 1);
    assert!(second.attestations.is_empty(), "it waits");
    let state = cookie.split_once('=').unwrap().1;
    for secret in [state, id(&challenge), "simulated-secret"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let checks = super::rules::verify(&scene, &text, None).await;
    assert_eq!(checks[0].detail, "2 bindings: 1 by SSH, 0 by gist, 1 by a sign-in that the server alone saw");
}
