//! Why GitHub does not say who holds an account, and what to do about it. No error holds a token or a code.

use std::time::Duration;

use thiserror::Error;
use tributary_model::{AccountKind, GithubId, RepositoryName};

use super::GistId;
use crate::api::GithubError;

/// Why GitHub does not say who holds an account.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// An address or a token makes no sense.
    #[error(transparent)]
    Setup(#[from] GithubError),
    /// The address of GitHub's pages makes no sense.
    #[error(
        "`{address}` is not the address of GitHub's pages: {reason}; GitHub's own is `https://github.com`"
    )]
    BadWebAddress {
        /// What was given.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No OAuth app is set up.
    #[error(
        "this server has no OAuth app at GitHub; prove the account by an SSH signature or a gist, or let the operator set \
         TRIBUTARY_GITHUB_CLIENT_ID and TRIBUTARY_GITHUB_CLIENT_SECRET"
    )]
    NoApp,
    /// The account is gone.
    #[error("GitHub has no account with the id {0}; it was deleted, or hidden by GitHub")]
    NoAccount(GithubId),
    /// Only people have keys and consent.
    #[error("the GitHub account {id} belongs to no person: it is of the kind `{}`", kind.as_str())]
    NotUser {
        /// Which.
        id: GithubId,
        /// What it is.
        kind: AccountKind,
    },
    /// The account was renamed while it was read.
    #[error("the GitHub account {id} stopped being called `{login}` while its keys were read; try again")]
    Renamed {
        /// Which.
        id: GithubId,
        /// What it was called before.
        login: String,
    },
    /// More keys than anybody needs.
    #[error(
        "the GitHub account {id} publishes more than {most} keys; take some away, or prove it another way"
    )]
    TooManyKeys {
        /// Which.
        id: GithubId,
        /// What is read at most of each kind.
        most: usize,
    },
    /// A file that nobody needs to be that long.
    #[error(
        "`{file}` of `{repository}` is longer than the {most} bytes that are read; keep it to what it has to say"
    )]
    LongFile {
        /// Of which repository.
        repository: RepositoryName,
        /// Which.
        file: &'static str,
        /// What is read at most.
        most: usize,
    },
    /// No such gist.
    #[error("there is no gist `{0}`, or it is hidden; check its address")]
    NoGist(GistId),
    /// A gist that not everybody finds.
    #[error("the gist `{0}` is secret; make a public one, so that everybody can check it")]
    SecretGist(GistId),
    /// A gist without an owner.
    #[error("the gist `{0}` belongs to nobody; make one while you are signed in")]
    NobodysGist(GistId),
    /// GitHub gives a part of it only.
    #[error("the gist `{0}` is too large to be read whole; make one that holds nothing but the message")]
    LargeGist(GistId),
    /// Consent was refused in the browser or on the device.
    #[error(
        "consent was refused at GitHub; begin again and press `Authorize`, or prove the account another way"
    )]
    Denied,
    /// The code was used already, is too old, or belongs to another verifier.
    #[error("GitHub does not take the code of this consent: {0}; begin again")]
    CodeRefused(String),
    /// The browser brought something that is no answer to us.
    #[error("this is not GitHub's answer to a consent: {0}; begin again from the airdrop's page")]
    BadCallback(&'static str),
    /// The device's code is not known, or its time is over.
    #[error("the code for the device is not valid any more; ask for a new one")]
    DeviceExpired,
    /// The app's credentials are wrong.
    #[error(
        "GitHub does not know the OAuth app `{client_id}` or refuses its secret: {message}; check \
         TRIBUTARY_GITHUB_CLIENT_ID and TRIBUTARY_GITHUB_CLIENT_SECRET"
    )]
    BadApp {
        /// Which app.
        client_id: String,
        /// GitHub's words.
        message: String,
    },
    /// The app is registered with another callback.
    #[error(
        "the OAuth app at GitHub is registered with another callback than `{redirect}`; enter exactly that one in the app's \
         settings, or check the public address of this server"
    )]
    BadRedirect {
        /// What we sent.
        redirect: String,
    },
    /// An error of OAuth that needs no words of its own.
    #[error(
        "GitHub refuses the consent: `{error}` ({message}); begin again, or prove the account another way"
    )]
    Oauth {
        /// GitHub's name for it.
        error: String,
        /// GitHub's words.
        message: String,
    },
    /// The token for reading is refused.
    #[error("`{address}` refuses our token: {message}; give another one, or none")]
    BadToken {
        /// Whom we asked.
        address: String,
        /// GitHub's words.
        message: String,
    },
    /// A rate limit stands.
    #[error("`{address}` answers no more questions for {} s; try again after that, or give the server a token", wait.as_secs())]
    Limited {
        /// Whom we asked.
        address: String,
        /// How long it will last.
        wait: Duration,
    },
    /// Another refusal.
    #[error("`{address}` refuses with status {status}: {message}; try again later")]
    Refused {
        /// Whom we asked.
        address: String,
        /// The status of HTTP.
        status: u16,
        /// GitHub's words.
        message: String,
    },
    /// It kept failing.
    #[error("`{address}` did not answer in {attempts} attempts, the last time: {reason}; try again later")]
    Unreachable {
        /// Whom we asked.
        address: String,
        /// How often it was tried.
        attempts: usize,
        /// What happened the last time.
        reason: String,
    },
    /// An answer beyond what is read.
    #[error("`{address}` answers with more than {most} bytes, which are not read")]
    TooLarge {
        /// Whom we asked.
        address: String,
        /// What is read at most.
        most: usize,
    },
    /// An answer that is not GitHub's.
    #[error("`{address}` answers with something that is not GitHub's: {reason}; check the address")]
    NotGithub {
        /// Whom we asked.
        address: String,
        /// What it was.
        reason: String,
    },
    /// The exchange ended half way.
    #[error("the exchange with GitHub was interrupted; begin again")]
    Interrupted,
}
