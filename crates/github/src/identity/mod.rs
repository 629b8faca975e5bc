//! Who holds a GitHub account: its login of today, the keys it publishes, its gists, and whom GitHub names when somebody
//! consents in a browser or on another device. And who speaks for a repository: whoever can write a file into it.
//!
//! An account is its numeric id. A login is looked up by the id whenever it is needed, since logins change hands.
//!
//! A token that GitHub gives for a consent asks `GET /user` once and is revoked; it is neither stored nor logged, and no
//! scope is asked for. octocrab carries the requests; retries, time limits and the bound on answers are ours.

mod account;
mod device;
mod error;
mod gist;
mod keys;
mod oauth;
mod repository;
mod request;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use http::HeaderValue;
use octocrab::Octocrab;
use secrecy::SecretString;

pub use self::{
    device::{DeviceGrant, DevicePoll},
    error::IdentityError,
    gist::{Gist, GistId, GistIdError},
    keys::AccountKeys,
    oauth::{Callback, Consent},
    repository::PublicRepository,
};
use crate::api::{GithubError, Patience, base_address, header, said};

/// GitHub's own pages.
pub const GITHUB_WEB: &str = "https://github.com";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Where GitHub is, and as whom it is asked.
#[derive(Clone, Debug)]
pub struct IdentitySettings {
    /// The base address of the API, such as [`GITHUB_API`](crate::api::GITHUB_API).
    pub api: String,
    /// The base address of the pages, such as [`GITHUB_WEB`].
    pub web: String,
    /// Without one, nobody can consent by OAuth.
    pub app: Option<OauthApp>,
    /// For reading accounts, keys and gists. GitHub answers without one too, 60 times an hour.
    pub token: Option<SecretString>,
    /// How long a question may take. Of rate limits none is waited out.
    pub patience: Patience,
}

/// An OAuth app as it is registered at GitHub.
#[derive(Clone, Debug)]
pub struct OauthApp {
    /// Its public name.
    pub client_id: String,
    /// Its password.
    pub client_secret: SecretString,
}

/// Asks GitHub who holds an account. Clones share their connections.
#[derive(Clone)]
pub struct IdentityClient {
    shared: Arc<Shared>,
}

struct Shared {
    settings: IdentitySettings,
    api: Octocrab,
    web: Octocrab,
    token: Option<HeaderValue>,
}

/// Patience for somebody who waits at a page.
#[must_use]
pub fn brief() -> Patience {
    Patience {
        attempts: 3,
        first_pause: Duration::from_millis(300),
        longest_pause: Duration::from_secs(2),
        answer_timeout: Duration::from_secs(10),
        ..Patience::default()
    }
}

impl fmt::Debug for IdentityClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityClient").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}

impl IdentityClient {
    /// Nothing is sent.
    ///
    /// # Errors
    /// [`IdentityError::Setup`] when an address or the token makes no sense, [`IdentityError::BadWebAddress`].
    pub fn new(mut settings: IdentitySettings) -> Result<Self, IdentityError> {
        settings.web.truncate(settings.web.trim_end_matches('/').len());
        let api = base_address(&settings.api)?;
        let web = base_address(&settings.web).map_err(of_web)?;
        let token = settings.token.as_ref().map(header).transpose()?;
        let (api, web) = (connect(api, &settings.patience)?, connect(web, &settings.patience)?);
        Ok(Self { shared: Arc::new(Shared { settings, api, web, token }) })
    }

    /// Can people consent by OAuth?
    #[must_use]
    pub fn offers_oauth(&self) -> bool {
        self.shared.settings.app.is_some()
    }

    fn app(&self) -> Result<&OauthApp, IdentityError> {
        self.shared.settings.app.as_ref().ok_or(IdentityError::NoApp)
    }
}

fn of_web(error: GithubError) -> IdentityError {
    match error {
        GithubError::BadAddress { address, reason } => IdentityError::BadWebAddress { address, reason },
        other => other.into(),
    }
}

fn connect(base: http::Uri, patience: &Patience) -> Result<Octocrab, GithubError> {
    let setup = |error: octocrab::Error| GithubError::Setup(said(&error));
    Octocrab::builder()
        .base_uri(base)
        .map_err(setup)?
        .set_connect_timeout(Some(CONNECT_TIMEOUT))
        .set_read_timeout(Some(patience.answer_timeout))
        .set_write_timeout(Some(patience.answer_timeout))
        .build()
        .map_err(setup)
}
