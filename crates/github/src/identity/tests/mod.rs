//! Against the simulator of GitHub.

mod consent;
mod devices;
mod holdings;
mod repositories;

use std::time::Duration;

use serde_json::json;
use tributary_model::GithubId;

use super::{IdentityClient, IdentityError, IdentitySettings, OauthApp, brief};
use crate::{api::Patience, testing::Simulator};

const REDIRECT: &str = "http://127.0.0.1:9/api/v1/oauth/github/callback";

/// A simulator, a client of it, and two people.
struct Scene {
    github: Simulator,
    client: IdentityClient,
    ada: Person,
    bo: Person,
}

#[derive(Clone, Debug)]
struct Person {
    id: GithubId,
    login: String,
}

fn settings(url: &str, app: Option<OauthApp>) -> IdentitySettings {
    IdentitySettings {
        api: url.to_owned(),
        web: format!("{url}/"),
        app,
        token: Some("reader".to_owned().into()),
        patience: quick(),
    }
}

fn quick() -> Patience {
    Patience { first_pause: Duration::from_millis(1), ..brief() }
}

impl Scene {
    async fn new() -> Self {
        let github = Simulator::start(&[]);
        let told = github.configure_oauth(json!({ "redirect_uris": [REDIRECT], "device_interval": 0 })).await;
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let app = OauthApp { client_id: text("client_id"), client_secret: text("client_secret").into() };
        let client = IdentityClient::new(settings(github.url(), Some(app))).unwrap();
        let accounts = github.accounts().await;
        let living = accounts
            .as_array()
            .unwrap()
            .iter()
            .filter(|who| who["type"] == "User" && who["deleted"] == false);
        let mut people = living.map(|who| Person {
            id: GithubId(who["id"].as_u64().unwrap()),
            login: who["login"].as_str().unwrap().to_owned(),
        });
        let (ada, bo) = (people.next().unwrap(), people.next().unwrap());
        Self { github, client, ada, bo }
    }

    /// A client of the same simulator with other settings.
    fn other(&self, change: impl FnOnce(&mut IdentitySettings)) -> IdentityClient {
        let mut settings = self.client.shared.settings.clone();
        change(&mut settings);
        IdentityClient::new(settings).unwrap()
    }

    /// Each token that was made is gone again.
    async fn no_token_lives(&self, made: u64) {
        let oauth = self.github.oauth().await;
        assert_eq!((oauth["made"].as_u64(), oauth["tokens"].as_array().unwrap().len()), (Some(made), 0));
    }
}

#[test]
fn addresses_and_tokens_that_make_no_sense_are_refused() {
    let made = |api: &str, web: &str, token: &str| {
        let settings = IdentitySettings {
            web: web.to_owned(),
            token: Some(token.to_owned().into()),
            ..settings(api, None)
        };
        IdentityClient::new(settings).unwrap_err().to_string()
    };
    let (api, web) = ("https://api.github.com", "https://github.com");
    assert_eq!(
        made(api, "http://github.example.org", "t"),
        "`http://github.example.org` is not the address of GitHub's pages: without `https` anybody on the way could read \
         the token; GitHub's own is `https://github.com`"
    );
    assert!(made("ftp://api", web, "t").starts_with("`ftp://api` is not the address of a GitHub API"));
    assert!(made(api, web, "a b").contains("character that no token has"));
}

#[tokio::test]
async fn a_client_does_not_show_its_secrets() {
    let app = OauthApp { client_id: "app".to_owned(), client_secret: "hush".to_owned().into() };
    let client = IdentityClient::new(settings("https://api.github.com", Some(app))).unwrap();
    let shown = format!("{client:?}");
    assert!(shown.contains("app") && !shown.contains("hush") && !shown.contains("reader"), "{shown}");
}

#[tokio::test]
async fn github_failing_is_asked_again_and_given_up() {
    let scene = Scene::new().await;
    let fails = async |count: u64| {
        scene.github.faults(json!([{ "match": "/user/", "kind": "502", "count": count }])).await;
    };
    fails(2).await;
    assert_eq!(scene.client.account(scene.ada.id).await.unwrap().login, scene.ada.login);
    fails(3).await;
    let given_up = scene.client.account(scene.ada.id).await.unwrap_err();
    assert!(matches!(given_up, IdentityError::Unreachable { attempts: 3, .. }), "{given_up}");
    scene.github.faults(json!([{ "match": "/user/", "kind": "slow", "seconds": 5 }])).await;
    let hasty = scene.other(|settings| {
        settings.patience = Patience { attempts: 1, answer_timeout: Duration::from_millis(200), ..quick() };
    });
    let late = hasty.account(scene.ada.id).await.unwrap_err();
    assert!(matches!(&late, IdentityError::Unreachable { attempts: 1, .. }), "{late}");
}

#[tokio::test]
async fn a_rate_limit_and_a_bad_token_are_told_apart() {
    let scene = Scene::new().await;
    scene.github.faults(json!([{ "match": "/user/", "kind": "secondary-403", "seconds": 30 }])).await;
    let limited = scene.client.account(scene.ada.id).await.unwrap_err();
    let IdentityError::Limited { wait, .. } = limited else { panic!("{limited}") };
    assert!(wait <= Duration::from_secs(30) && wait > Duration::from_secs(20), "{wait:?}");
    let unknown = scene.other(|settings| settings.token = Some("invalid".to_owned().into()));
    let refused = unknown.account(scene.ada.id).await.unwrap_err();
    assert!(
        matches!(&refused, IdentityError::BadToken { message, .. } if message == "Bad credentials"),
        "{refused}"
    );
    let nobody = scene.other(|settings| settings.token = None);
    assert_eq!(nobody.account(scene.ada.id).await.unwrap().id, scene.ada.id);
}
