//! Consent on another device: somebody enters a short code at GitHub while we ask whether they did (RFC 8628).

use std::time::Duration;

use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tributary_model::GithubId;

use super::{
    IdentityClient, IdentityError,
    oauth::{TokenAnswer, denial},
    request::{Again, At, Question, body},
};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8628: what is waited when nothing is said.
const USUAL_INTERVAL: u64 = 5;

/// A consent that has begun.
#[derive(Clone, Debug)]
pub struct DeviceGrant {
    /// What we ask with; a secret.
    pub device_code: SecretString,
    /// What the person enters.
    pub user_code: String,
    /// Where they enter it.
    pub verification_uri: String,
    /// How long the codes are good.
    pub expires_in: Duration,
    /// How long to wait between two questions.
    pub interval: Duration,
}

/// How far the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DevicePoll {
    /// They have not entered the code yet.
    Pending,
    /// We asked too soon; from now on this is the interval.
    SlowDown(Duration),
    /// They consented.
    Granted(GithubId),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Begun {
        device_code: String,
        user_code: String,
        verification_uri: String,
        expires_in: u64,
        interval: Option<u64>,
    },
    Refused {
        error: String,
        error_description: Option<String>,
    },
}

impl IdentityClient {
    /// Begins a consent.
    ///
    /// # Errors
    /// [`IdentityError::NoApp`], [`IdentityError::BadApp`], and [`IdentityError::Oauth`] when the app does not allow it.
    pub async fn device_start(&self) -> Result<DeviceGrant, IdentityError> {
        let question = Question {
            at: At::Web,
            method: Method::POST,
            path: "/login/device/code".to_owned(),
            authorization: None,
            body: body(json!({ "client_id": self.app()?.client_id })),
            again: Again::Yes,
        };
        match self.of_web(&self.send(&question).await?)? {
            Answer::Begun { device_code, user_code, verification_uri, expires_in, interval } => {
                Ok(DeviceGrant {
                    device_code: device_code.into(),
                    user_code,
                    verification_uri,
                    expires_in: Duration::from_secs(expires_in),
                    interval: Duration::from_secs(interval.unwrap_or(USUAL_INTERVAL)),
                })
            }
            Answer::Refused { error, error_description } => {
                Err(denial(&error, error_description.unwrap_or_default()))
            }
        }
    }

    /// Asks once whether the person consented. What GitHub gives then is used once and revoked, as in
    /// [`Self::exchange`].
    ///
    /// # Errors
    /// [`IdentityError::Denied`] and [`IdentityError::DeviceExpired`] end it.
    pub async fn device_poll(&self, device_code: &SecretString) -> Result<DevicePoll, IdentityError> {
        let grant = json!({
            "client_id": self.app()?.client_id,
            "device_code": device_code.expose_secret(),
            "grant_type": GRANT,
        });
        let client = self.clone();
        let task = async move {
            let answer = client.token(grant).await?;
            client.polled(answer).await
        };
        tokio::spawn(task).await.map_err(|_| IdentityError::Interrupted)?
    }

    async fn polled(&self, answer: TokenAnswer) -> Result<DevicePoll, IdentityError> {
        if let Some(token) = answer.access_token {
            return self.use_once(token.into()).await.map(DevicePoll::Granted);
        }
        match answer.error.as_deref() {
            Some("authorization_pending") => Ok(DevicePoll::Pending),
            Some("slow_down") => {
                let interval = answer.interval.unwrap_or(2 * USUAL_INTERVAL);
                Ok(DevicePoll::SlowDown(Duration::from_secs(interval)))
            }
            _ => Err(self.token_refusal(answer, "")),
        }
    }
}
