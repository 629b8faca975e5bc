//! What may stand in a file that everybody will read: links that cannot run script, no passwords, and nobody's
//! e-mail address.

use crate::config::ConfigError;

/// A link that the page shows: only the web.
pub(crate) fn check_link(key: &str, link: Option<&str>) -> Result<(), ConfigError> {
    match link {
        Some(link) if !link.starts_with("https://") && !link.starts_with("http://") => {
            Err(invalid(key, format!("`{link}` must start with https:// or http://")))
        }
        Some(link) if credentials(link).is_some() => {
            Err(secret(key, "leave it out, a private endpoint belongs into ETH_RPC_URL"))
        }
        _ => Ok(()),
    }
}

/// A database may have a user here, and no password.
pub(crate) fn check_database(key: &str, url: Option<&str>) -> Result<(), ConfigError> {
    let secrets = |url: &str| {
        let password = credentials(url).is_some_and(|who| who.contains(':'));
        password || url.split_once('?').is_some_and(|(_, query)| query.contains("password="))
    };
    match url {
        Some(url) if secrets(url) => Err(secret(key, "put the address into DATABASE_URL")),
        _ => Ok(()),
    }
}

/// The first line that holds an e-mail address, also in a comment. The `user@host` of a link is none.
pub(crate) fn line_with_email(text: &[u8]) -> Option<usize> {
    let holds =
        |line: &[u8]| (0..line.len()).any(|at| line[at] == b'@' && is_email(&line[..at], &line[at + 1..]));
    text.split(|byte| *byte == b'\n').zip(1..).find_map(|(line, number)| holds(line).then_some(number))
}

/// What stands before and behind an `@`.
fn is_email(before: &[u8], behind: &[u8]) -> bool {
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&*+-._~".contains(byte) || *byte >= 0x80;
    let domain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-.".contains(byte) || *byte >= 0x80;
    let host: Vec<u8> = behind.iter().copied().take_while(|byte| domain(byte)).collect();
    let dotted = host.split(|byte| *byte == b'.').filter(|label| !label.is_empty()).count() > 1;
    let has_local = before.last().is_some_and(local);
    let word = before.rsplit(|byte| byte.is_ascii_whitespace() || b"\"'<(".contains(byte)).next();
    let rest = word.and_then(|word| Some(&word[word.windows(3).rposition(|signs| signs == b"://")? + 3..]));
    let in_authority = rest.is_some_and(|rest| !rest.iter().any(|byte| b"/?#".contains(byte)));
    dotted && has_local && !in_authority
}

/// Does not repeat the address.
fn secret(key: &str, remedy: &str) -> ConfigError {
    invalid(key, format!("holds a password and this file is published; {remedy}"))
}

/// `user:password` of `scheme://user:password@host/path`.
fn credentials(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    authority.rsplit_once('@').map(|(who, _)| who)
}

fn invalid(key: &str, message: String) -> ConfigError {
    ConfigError::Invalid { key: key.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_web_and_hold_no_password() {
        for link in ["https://example.org", "http://localhost:8545/a@b", "https://example.org/?who=a@b"] {
            check_link("chain.rpc_url", Some(link)).unwrap();
        }
        for link in
            ["javascript:alert(1)", "ftp://example.org", "https://ada:word@example.org", "https://word@x/y"]
        {
            let error = check_link("chain.rpc_url", Some(link)).unwrap_err().to_string();
            assert!(error.starts_with("`chain.rpc_url`: ") && !error.contains("word@"), "{error}");
        }
    }

    #[test]
    fn an_address_of_a_person_is_found_wherever_it_stands() {
        for line in [
            "# ask ada@example.org",
            "maintainer = \"mailto:ada@example.org\"",
            "name = 'Ada <ada+tag@mail.example.org>'",
            "url = \"https://example.org/?who=ada@example.org\"",
            "description = \"(ada.b@example.org)\"",
        ] {
            assert_eq!(line_with_email(format!("slug = \"a\"\n{line}\n").as_bytes()), Some(2), "{line}");
        }
        for line in [
            "# @ada-example and ada @ example.org",
            "url = \"postgres://ada@db.example.org/x\"",
            "git = \"a@b\"",
            "maintainer = \"https://social.example/@ada.example\"",
            "x = \"ada@.\"",
        ] {
            assert_eq!(line_with_email(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_database_has_no_password() {
        for url in ["sqlite://tributary.db", "postgres://ada@host/db", "postgres://host/db?host=/run/a:b@c"] {
            check_database("database.url", Some(url)).unwrap();
        }
        for url in ["postgres://ada:word@host/db", "postgres://host/db?user=ada&password=word"] {
            let error = check_database("database.url", Some(url)).unwrap_err().to_string();
            assert!(error.contains("DATABASE_URL") && !error.contains("word@"), "{error}");
        }
    }
}
