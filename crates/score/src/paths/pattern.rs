//! Patterns as `.gitattributes` writes them.
//!
//! Source: git `wildmatch.c` and `attr.c` (`path_matches`). A pattern without a slash is matched against the file's own
//! name, any other against the whole path; `*` and `?` stop at a slash, `**` between slashes does not. A pattern that ends
//! with a slash means folders and matches no file. Matching takes time in proportion to pattern × path, whatever the
//! pattern: it comes from whoever writes a repository's `.gitattributes`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A pattern for paths, read once.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    scope: Scope,
    matcher: Matcher,
}

/// Why a text is no pattern.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a pattern for paths; write one as `.gitattributes` does, such as `docs/**` or `*.pb.go`"
)]
pub struct PatternError(pub String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// The file's own name.
    Name,
    /// The whole path.
    Path,
}

#[derive(Clone, Debug)]
enum Matcher {
    Nothing,
    Exactly(Box<[u8]>),
    EndsWith(Box<[u8]>),
    Tokens(Box<[Token]>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Byte(u8),
    /// `?`: any byte but a slash.
    Any,
    /// `[…]`, never a slash.
    Class {
        negated: bool,
        ranges: Vec<(u8, u8)>,
    },
    /// `*`: any number of bytes that are no slash.
    Star,
    /// `**`: anything.
    Everything,
    /// The two tokens behind it may be left out: `**/` is nothing, or anything and a slash.
    Perhaps,
}

impl Pattern {
    /// Reads a pattern; one that can match nothing is read too.
    ///
    /// # Errors
    /// [`PatternError`] for an empty one and for one that begins with `!`, which `.gitattributes` forbids.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() || text.starts_with('!') {
            return Err(PatternError(text.to_owned()));
        }
        let scope = if text.contains('/') { Scope::Path } else { Scope::Name };
        let bytes = text.strip_prefix('/').unwrap_or(text).as_bytes();
        let tokens = if text.ends_with('/') { None } else { tokens(bytes) };
        Ok(Self { text: text.to_owned(), scope, matcher: Matcher::of(tokens, scope) })
    }

    /// Does it match a path, `/`-separated and without a slash at its start?
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let subject = match self.scope {
            Scope::Name => path.rsplit('/').next().unwrap_or(path),
            Scope::Path => path,
        };
        match &self.matcher {
            Matcher::Nothing => false,
            Matcher::Exactly(text) => subject.as_bytes() == &**text,
            Matcher::EndsWith(text) => subject.as_bytes().ends_with(text),
            Matcher::Tokens(tokens) => run(tokens, subject.as_bytes()),
        }
    }
}

impl Matcher {
    /// The two forms that most patterns have are compared without walking the tokens.
    fn of(tokens: Option<Vec<Token>>, scope: Scope) -> Self {
        let Some(tokens) = tokens else { return Self::Nothing };
        let literal = |tokens: &[Token]| -> Option<Box<[u8]>> {
            tokens
                .iter()
                .map(|token| if let Token::Byte(byte) = token { Some(*byte) } else { None })
                .collect()
        };
        if let Some(text) = literal(&tokens) {
            return Self::Exactly(text);
        }
        match tokens.split_first() {
            Some((Token::Star, rest)) if scope == Scope::Name => match literal(rest) {
                Some(text) => Self::EndsWith(text),
                None => Self::Tokens(tokens.into()),
            },
            _ => Self::Tokens(tokens.into()),
        }
    }
}

/// `None` for a pattern that git finds malformed, which matches nothing.
fn tokens(pattern: &[u8]) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = pattern;
    // git compares what comes before the first special character by itself, so that a `**` right behind it begins anew.
    let plain = pattern.iter().position(|byte| b"*?[\\".contains(byte)).unwrap_or(pattern.len());
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\\' => {
                let (escaped, after) = rest.split_first()?;
                tokens.push(Token::Byte(*escaped));
                rest = after;
            }
            b'?' => tokens.push(Token::Any),
            b'[' => {
                let (class, after) = class(rest)?;
                tokens.push(class);
                rest = after;
            }
            b'*' => {
                let begins = tokens.len() == plain || tokens.last() == Some(&Token::Byte(b'/'));
                let many = rest.first() == Some(&b'*');
                while let Some(after) = rest.strip_prefix(b"*") {
                    rest = after;
                }
                match rest.first() {
                    None if many && begins => tokens.push(Token::Everything),
                    Some(b'/') if many && begins => {
                        tokens.extend([Token::Perhaps, Token::Everything, Token::Byte(b'/')]);
                        rest = &rest[1..];
                    }
                    _ => tokens.push(Token::Star),
                }
            }
            byte => tokens.push(Token::Byte(*byte)),
        }
    }
    Some(tokens)
}

/// What stands behind `[`, with what comes after its `]`.
fn class(pattern: &[u8]) -> Option<(Token, &[u8])> {
    let negated = matches!(pattern.first(), Some(b'!' | b'^'));
    let mut rest = if negated { &pattern[1..] } else { pattern };
    let mut ranges: Vec<(u8, u8)> = Vec::new();
    let mut first = true;
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        if *byte == b']' && !first {
            return Some((Token::Class { negated, ranges }, rest));
        }
        first = false;
        if *byte == b'[' && rest.first() == Some(&b':') {
            let end = rest.iter().position(|byte| *byte == b']')?;
            let name = rest[1..end].strip_suffix(b":");
            if let Some(name) = name {
                ranges.extend(named(name)?);
                rest = &rest[end + 1..];
                continue;
            }
        }
        let (low, after) = member(*byte, rest)?;
        rest = after;
        match rest {
            [b'-', high, after @ ..] if *high != b']' => {
                let (high, after) = member(*high, after)?;
                ranges.push((low, high));
                rest = after;
            }
            _ => ranges.push((low, low)),
        }
    }
}

/// A byte of a class, which a backslash may precede.
fn member(byte: u8, rest: &[u8]) -> Option<(u8, &[u8])> {
    if byte == b'\\' {
        let (escaped, after) = rest.split_first()?;
        return Some((*escaped, after));
    }
    Some((byte, rest))
}

fn named(name: &[u8]) -> Option<Vec<(u8, u8)>> {
    let ranges: &[(u8, u8)] = match name {
        b"alnum" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        b"alpha" => &[(b'A', b'Z'), (b'a', b'z')],
        b"blank" => &[(b' ', b' '), (b'\t', b'\t')],
        b"cntrl" => &[(0, 31), (127, 127)],
        b"digit" => &[(b'0', b'9')],
        b"graph" => &[(33, 126)],
        b"lower" => &[(b'a', b'z')],
        b"print" => &[(32, 126)],
        b"punct" => &[(33, 47), (58, 64), (91, 96), (123, 126)],
        b"space" => &[(9, 13), (b' ', b' ')],
        b"upper" => &[(b'A', b'Z')],
        b"xdigit" => &[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
        _ => return None,
    };
    Some(ranges.to_vec())
}

/// Walks all ways through the tokens at once: `at[i]` says that the tokens before `i` match what was read.
fn run(tokens: &[Token], subject: &[u8]) -> bool {
    let mut at = vec![false; tokens.len() + 1];
    let mut next = at.clone();
    at[0] = true;
    leave_out(tokens, &mut at);
    for byte in subject {
        next.fill(false);
        for (place, token) in tokens.iter().enumerate().filter(|(place, _)| at[*place]) {
            match token {
                Token::Byte(wanted) => next[place + 1] |= wanted == byte,
                Token::Any => next[place + 1] |= *byte != b'/',
                Token::Class { negated, ranges } => {
                    let within = ranges.iter().any(|(low, high)| (low..=high).contains(&byte));
                    next[place + 1] |= within != *negated && *byte != b'/';
                }
                Token::Star => next[place] |= *byte != b'/',
                Token::Everything => next[place] = true,
                Token::Perhaps => {}
            }
        }
        leave_out(tokens, &mut next);
        std::mem::swap(&mut at, &mut next);
    }
    at[tokens.len()]
}

/// What may be nothing is passed without reading.
fn leave_out(tokens: &[Token], at: &mut [bool]) {
    for (place, token) in tokens.iter().enumerate() {
        match token {
            Token::Star | Token::Everything if at[place] => at[place + 1] = true,
            Token::Perhaps if at[place] => {
                at[place + 1] = true;
                at[place + 3] = true;
            }
            _ => {}
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_negated_text_is_no_pattern() {
        for text in ["", "!docs/**"] {
            assert_eq!(Pattern::new(text).unwrap_err(), PatternError(text.into()));
        }
    }

    #[test]
    fn many_stars_take_no_more_time_than_their_number() {
        let pattern = Pattern::new(&("*a".repeat(40) + "b")).unwrap();
        assert!(!pattern.matches(&"a".repeat(4_000)));
        assert!(pattern.matches(&("a".repeat(4_000) + "b")));
    }
}
