//! The web page, embedded in the program, and what it tells search engines and cards before any
//! script runs. A program built without Node has no page: it says how to add it.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{
    AppState,
    campaign::{Campaign, grouped},
    problem::Problem,
    rounds::ServedRound,
};

/// What `npm run build` leaves in `web/dist`; a development build reads it from there each time.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Page;

const INDEX: &str = "index.html";
/// Vite names assets by their content: they never change.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

const WITHOUT_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
<meta name=\"viewport\" content=\"width=device-width\">\n<title>Tributary</title>\n<h1>Tributary</h1>\n\
<p>The API is running, and this program was built without its web page.</p>\n\
<p>To add the page: install Node 20 or newer, run <code>npm ci &amp;&amp; npm run build</code> in <code>web/</code>, \
and build the program again.</p>\n<ul>\n<li><a href=\"/api/v1/campaigns\">Campaigns</a></li>\n\
<li><a href=\"/api/v1/openapi.json\">The API, as an OpenAPI document</a></li>\n</ul>\n</html>\n";

/// An asset, or the page for every address that the page's own router knows.
pub(crate) async fn page(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    if path.starts_with("/api/") {
        return Problem::RouteNotFound(path.to_owned()).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Problem::MethodNotAllowed.into_response();
    }
    let file = path.trim_start_matches('/');
    if file != INDEX
        && let Some(asset) = Page::get(file)
    {
        return serve_asset(file, &asset, &headers);
    }
    let looks_like_file =
        file.rsplit('/').next().is_some_and(|last| last.contains('.')) && file.starts_with("assets/");
    if looks_like_file {
        return Problem::RouteNotFound(path.to_owned()).into_response();
    }
    let Some(index) = Page::get(INDEX) else { return without_page(path) };
    serve_index(&state, path, &String::from_utf8_lossy(&index.data))
}

fn without_page(path: &str) -> Response {
    let status = if path == "/" { StatusCode::OK } else { StatusCode::NOT_FOUND };
    (status, Html(WITHOUT_PAGE)).into_response()
}

fn serve_asset(file: &str, asset: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", alloy_primitives::hex::encode(asset.metadata.sha256_hash()));
    let tag = HeaderValue::from_str(&etag).unwrap_or(REVALIDATE);
    let caching = if file.starts_with("assets/") { FOREVER } else { REVALIDATE };
    let shared = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, caching)];
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return (StatusCode::NOT_MODIFIED, shared).into_response();
    }
    let mime = HeaderValue::from_str(asset.metadata.mimetype())
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    (shared, [(header::CONTENT_TYPE, mime)], asset.data.to_vec()).into_response()
}

fn serve_index(state: &AppState, path: &str, index: &str) -> Response {
    let mut parts = path.trim_matches('/').split('/');
    let (status, card) = match (parts.next(), parts.next()) {
        (Some(""), None) => (StatusCode::OK, Card::home()),
        (Some("verify"), None) => (StatusCode::OK, Card::verify()),
        (Some("airdrops" | "a"), Some(slug)) => match state.catalog().find(slug) {
            Some(campaign) => (StatusCode::OK, Card::campaign(&campaign)),
            None => (StatusCode::NOT_FOUND, Card::home()),
        },
        (Some("r"), None) => (StatusCode::OK, Card::rounds()),
        (Some("r"), Some(slug)) => match state.rounds().find(slug) {
            Some(round) => (StatusCode::OK, Card::round(&round)),
            None => (StatusCode::NOT_FOUND, Card::home()),
        },
        _ => (StatusCode::NOT_FOUND, Card::home()),
    };
    (status, [(header::CACHE_CONTROL, REVALIDATE)], Html(card.write_into(index))).into_response()
}

/// What is read where no script runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Those of the built page.
    ThePages,
    /// Title and description of the card, and then those of the built page.
    TheCards,
}

/// Title and description of one address.
struct Card {
    title: String,
    description: String,
    words: Words,
}

impl Card {
    fn home() -> Self {
        Self {
            title: "Tributary".to_owned(),
            description: "Tributary pays the people who build open-source AI. Every amount can be traced \
                          to the work behind it."
                .to_owned(),
            words: Words::ThePages,
        }
    }

    fn verify() -> Self {
        Self {
            title: "Verify · Tributary".to_owned(),
            description: "Recompute an airdrop from its published files and compare it with the chain."
                .to_owned(),
            words: Words::ThePages,
        }
    }

    fn rounds() -> Self {
        Self {
            title: "Funding rounds · Tributary".to_owned(),
            description: "Gifts go straight to open-source projects, and a pool is shared on top by how many people give."
                .to_owned(),
            words: Words::ThePages,
        }
    }

    fn round(round: &ServedRound) -> Self {
        let rules = round.rules();
        let goal = grouped(&rules.pool.goal.format_tokens(rules.pool.decimals));
        let shared = format!(
            "A pool of {goal} {} is shared among open-source projects by how many people give to them.",
            rules.pool.symbol
        );
        let description = match rules.description.trim() {
            "" => shared,
            words => format!("{words} {shared}"),
        };
        Self { title: format!("{} · Tributary", rules.name), description, words: Words::TheCards }
    }

    fn campaign(campaign: &Campaign) -> Self {
        let manifest = campaign.bundle.manifest();
        let pool = grouped(&manifest.pool.format_tokens(manifest.token.decimals));
        let shared = format!(
            "{pool} {} shared among {} people by their contributions.",
            manifest.token.symbol,
            manifest.claimants + manifest.unlinked
        );
        let description = match manifest.description.trim() {
            "" => shared,
            words => format!("{words} {shared}"),
        };
        Self { title: format!("{} · Tributary", manifest.name), description, words: Words::TheCards }
    }

    /// Replaces the page's title, and adds the card and the words for who runs no script.
    fn write_into(&self, index: &str) -> String {
        let (title, description) = (escape(&self.title), escape(&self.description));
        let head = format!(
            "<title>{title}</title>\n<meta name=\"description\" content=\"{description}\">\n\
             <meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"Tributary\">\n\
             <meta property=\"og:title\" content=\"{title}\">\n\
             <meta property=\"og:description\" content=\"{description}\">\n\
             <meta name=\"twitter:card\" content=\"summary\">\n</head>"
        );
        let bare = without(&without(index, "<title>", "</title>"), "<meta name=\"description\"", ">");
        let page = bare.replacen("</head>", &head, 1);
        match self.words {
            Words::ThePages => page,
            Words::TheCards => {
                let card = format!("<body>\n<noscript><h1>{title}</h1><p>{description}</p></noscript>");
                page.replacen("<body>", &card, 1)
            }
        }
    }
}

/// The page without what stands from `start` to the next `end`; the card says it better.
fn without(page: &str, start: &str, end: &str) -> String {
    let cut = page.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    cut.map_or_else(|| page.to_owned(), |(before, after)| format!("{before}{after}"))
}

/// For texts and attribute values in double quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_page_is_there_exactly_when_it_was_built() {
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist").join(INDEX);
        assert_eq!(Page::get(INDEX).is_some(), built.exists(), "{}", built.display());
    }

    #[test]
    fn a_card_cannot_bring_markup_into_the_page() {
        let head = "<head><meta name=\"description\" content=\"Old\" /><title>Old</title></head>";
        let index = format!("{head}<body><div></div></body>");
        let (title, description) = ("</title><script>\"x\"".to_owned(), "a & 'b'".to_owned());
        let page = Card { title, description, words: Words::TheCards }.write_into(&index);
        assert!(!page.contains("<script>") && !page.contains("Old"), "{page}");
        assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt;&quot;x&quot;</title>"), "{page}");
        assert!(page.contains("content=\"a &amp; &#39;b&#39;\""), "{page}");
        assert!(page.contains("<body>\n<noscript><h1>&lt;/title&gt;"), "{page}");
    }
}
