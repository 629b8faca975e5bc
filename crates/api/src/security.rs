//! Headers that keep the page to itself.

use std::collections::BTreeSet;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::AppState;

/// Headers whose value never changes.
const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Some wallets open a window of their own and answer through it.
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// Adds the headers to every answer.
pub(crate) async fn protect(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if is_api {
        // All of it is public and nothing knows who asks: anybody's page may check us.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&content_policy(&endpoints(&state))) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Nothing but our own files runs or is shown; the page may ask us and the public endpoints of
/// campaigns and rounds. Icons of wallets arrive as `data:` images (EIP-6963).
fn content_policy(endpoints: &BTreeSet<String>) -> String {
    let connect = endpoints.iter().fold(String::new(), |list, origin| list + " " + origin);
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{connect}; object-src 'none'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn endpoints(state: &AppState) -> BTreeSet<String> {
    let campaigns = state.catalog().all();
    let published = campaigns.iter().filter_map(|campaign| campaign.chain.rpc_url.as_deref());
    let rounds = state.rounds().all();
    let of_rounds = rounds.iter().filter_map(|round| round.chain.rpc_url.as_deref());
    let configured = state.settings().connect.iter().map(String::as_str);
    published.chain(of_rounds).chain(configured).filter_map(origin).collect()
}

/// `https://host:port` of an address; `None` for one that could break out of the policy.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) =
        url.split_once("://").filter(|(scheme, _)| ["http", "https", "ws", "wss"].contains(scheme))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
    (!host.is_empty() && host.bytes().all(allowed)).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_enter_the_policy() {
        assert_eq!(origin("https://rpc.example.org/key?x=1").as_deref(), Some("https://rpc.example.org"));
        assert_eq!(origin("http://127.0.0.1:8545").as_deref(), Some("http://127.0.0.1:8545"));
        assert_eq!(origin("https://ada:secret@rpc.example.org/").as_deref(), Some("https://rpc.example.org"));
        for url in ["javascript://x", "https://", "https://a;script-src *", "https://a b", "rpc.example.org"]
        {
            assert_eq!(origin(url), None, "{url}");
        }
    }
}
