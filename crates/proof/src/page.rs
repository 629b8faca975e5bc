//! The page that a message is for.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// Longer than any page of ours.
const MOST_BYTES: usize = 512;

/// The address of a campaign's page, `https://example.org/a/slug`: a scheme, a host, perhaps a port, and a path of
/// plain characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageUri {
    text: String,
    host: std::ops::Range<usize>,
}

/// Why a text is not the address of a page.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not the address of a page: expected `https://host/path`, at most {MOST_BYTES} bytes, without user, query, \
     fragment or `%`"
)]
pub struct PageUriError(pub String);

impl PageUri {
    /// The host, with its port if it has one: who asks for the signature.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.text[self.host.clone()]
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for PageUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for PageUri {
    type Err = PageUriError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || PageUriError(text.to_owned());
        let rest =
            text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(error)?;
        let host = rest.split('/').next().unwrap_or_default();
        let path = &rest[host.len()..];
        if text.len() > MOST_BYTES || !is_host(host) || !path.bytes().all(is_of_path) {
            return Err(error());
        }
        let start = text.len() - rest.len();
        Ok(Self { text: text.to_owned(), host: start..start + host.len() })
    }
}

/// A name or an address, with or without a port.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let named = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
            !name.is_empty() && name.bytes().all(plain)
        }
    };
    named && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port))
}

/// RFC 3986's path without percent signs.
fn is_of_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_host() {
        for (text, host) in [
            ("https://drop.example.org/a/tiny-llm", "drop.example.org"),
            ("http://127.0.0.1:8080/a/x", "127.0.0.1:8080"),
            ("http://[::1]:8080", "[::1]:8080"),
            ("http://[::1]/", "[::1]"),
        ] {
            let page: PageUri = text.parse().unwrap();
            assert_eq!((page.host(), page.to_string().as_str()), (host, text));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let long = format!("https://example.org/{}", "a".repeat(MOST_BYTES));
        for text in [
            "",
            "example.org/a",
            "ftp://example.org/a",
            "https:///a",
            "https://user@example.org/a",
            "https://example.org:x/a",
            "https://example.org:080/a",
            "https://example.org/a b",
            "https://example.org/a\nb",
            "https://example.org/a?b",
            "https://example.org/a#b",
            "https://example.org/%41",
            "https://[::1/a",
            "https://ex\u{e4}mple.org/a",
            &long,
        ] {
            assert_eq!(text.parse::<PageUri>().unwrap_err(), PageUriError(text.to_owned()));
        }
    }
}
