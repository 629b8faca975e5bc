//! Where GitHub's API is.

use http::Uri;

use super::GithubError;

/// Where `/graphql` is added. GitHub Enterprise Server's REST API is below `/api/v3` and GraphQL beside it.
pub(crate) fn base_address(api: &str) -> Result<Uri, GithubError> {
    // What stands before an `@` may be a secret.
    let shown = api.rsplit_once('@').map_or(api, |(_, place)| place);
    let bad = |reason: &str| GithubError::BadAddress { address: shown.to_owned(), reason: reason.to_owned() };
    let trimmed = api.trim_end_matches('/');
    let base = if is_enterprise(api) { trimmed.trim_end_matches("/v3") } else { trimmed };
    let uri: Uri = base.parse().map_err(|error: http::uri::InvalidUri| bad(&error.to_string()))?;
    let host = uri.host().ok_or_else(|| bad("it names no host"))?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(bad("a user or a password has no place in it"));
    }
    let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if here => Ok(uri),
        Some("http") => Err(bad("without `https` anybody on the way could read the token")),
        _ => Err(bad("it must begin with `https://`")),
    }
}

/// What stands between the base address and a path of the REST API.
pub(crate) fn rest_prefix(api: &str) -> &'static str {
    if is_enterprise(api) { "/v3" } else { "" }
}

fn is_enterprise(api: &str) -> bool {
    api.trim_end_matches('/').ends_with("/api/v3")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphql_is_beside_the_rest_api() {
        for (api, base, prefix) in [
            ("https://api.github.com", "https://api.github.com/", ""),
            ("https://api.github.com/", "https://api.github.com/", ""),
            ("https://github.example.org/api/v3", "https://github.example.org/api", "/v3"),
            ("https://github.example.org/api/v3/", "https://github.example.org/api", "/v3"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/", ""),
        ] {
            assert_eq!(base_address(api).unwrap().to_string(), base);
            assert_eq!(rest_prefix(api), prefix);
        }
    }
}
