//! Consent in the browser: OAuth's code with PKCE, for the one question who somebody is.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderValue, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::Deserialize;
use serde_json::json;
use tracing::warn;
use tributary_model::GithubId;
use tributary_proof::pkce::{CodeChallenge, CodeVerifier, ConsentState};
use url::{Url, form_urlencoded};

use super::{
    IdentityClient, IdentityError,
    request::{Again, At, Question, Reply, body},
};
use crate::api::header;

/// What the browser takes to GitHub.
#[derive(Clone, Copy, Debug)]
pub struct Consent<'a> {
    /// Comes back with the answer.
    pub state: &'a ConsentState,
    /// Of the verifier that [`IdentityClient::exchange`] gets.
    pub challenge: &'a CodeChallenge,
    /// Where GitHub sends the browser back to; as it is registered, to the character.
    pub redirect: &'a str,
    /// The account that should consent. GitHub only suggests it; who did is what the exchange answers.
    pub login: &'a str,
}

/// What the browser brings back.
#[derive(Debug)]
pub struct Callback {
    /// Which consent it answers.
    pub state: ConsentState,
    /// The code to exchange, or why there is none.
    pub code: Result<SecretString, IdentityError>,
}

/// GitHub tells errors of OAuth inside a success.
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    pub(super) access_token: Option<String>,
    pub(super) error: Option<String>,
    #[serde(default)]
    error_description: String,
    pub(super) interval: Option<u64>,
}

impl Callback {
    /// Reads the query of the callback's address, without its `?`.
    ///
    /// # Errors
    /// [`IdentityError::BadCallback`] when it does not say which consent it answers.
    pub fn read(query: &str) -> Result<Self, IdentityError> {
        let value = |name: &str| {
            let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(found, _)| found == name);
            found.next().map(|(_, value)| value.into_owned()).filter(|_| found.next().is_none())
        };
        let state = value("state").and_then(|state| ConsentState::kept(&state).ok());
        let state = state.ok_or(IdentityError::BadCallback("it has no `state` of ours"))?;
        let code = match (value("error"), value("code")) {
            (Some(error), _) => Err(denial(&error, value("error_description").unwrap_or_default())),
            (None, Some(code)) if !code.is_empty() => Ok(SecretString::from(code)),
            _ => Err(IdentityError::BadCallback("it has no `code`")),
        };
        Ok(Self { state, code })
    }
}

impl IdentityClient {
    /// Where the browser goes for consent. No scope is asked for.
    ///
    /// # Errors
    /// [`IdentityError::NoApp`].
    pub fn authorize_url(&self, consent: &Consent<'_>) -> Result<String, IdentityError> {
        let web = &self.shared.settings.web;
        let parameters = [
            ("client_id", self.app()?.client_id.as_str()),
            ("redirect_uri", consent.redirect),
            ("state", consent.state.as_str()),
            ("code_challenge", consent.challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("login", consent.login),
            // Otherwise GitHub sends people who consented before straight back.
            ("prompt", "select_account"),
            ("allow_signup", "false"),
        ];
        Url::parse_with_params(&format!("{web}/login/oauth/authorize"), parameters)
            .map(String::from)
            .map_err(|error| IdentityError::BadWebAddress { address: web.clone(), reason: error.to_string() })
    }

    /// Who consented. The token that the code is exchanged for asks that and is revoked, also when the caller stops
    /// waiting.
    ///
    /// # Errors
    /// [`IdentityError::CodeRefused`] when the code was used already or is of another verifier, and what can go wrong
    /// with the app: [`IdentityError::NoApp`], [`IdentityError::BadApp`], [`IdentityError::BadRedirect`].
    pub async fn exchange(
        &self,
        code: &SecretString,
        verifier: &CodeVerifier,
        redirect: &str,
    ) -> Result<GithubId, IdentityError> {
        let app = self.app()?;
        let grant = json!({
            "client_id": app.client_id,
            "client_secret": app.client_secret.expose_secret(),
            "code": code.expose_secret(),
            "redirect_uri": redirect,
            "code_verifier": verifier.as_str(),
        });
        let (client, redirect) = (self.clone(), redirect.to_owned());
        let task = async move {
            let answer = client.token(grant).await?;
            match answer.access_token {
                Some(token) => client.use_once(token.into()).await,
                None => Err(client.token_refusal(answer, &redirect)),
            }
        };
        tokio::spawn(task).await.map_err(|_| IdentityError::Interrupted)?
    }

    /// Asks for a token.
    pub(super) async fn token(&self, grant: serde_json::Value) -> Result<TokenAnswer, IdentityError> {
        let question = Question {
            at: At::Web,
            method: Method::POST,
            path: "/login/oauth/access_token".to_owned(),
            authorization: None,
            body: body(grant),
            again: Again::No,
        };
        self.of_web(&self.send(&question).await?)
    }

    /// Reads an answer of the pages. What is wrong with its form is not shown: it may hold a token.
    pub(super) fn of_web<T: serde::de::DeserializeOwned>(&self, reply: &Reply) -> Result<T, IdentityError> {
        match reply.status {
            StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED => Err(self.bad_app("it is not found")),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::FORBIDDEN => Err(self.refusal(At::Web, reply)),
            _ => serde_json::from_slice(&reply.body)
                .map_err(|_| self.not_github(At::Web, "no answer of OAuth in JSON")),
        }
    }

    /// Whose token it is; then it is of no use any more.
    pub(super) async fn use_once(&self, token: SecretString) -> Result<GithubId, IdentityError> {
        let bearer = header(&token).map_err(|_| self.not_github(At::Web, "a token that is none"))?;
        let whose = self.whose(bearer).await;
        if let Err(error) = self.revoke(&token).await {
            warn!(%error, "the token of a consent could not be revoked; it is forgotten here");
        }
        whose
    }

    async fn revoke(&self, token: &SecretString) -> Result<(), IdentityError> {
        let app = self.app()?;
        let question = Question {
            at: At::Api,
            method: Method::DELETE,
            path: format!("/applications/{}/token", app.client_id),
            authorization: Some(self.basic()?),
            body: body(json!({ "access_token": token.expose_secret() })),
            again: Again::Yes,
        };
        let reply = self.send(&question).await?;
        // An earlier attempt whose answer was lost may have done it.
        let gone = [StatusCode::NO_CONTENT, StatusCode::UNPROCESSABLE_ENTITY];
        if gone.contains(&reply.status) { Ok(()) } else { Err(self.refusal(At::Api, &reply)) }
    }

    fn basic(&self) -> Result<HeaderValue, IdentityError> {
        let app = self.app()?;
        let pair = Zeroizing::new(format!("{}:{}", app.client_id, app.client_secret.expose_secret()));
        let text = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())));
        let mut value = HeaderValue::from_str(&text).map_err(|_| self.bad_app("it cannot be sent"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn bad_app(&self, message: &str) -> IdentityError {
        let client_id =
            self.shared.settings.app.as_ref().map(|app| app.client_id.clone()).unwrap_or_default();
        IdentityError::BadApp { client_id, message: message.to_owned() }
    }

    pub(super) fn token_refusal(&self, answer: TokenAnswer, redirect: &str) -> IdentityError {
        let message = shown(&answer.error_description);
        match answer.error.as_deref() {
            Some("bad_verification_code" | "invalid_grant") => IdentityError::CodeRefused(message),
            Some("incorrect_client_credentials" | "invalid_client") => self.bad_app(&message),
            Some("redirect_uri_mismatch") => IdentityError::BadRedirect { redirect: redirect.to_owned() },
            Some(error) => denial(error, message),
            None => self.not_github(At::Web, "neither a token nor an error"),
        }
    }
}

/// An error that OAuth names.
pub(super) fn denial(error: &str, message: String) -> IdentityError {
    match error {
        "access_denied" => IdentityError::Denied,
        "expired_token" | "incorrect_device_code" => IdentityError::DeviceExpired,
        error => IdentityError::Oauth { error: shown(error), message: shown(&message) },
    }
}

/// Words from outside: bounded, and nothing that a terminal would obey.
fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn a_callback_brings_a_code_or_the_reason_why_not() {
        let read = |query: &str| Callback::read(query).unwrap();
        let granted = read(&format!("code=abc&state={STATE}"));
        assert_eq!((granted.state.as_str(), granted.code.unwrap().expose_secret()), (STATE, "abc"));
        let denied = read(&format!("error=access_denied&error_description=no&state={STATE}")).code;
        assert!(matches!(denied, Err(IdentityError::Denied)));
        let other =
            read(&format!("error=application_suspended&error_description=It%0Ais&state={STATE}")).code;
        assert!(
            matches!(other, Err(IdentityError::Oauth { error, message }) if error == "application_suspended" && message == "Itis")
        );
        for query in
            [format!("state={STATE}"), format!("code=&state={STATE}"), format!("code=a&code=b&state={STATE}")]
        {
            assert!(matches!(read(&query).code, Err(IdentityError::BadCallback(_))), "{query}");
        }
        for query in [
            String::new(),
            "code=abc".to_owned(),
            "code=abc&state=x".to_owned(),
            format!("code=a&state={STATE}&state={STATE}"),
        ] {
            assert!(matches!(Callback::read(&query), Err(IdentityError::BadCallback(_))), "{query}");
        }
    }
}
