//! `Co-authored-by` lines at the end of a commit message.

use super::commit::Person;

const KEY: &[u8] = b"co-authored-by:";

/// The people named by `Co-authored-by:` (any case) in the closing lines of the message.
///
/// The last paragraph is read whole, because GitHub's squash merges append the lines to a list of
/// subjects. If it ends in a trailer, paragraphs before it count as long as they hold nothing but trailers
/// or a rule of dashes, because squash merges leave one block for each squashed commit. The subject never counts, and prose
/// ends the search, so that a quoted trailer in the middle of a text credits nobody.
pub(super) fn co_authors(message: &[u8]) -> Vec<Person<'_>> {
    if !contains_key(message) {
        return Vec::new();
    }
    let mut paragraphs: Vec<Vec<&[u8]>> = vec![Vec::new()];
    for line in message.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end) {
        match paragraphs.last_mut() {
            Some(last) if !line.is_empty() => last.push(line),
            Some(last) if !last.is_empty() => paragraphs.push(Vec::new()),
            _ => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let body = paragraphs.get(1..).unwrap_or_default();
    let ends_in_trailer = body.last().and_then(|last| last.last()).is_some_and(|line| only_trailers(&[line]));
    let before_last = body.iter().rev().skip(1).take_while(|lines| ends_in_trailer && only_trailers(lines));
    let blocks = before_last.count();
    body[body.len().saturating_sub(1 + blocks)..]
        .iter()
        .flatten()
        .filter_map(|line| co_author(line))
        .collect()
}

/// Most messages have no such line; this avoids splitting them.
fn contains_key(message: &[u8]) -> bool {
    memchr::memchr2_iter(b'c', b'C', message)
        .any(|at| message[at..].get(..KEY.len()).is_some_and(|text| text.eq_ignore_ascii_case(KEY)))
}

fn co_author(line: &[u8]) -> Option<Person<'_>> {
    let (key, value) = line.split_at_checked(KEY.len())?;
    if !key.eq_ignore_ascii_case(KEY) {
        return None;
    }
    Some(Person::parse(value.trim_ascii())).filter(|person| !person.email.is_empty())
}

/// `Token: value`, an indented continuation of one, or dashes.
fn only_trailers(lines: &[&[u8]]) -> bool {
    lines.iter().all(|line| {
        let token = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        let trailer = token > 0 && line.get(token) == Some(&b':');
        trailer || line.starts_with(b" ") || line.iter().all(|byte| *byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emails(message: &str) -> Vec<String> {
        co_authors(message.as_bytes())
            .iter()
            .map(|person| String::from_utf8_lossy(person.email).into_owned())
            .collect()
    }

    #[test]
    fn trailers_at_the_end_count_in_any_case() {
        let message = "subject\n\nbody\n\nCo-authored-by: A <a@example.org>\r\nSigned-off-by: Z <z@example.org>\nCO-AUTHORED-BY:B <b@example.org>\n";
        assert_eq!(emails(message), ["a@example.org", "b@example.org"]);
    }

    #[test]
    fn squash_merges_count_with_every_block_at_the_end() {
        let message = "Add a thing (#12)\n\n* first\n\n* fix\n\nCo-authored-by: A <a@example.org>\n\n---------\n\nCo-authored-by: B <b@example.org>\nCo-authored-by: C <c@example.org>\n\n\n";
        assert_eq!(emails(message), ["a@example.org", "b@example.org", "c@example.org"]);
        let list = "Add (#1)\n\n* first\n* second\nCo-authored-by: A <a@example.org>";
        assert_eq!(emails(list), ["a@example.org"]);
    }

    #[test]
    fn quoted_lines_and_subjects_credit_nobody() {
        assert_eq!(emails("subject\n\nCo-authored-by: A <a@example.org>\n\nis how it is written\n"), [""; 0]);
        assert_eq!(emails("Co-authored-by: A <a@example.org>"), [""; 0]);
        assert_eq!(emails("subject\n\nCo-authored-by: nobody\n"), [""; 0]);
    }
}
