//! OAuth in the browser.

use secrecy::SecretString;
use serde_json::json;
use tributary_model::GithubId;
use tributary_proof::pkce::{CodeVerifier, ConsentState};

use super::{Person, REDIRECT, Scene};
use crate::{
    identity::{Callback, Consent, IdentityError},
    testing::Button,
};

fn verifier() -> CodeVerifier {
    CodeVerifier::from_random([1; 32])
}

fn state() -> ConsentState {
    ConsentState::from_random([2; 32])
}

impl Scene {
    fn address(&self, who: &Person, redirect: &str) -> String {
        let (state, challenge) = (state(), verifier().challenge());
        let consent = Consent { state: &state, challenge: &challenge, redirect, login: &who.login };
        self.client.authorize_url(&consent).unwrap()
    }

    /// What the browser brings back when this person presses that button.
    async fn callback(&self, who: &Person, button: Button) -> Callback {
        let location = self.github.consent(&self.address(who, REDIRECT), button).await;
        let (callback, query) = location.split_once('?').unwrap();
        assert_eq!(callback, REDIRECT);
        Callback::read(query).unwrap()
    }

    async fn code(&self, who: &Person) -> SecretString {
        let callback = self.callback(who, Button::Authorize).await;
        assert_eq!(callback.state, state());
        callback.code.unwrap()
    }

    async fn exchange(&self, code: &SecretString) -> Result<GithubId, IdentityError> {
        self.client.exchange(code, &verifier(), REDIRECT).await
    }
}

#[tokio::test]
async fn the_address_asks_for_no_scope() {
    let scene = Scene::new().await;
    let address = scene.address(&scene.ada, REDIRECT);
    let begin = format!("{}/login/oauth/authorize?client_id=", scene.github.url());
    assert!(address.starts_with(&begin), "{address}");
    assert!(address.contains("code_challenge_method=S256") && !address.contains("scope"), "{address}");
    assert!(!address.contains(verifier().as_str()), "{address}");
    // Nobody is sent through without seeing which account it is.
    assert!(address.contains("prompt=select_account"), "{address}");
}

#[tokio::test]
async fn whoever_consents_is_answered_and_no_token_lives() {
    let scene = Scene::new().await;
    for who in [&scene.ada, &scene.bo] {
        let code = scene.code(who).await;
        assert_eq!(scene.exchange(&code).await.unwrap(), who.id);
    }
    scene.no_token_lives(2).await;
}

#[tokio::test]
async fn a_consent_that_is_cancelled_has_no_code() {
    let scene = Scene::new().await;
    let callback = scene.callback(&scene.ada, Button::Cancel).await;
    assert_eq!(callback.state, state());
    assert!(matches!(callback.code, Err(IdentityError::Denied)));
    scene.no_token_lives(0).await;
}

#[tokio::test]
async fn a_code_is_good_once() {
    let scene = Scene::new().await;
    let code = scene.code(&scene.ada).await;
    scene.exchange(&code).await.unwrap();
    let replayed = scene.exchange(&code).await.unwrap_err();
    assert!(matches!(replayed, IdentityError::CodeRefused(_)), "{replayed}");
    scene.no_token_lives(1).await;
}

#[tokio::test]
async fn a_code_without_its_verifier_is_worth_nothing() {
    let scene = Scene::new().await;
    let code = scene.code(&scene.ada).await;
    let other = CodeVerifier::from_random([3; 32]);
    let refused = scene.client.exchange(&code, &other, REDIRECT).await.unwrap_err();
    assert!(matches!(refused, IdentityError::CodeRefused(_)), "{refused}");
    scene.no_token_lives(0).await;
}

#[tokio::test]
async fn another_callback_is_refused_on_both_ways() {
    let scene = Scene::new().await;
    let other = "http://127.0.0.1:9/elsewhere";
    let location = scene.github.consent(&scene.address(&scene.ada, other), Button::Authorize).await;
    let callback = Callback::read(location.split_once('?').unwrap().1).unwrap();
    assert!(
        matches!(callback.code, Err(IdentityError::Oauth { error, .. }) if error == "redirect_uri_mismatch")
    );
    let code = scene.code(&scene.ada).await;
    let refused = scene.client.exchange(&code, &verifier(), other).await.unwrap_err();
    assert!(matches!(&refused, IdentityError::BadRedirect { redirect } if redirect == other), "{refused}");
}

#[tokio::test]
async fn a_wrong_app_is_named_and_its_secret_is_not() {
    let scene = Scene::new().await;
    let wrong = scene.other(|settings| {
        settings.app.as_mut().unwrap().client_secret = "not-the-secret".to_owned().into();
    });
    let refused = wrong.exchange(&scene.code(&scene.ada).await, &verifier(), REDIRECT).await.unwrap_err();
    let IdentityError::BadApp { .. } = refused else { panic!("{refused}") };
    assert!(!refused.to_string().contains("not-the-secret"), "{refused}");
    let unknown = scene.other(|settings| settings.app.as_mut().unwrap().client_id = "nobody".to_owned());
    let refused = unknown.exchange(&"code".to_owned().into(), &verifier(), REDIRECT).await.unwrap_err();
    assert!(
        matches!(&refused, IdentityError::BadApp { client_id, .. } if client_id == "nobody"),
        "{refused}"
    );
    let none = scene.other(|settings| settings.app = None);
    assert!(!none.offers_oauth() && scene.client.offers_oauth());
    let refused = none.exchange(&"code".to_owned().into(), &verifier(), REDIRECT).await.unwrap_err();
    assert!(matches!(refused, IdentityError::NoApp), "{refused}");
}

#[tokio::test]
async fn a_token_ends_even_when_it_could_not_be_used() {
    let scene = Scene::new().await;
    let code = scene.code(&scene.ada).await;
    scene.github.faults(json!([{ "match": "/user", "kind": "502", "count": 3 }])).await;
    let failed = scene.exchange(&code).await.unwrap_err();
    assert!(matches!(failed, IdentityError::Unreachable { .. }), "{failed}");
    scene.no_token_lives(1).await;
}

#[tokio::test]
async fn a_token_ends_although_its_first_end_was_not_heard() {
    let scene = Scene::new().await;
    let code = scene.code(&scene.ada).await;
    scene.github.faults(json!([{ "match": "/applications/", "kind": "502", "count": 2 }])).await;
    assert_eq!(scene.exchange(&code).await.unwrap(), scene.ada.id);
    scene.no_token_lives(1).await;
}

/// As when somebody closes the page: the server stops waiting, and the token ends all the same.
#[tokio::test]
async fn a_token_ends_when_nobody_waits_for_the_exchange() {
    let scene = Scene::new().await;
    let code = scene.code(&scene.ada).await;
    scene.github.faults(json!([{ "match": "/user", "kind": "slow", "seconds": 0.6 }])).await;
    let patience = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(patience, scene.exchange(&code)).await.is_err());
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    scene.no_token_lives(1).await;
}

#[tokio::test]
async fn a_code_is_not_sent_twice() {
    let scene = Scene::new().await;
    let code = scene.code(&scene.ada).await;
    scene.github.faults(json!([{ "match": "/login/oauth/access_token", "kind": "502" }])).await;
    let failed = scene.exchange(&code).await.unwrap_err();
    assert!(matches!(failed, IdentityError::Unreachable { attempts: 1, .. }), "{failed}");
}
