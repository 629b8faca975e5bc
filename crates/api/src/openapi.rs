//! The OpenAPI document, made from the routes themselves.

use axum::Json;
use serde_json::Value;
use utoipa::{OpenApi, openapi::server::Server};
use utoipa_axum::router::OpenApiRouter;

use crate::{AppState, routes};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tributary",
        description = "Campaigns that share a pool of tokens among the people who did the work: who gets what, why, \
            and how to claim it. Funding rounds that match gifts to projects. Amounts are base units in decimal strings; people are numeric GitHub ids, logins are \
            for showing only. Every error is an RFC 9457 problem.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "campaigns", description = "What is shared, by which rules, and where."),
        (name = "people", description = "Who gets what, and why."),
        (name = "appeals", description = "What somebody asks of the maintainer before the airdrop is deployed."),
        (name = "bindings", description = "To which wallet a GitHub account is paid, and who has proved that."),
        (name = "claims", description = "What a claim needs, and whether it was made."),
        (name = "relays", description = "Claims that a sponsor pays the gas of."),
        (name = "rounds", description = "Funding rounds: projects, gifts, matches and why they are what they are."),
        (name = "bundles", description = "The published files, byte for byte."),
        (name = "operations", description = "For whoever runs the server."),
    )
)]
struct Document;

/// The routes below `/api/v1`.
pub(crate) fn public() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().nest("/api/v1", routes::api())
}

/// Those that keep what a stranger writes.
pub(crate) fn writing() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().nest("/api/v1", routes::writing())
}

/// Those that hand a claim to the sponsor, ask GitHub, or keep texts of rounds.
pub(crate) fn relaying() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().nest("/api/v1", routes::relaying())
}

fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.servers = Some(vec![Server::new("/")]);
    let routes = OpenApiRouter::with_openapi(document)
        .merge(routes::operations::operations())
        .merge(public())
        .merge(writing())
        .merge(relaying());
    let mut document = routes.into_openapi();
    // The router's sign for "the rest of the path" is none of OpenAPI's.
    let paths = std::mem::take(&mut document.paths.paths);
    document.paths.paths = paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    document
}

/// The OpenAPI document, as committed for the page and its types.
///
/// # Panics
/// Never: a document is plain JSON.
#[must_use]
pub fn openapi_json() -> String {
    let document = document();
    let mut text = serde_json::to_string_pretty(&document).expect("a document is plain JSON");
    text.push('\n');
    text
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "operations", responses(
    (status = 200, description = "The OpenAPI document.", body = Value),
))]
pub(crate) async fn get_openapi() -> Json<Value> {
    Json(serde_json::to_value(document()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use tributary_model::ContributionKind;
    use tributary_score::Gate;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the one who runs the test says whether to rewrite")]
    fn the_committed_openapi_document_is_the_routes() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            fs::write(&path, openapi_json()).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap();
        assert!(
            committed == openapi_json(),
            "web/openapi.json differs from the routes; run `UPDATE_OPENAPI=1 cargo test -p tributary-api openapi`"
        );
    }

    /// The document has lists of its own, since scoring knows nothing of documents.
    #[test]
    fn every_gate_and_kind_of_contribution_is_in_the_document() {
        let document: Value = serde_json::from_str(&openapi_json()).unwrap();
        let told = |schema: &str| document["components"]["schemas"][schema]["enum"].clone();
        assert_eq!(told("Gate"), serde_json::to_value(Gate::ALL).unwrap());
        assert_eq!(told("ContributionKind"), serde_json::to_value(ContributionKind::ALL).unwrap());
    }

    #[test]
    fn every_reference_in_the_openapi_document_leads_somewhere() {
        let document: Value = serde_json::from_str(&openapi_json()).unwrap();
        let mut references = BTreeSet::new();
        collect(&document, &mut references);
        assert!(references.contains("#/components/schemas/Problem"), "{references:?}");
        for reference in references {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
    }

    fn collect(value: &Value, references: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|field| collect(field, references));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
            _ => {}
        }
    }
}
