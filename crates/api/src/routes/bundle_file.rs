//! `GET /bundles/{slug}/{file}`: the published files, byte for byte.

use std::path::Path as FilePath;

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio_util::io::ReaderStream;
use tributary_engine::bundle::{hash_bytes, name};
use tributary_model::B256;

use crate::{
    AppState,
    campaign::Campaign,
    problem::{Problem, ProblemBody},
};

/// A file of a bundle.
#[utoipa::path(get, path = "/bundles/{slug}/{*file}", tag = "bundles",
    params(
        ("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026"),
        ("file" = String, Path, description = "A file that the manifest names, `manifest.json`, or `deployment.json`. \
            May hold a slash, as in `proofs/3f.json`.", example = "manifest.json"),
    ),
    responses(
        (status = 200, description = "The file's bytes. `ETag` is its SHA-256.", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "`If-None-Match` has the file's SHA-256."),
        (status = 404, description = "No such campaign, or no such file in its bundle.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "The file cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_bundle_file(
    State(state): State<AppState>,
    Path((slug, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let campaign = state.catalog().get(&slug)?;
    // Only names that the manifest lists are ever joined to the folder's path.
    let hash =
        fingerprint(&campaign, &file).await.ok_or(Problem::FileNotFound { slug, file: file.clone() })?;
    served_file(&campaign.bundle.dir().join(&file), &file, hash, &headers).await
}

/// A file with its SHA-256; nothing where the client has it.
pub(super) async fn served_file(
    path: &FilePath,
    file: &str,
    hash: B256,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let etag = format!("\"{hash}\"");
    let tag = HeaderValue::from_str(&etag).map_err(|_| Problem::Internal)?;
    let caching =
        [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"))];
    if matches(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let open = async {
        let opened = tokio::fs::File::open(path).await?;
        let length = opened.metadata().await?.len();
        Ok::<_, std::io::Error>((opened, length))
    };
    let (opened, length) = open.await.map_err(|error| {
        tracing::error!(%error, path = %path.display(), "a file of a bundle cannot be read");
        Problem::Internal
    })?;
    let shape = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(file))),
        (header::CONTENT_LENGTH, HeaderValue::from(length)),
    ];
    Ok((caching, shape, Body::from_stream(ReaderStream::new(opened))).into_response())
}

/// The SHA-256 of a file that may be served, or `None`.
async fn fingerprint(campaign: &Campaign, file: &str) -> Option<B256> {
    if file == name::MANIFEST {
        return Some(campaign.bundle.hash());
    }
    if file == name::DEPLOYMENT {
        let bytes = tokio::fs::read(campaign.bundle.dir().join(file)).await.ok()?;
        return Some(hash_bytes(&bytes));
    }
    campaign.bundle.manifest().files.get(file).filter(|_| is_inside(file)).map(|entry| entry.sha256)
}

/// A manifest is somebody's file: a name in it must not lead out of the folder.
pub(super) fn is_inside(file: &str) -> bool {
    !file.contains('\\') && file.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

fn matches(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("json") => "application/json",
        Some("jsonl") => "application/jsonl",
        Some("csv") => "text/csv; charset=utf-8",
        Some("toml") => "application/toml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_of_the_folder_are_refused() {
        for file in ["../x", "a/../../x", "/etc/x", "", "a//b", ".hidden", "a\\..\\b"] {
            assert!(!is_inside(file), "{file}");
        }
        assert!(is_inside("proofs/3f.json"));
    }
}
