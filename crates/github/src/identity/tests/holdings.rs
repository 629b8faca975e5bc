//! Accounts, their keys and their gists.

use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;
use tributary_model::{AccountKind, GithubId};

use super::Scene;
use crate::identity::{GistId, IdentityError};

fn numbered(name: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("ssh-ed25519 {name}{number}")).collect()
}

#[tokio::test]
async fn an_account_is_its_id_and_not_its_login() {
    let Scene { github, client, ada, bo } = Scene::new().await;
    assert_eq!(client.account(ada.id).await.unwrap().login, ada.login);
    github.rename(ada.id, "ada-by-another-name").await;
    github.rename(bo.id, &ada.login).await;
    let renamed = client.account(ada.id).await.unwrap();
    assert_eq!((renamed.id, renamed.login.as_str()), (ada.id, "ada-by-another-name"));
    assert_eq!(client.account(bo.id).await.unwrap().login, ada.login);
    let gone = client.account(GithubId(1)).await.unwrap_err();
    assert!(matches!(gone, IdentityError::NoAccount(GithubId(1))), "{gone}");
}

#[tokio::test]
async fn keys_of_both_lists_are_read_to_their_end() {
    let Scene { github, client, ada, bo } = Scene::new().await;
    github.publish_keys(ada.id, &numbered("login", 130), &numbered("signing", 101)).await;
    github.publish_keys(ada.id, &[], &numbered("login", 1)).await;
    github.publish_keys(bo.id, &numbered("bo", 2), &[]).await;
    github.rename(ada.id, "ada-by-another-name").await;
    let found = client.published_keys(ada.id).await.unwrap();
    assert_eq!(found.account.login, "ada-by-another-name");
    let expected = numbered("login", 130).into_iter().chain(numbered("signing", 101)).collect();
    assert_eq!(found.keys, expected);
    github.publish_keys(ada.id, &numbered("many", 871), &[]).await;
    let many = client.published_keys(ada.id).await.unwrap_err();
    assert!(matches!(many, IdentityError::TooManyKeys { most: 1000, .. }), "{many}");
}

#[tokio::test]
async fn organisations_and_bots_publish_nothing_for_us() {
    let Scene { github, client, .. } = Scene::new().await;
    for (kind, expected) in [("Organization", AccountKind::Organization), ("Bot", AccountKind::Bot)] {
        let accounts = github.accounts().await;
        let found = accounts.as_array().unwrap().iter().find(|who| who["type"] == kind).unwrap();
        let id = GithubId(found["id"].as_u64().unwrap());
        let refused = client.published_keys(id).await.unwrap_err();
        assert!(matches!(refused, IdentityError::NotUser { kind, .. } if kind == expected), "{refused}");
    }
}

/// Somebody takes the login over while its lists are read: their keys must not count for the account.
#[tokio::test]
async fn a_login_that_changes_hands_meanwhile_is_noticed() {
    let Scene { github, client, ada, bo } = Scene::new().await;
    github.publish_keys(bo.id, &[], &numbered("bo", 1)).await;
    github.faults(json!([{ "match": "/ssh_signing_keys", "kind": "slow", "seconds": 1.5 }])).await;
    let reader = client.clone();
    let reading = tokio::spawn(async move { reader.published_keys(ada.id).await });
    sleep(Duration::from_millis(500)).await;
    github.rename(ada.id, "ada-by-another-name").await;
    github.rename(bo.id, &ada.login).await;
    let noticed = reading.await.unwrap().unwrap_err();
    assert!(matches!(&noticed, IdentityError::Renamed { login, .. } if *login == ada.login), "{noticed}");
    assert_eq!(client.published_keys(ada.id).await.unwrap().keys.len(), 0);
}

#[tokio::test]
async fn a_public_gist_is_of_its_owner() {
    let Scene { github, client, ada, .. } = Scene::new().await;
    let made = github
        .publish_gist(
            json!({ "owner": ada.id, "files": { "message.txt": "the message\n", "other.txt": "" } }),
        )
        .await;
    let id: GistId = made["id"].as_str().unwrap().parse().unwrap();
    let gist = client.gist(&id).await.unwrap();
    assert_eq!((gist.owner, gist.revision.as_str()), (ada.id, made["version"].as_str().unwrap()));
    assert_eq!(gist.files["message.txt"], "the message\n");
    assert_eq!(gist.files.len(), 2);
    assert_eq!(gist.url, format!("https://gist.github.com/{}/{id}", ada.login));
}

#[tokio::test]
async fn gists_that_prove_nothing_are_refused() {
    let Scene { github, client, ada, .. } = Scene::new().await;
    let refused = async |gist: serde_json::Value| {
        let made = github.publish_gist(gist).await;
        client.gist(&made["id"].as_str().unwrap().parse().unwrap()).await.unwrap_err()
    };
    let files = json!({ "message.txt": "the message" });
    let secret = refused(json!({ "owner": ada.id, "files": files, "public": false })).await;
    assert!(matches!(secret, IdentityError::SecretGist(_)), "{secret}");
    let nobodys = refused(json!({ "owner": null, "files": files })).await;
    assert!(matches!(nobodys, IdentityError::NobodysGist(_)), "{nobodys}");
    let part = refused(json!({ "owner": ada.id, "files": files, "truncated": true })).await;
    assert!(part.to_string().contains("make one that holds nothing but the message"), "{part}");
    let large: serde_json::Map<_, _> =
        (0..3).map(|number| (format!("{number}.txt"), "x".repeat(300_000).into())).collect();
    let whole = github.publish_gist(json!({ "owner": ada.id, "files": large })).await;
    assert!(client.gist(&whole["id"].as_str().unwrap().parse().unwrap()).await.is_ok());
    let missing = client.gist(&"0123".parse().unwrap()).await.unwrap_err();
    assert!(matches!(missing, IdentityError::NoGist(_)), "{missing}");
}
