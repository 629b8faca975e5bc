//! Why an account is not bound to a wallet, in words for the person.

use thiserror::Error;
use tributary_github::identity::IdentityError;
use tributary_storage::StorageError;

/// Why not.
#[derive(Debug, Error)]
pub enum BindError {
    /// A part of what was sent is wrong.
    #[error("{message}")]
    Refused {
        /// Which part.
        field: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
    /// There is no such challenge.
    #[error("there is no challenge `{0}` in this airdrop; challenges are forgotten a day after they end")]
    NoChallenge(String),
    /// It was used, has failed, or has expired.
    #[error("{0}")]
    Over(String),
    /// This server has no such way.
    #[error("{0}")]
    NotOffered(String),
    /// The leaf was paid.
    #[error("{0}")]
    Claimed(String),
    /// There is nothing to claim, not yet or not any more.
    #[error("{0}")]
    Closed(String),
    /// There is no binding to speak of.
    #[error("{0}")]
    NotBound(String),
    /// GitHub does not answer, or not now.
    #[error("GitHub does not answer now; nothing was changed, try again in a minute")]
    Github(#[source] IdentityError),
    /// The chain does not answer.
    #[error("the airdrop's chain cannot be asked now; nothing was changed, try again in a minute")]
    Chain,
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
}

impl BindError {
    /// Was it not the person's fault, nor ours?
    #[must_use]
    pub const fn is_outside(&self) -> bool {
        matches!(self, Self::Github(_) | Self::Chain | Self::Storage(_))
    }

    /// A part of what was sent is wrong.
    pub(crate) fn refused(field: &'static str, message: impl ToString) -> Self {
        Self::Refused { field, message: message.to_string() }
    }
}

/// What GitHub said is for the log: it may name what the operator set up.
impl From<IdentityError> for BindError {
    fn from(error: IdentityError) -> Self {
        tracing::warn!(%error, "GitHub cannot be asked");
        Self::Github(error)
    }
}

impl From<StorageError> for BindError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::ChallengeOver(_) => Self::Over(
                "this challenge was used or its time is over; start again to get a new one".to_owned(),
            ),
            other => Self::Storage(other),
        }
    }
}
