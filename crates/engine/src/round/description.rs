//! What a project says about itself, and why reviewers decide as they do: texts under the SHA-256 that stands on the
//! chain.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_model::{B256, RepositoryName, Timestamp};
use tributary_storage::{StorageError, Store};

use crate::{bundle::hash_bytes, published::check_link};

/// Characters of each field.
const MOST_NAME: usize = 80;
const MOST_SUMMARY: usize = 300;
const MOST_TEXT: usize = 10_000;
const MOST_REPOSITORIES: usize = 32;
/// Bytes of a reason.
const MOST_REASON: usize = 4_096;

/// What a project says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// As long as it has to be, up to 10,000 characters.
    #[serde(default)]
    pub description: String,
    /// Its name.
    pub name: String,
    /// Its repositories by name.
    #[serde(default)]
    pub repositories: Vec<RepositoryName>,
    /// One sentence.
    pub summary: String,
    /// Its page.
    #[serde(default)]
    pub url: Option<String>,
}

/// Why a text is refused.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{key}`: {message}")]
pub struct DescriptionError {
    /// Which field.
    pub key: &'static str,
    /// What is wrong and what to write.
    pub message: String,
}

impl Description {
    /// Checks the bounds of every field.
    ///
    /// # Errors
    /// [`DescriptionError`] naming the field.
    pub fn check(&self) -> Result<(), DescriptionError> {
        let refused = |key, message: String| Err(DescriptionError { key, message });
        for (key, text, least, most) in [
            ("name", &self.name, 1, MOST_NAME),
            ("summary", &self.summary, 1, MOST_SUMMARY),
            ("description", &self.description, 0, MOST_TEXT),
        ] {
            let count = text.chars().count();
            if !(least..=most).contains(&count) {
                return refused(key, format!("has {count} characters; {least} to {most} are taken"));
            }
        }
        if self.repositories.len() > MOST_REPOSITORIES {
            return refused("repositories", format!("at most {MOST_REPOSITORIES} are taken"));
        }
        if let Err(error) = check_link("url", self.url.as_deref()) {
            return refused("url", error.to_string());
        }
        Ok(())
    }

    /// The one form in which it is hashed: fields in the order of the alphabet, without spaces.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }

    /// SHA-256 of [`Description::text`]: what stands on the chain.
    #[must_use]
    pub fn hash(&self) -> B256 {
        hash_bytes(self.text().as_bytes())
    }

    /// Reads a text that was stored under its hash; `None` when it is no description.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text).ok().filter(|found| found.check().is_ok())
    }
}

/// Why a text is not kept.
#[derive(Debug, Error)]
pub enum TextError {
    /// A field out of bounds.
    #[error(transparent)]
    Description(#[from] DescriptionError),
    /// The database failed, or is full.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Keeps a description, and answers its hash.
///
/// # Errors
/// [`TextError`].
pub async fn save_description(
    store: &Store,
    description: &Description,
    now: Timestamp,
) -> Result<B256, TextError> {
    description.check()?;
    let hash = description.hash();
    store.save_round_text(hash, &description.text(), now).await?;
    Ok(hash)
}

/// Keeps a reason, and answers its hash.
///
/// # Errors
/// [`TextError`].
pub async fn save_reason(store: &Store, reason: &str, now: Timestamp) -> Result<B256, TextError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.len() > MOST_REASON {
        let message = format!("has {} bytes; 1 to {MOST_REASON} are taken", reason.len());
        return Err(DescriptionError { key: "reason", message }.into());
    }
    let hash = hash_bytes(reason.as_bytes());
    store.save_round_text(hash, reason, now).await?;
    Ok(hash)
}
