//! One line in the log and one count for each request.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use tower_http::request_id::RequestId;

use crate::AppState;

/// Counts, times and logs a request. The query stays out of the log: it says whom somebody looks for.
pub(crate) async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    let matched = request.extensions().get::<MatchedPath>().map(|matched| matched.as_str().to_owned());
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok().map(str::to_owned));
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    // Pages, assets and wrong addresses share one name: a stranger must not make up new ones.
    let route = matched.unwrap_or_else(|| "page".to_owned());
    state.metrics().request(&method, &route, status, took);
    tracing::info!(
        request_id = id.unwrap_or_default(),
        method,
        path,
        route,
        status,
        took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}
