//! Repositories and the file that speaks for them.

use serde_json::{Value, json};
use tributary_model::{RepoId, RepositoryName};

use super::Scene;
use crate::identity::{IdentityError, PublicRepository};

/// A repository of the simulator, by the name of today and one of the past.
async fn known(scene: &Scene) -> (PublicRepository, RepositoryName) {
    let before: RepositoryName = "riverbed-ai/old-name".parse().unwrap();
    let found = scene.client.repository(&before).await.unwrap();
    (found.expect("the simulator has it"), before)
}

#[tokio::test]
async fn a_repository_is_found_by_its_name_of_the_past_and_by_its_number() {
    let scene = Scene::new().await;
    let (found, _) = known(&scene).await;
    assert_eq!(scene.client.repository_by_id(found.id).await.unwrap(), Some(found.clone()));
    assert_eq!(scene.client.repository(&found.name).await.unwrap(), Some(found));
    assert_eq!(scene.client.repository_by_id(RepoId(1)).await.unwrap(), None);
    let nowhere = "nobody-example/nothing".parse().unwrap();
    assert_eq!(scene.client.repository(&nowhere).await.unwrap(), None);
}

#[tokio::test]
async fn the_funding_file_is_read_whole_or_not_at_all() {
    let scene = Scene::new().await;
    let (found, _) = known(&scene).await;
    let name = found.name.to_string();
    assert_eq!(scene.client.funding_file(&found).await.unwrap(), None);
    let text = format!("{{\"other\": \"ü{}\"}}\n", "x".repeat(300));
    let file = |content: Value, times: usize| json!({ "repository": name, "path": "FUNDING.json", "content": content, "times": times });
    assert_eq!(scene.github.commit_file(file(text.clone().into(), 1)).await, found.id);
    assert_eq!(scene.client.funding_file(&found).await.unwrap(), Some(text));
    for bytes in [64 * 1024 + 1, 1_100_000, 3_000_000] {
        scene.github.commit_file(file("x".into(), bytes)).await;
        let refused = scene.client.funding_file(&found).await.unwrap_err();
        assert!(matches!(refused, IdentityError::LongFile { .. }), "{bytes}: {refused}");
    }
    scene.github.commit_file(file(Value::Null, 1)).await;
    assert_eq!(scene.client.funding_file(&found).await.unwrap(), None);
}

#[tokio::test]
async fn a_refusal_is_no_answer_about_a_repository() {
    let scene = Scene::new().await;
    let (found, _) = known(&scene).await;
    scene.github.faults(json!([{ "match": "/repositories/", "kind": "unauthorized", "every": 1 }])).await;
    let refused = scene.client.funding_file(&found).await.unwrap_err();
    assert!(matches!(refused, IdentityError::BadToken { .. }), "{refused}");
    let refused = scene.client.repository_by_id(found.id).await.unwrap_err();
    assert!(matches!(refused, IdentityError::BadToken { .. }), "{refused}");
}
