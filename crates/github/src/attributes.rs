//! `.gitattributes`: what a repository says of its files, as far as Linguist's attributes go.

use tributary_model::{LinguistAttribute, PathAttribute};

/// GitHub gives up reading such a file earlier.
const MOST_BYTES: usize = 512 * 1024;

/// One entry for each of Linguist's attributes on each line, in the order of the file.
///
/// `attribute` and `attribute=true` say it, `-attribute` and `attribute=false` deny it. A line with `!attribute` takes
/// back what was said before, which is the same as a denial here. Macros (`[attr]…`) and other attributes say nothing
/// about counting.
pub(crate) fn read_attributes(text: &[u8]) -> Vec<PathAttribute> {
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST_BYTES)]);
    text.lines().flat_map(line).collect()
}

fn line(line: &str) -> Vec<PathAttribute> {
    let line = line.trim();
    if line.is_empty() || line.starts_with(['#', '[', '!']) {
        return Vec::new();
    }
    let Some((pattern, rest)) = pattern(line) else { return Vec::new() };
    let said = |word: &str| {
        let (attribute, value) = attribute(word)?;
        Some(PathAttribute { pattern: pattern.clone(), attribute, value })
    };
    rest.split_whitespace().filter_map(said).collect()
}

/// The pattern, which is in quotes when it holds spaces, and what follows.
fn pattern(line: &str) -> Option<(String, &str)> {
    let Some(quoted) = line.strip_prefix('"') else {
        let (pattern, rest) = line.split_once(char::is_whitespace)?;
        return Some((pattern.to_owned(), rest));
    };
    let mut pattern = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((pattern, &quoted[at + 1..])),
            '\\' => pattern.push(characters.next()?.1),
            _ => pattern.push(character),
        }
    }
    None
}

fn attribute(word: &str) -> Option<(LinguistAttribute, bool)> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, !matches!(value, "false" | "0" | "no")),
        None => match word.strip_prefix(['-', '!']) {
            Some(name) => (name, false),
            None => (word, true),
        },
    };
    let attribute = match name {
        "linguist-generated" => LinguistAttribute::Generated,
        "linguist-vendored" => LinguistAttribute::Vendored,
        "linguist-documentation" => LinguistAttribute::Documentation,
        _ => return None,
    };
    Some((attribute, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linguists_attributes_are_read_in_order_and_others_passed_over() {
        use LinguistAttribute::{Documentation, Generated, Vendored};
        let text = "# a comment\n*.ipynb linguist-vendored diff=jupyter\n\n\"my data/*.json\" linguist-generated=true\n\
            docs/** -linguist-documentation\n*.rs text\nlib/** linguist-vendored=false linguist-generated\n[attr]x linguist-vendored\n";
        let said =
            |pattern: &str, attribute, value| PathAttribute { pattern: pattern.into(), attribute, value };
        assert_eq!(
            read_attributes(text.as_bytes()),
            [
                said("*.ipynb", Vendored, true),
                said("my data/*.json", Generated, true),
                said("docs/**", Documentation, false),
                said("lib/**", Vendored, false),
                said("lib/**", Generated, true),
            ]
        );
    }

    #[test]
    fn what_is_no_text_says_nothing() {
        assert_eq!(read_attributes(b"\xff\xfe\0"), []);
        assert_eq!(read_attributes(b"\"open linguist-vendored"), []);
    }
}
