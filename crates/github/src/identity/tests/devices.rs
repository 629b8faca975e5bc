//! Consent on another device.

use std::time::Duration;

use serde_json::json;

use super::Scene;
use crate::{
    identity::{DevicePoll, IdentityError},
    testing::Button,
};

#[tokio::test]
async fn a_device_waits_until_somebody_consents() {
    let scene = Scene::new().await;
    let grant = scene.client.device_start().await.unwrap();
    assert_eq!(grant.verification_uri, format!("{}/login/device", scene.github.url()));
    assert_eq!((grant.expires_in, grant.interval), (Duration::from_mins(15), Duration::ZERO));
    assert_eq!(scene.client.device_poll(&grant.device_code).await.unwrap(), DevicePoll::Pending);
    scene.github.enter_device_code(&grant.user_code, &scene.bo.login, Button::Authorize).await;
    let granted = scene.client.device_poll(&grant.device_code).await.unwrap();
    assert_eq!(granted, DevicePoll::Granted(scene.bo.id));
    scene.no_token_lives(1).await;
    let again = scene.client.device_poll(&grant.device_code).await.unwrap_err();
    assert!(matches!(again, IdentityError::DeviceExpired), "{again}");
}

#[tokio::test]
async fn who_asks_too_soon_is_told_to_wait_longer() {
    let scene = Scene::new().await;
    scene.github.configure_oauth(json!({ "device_interval": 5 })).await;
    let grant = scene.client.device_start().await.unwrap();
    assert_eq!(grant.interval, Duration::from_secs(5));
    assert_eq!(scene.client.device_poll(&grant.device_code).await.unwrap(), DevicePoll::Pending);
    let hurried = scene.client.device_poll(&grant.device_code).await.unwrap();
    assert_eq!(hurried, DevicePoll::SlowDown(Duration::from_secs(10)));
}

#[tokio::test]
async fn a_device_that_is_denied_or_too_late_is_told_so() {
    let scene = Scene::new().await;
    let grant = scene.client.device_start().await.unwrap();
    scene.github.enter_device_code(&grant.user_code, &scene.ada.login, Button::Cancel).await;
    let denied = scene.client.device_poll(&grant.device_code).await.unwrap_err();
    assert!(matches!(denied, IdentityError::Denied), "{denied}");
    scene.github.configure_oauth(json!({ "device_lifetime": 0 })).await;
    let late = scene.client.device_start().await.unwrap();
    let expired = scene.client.device_poll(&late.device_code).await.unwrap_err();
    assert!(matches!(expired, IdentityError::DeviceExpired), "{expired}");
    scene.no_token_lives(0).await;
    let unknown = scene.other(|settings| settings.app.as_mut().unwrap().client_id = "nobody".to_owned());
    let refused = unknown.device_start().await.unwrap_err();
    assert!(matches!(refused, IdentityError::BadApp { .. }), "{refused}");
}
