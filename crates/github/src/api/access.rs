//! With what a client may ask: personal tokens, and installations of GitHub Apps, whose tokens live an hour and are
//! renewed.
//!
//! octocrab can sign for an App too, with a second library for cryptography, or with one whose signing time tells of
//! the key. Ours signs with ring, which carries the connection anyway.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::HeaderValue;
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::{sync::Mutex, time::Instant};
use tributary_model::Timestamp;

use super::GithubError;

/// One right to ask, with a budget of its own.
#[derive(Clone, Debug)]
pub enum Access {
    /// A personal access token.
    Token(SecretString),
    /// An installation of a GitHub App.
    App(AppAccess),
}

/// An installation of a GitHub App.
#[derive(Clone, Debug)]
pub struct AppAccess {
    /// The App's number, or its client id.
    pub id: String,
    /// The installation's number.
    pub installation: u64,
    /// The App's private key, as the PEM text that GitHub hands out.
    pub key: SecretString,
    /// The clock: GitHub refuses what was signed at another time than now.
    pub now: fn() -> Timestamp,
}

/// GitHub takes what was signed up to ten minutes before it ends; a minute each way is for clocks that differ.
const SIGNED_BEFORE: i64 = 60;
const SIGNED_FOR: i64 = 9 * 60;
/// A token is renewed when it has less than this left, so that none ends on the way.
const RENEWED_BEFORE: Duration = Duration::from_mins(2);
/// A token refused at an age below this was not just revoked or outlived.
const YOUNG: Duration = Duration::from_mins(1);

/// What a request is signed with.
pub(super) enum Bearer {
    Fixed(HeaderValue),
    Installation(Box<Installation>),
}

/// Signs for an App and keeps the installation's token.
pub(super) struct Installation {
    app: AppAccess,
    key: RsaKeyPair,
    current: Mutex<Option<Current>>,
}

struct Current {
    header: HeaderValue,
    made: Instant,
    until: Instant,
}

/// GitHub's answer to a new token.
#[derive(Deserialize)]
pub(super) struct Made {
    token: String,
    expires_at: Timestamp,
}

impl Bearer {
    pub(super) fn new(access: Access) -> Result<Self, GithubError> {
        match access {
            Access::Token(token) => header(&token).map(Self::Fixed),
            Access::App(app) => {
                let key = key(&app)?;
                Ok(Self::Installation(Box::new(Installation { app, key, current: Mutex::default() })))
            }
        }
    }

    /// The token was refused. Was it an old one, so that a new one may be accepted?
    pub(super) async fn forget(&self) -> bool {
        let Self::Installation(installation) = self else { return false };
        installation.current.lock().await.take().is_some_and(|current| current.made.elapsed() > YOUNG)
    }
}

impl Installation {
    /// The token that is good still. The lock is held while a new one is fetched, so that one request does it.
    pub(super) async fn current<E>(
        &self,
        fetch: impl AsyncFnOnce(&str, HeaderValue) -> Result<(Made, Option<i64>), E>,
    ) -> Result<HeaderValue, E> {
        let mut current = self.current.lock().await;
        if let Some(good) = current.as_ref().filter(|token| token.until > Instant::now()) {
            return Ok(good.header.clone());
        }
        let path = format!("/app/installations/{}/access_tokens", self.app.installation);
        let (made, now) = fetch(&path, self.signed()).await?;
        // A token that cannot be a header is refused by GitHub like any other that is not good.
        let header =
            header(&SecretString::from(made.token)).unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        let lives = made.expires_at.unix() - now.unwrap_or_else(|| (self.app.now)().unix());
        let lives = Duration::from_secs(u64::try_from(lives).unwrap_or(0)).saturating_sub(RENEWED_BEFORE);
        let moment = Instant::now();
        *current = Some(Current { header: header.clone(), made: moment, until: moment + lives });
        Ok(header)
    }

    /// The App says who it is: a JSON Web Token, RS256 (RFC 7519).
    fn signed(&self) -> HeaderValue {
        let now = (self.app.now)().unix();
        let claims = json!({ "iat": now - SIGNED_BEFORE, "exp": now + SIGNED_FOR, "iss": self.app.id });
        let part = |json: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let said = format!("{}.{}", part(json!({ "alg": "RS256", "typ": "JWT" })), part(claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        let signing = self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), said.as_bytes(), &mut signature);
        signing.expect("a key that was read signs into as many bytes as its modulus has");
        let signed = SecretString::from(format!("{said}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)));
        header(&signed).expect("Base64 and points stand in headers")
    }
}

fn key(app: &AppAccess) -> Result<RsaKeyPair, GithubError> {
    let bad = |reason: String| GithubError::AppKey { app: app.id.clone(), reason };
    let pem = PrivateKeyDer::from_pem_slice(app.key.expose_secret().as_bytes());
    let read = match pem.map_err(|error| bad(error.to_string()))? {
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        _ => return Err(bad("it is no RSA key".to_owned())),
    };
    read.map_err(|error| bad(error.to_string()))
}

/// Refuses a token that is no header.
pub(crate) fn header(token: &SecretString) -> Result<HeaderValue, GithubError> {
    let text = token.expose_secret();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(GithubError::TokenForm);
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {text}")).map_err(|_| GithubError::TokenForm)?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_none_is_refused_with_the_apps_number() {
        let app = AppAccess {
            id: "17".to_owned(),
            installation: 4,
            key: SecretString::from("-----BEGIN NOTHING-----".to_owned()),
            now: || Timestamp::from_unix(0).expect("the beginning of 1970 is a moment"),
        };
        let error = Bearer::new(Access::App(app)).err().unwrap();
        assert!(matches!(&error, GithubError::AppKey { app, .. } if app == "17"), "{error}");
        assert!(!error.to_string().contains("NOTHING"));
    }
}
