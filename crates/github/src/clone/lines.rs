//! How many lines two versions of a file differ by, as `git diff --numstat` counts them.

use std::collections::HashSet;

use gix::diff::blob::{Algorithm, Diff, InternedInput, Token, sources::byte_lines};
use memchr::{memchr, memchr_iter, memrchr};

/// Git looks for a zero byte in this many bytes to tell binary files from text.
const BINARY_PROBE_BYTES: usize = 8000;
/// Below this many lines the search is exact: Git gives up exactness only above an edit cost of 256.
const EXACT_LINES: usize = 256;
/// Git drops a line that is frequent in the other version only near at least this many unmatched lines.
const UNMATCHED_NEAR_DROPPED: usize = 7;

/// Lines added and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineCount {
    pub(super) additions: u32,
    pub(super) deletions: u32,
}

impl LineCount {
    fn sum(self) -> u32 {
        self.additions.saturating_add(self.deletions)
    }
}

pub(super) fn is_binary(content: &[u8]) -> bool {
    memchr(0, &content[..content.len().min(BINARY_PROBE_BYTES)]).is_some()
}

/// The size of the difference by Myers' algorithm with Git's heuristics; `None` if either side is binary.
///
/// Most changes touch a few lines of a long file. The equal lines around them are cut off first and are
/// never hashed, unless Git's heuristics could look at how often their lines occur.
pub(super) fn count_lines(before: &[u8], after: &[u8]) -> Option<LineCount> {
    if is_binary(before) || is_binary(after) {
        return None;
    }
    let (old, new) = differing_middle(before, after);
    Some(exact(old, new).unwrap_or_else(|| whole(before, after)))
}

/// Of two versions that are text and differ by `plain`: how many of those lines `git diff -w` passes over, since they
/// differ in spaces, tabs and carriage returns alone.
///
/// Nothing has to be compared again where no two of the changed lines become equal without white space, which is
/// nearly always.
pub(super) fn whitespace_lines(before: &[u8], after: &[u8], plain: LineCount) -> u32 {
    if plain.additions == 0 || plain.deletions == 0 {
        return 0;
    }
    let (old, new) = differing_middle(before, after);
    let (bare_old, bare_new) = (without_whitespace(old), without_whitespace(new));
    if distinct_lines(old, new) == distinct_lines(&bare_old, &bare_new) {
        return 0;
    }
    let bare = exact(&bare_old, &bare_new)
        .unwrap_or_else(|| whole(&without_whitespace(before), &without_whitespace(after)));
    plain.sum().saturating_sub(bare.sum())
}

/// What Git takes for white space, but for the ends of lines. The last line gets one: `-w` does not miss it.
fn without_whitespace(text: &[u8]) -> Vec<u8> {
    let mut bare: Vec<u8> =
        text.iter().copied().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).collect();
    if text.last().is_some_and(|byte| *byte != b'\n') {
        bare.push(b'\n');
    }
    bare
}

fn distinct_lines(old: &[u8], new: &[u8]) -> usize {
    let lines: HashSet<&[u8]> = byte_lines(old).chain(byte_lines(new)).collect();
    lines.len()
}

fn whole(before: &[u8], after: &[u8]) -> LineCount {
    myers(&InternedInput::new(byte_lines(before), byte_lines(after)))
}

/// The difference where it is the same whatever else the files hold.
fn exact(old: &[u8], new: &[u8]) -> Option<LineCount> {
    let (old_lines, new_lines) = (lines(old), lines(new));
    if old.is_empty() || new.is_empty() {
        return Some(LineCount { additions: as_u32(new_lines), deletions: as_u32(old_lines) });
    }
    if old_lines + new_lines > EXACT_LINES {
        return None;
    }
    let middle = InternedInput::new(byte_lines(old), byte_lines(new));
    let distinct = middle.interner.num_tokens() as usize;
    let few = |one: &[Token], other: &[Token]| unmatched(one, other, distinct) < UNMATCHED_NEAR_DROPPED;
    (few(&middle.before, &middle.after) && few(&middle.after, &middle.before)).then(|| myers(&middle))
}

fn myers(input: &InternedInput<&[u8]>) -> LineCount {
    let diff = Diff::compute(Algorithm::Myers, input);
    LineCount { additions: diff.count_additions(), deletions: diff.count_removals() }
}

/// How many of `tokens` do not occur in `other`.
fn unmatched(tokens: &[Token], other: &[Token], distinct: usize) -> usize {
    let mut occurs = vec![false; distinct];
    for token in other {
        occurs[token.0 as usize] = true;
    }
    tokens.iter().filter(|token| !occurs[token.0 as usize]).count()
}

/// Both texts without the whole lines that they share at the start and at the end.
fn differing_middle<'a>(before: &'a [u8], after: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let shared = common_prefix(before, after);
    let start = memrchr(b'\n', &before[..shared]).map_or(0, |newline| newline + 1);
    let (before, after) = (&before[start..], &after[start..]);
    let shared = common_suffix(before, after);
    let (mut old_end, mut new_end) = (before.len() - shared, after.len() - shared);
    let starts_line = |text: &[u8], at: usize| at == 0 || text[at - 1] == b'\n';
    if !(starts_line(before, old_end) && starts_line(after, new_end)) {
        let partial = memchr(b'\n', &before[old_end..]).map_or(shared, |newline| newline + 1);
        old_end += partial;
        new_end += partial;
    }
    (&before[..old_end], &after[..new_end])
}

const BLOCK: usize = 64;

fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count();
    let done = blocks * BLOCK;
    done + a[done..].iter().zip(&b[done..]).take_while(|(a, b)| a == b).count()
}

fn common_suffix(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.rchunks_exact(BLOCK).zip(b.rchunks_exact(BLOCK)).take_while(|(a, b)| a == b).count();
    let done = blocks * BLOCK;
    let (a, b) = (&a[..a.len() - done], &b[..b.len() - done]);
    done + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

fn lines(text: &[u8]) -> usize {
    memchr_iter(b'\n', text).count() + usize::from(text.last().is_some_and(|byte| *byte != b'\n'))
}

fn as_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(before: &str, after: &str) -> (u32, u32) {
        let count = count_lines(before.as_bytes(), after.as_bytes()).unwrap();
        (count.additions, count.deletions)
    }

    #[test]
    fn the_last_line_counts_without_its_newline() {
        assert_eq!(count("", "a"), (1, 0));
        assert_eq!(count("a", "a\n"), (1, 1));
        assert_eq!(count("foo", "foo\nbar"), (2, 1));
        assert_eq!(count("x\nfoo", "y\nfoo"), (1, 1));
        assert_eq!(count("xfoo\n", "foo\n"), (1, 1));
        assert_eq!(count("a\nb\n", "a\r\nb\n"), (1, 1));
        assert_eq!(count("a\na\n", "a\na\na\n"), (1, 0));
        assert_eq!(count("a\nb\nc\n", ""), (0, 3));
    }

    #[test]
    fn a_zero_byte_near_the_start_is_binary() {
        assert_eq!(count_lines(b"a\0", b"a\n"), None);
        let late = [vec![b'x'; BINARY_PROBE_BYTES], vec![0]].concat();
        assert_eq!(count_lines(&late, b"").map(|count| count.deletions), Some(1));
    }

    #[test]
    fn whitespace_alone_is_what_git_passes_over_with_w() {
        let alone = |before: &str, after: &str| {
            let (before, after) = (before.as_bytes(), after.as_bytes());
            whitespace_lines(before, after, count_lines(before, after).unwrap())
        };
        assert_eq!(alone("a\n  b\nc\n", "a\n\tb\nc\n"), 2);
        assert_eq!(alone("a b\nc\n", "ab\nd\n"), 2);
        assert_eq!(alone("a\r\nb\r\n", "a\nb\n"), 4);
        assert_eq!(alone("a", "a\n"), 2);
        assert_eq!(alone("a\n", "a\n\n \n"), 0);
        assert_eq!(alone("a\x0c\n", "a\n"), 0);
        assert_eq!(alone("one\n", "two\n"), 0);
    }

    #[test]
    fn cutting_equal_lines_never_changes_the_count() {
        let mut state = 7_u32;
        let mut text = |len: usize| {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 24
            };
            (0..len)
                .map(|_| if next() % 3 == 0 { "}\n".into() } else { format!("{}\n", next() % 40) })
                .collect::<String>()
        };
        for round in 0..400 {
            let (head, tail) = (text(round % 50), text(round % 70));
            let before = format!("{head}{}{tail}", text(round % 23));
            let after = format!("{head}{}{tail}", text(round % 31));
            let whole =
                myers(&InternedInput::new(byte_lines(before.as_bytes()), byte_lines(after.as_bytes())));
            assert_eq!(count_lines(before.as_bytes(), after.as_bytes()), Some(whole), "{before}---\n{after}");
        }
    }
}
