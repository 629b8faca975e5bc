//! `GET /rounds/{slug}/bundle/{file}`: the published files of a round, byte for byte.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use tributary_engine::{bundle::hash_bytes, round::file};
use tributary_model::B256;

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    rounds::{ServedRound, Tallied, published},
    routes::bundle_file::{is_inside, served_file},
};

/// What stands there before there is a result.
const ALWAYS: [&str; 3] = [file::RULES, file::DEPLOYMENT, file::CHAIN];

/// A file of a round's bundle.
#[utoipa::path(get, path = "/rounds/{slug}/bundle/{*file}", tag = "rounds",
    params(
        ("slug" = String, Path, description = "The round's short name.", example = "spring"),
        ("file" = String, Path, description = "`rules.json`, `deployment.json`, `chain.json`, and once there is a result             `manifest.json` and every file that it names. May hold a slash, as in `proofs/3f.json`.", example = "rules.json"),
    ),
    responses(
        (status = 200, description = "The file's bytes. `ETag` is its SHA-256.", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "`If-None-Match` has the file's SHA-256."),
        (status = 404, description = "No such round, or no such file in its bundle.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_round_file(
    State(state): State<AppState>,
    Path((slug, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let round = state.rounds().get(&slug)?;
    let view = state.round_view(&round).await?;
    let result = published(&round, &view);
    // Only names that are known are ever joined to the folder's path.
    let hash = fingerprint(&round, result, &name).await;
    let hash = hash.ok_or_else(|| Problem::FileNotFound { slug, file: name.clone() })?;
    served_file(&round.folder.dir().join(&name), &name, hash, &headers).await
}

/// The SHA-256 of a file that may be served, or `None`.
async fn fingerprint(round: &ServedRound, result: Option<&Tallied>, name: &str) -> Option<B256> {
    if ALWAYS.contains(&name) {
        return Some(hash_bytes(&tokio::fs::read(round.folder.dir().join(name)).await.ok()?));
    }
    let Tallied { manifest, hash, .. } = result?;
    if name == file::MANIFEST {
        return Some(*hash);
    }
    manifest.files.get(name).filter(|_| is_inside(name)).map(|entry| entry.sha256)
}
