//! The kinds of AI projects.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What an AI project makes. Where two kinds have the same score, the earlier one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A trained model, or the code that defines and trains one.
    Model,
    /// Data to train or to measure models, or what makes such data.
    Dataset,
    /// What models run and train on: engines, kernels, frameworks, serving, scheduling.
    Compute,
    /// A program that plans and acts by a model, or a framework for such programs.
    Agent,
    /// What people who build with models use: libraries, evaluation, tracking, labelling, retrieval.
    Tool,
    /// What an end user opens.
    Application,
}

/// A word that names no kind.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a kind; choose model, dataset, compute, agent, tool or application")]
pub struct KindError(pub String);

impl Kind {
    /// All of them, in their order.
    pub const ALL: [Self; 6] =
        [Self::Model, Self::Dataset, Self::Compute, Self::Agent, Self::Tool, Self::Application];

    /// The word used in files and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Dataset => "dataset",
            Self::Compute => "compute",
            Self::Agent => "agent",
            Self::Tool => "tool",
            Self::Application => "application",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = KindError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| KindError(word.to_owned()))
    }
}
