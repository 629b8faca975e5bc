//! The text that binds a GitHub account to a wallet, in the form of EIP-4361 (Sign-In with Ethereum).
//!
//! There is one text for each message and one message for each text. Nothing that a campaign's author wrote stands in
//! it, and it does not end with a line break.

use std::{fmt, str::FromStr};

use thiserror::Error;
use tributary_model::{Address, GithubId, Timestamp, Window};

use crate::{Nonce, PageUri};

/// How long a message may be answered.
pub const LIFETIME_SECONDS: i64 = 15 * 60;

/// "This account's tokens go to this wallet", said on one page, for one airdrop, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingMessage {
    /// The campaign's page; its host asks.
    pub uri: PageUri,
    /// Whose tokens.
    pub identity: GithubId,
    /// The wallet that they are paid to.
    pub recipient: Address,
    /// The chain of the airdrop.
    pub chain_id: u64,
    /// The airdrop's contract.
    pub airdrop: Address,
    /// Used once.
    pub nonce: Nonce,
    /// When it was made.
    pub issued_at: Timestamp,
    /// First moment at which it is worth nothing.
    pub expires_at: Timestamp,
}

/// Why a text is not such a message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line} of the message is `{found}`, expected {expected}; use the text as it was given")]
pub struct MessageError {
    /// Counted from 1.
    pub line: usize,
    /// What stands there; empty when the text ends before.
    pub found: String,
    /// What has to stand there.
    pub expected: String,
}

impl BindingMessage {
    /// The whole lifetime of a message that is made now.
    ///
    /// `None` at the end of time, where the calendar ends.
    #[must_use]
    pub fn lifetime(issued_at: Timestamp) -> Option<Window> {
        let expires_at = Timestamp::from_unix(issued_at.unix().checked_add(LIFETIME_SECONDS)?)?;
        Window::new(issued_at, expires_at).ok()
    }

    /// May it be answered at this moment?
    #[must_use]
    pub fn stands(&self, now: Timestamp) -> bool {
        self.issued_at <= now && now < self.expires_at
    }
}

impl fmt::Display for BindingMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { uri, identity, recipient, chain_id, airdrop, nonce, issued_at, expires_at } = self;
        writeln!(f, "{}{ASKS}", uri.host())?;
        writeln!(f, "{}", recipient.to_checksum(None))?;
        writeln!(f, "\n{PAY}{identity}{TO_THIS_WALLET}\n")?;
        writeln!(f, "{URI}{uri}")?;
        writeln!(f, "{VERSION}")?;
        writeln!(f, "{CHAIN_ID}{chain_id}")?;
        writeln!(f, "{NONCE}{nonce}")?;
        writeln!(f, "{ISSUED_AT}{issued_at}")?;
        writeln!(f, "{EXPIRES_AT}{expires_at}")?;
        writeln!(f, "{RESOURCES}")?;
        writeln!(f, "{USER}{identity}")?;
        write!(f, "{CHAIN}{chain_id}:{}", airdrop.to_checksum(None))
    }
}

const ASKS: &str = " wants you to sign in with your Ethereum account:";
const PAY: &str = "Pay the tokens of the GitHub account github:";
const TO_THIS_WALLET: &str = " in this airdrop to this wallet.";
const URI: &str = "URI: ";
const VERSION: &str = "Version: 1";
const CHAIN_ID: &str = "Chain ID: ";
const NONCE: &str = "Nonce: ";
const ISSUED_AT: &str = "Issued At: ";
const EXPIRES_AT: &str = "Expiration Time: ";
const RESOURCES: &str = "Resources:";
const USER: &str = "- urn:github:user:";
const CHAIN: &str = "- eip155:";

impl FromStr for BindingMessage {
    type Err = MessageError;

    /// Reads what [`Display`](fmt::Display) writes and refuses everything else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lines: Vec<&str> = text.split('\n').collect();
        let message = read(&lines)?;
        // What was read a second time, or is not read at all, has to be what would be written.
        let written = message.to_string();
        let written: Vec<&str> = written.split('\n').collect();
        let ends = lines.len().max(written.len());
        match (0..ends).find(|line| lines.get(*line) != written.get(*line)) {
            None => Ok(message),
            Some(line) => Err(MessageError {
                line: line + 1,
                found: lines.get(line).copied().unwrap_or_default().to_owned(),
                expected: written.get(line).map_or("nothing more".to_owned(), |line| format!("`{line}`")),
            }),
        }
    }
}

/// Each value from the first line that holds it.
fn read(lines: &[&str]) -> Result<BindingMessage, MessageError> {
    let line = |place: usize| lines.get(place).copied().unwrap_or_default();
    let after = |place: usize, words: &'static str| Field {
        place,
        line: line(place),
        value: line(place).strip_prefix(words),
        words,
    };
    let sentence = after(3, PAY);
    let id = Field { value: sentence.value.and_then(|rest| rest.strip_suffix(TO_THIS_WALLET)), ..sentence };
    let chain = after(13, CHAIN);
    let airdrop = Field {
        value: chain.value.and_then(|rest| rest.split_once(':')).map(|(_, airdrop)| airdrop),
        ..chain
    };
    Ok(BindingMessage {
        recipient: after(1, "").read("an address with its checksum", checksummed)?,
        identity: id.read("the sentence with a numeric id", |id| id.parse().ok().map(GithubId))?,
        uri: after(5, URI).read("the address of a page", |uri| uri.parse().ok())?,
        chain_id: after(7, CHAIN_ID).read("a number", |number| number.parse().ok())?,
        nonce: after(8, NONCE).read("32 digits of hex", |nonce| nonce.parse().ok())?,
        issued_at: after(9, ISSUED_AT).read("a moment in UTC", |moment| moment.parse().ok())?,
        expires_at: after(10, EXPIRES_AT).read("a moment in UTC", |moment| moment.parse().ok())?,
        airdrop: airdrop.read("the airdrop on its chain", checksummed)?,
    })
}

/// A value in its line.
struct Field<'a> {
    place: usize,
    line: &'a str,
    words: &'static str,
    value: Option<&'a str>,
}

impl Field<'_> {
    fn read<T>(&self, kind: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, MessageError> {
        self.value.and_then(parse).ok_or_else(|| MessageError {
            line: self.place + 1,
            found: self.line.to_owned(),
            expected: if self.words.is_empty() {
                kind.to_owned()
            } else {
                format!("`{}` and {kind}", self.words.trim_end())
            },
        })
    }
}

fn checksummed(text: &str) -> Option<Address> {
    Address::parse_checksummed(text, None).ok()
}

/// A message for tests.
#[cfg(test)]
pub(crate) fn example() -> BindingMessage {
    let issued_at = "2026-01-31T12:00:00Z".parse().unwrap();
    let lifetime = BindingMessage::lifetime(issued_at).unwrap();
    BindingMessage {
        uri: "https://drop.example.org/a/tiny-llm".parse().unwrap(),
        identity: GithubId(583_231),
        recipient: checksummed("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").unwrap(),
        chain_id: 8453,
        airdrop: checksummed("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359").unwrap(),
        nonce: Nonce::from_random(*b"sixteen bytes ok"),
        issued_at: lifetime.from,
        expires_at: lifetime.until,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "drop.example.org wants you to sign in with your Ethereum account:
0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed

Pay the tokens of the GitHub account github:583231 in this airdrop to this wallet.

URI: https://drop.example.org/a/tiny-llm
Version: 1
Chain ID: 8453
Nonce: 7369787465656e206279746573206f6b
Issued At: 2026-01-31T12:00:00Z
Expiration Time: 2026-01-31T12:15:00Z
Resources:
- urn:github:user:583231
- eip155:8453:0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

    #[test]
    fn the_text_is_this_one() {
        assert_eq!(example().to_string(), TEXT);
        assert_eq!(TEXT.parse(), Ok(example()));
    }

    /// Another reader of EIP-4361 finds the same in it and would write it alike.
    #[test]
    fn it_is_a_message_to_sign_in_with_ethereum() {
        let read: siwe::Message = TEXT.parse().unwrap();
        assert_eq!(read.to_string(), TEXT);
        assert_eq!(read.domain.as_str(), "drop.example.org");
        assert_eq!(read.chain_id, 8453);
        assert_eq!(read.resources.len(), 2);
    }

    #[test]
    fn it_stands_for_a_quarter_of_an_hour() {
        let message = example();
        let at = |text: &str| message.stands(text.parse().unwrap());
        assert!(at("2026-01-31T12:00:00Z") && at("2026-01-31T12:14:59Z"));
        assert!(!at("2026-01-31T11:59:59Z") && !at("2026-01-31T12:15:00Z"));
    }

    #[test]
    fn one_line_that_differs_is_named() {
        for (from, to, line) in [
            ("drop.example.org wants", "evil.example.org wants", 1),
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", 2),
            ("\n\nPay", "\n \nPay", 3),
            ("github:583231 in", "github:0583231 in", 4),
            ("this wallet.", "that wallet.", 4),
            ("Version: 1", "Version: 2", 7),
            ("Chain ID: 8453", "Chain ID: 0x2105", 8),
            ("Chain ID: 8453", "Chain ID: 1", 14),
            ("Nonce: 7369787465656e20", "Nonce: 7369787465656E20", 9),
            ("12:00:00Z", "12:00:00.5Z", 10),
            ("12:15:00Z", "13:15:00+01:00", 11),
            ("Resources:", "Resources: ", 12),
            ("urn:github:user:583231", "urn:github:user:583232", 13),
            ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359", 14),
        ] {
            let text = TEXT.replacen(from, to, 1);
            assert_ne!(text, TEXT);
            assert_eq!(text.parse::<BindingMessage>().unwrap_err().line, line, "{to}");
        }
        for (text, line) in [
            (format!("{TEXT}\n"), 15),
            (format!("{TEXT}\n- https://example.org"), 15),
            (format!("\n{TEXT}"), 2),
            (TEXT.replace('\n', "\r\n"), 2),
            (String::new(), 2),
            (TEXT.lines().take(13).collect::<Vec<_>>().join("\n"), 14),
        ] {
            assert_eq!(text.parse::<BindingMessage>().unwrap_err().line, line, "{text}");
        }
        let said = TEXT.replace("Nonce: 7", "Nonce: g").parse::<BindingMessage>().unwrap_err().to_string();
        assert_eq!(
            said,
            "line 9 of the message is `Nonce: g369787465656e206279746573206f6b`, expected `Nonce:` and 32 digits of hex; \
             use the text as it was given"
        );
    }

    prop_compose! {
        fn messages()(
            host in "[a-z0-9.-]{1,20}(:[1-9][0-9]{0,3})?",
            path in "(/[a-zA-Z0-9._~-]{0,12}){0,3}",
            identity: u64,
            recipient: [u8; 20],
            chain_id: u64,
            airdrop: [u8; 20],
            nonce: [u8; 16],
            issued_at in 0..253_402_300_799_i64,
            expires_at in 0..253_402_300_799_i64,
        ) -> BindingMessage {
            BindingMessage {
                uri: format!("https://{host}{path}").parse().unwrap(),
                identity: GithubId(identity),
                recipient: Address::from(recipient),
                chain_id,
                airdrop: Address::from(airdrop),
                nonce: Nonce::from_random(nonce),
                issued_at: Timestamp::from_unix(issued_at).unwrap(),
                expires_at: Timestamp::from_unix(expires_at).unwrap(),
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(message in messages()) {
            prop_assert_eq!(message.to_string().parse(), Ok(message));
        }

        #[test]
        fn a_changed_character_is_refused_or_is_another_message(
            message in messages(), place: prop::sample::Index, byte in 32..127_u8,
        ) {
            let mut bytes = message.to_string().into_bytes();
            let place = place.index(bytes.len());
            prop_assume!(bytes[place] != byte);
            bytes[place] = byte;
            let text = String::from_utf8(bytes).unwrap();
            if let Ok(read) = text.parse::<BindingMessage>() {
                prop_assert_ne!(&read, &message);
                prop_assert_eq!(read.to_string(), text);
            }
        }
    }
}
