//! The text of a commit object, read leniently: old tools wrote names, dates and encodings that a strict
//! parser refuses, and every one of these commits still counts.

use gix::ObjectId;
use memchr::{memchr, memrchr};

/// The parts of a commit that evidence needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawCommit<'a> {
    pub(super) tree: ObjectId,
    pub(super) parents: Vec<ObjectId>,
    pub(super) author: Person<'a>,
    /// Seconds since 1970 of the committer's line; 0 where it has no readable date.
    pub(super) committed_at: i64,
    pub(super) message: &'a [u8],
}

/// `Name <e-mail>`, untrimmed bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Person<'a> {
    pub(super) name: &'a [u8],
    pub(super) email: &'a [u8],
}

impl<'a> RawCommit<'a> {
    /// `None` when the header has no tree.
    pub(super) fn parse(data: &'a [u8]) -> Option<Self> {
        let (mut tree, mut parents, mut author, mut committed_at) = (None, Vec::new(), Person::default(), 0);
        let mut rest = data;
        while !rest.is_empty() {
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            let line = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            if line.is_empty() {
                break;
            }
            if let Some(hex) = line.strip_prefix(b"tree ") {
                tree = ObjectId::from_hex(hex).ok();
            } else if let Some(hex) = line.strip_prefix(b"parent ") {
                parents.push(ObjectId::from_hex(hex).ok()?);
            } else if let Some(person) = line.strip_prefix(b"author ") {
                author = Person::parse(person);
            } else if let Some(person) = line.strip_prefix(b"committer ") {
                committed_at = date(person);
            }
        }
        Some(Self { tree: tree?, parents, author, committed_at, message: rest })
    }
}

impl<'a> Person<'a> {
    /// Splits at the first `<` and the next `>`; without them everything is name.
    pub(super) fn parse(text: &'a [u8]) -> Self {
        let Some(open) = memchr(b'<', text) else {
            return Self { name: text, email: &[] };
        };
        let tail = &text[open + 1..];
        let email = &tail[..memchr(b'>', tail).unwrap_or(tail.len())];
        Self { name: text[..open].trim_ascii(), email: email.trim_ascii() }
    }
}

/// The seconds behind the last `>`.
fn date(person: &[u8]) -> i64 {
    memrchr(b'>', person)
        .and_then(|close| std::str::from_utf8(&person[close + 1..]).ok())
        .and_then(|tail| tail.split_ascii_whitespace().next())
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";

    #[test]
    fn a_commit_is_its_header_and_its_message() {
        let text = format!(
            "{TREE}parent 1111111111111111111111111111111111111111\n\
             author Ada <ada@example.org> 1 +0000\ncommitter Bo <bo@example.org> 1700000000 -0700\n\
             gpgsig -----BEGIN\n author Not <this@example.org> 5\n\nsubject\n\nbody\n"
        );
        let commit = RawCommit::parse(text.as_bytes()).unwrap();
        assert_eq!(commit.parents.len(), 1);
        assert_eq!(commit.author, Person { name: b"Ada", email: b"ada@example.org" });
        assert_eq!(commit.committed_at, 1_700_000_000);
        assert_eq!(commit.message, b"subject\n\nbody\n");
    }

    #[test]
    fn broken_people_and_dates_are_still_commits() {
        let text = format!("{TREE}author nobody\ncommitter Bo <bo@example.org> soon\n\n");
        let commit = RawCommit::parse(text.as_bytes()).unwrap();
        assert_eq!((commit.author.email, commit.committed_at, commit.message), (&b""[..], 0, &b""[..]));
        assert_eq!(Person::parse(b"A <B> <a@example.org> 5").email, b"B");
        assert_eq!(RawCommit::parse(b"author A <a> 1 +0\n\n"), None);
    }
}
