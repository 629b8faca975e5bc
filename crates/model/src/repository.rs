//! Repositories: a numeric id that stays, a name that may change.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::GithubId;

/// GitHub's numeric repository id, or for a local clone a number derived from its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RepoId(pub u64);

impl fmt::Display for RepoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `owner/name`, compared without regard to ASCII case as GitHub does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryName {
    owner: String,
    name: String,
}

/// Why a text is not a repository name.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a repository; expected `owner/name` such as `huggingface/trl`")]
pub struct RepositoryNameError(pub String);

impl RepositoryName {
    /// The account before the slash.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The part behind the slash.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Same repository name, ignoring ASCII case?
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.owner.eq_ignore_ascii_case(&other.owner) && self.name.eq_ignore_ascii_case(&other.name)
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl FromStr for RepositoryName {
    type Err = RepositoryNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        match text.split_once('/') {
            Some((owner, name)) if allowed(owner) && allowed(name) => {
                Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
            }
            _ => Err(RepositoryNameError(text.to_owned())),
        }
    }
}

impl Serialize for RepositoryName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RepositoryName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A repository as last seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Repository {
    /// The id that stays.
    pub id: RepoId,
    /// `owner/name` when last seen.
    pub name: RepositoryName,
    /// Where a person can look at it, without a slash at the end; `None` for a clone without a known origin.
    pub url: Option<String>,
    /// The default branch; `None` for an empty repository.
    pub default_branch: Option<String>,
    /// The account that owns it, where GitHub tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<GithubId>,
    /// What the `.gitattributes` of its newest commit says about paths, in the order of the file: a later line
    /// outweighs an earlier one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<PathAttribute>,
}

/// One line of `.gitattributes` for one of Linguist's attributes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PathAttribute {
    /// Which paths, as `.gitattributes` writes patterns.
    pub pattern: String,
    /// What is said of them.
    pub attribute: LinguistAttribute,
    /// Is it said, or denied?
    pub value: bool,
}

/// What Linguist lets a repository say about its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinguistAttribute {
    /// `linguist-generated`: written by a program.
    Generated,
    /// `linguist-vendored`: copied from elsewhere.
    Vendored,
    /// `linguist-documentation`: text about the code.
    Documentation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_owner_slash_name() {
        assert_eq!("a-b/c.d_e".parse::<RepositoryName>().unwrap().to_string(), "a-b/c.d_e");
        for text in ["", "a", "a/", "/b", "a/b/c", "a b/c", "https://example.org/a/b"] {
            assert_eq!(text.parse::<RepositoryName>().unwrap_err(), RepositoryNameError(text.into()));
        }
    }
}
