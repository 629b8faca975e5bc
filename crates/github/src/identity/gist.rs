//! A public gist and its owner.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::Deserialize;
use thiserror::Error;
use tributary_model::GithubId;

use super::{IdentityClient, IdentityError};

/// Today's ids have 32 digits; the oldest were short numbers.
const MOST_DIGITS: usize = 40;

/// A gist's id: digits of hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GistId(String);

/// Why a text names no gist.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` names no gist; give its address, `https://gist.github.com/<login>/<id>`, or its id")]
pub struct GistIdError(pub String);

/// A public gist that was read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gist {
    /// Its id.
    pub id: GistId,
    /// Its page.
    pub url: String,
    /// Who made it.
    pub owner: GithubId,
    /// The version that was read: a commit.
    pub revision: String,
    /// What it holds, by name.
    pub files: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Answer {
    html_url: String,
    public: bool,
    #[serde(default)]
    truncated: bool,
    owner: Option<Owner>,
    files: BTreeMap<String, Option<File>>,
    history: Vec<Version>,
}

#[derive(Deserialize)]
struct Owner {
    id: GithubId,
}

#[derive(Deserialize)]
struct File {
    content: Option<String>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

impl IdentityClient {
    /// The gist as it is now.
    ///
    /// # Errors
    /// [`IdentityError::NoGist`], [`IdentityError::SecretGist`], [`IdentityError::NobodysGist`], and
    /// [`IdentityError::LargeGist`] when GitHub gives only a part of it.
    pub async fn gist(&self, id: &GistId) -> Result<Gist, IdentityError> {
        let answer = self.read::<Answer>(format!("/gists/{id}"), self.shared.token.clone()).await;
        let answer = match answer {
            Err(IdentityError::TooLarge { .. }) => return Err(IdentityError::LargeGist(id.clone())),
            other => other?,
        };
        let (answer, _) = answer.ok_or_else(|| IdentityError::NoGist(id.clone()))?;
        if !answer.public {
            return Err(IdentityError::SecretGist(id.clone()));
        }
        let owner = answer.owner.ok_or_else(|| IdentityError::NobodysGist(id.clone()))?.id;
        let part = answer.truncated || answer.files.values().flatten().any(|file| file.truncated);
        let newest = answer.history.into_iter().next();
        let (false, Some(Version { version })) = (part, newest) else {
            return Err(IdentityError::LargeGist(id.clone()));
        };
        let content = |file: Option<File>| file.and_then(|file| file.content).unwrap_or_default();
        let files = answer.files.into_iter().map(|(name, file)| (name, content(file)));
        Ok(Gist { id: id.clone(), url: answer.html_url, owner, revision: version, files: files.collect() })
    }
}

impl fmt::Display for GistId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for GistId {
    type Err = GistIdError;

    /// Reads an id, or the address of a gist's page, with whatever stands behind it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let id = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .map_or(Some(text), of_address);
        id.filter(|id| is_id(id)).map(|id| Self(id.to_owned())).ok_or_else(|| GistIdError(text.to_owned()))
    }
}

/// `host/login/id`, `host/id`, and GitHub Enterprise Server's `host/gist/login/id`.
fn of_address(rest: &str) -> Option<&str> {
    let path = rest.split(['?', '#']).next()?;
    let mut parts = path.split('/').skip(1).filter(|part| !part.is_empty()).peekable();
    parts.next_if_eq(&"gist");
    let first = parts.next()?;
    Some(parts.next().unwrap_or(first).trim_end_matches(".git"))
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= MOST_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gist_is_named_by_its_id_or_its_address() {
        let id = "aa5a315d61ae9438b18d010a8a6bd7bd";
        for text in [
            id.to_owned(),
            format!(" {id}\n"),
            format!("https://gist.github.com/{id}"),
            format!("https://gist.github.com/{id}.git"),
            format!("https://gist.github.com/octocat/{id}"),
            format!("https://gist.github.com/deadbeef/{id}/"),
            format!("https://gist.github.com/octocat/{id}/raw/0123/message.txt"),
            format!("https://gist.github.com/octocat/{id}?x=1#file-message-txt"),
            format!("https://github.example.org/gist/octocat/{id}"),
        ] {
            assert_eq!(text.parse::<GistId>().unwrap().to_string(), id, "{text}");
        }
        for text in [
            "",
            "octocat",
            "https://gist.github.com/",
            "https://gist.github.com/octocat",
            "../user",
            &"a".repeat(41),
        ] {
            assert_eq!(text.parse::<GistId>(), Err(GistIdError(text.to_owned())));
        }
    }
}
