//! What can be wrong with a question about a funding round, as kinds of problems.

use axum::http::StatusCode;
use tributary_engine::round::{EstimateError, TextError, WordError};
use tributary_storage::StorageError;

use crate::problem::Problem;

/// The kind of a problem with a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoundProblem {
    /// No such round.
    NoRound,
    /// No such project in it.
    NoProject,
    /// No such description or reason.
    NoText,
    /// No result stands on the chain.
    NoResult,
    /// It is not on the chain yet.
    NotOpen,
    /// A part of what was sent is wrong.
    Invalid,
    /// Nothing can be estimated.
    NoEstimate,
    /// No more texts are kept.
    TextsFull,
    /// Not the name of a repository.
    NotRepository,
    /// No repository that everybody can read.
    NoRepository,
    /// GitHub does not answer.
    Github,
}

impl RoundProblem {
    /// Type and title.
    pub(crate) const fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::NoRound => ("urn:tributary:round-not-found", "No such round"),
            Self::NoProject => ("urn:tributary:project-not-found", "No such project"),
            Self::NoText => ("urn:tributary:text-not-found", "No such text"),
            Self::NoResult => ("urn:tributary:no-result", "No result yet"),
            Self::NotOpen => ("urn:tributary:round-not-open", "Not on the chain yet"),
            Self::Invalid => ("urn:tributary:invalid-field", "A field is out of bounds"),
            Self::NoEstimate => ("urn:tributary:no-estimate", "Nothing can be estimated"),
            Self::TextsFull => ("urn:tributary:texts-full", "No more texts are kept"),
            Self::NotRepository => ("urn:tributary:invalid-repository", "Not a repository"),
            Self::NoRepository => ("urn:tributary:repository-not-found", "No such public repository"),
            Self::Github => ("urn:tributary:github-unreachable", "GitHub does not answer"),
        }
    }

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::NoRound | Self::NoProject | Self::NoText | Self::NoResult | Self::NoRepository => {
                StatusCode::NOT_FOUND
            }
            Self::NotOpen | Self::NoEstimate | Self::TextsFull => StatusCode::CONFLICT,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotRepository => StatusCode::BAD_REQUEST,
            Self::Github => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What happened this time, and what to do.
    pub(crate) fn says(self, message: impl Into<String>) -> Problem {
        Problem::Round { kind: self, field: None, message: message.into() }
    }

    /// A part of the body is wrong.
    pub(crate) fn of_field(field: &'static str, message: impl Into<String>) -> Problem {
        Problem::Round { kind: Self::Invalid, field: Some(field), message: message.into() }
    }

    pub(crate) fn no_round(slug: &str) -> Problem {
        Self::NoRound.says(format!("there is no round `{slug}` here; /api/v1/rounds lists all of them"))
    }

    pub(crate) fn no_project(slug: &str, number: &str) -> Problem {
        Self::NoProject.says(format!("nobody applied to `{slug}` under the number `{number}`"))
    }

    pub(crate) fn no_result(slug: &str) -> Problem {
        Self::NoResult.says(format!(
            "no result of `{slug}` that is published here stands on the chain; the owner proposes one once gifts have ended"
        ))
    }
}

impl From<EstimateError> for Problem {
    fn from(error: EstimateError) -> Self {
        match error {
            EstimateError::OtherRule => RoundProblem::NoEstimate.says(error.to_string()),
            EstimateError::Gift(_) => RoundProblem::of_field("gifts", error.to_string()),
            EstimateError::Rules(_) | EstimateError::Rule { .. } => {
                tracing::error!(%error, "a round cannot be estimated");
                Self::Internal
            }
        }
    }
}

impl From<TextError> for Problem {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Description(error) => RoundProblem::of_field(error.key, error.message),
            TextError::Storage(StorageError::TextsFull { .. }) => {
                RoundProblem::TextsFull.says(error.to_string())
            }
            TextError::Storage(error) => error.into(),
        }
    }
}

impl From<WordError> for Problem {
    fn from(error: WordError) -> Self {
        tracing::warn!(%error, "GitHub does not say who speaks for a repository");
        RoundProblem::Github.says(error.to_string())
    }
}
