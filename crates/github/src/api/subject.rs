//! What a question is about, for errors and for who may ask it.

use std::fmt;

use tributary_model::RepositoryName;

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// One repository.
    Repository(RepositoryName),
    /// The repositories of a user or an organisation.
    Owner(String),
    /// The repositories with a topic.
    Topic(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repository(name) => name.fmt(f),
            Self::Owner(login) => f.write_str(login),
            Self::Topic(topic) => write!(f, "topic:{topic}"),
        }
    }
}
