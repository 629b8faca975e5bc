//! What can be wrong when an account is bound to a wallet, as kinds of problems.

use axum::http::StatusCode;
use tributary_engine::bindings::BindError;

use crate::problem::Problem;

/// The kind of a problem with a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BindingProblem {
    /// A part of what was sent is wrong.
    Invalid,
    /// No such challenge.
    NoChallenge,
    /// Used, failed or expired.
    ChallengeOver,
    /// This server has no such way.
    NotOffered,
    /// The leaf was paid.
    Claimed,
    /// Nothing can be claimed, not yet or not any more.
    Closed,
    /// Nobody has proved it.
    NotBound,
    /// GitHub does not answer.
    Github,
    /// The chain does not answer.
    Chain,
}

impl BindingProblem {
    /// Type and title.
    pub(crate) const fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Invalid => ("urn:tributary:invalid-proof", "The proof does not hold"),
            Self::NoChallenge => ("urn:tributary:challenge-not-found", "No such challenge"),
            Self::ChallengeOver => ("urn:tributary:challenge-over", "The challenge can no longer be used"),
            Self::NotOffered => ("urn:tributary:not-offered", "Not offered here"),
            Self::Claimed => ("urn:tributary:already-claimed", "The tokens were claimed"),
            Self::Closed => ("urn:tributary:nothing-to-claim", "Nothing can be claimed"),
            Self::NotBound => ("urn:tributary:binding-not-found", "No wallet is named"),
            Self::Github => ("urn:tributary:github-unavailable", "GitHub does not answer"),
            Self::Chain => ("urn:tributary:chain-unavailable", "The chain does not answer"),
        }
    }

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NoChallenge | Self::NotBound => StatusCode::NOT_FOUND,
            Self::ChallengeOver | Self::NotOffered | Self::Claimed | Self::Closed => StatusCode::CONFLICT,
            Self::Github | Self::Chain => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl Problem {
    /// A part of the body that makes no binding.
    pub(crate) fn invalid_proof(field: &'static str, message: String) -> Self {
        Self::Binding { kind: BindingProblem::Invalid, field: Some(field), message }
    }

    /// A problem with a binding that is in no part of the body.
    pub(crate) fn binding(kind: BindingProblem, message: impl ToString) -> Self {
        Self::Binding { kind, field: None, message: message.to_string() }
    }
}

impl From<BindError> for Problem {
    fn from(error: BindError) -> Self {
        let kind = match error {
            BindError::Refused { field, message } => return Self::invalid_proof(field, message),
            BindError::Storage(error) => return error.into(),
            BindError::NoChallenge(_) => BindingProblem::NoChallenge,
            BindError::Over(_) => BindingProblem::ChallengeOver,
            BindError::NotOffered(_) => BindingProblem::NotOffered,
            BindError::Claimed(_) => BindingProblem::Claimed,
            BindError::Closed(_) => BindingProblem::Closed,
            BindError::NotBound(_) => BindingProblem::NotBound,
            BindError::Github(_) => BindingProblem::Github,
            BindError::Chain => BindingProblem::Chain,
        };
        Self::binding(kind, error)
    }
}
