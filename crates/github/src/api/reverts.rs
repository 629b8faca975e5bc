//! What a pull request says to take back: by number, as GitHub's button writes, or by commit, as `git revert` writes.

use smol_str::SmolStr;
use tributary_model::RepositoryName;

/// What a text says to revert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reverts {
    /// A pull request of the same repository.
    Number(u32),
    /// A commit, by its hash or the beginning of it.
    Commit(SmolStr),
}

/// A hash that was cut shorter could be many commits'. Git itself shows at least seven digits.
const SHORTEST_HASH: usize = 7;
/// SHA-256 in hexadecimal.
const LONGEST_HASH: usize = 64;

/// The first pull request that a line of the text says to revert, else the first commit. A pull request of another
/// repository is not meant.
pub(super) fn read(here: &RepositoryName, text: &str) -> Option<Reverts> {
    let number = text.lines().filter_map(target).find_map(|target| number(here, target.last()?));
    let commit = || {
        let mut targets = text.lines().filter_map(target);
        targets
            .find_map(|words| hash(words.split_first().filter(|(first, _)| **first == "commit")?.1.first()?))
    };
    number.map(Reverts::Number).or_else(|| commit().map(Reverts::Commit))
}

/// The words behind `Reverts` or `This reverts` at the start of a line; one word alone, or all that follow.
fn target(line: &str) -> Option<Vec<&str>> {
    let mut words = line.split_whitespace();
    let first = words.next()?.to_ascii_lowercase();
    let rest: Vec<&str> = match first.as_str() {
        "reverts" => words.collect(),
        "this" if words.next() == Some("reverts") => words.collect(),
        _ => return None,
    };
    Some(rest.into_iter().map(|word| word.trim_end_matches(['.', ',', ';', ':'])).collect())
}

/// `#12`, `owner/name#12` or the page's address.
fn number(here: &RepositoryName, target: &str) -> Option<u32> {
    let (name, number) = match target.split_once('#') {
        Some(parts) => parts,
        None => target.split_once("github.com/")?.1.split_once("/pull/")?,
    };
    let is_here = name.is_empty() || name.parse().is_ok_and(|name| here.matches(&name));
    number.parse().ok().filter(|_| is_here)
}

fn hash(word: &str) -> Option<SmolStr> {
    let is_hash = (SHORTEST_HASH..=LONGEST_HASH).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| word.to_ascii_lowercase().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revert_is_named_as_github_git_and_people_write_it() {
        let here = "Ada-Example/trees".parse().unwrap();
        let number = |number| Some(Reverts::Number(number));
        let commit = |hash: &str| Some(Reverts::Commit(hash.into()));
        let whole = "0123456789abcdef0123456789abcdef01234567";
        for (text, expected) in [
            ("Reverts ada-example/trees#12", number(12)),
            ("It broke the build.\n\nReverts #7.", number(7)),
            ("This reverts pull request #8", number(8)),
            ("Reverts https://github.com/ada-example/trees/pull/9", number(9)),
            ("Reverts ada-example/leaves#12", None),
            ("Nothing reverts #12", None),
            ("Reverts the decision", None),
            (&format!("This reverts commit {whole}."), commit(whole)),
            (&format!("This reverts commit {whole}, reversing\nchanges made to 89abcdef."), commit(whole)),
            ("It was slow.\r\n\r\nThis reverts commit 0123ABC.\r\n", commit("0123abc")),
            ("Reverts commit 0123abcd", commit("0123abcd")),
            (&format!("This reverts commit {whole}.\n\nReverts #7"), number(7)),
            ("This reverts commit 0123abcd.\nThis reverts commit 4567abcd.", commit("0123abcd")),
            ("This reverts commit 0123ab.", None),
            (&format!("This reverts commit {whole}{whole}."), None),
            ("This reverts commit of yesterday", None),
            ("This reverts 0123abcd.", None),
            ("As this reverts commit 0123abcd.", None),
            ("", None),
        ] {
            assert_eq!(read(&here, text), expected, "{text}");
        }
    }
}
