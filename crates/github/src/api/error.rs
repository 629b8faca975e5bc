//! Why GitHub cannot be read, and what to do about it. No error holds the token.

use std::time::Duration;

use thiserror::Error;
use tributary_model::RepositoryName;

use super::Subject;

/// Why GitHub cannot be read.
#[derive(Debug, Error)]
pub enum GithubError {
    /// The address of the API makes no sense.
    #[error(
        "`{address}` is not the address of a GitHub API: {reason}; GitHub's own is `https://api.github.com`"
    )]
    BadAddress {
        /// What was given.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The token has characters that no token has.
    #[error(
        "the GitHub token holds a character that no token has, such as a space or a line break; copy it again"
    )]
    TokenForm,
    /// A GitHub App's key cannot sign.
    #[error(
        "the private key of the GitHub App `{app}` cannot be used: {reason}; make a new one in the App's settings \
         and point to its `.pem` file"
    )]
    AppKey {
        /// The App.
        app: String,
        /// What is wrong with the key.
        reason: String,
    },
    /// There is nothing to ask with.
    #[error("GitHub answers only with a token, and none was given")]
    NoToken,
    /// 401.
    #[error(
        "`{api}` does not accept the token: {message}; it may have expired or been revoked: make a new one"
    )]
    BadToken {
        /// The address of the API.
        api: String,
        /// GitHub's words.
        message: String,
    },
    /// No such repository, or one that the token may not see; GitHub does not tell which.
    #[error(
        "`{repository}` is not on `{api}`, or is private and the token may not read it; check the name and the token's repository access"
    )]
    NotFound {
        /// What was asked for.
        repository: RepositoryName,
        /// The address of the API.
        api: String,
    },
    /// No such user or organisation.
    #[error("nobody is called `{login}` on `{api}`; check the name")]
    NoOwner {
        /// Who was asked for.
        login: String,
        /// The address of the API.
        api: String,
    },
    /// 451, or 403 with a block: GitHub shows it to nobody.
    #[error(
        "`{subject}` is blocked on `{api}`: {message}; no token opens it: take it out, or read a clone with \
         `tributary index --git PATH`"
    )]
    Blocked {
        /// What was asked for.
        subject: Subject,
        /// The address of the API.
        api: String,
        /// GitHub's words.
        message: String,
    },
    /// GitHub refuses although the token is good: a missing scope or single sign-on.
    #[error(
        "`{api}` refuses `{subject}`: {message}; the token may lack a permission or need to be authorised for the \
         organisation"
    )]
    Forbidden {
        /// What was asked for.
        subject: Subject,
        /// The address of the API.
        api: String,
        /// GitHub's words.
        message: String,
    },
    /// The API lives somewhere else.
    #[error("`{api}` has moved to `{location}`; use that address")]
    Moved {
        /// The address of the API.
        api: String,
        /// Where it says it is.
        location: String,
    },
    /// GitHub does not understand the question: its schema is another one than ours.
    #[error("`{api}` does not understand our question: {message}; a GitHub Enterprise Server may be too old")]
    Refused {
        /// The address of the API.
        api: String,
        /// GitHub's words.
        message: String,
    },
    /// The place in a list is no longer known; the list has to be read from its start.
    #[error("`{api}` no longer knows our place in a list: {message}")]
    Cursor {
        /// The address of the API.
        api: String,
        /// GitHub's words.
        message: String,
    },
    /// Something that was listed a moment ago is gone.
    #[error("`{api}` keeps taking away what it listed: {message}; run again: it goes on where it was")]
    Vanished {
        /// The address of the API.
        api: String,
        /// GitHub's words.
        message: String,
    },
    /// Waiting for a rate limit would take longer than allowed.
    #[error(
        "{limit} of `{api}` asks for a wait of {} s, above the {} s that we wait at most; run again later: it goes on where it was",
        wait.as_secs(), most.as_secs()
    )]
    LimitTooLong {
        /// Which limit.
        limit: &'static str,
        /// The address of the API.
        api: String,
        /// What we would have to wait, in all, for one question.
        wait: Duration,
        /// What we wait at most.
        most: Duration,
    },
    /// It kept failing.
    #[error(
        "`{api}` did not answer in {attempts} attempts, the last time: {reason}; run again later: it goes on where it was"
    )]
    Unreachable {
        /// The address of the API.
        api: String,
        /// How often it was tried.
        attempts: usize,
        /// What happened the last time.
        reason: String,
    },
    /// An answer that is not GitHub's.
    #[error("`{api}` answers with something that is not GitHub's: {reason}; check the address of the API")]
    NotGithub {
        /// The address of the API.
        api: String,
        /// What it was.
        reason: String,
    },
    /// The HTTP client cannot be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(String),
}
