//! AI agents that write code, by account number or by the e-mail of their commits' trailers, never by name: the
//! login `claude` (id 81847) is a person's.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::GithubId;

/// An AI agent, whichever of its accounts and e-mails it used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agent {
    /// Aider.
    Aider,
    /// Amazon Q Developer.
    AmazonQ,
    /// Amp.
    Amp,
    /// Claude, by Anthropic.
    Claude,
    /// Cline.
    Cline,
    /// `CodeRabbit`.
    Coderabbit,
    /// Codex and other agents of `OpenAI`.
    Codex,
    /// Sourcegraph Cody.
    Cody,
    /// Continue.
    Continue,
    /// GitHub Copilot.
    Copilot,
    /// Cursor.
    Cursor,
    /// Devin.
    Devin,
    /// Gemini Code Assist.
    Gemini,
    /// `JetBrains` AI.
    Jetbrains,
    /// Jules, by Google.
    Jules,
}

/// A name that is not an agent's.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not the name of an agent that is known here")]
pub struct AgentError(pub String);

/// Accounts by number. The logins were read beside them and are for people who read this list.
const ACCOUNTS: [(u64, Agent); 18] = [
    (136_622_811, Agent::Coderabbit), // coderabbitai[bot]
    (158_243_242, Agent::Devin),      // devin-ai-integration[bot]
    (161_369_871, Agent::Jules),      // google-labs-jules[bot]
    (167_198_135, Agent::Copilot),    // copilot[bot]
    (176_961_590, Agent::Gemini),     // gemini-code-assist[bot]
    (198_982_749, Agent::Copilot),    // Copilot, copilot-swe-agent[bot]
    (199_175_422, Agent::Codex),      // chatgpt-codex-connector[bot]
    (201_248_094, Agent::Cody),       // sourcegraph-cody[bot]
    (201_670_782, Agent::Cursor),     // cursoragent[bot]
    (205_137_888, Agent::Cline),      // cline[bot]
    (206_951_365, Agent::Cursor),     // cursor[bot]
    (208_079_219, Agent::AmazonQ),    // amazon-q-developer[bot]
    (208_546_643, Agent::Claude),     // claude-code-action[bot]
    (209_825_114, Agent::Claude),     // claude[bot]
    (215_057_067, Agent::Codex),      // openai-codex[bot]
    (215_619_710, Agent::Claude),     // anthropic-claude[bot]
    (220_155_983, Agent::Jetbrains),  // jetbrains-ai[bot]
    (230_936_708, Agent::Continue),   // continue[bot]
];

/// E-mails of commits and trailers, in lower case.
const EMAILS: [(&str, Agent); 6] = [
    ("amp@ampcode.com", Agent::Amp),
    ("codex@openai.com", Agent::Codex),
    ("copilot@github.com", Agent::Copilot),
    ("cursoragent@cursor.com", Agent::Cursor),
    ("noreply@anthropic.com", Agent::Claude),
    ("noreply@openai.com", Agent::Codex),
];

/// Every address of these domains.
const DOMAINS: [(&str, Agent); 1] = [("aider.chat", Agent::Aider)];

impl Agent {
    /// Every agent, by name.
    pub const ALL: [Self; 15] = [
        Self::Aider,
        Self::AmazonQ,
        Self::Amp,
        Self::Claude,
        Self::Cline,
        Self::Coderabbit,
        Self::Codex,
        Self::Cody,
        Self::Continue,
        Self::Copilot,
        Self::Cursor,
        Self::Devin,
        Self::Gemini,
        Self::Jetbrains,
        Self::Jules,
    ];

    /// The agent behind an account.
    #[must_use]
    pub fn of_account(id: GithubId) -> Option<Self> {
        let place = ACCOUNTS.binary_search_by_key(&id.0, |(id, _)| *id).ok()?;
        ACCOUNTS.get(place).map(|(_, agent)| *agent)
    }

    /// The agent that commits under an e-mail; case and spaces around it do not matter.
    #[must_use]
    pub fn of_email(email: &str) -> Option<Self> {
        let email = email.trim().to_lowercase();
        let domain = email.rsplit_once('@').map(|(_, domain)| domain);
        let by_domain = || DOMAINS.into_iter().find(|(known, _)| domain == Some(*known));
        EMAILS.into_iter().find(|(known, _)| email == *known).or_else(by_domain).map(|(_, agent)| agent)
    }

    /// The name used in files and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aider => "aider",
            Self::AmazonQ => "amazon-q",
            Self::Amp => "amp",
            Self::Claude => "claude",
            Self::Cline => "cline",
            Self::Coderabbit => "coderabbit",
            Self::Codex => "codex",
            Self::Cody => "cody",
            Self::Continue => "continue",
            Self::Copilot => "copilot",
            Self::Cursor => "cursor",
            Self::Devin => "devin",
            Self::Gemini => "gemini",
            Self::Jetbrains => "jetbrains",
            Self::Jules => "jules",
        }
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Agent {
    type Err = AgentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|agent| agent.as_str() == text).ok_or_else(|| AgentError(text.to_owned()))
    }
}

impl Serialize for Agent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Agent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_in_order_so_that_they_are_found() {
        assert!(ACCOUNTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (id, agent) in ACCOUNTS {
            assert_eq!(Agent::of_account(GithubId(id)), Some(agent));
        }
    }

    #[test]
    fn a_person_called_like_an_agent_is_a_person() {
        assert_eq!(Agent::of_account(GithubId(81_847)), None);
        assert_eq!(Agent::of_email("claude@example.org"), None);
    }

    #[test]
    fn emails_are_found_whatever_their_case_and_by_domain() {
        assert_eq!(Agent::of_email(" NoReply@Anthropic.com "), Some(Agent::Claude));
        assert_eq!(Agent::of_email("gpt-4o@aider.chat"), Some(Agent::Aider));
        assert_eq!(Agent::of_email("ada@notaider.chat"), None);
        assert_eq!(Agent::of_email("noreply@anthropic.com.example.org"), None);
    }

    #[test]
    fn names_have_one_spelling() {
        for agent in Agent::ALL {
            assert_eq!(agent.as_str().parse(), Ok(agent));
        }
        assert_eq!("Claude".parse::<Agent>(), Err(AgentError("Claude".into())));
    }
}
