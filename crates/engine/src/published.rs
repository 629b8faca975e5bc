//! What may stand in a file that everybody will read: links that cannot run script, and no passwords.

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
