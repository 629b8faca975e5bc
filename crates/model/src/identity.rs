//! People and machines: numeric GitHub accounts, and commit e-mails that nobody has linked yet.

use std::{fmt, str::FromStr};

use alloy_primitives::{B256, hex};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::{Agent, Timestamp};

/// GitHub's numeric account id. It survives renames; a login does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GithubId(pub u64);

impl fmt::Display for GithubId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// SHA-256 of a lower-cased commit e-mail: the e-mail itself never leaves the machine that read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailHash(pub B256);

/// Who a contribution is credited to. Written `github:<id>`, `email:<64 hex digits>`,
/// `agent:<name>` or `ghost`.
///
/// The derived order (accounts by id, then e-mails by hash, then agents by name, then ghosts) is the published
/// tie-break of the allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A GitHub account.
    Github(GithubId),
    /// A commit e-mail that is not linked to an account.
    Email(EmailHash),
    /// An AI agent that signed a commit with its own e-mail. It is counted and never paid.
    Agent(Agent),
    /// An account that no longer exists: GitHub answers `null`. It is counted and never paid.
    Ghost,
}

/// Why a text is not an identity.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not an identity; expected `github:<numeric id>`, `email:<64 hex digits>`, `agent:<name>` or `ghost`"
)]
pub struct IdentityError(pub String);

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Github(id) => write!(f, "github:{id}"),
            Self::Email(EmailHash(hash)) => write!(f, "email:{}", hex::encode(hash)),
            Self::Agent(agent) => write!(f, "agent:{agent}"),
            Self::Ghost => f.write_str("ghost"),
        }
    }
}

impl FromStr for Identity {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || IdentityError(text.to_owned());
        let identity = match text.split_once(':') {
            Some(("github", id)) => Self::Github(GithubId(id.parse().map_err(|_| error())?)),
            Some(("email", digits)) => Self::Email(EmailHash(digits.parse().map_err(|_| error())?)),
            Some(("agent", name)) => Self::Agent(name.parse().map_err(|_| error())?),
            None if text == "ghost" => Self::Ghost,
            _ => return Err(error()),
        };
        // One spelling per identity, so that texts can be compared and hashed.
        if identity.to_string() == text { Ok(identity) } else { Err(error()) }
    }
}

impl Identity {
    /// The account's number, if it is one.
    #[must_use]
    pub const fn github(self) -> Option<GithubId> {
        match self {
            Self::Github(id) => Some(id),
            Self::Email(_) | Self::Agent(_) | Self::Ghost => None,
        }
    }

    /// The agent, whether by its account or by its e-mail.
    #[must_use]
    pub fn agent(self) -> Option<Agent> {
        match self {
            Self::Github(id) => Agent::of_account(id),
            Self::Agent(agent) => Some(agent),
            Self::Email(_) | Self::Ghost => None,
        }
    }
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What kind of account GitHub says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A person's account.
    User,
    /// A GitHub App or machine account.
    Bot,
    /// An organisation that acts as an author.
    Organization,
    /// A placeholder left by an import from elsewhere.
    Mannequin,
}

impl AccountKind {
    /// The name used in files and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Bot => "bot",
            Self::Organization => "organization",
            Self::Mannequin => "mannequin",
        }
    }
}

impl FromStr for AccountKind {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::User, Self::Bot, Self::Organization, Self::Mannequin]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| IdentityError(text.to_owned()))
    }
}

/// A GitHub account as last seen. The login is for showing only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Account {
    /// The numeric id.
    pub id: GithubId,
    /// The login when last seen.
    pub login: String,
    /// User, bot, organisation or mannequin.
    pub kind: AccountKind,
    /// When it was made, where GitHub tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_have_one_spelling() {
        let hash = format!("email:{}", "ab".repeat(32));
        for text in ["github:1", "github:5000000000", "ghost", "agent:aider", hash.as_str()] {
            assert_eq!(text.parse::<Identity>().unwrap().to_string(), text);
        }
        let upper = hash.to_uppercase();
        for text in [
            "github:01",
            "github:+1",
            "github:",
            "github:ada",
            "email:ab",
            "",
            "Ghost",
            "agent:ada",
            upper.as_str(),
        ] {
            assert_eq!(text.parse::<Identity>().unwrap_err(), IdentityError(text.into()));
        }
    }

    #[test]
    fn accounts_come_before_emails_agents_and_ghosts() {
        let email = Identity::Email(EmailHash(B256::ZERO));
        let agent = Identity::Agent(Agent::Aider);
        let mut order =
            [Identity::Ghost, agent, email, Identity::Github(GithubId(10)), Identity::Github(GithubId(9))];
        order.sort();
        assert_eq!(
            order,
            [Identity::Github(GithubId(9)), Identity::Github(GithubId(10)), email, agent, Identity::Ghost]
        );
    }
}
