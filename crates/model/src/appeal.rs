//! What people ask of a maintainer before an airdrop is deployed: to be left out, or to look at something again.
//!
//! Anybody can write one in anybody's name, so an appeal decides nothing. What may be written is read here, once.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{ContributionKind, Identity, RepoId, Timestamp};

/// Why a text can be no part of an appeal.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AppealError {
    /// Nothing to decide by.
    #[error("the reason is empty; say what the maintainer should know")]
    NoReason,
    /// More than anybody reads.
    #[error("the reason has {0} characters; at most {most} are taken", most = AppealReason::MOST_CHARACTERS)]
    LongReason(usize),
    /// A terminal obeys them.
    #[error("the reason holds a control character, such as a line break; write plain text on one line")]
    ControlCharacter,
    /// The address says nothing about who wrote it.
    #[error(
        "`{0}` is not an address on GitHub; give one that begins with https://github.com/ or https://gist.github.com/ \
         and has at most {most} signs, none of them a space", most = StatementUrl::MOST_SIGNS
    )]
    Url(String),
    /// A word that is none of its kind.
    #[error("`{0}` is neither a kind nor a state of an appeal")]
    Word(String),
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealKind {
    /// Not to be paid.
    OptOut,
    /// To look at a share, or at one contribution, again.
    Appeal,
}

impl AppealKind {
    /// The name used in files and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt_out",
            Self::Appeal => "appeal",
        }
    }
}

impl FromStr for AppealKind {
    type Err = AppealError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = [Self::OptOut, Self::Appeal].into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| AppealError::Word(text.to_owned()))
    }
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealState {
    /// Nobody has decided.
    Waiting,
    /// The maintainer agreed.
    Accepted,
    /// The maintainer did not.
    Declined,
}

impl AppealState {
    /// The name used in files and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

impl FromStr for AppealState {
    type Err = AppealError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Waiting, Self::Accepted, Self::Declined];
        all.into_iter().find(|state| state.as_str() == text).ok_or_else(|| AppealError::Word(text.to_owned()))
    }
}

/// Why somebody appeals, in their own words: plain text of 1 to 1,000 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AppealReason(String);

impl AppealReason {
    /// Unicode scalar values.
    pub const MOST_CHARACTERS: usize = 1_000;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AppealReason {
    type Err = AppealError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let count = text.chars().count();
        if count == 0 {
            return Err(AppealError::NoReason);
        }
        if count > Self::MOST_CHARACTERS {
            return Err(AppealError::LongReason(count));
        }
        if text.chars().any(char::is_control) {
            return Err(AppealError::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Where somebody said it under an account of their own: an issue, a comment or a gist on GitHub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct StatementUrl(String);

impl StatementUrl {
    /// ASCII characters.
    pub const MOST_SIGNS: usize = 500;
    const BEGINNINGS: [&str; 2] = ["https://github.com/", "https://gist.github.com/"];

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StatementUrl {
    type Err = AppealError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let leads_on = |beginning: &str| text.strip_prefix(beginning).is_some_and(|rest| !rest.is_empty());
        let plain = text.len() <= Self::MOST_SIGNS && text.bytes().all(|byte| byte.is_ascii_graphic());
        if plain && Self::BEGINNINGS.into_iter().any(leads_on) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AppealError::Url(text.to_owned()))
        }
    }
}

/// One contribution, as a receipt names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealSubject {
    /// The repository's id.
    pub repo: RepoId,
    /// What was done.
    pub kind: ContributionKind,
    /// Its key among those.
    pub key: String,
}

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealDraft {
    /// Which airdrop, by its slug.
    pub campaign: String,
    /// Whose share it is about.
    pub identity: Identity,
    /// What is asked for.
    pub kind: AppealKind,
    /// The one contribution that it is about; `None` for the whole share.
    pub subject: Option<AppealSubject>,
    /// Why. Only the maintainer reads it.
    pub reason: AppealReason,
    /// Where it was said under the person's own account. Only the maintainer sees it.
    pub url: Option<StatementUrl>,
    /// When it came in.
    pub received_at: Timestamp,
}

/// What somebody wrote, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Counts up from 1 over all campaigns of a database.
    pub id: u64,
    /// What was written.
    pub draft: AppealDraft,
    /// What was decided; `None` while it waits.
    pub decision: Option<AppealDecision>,
}

/// What a maintainer said to an appeal. Everybody may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealDecision {
    /// Agreed or not.
    pub accepted: bool,
    /// In words.
    pub answer: String,
    /// When.
    pub decided_at: Timestamp,
}

impl Appeal {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> AppealState {
        match &self.decision {
            None => AppealState::Waiting,
            Some(AppealDecision { accepted: true, .. }) => AppealState::Accepted,
            Some(AppealDecision { accepted: false, .. }) => AppealState::Declined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_plain_text_of_a_length_that_is_read() {
        let most = "é".repeat(1_000);
        assert_eq!(most.parse::<AppealReason>().unwrap().as_str(), most);
        assert_eq!(" Not me. ".parse::<AppealReason>().unwrap().as_str(), "Not me.");
        for (text, error) in [
            ("", AppealError::NoReason),
            (" \n ", AppealError::NoReason),
            (&"é".repeat(1_001), AppealError::LongReason(1_001)),
            ("two\nlines", AppealError::ControlCharacter),
            ("a\u{1b}[2Jb", AppealError::ControlCharacter),
        ] {
            assert_eq!(text.parse::<AppealReason>().unwrap_err(), error);
        }
    }

    #[test]
    fn a_statement_stands_on_github() {
        for url in
            ["https://github.com/ada/trees/issues/1#issuecomment-2", "https://gist.github.com/ada/0a1b"]
        {
            assert_eq!(url.parse::<StatementUrl>().unwrap().as_str(), url);
        }
        let long = format!("https://github.com/{}", "a".repeat(500));
        for url in [
            "https://github.com/",
            "http://github.com/ada",
            "https://github.com.example.org/ada",
            "https://github.com@example.org/ada",
            "https://example.org/https://github.com/ada",
            "https://github.com/ada trees",
            "https://github.com/\u{202e}ada",
            "javascript:alert(1)",
            "",
            &long,
        ] {
            assert_eq!(url.parse::<StatementUrl>().unwrap_err(), AppealError::Url(url.to_owned()));
        }
    }

    #[test]
    fn kinds_and_states_have_one_spelling() {
        for kind in [AppealKind::OptOut, AppealKind::Appeal] {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for state in [AppealState::Waiting, AppealState::Accepted, AppealState::Declined] {
            assert_eq!(state.as_str().parse(), Ok(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert_eq!("optout".parse::<AppealKind>(), Err(AppealError::Word("optout".into())));
    }
}
