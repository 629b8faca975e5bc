//! `/healthz`, `/readyz` and `/metrics`: for whoever runs the server.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{AppState, ChainStatus};

/// Whether the server can do its work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// The database answers.
    ready: bool,
    /// How many campaigns are served.
    campaigns: usize,
    /// Deployed campaigns whose chain does not answer. Proofs and amounts are served without it.
    chains_unreachable: Vec<String>,
}

/// The routes outside `/api/v1`.
pub(crate) fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz)).routes(routes!(metrics))
}

/// Alive?
#[utoipa::path(get, path = "/healthz", tag = "operations", responses(
    (status = 200, description = "The process answers.", body = String, content_type = "text/plain", example = "ok"),
))]
async fn healthz() -> &'static str {
    "ok"
}

/// Ready to serve?
#[utoipa::path(get, path = "/readyz", tag = "operations", responses(
    (status = 200, description = "The database answers.", body = Readiness),
    (status = 503, description = "The database does not answer.", body = Readiness),
))]
async fn readyz(State(state): State<AppState>) -> Response {
    let ready = match state.store().ping().await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "not ready");
            false
        }
    };
    let campaigns = state.catalog().all();
    let silent = |slug: &str| {
        let status = state.chain_status(slug);
        matches!(status.as_deref(), Some(ChainStatus::Unreachable(_)))
    };
    let chains_unreachable = campaigns
        .iter()
        .map(|campaign| campaign.slug())
        .filter(|slug| silent(slug))
        .map(str::to_owned)
        .collect();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, campaigns: campaigns.len(), chains_unreachable })).into_response()
}

/// Prometheus metrics.
#[utoipa::path(get, path = "/metrics", tag = "operations", responses(
    (status = 200, description = "Requests by route and status, latencies, campaigns, claims, and how far behind the chain's head the claims are.", body = String, content_type = "text/plain"),
))]
async fn metrics(State(state): State<AppState>) -> Response {
    let text = state.metrics().render(&state).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
