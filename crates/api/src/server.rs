//! The router with its layers, and serving it until told to stop.

use std::{future::Future, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderName, StatusCode},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::net::TcpListener;
use tower::{ServiceBuilder, ServiceExt as _};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
};

use crate::{
    ApiError, AppState,
    limits::{AllLimits, forget_idle, layer},
    observe::observe,
    openapi::{public, relaying, writing},
    problem::{Problem, render},
    routes,
    security::protect,
    web,
};

/// How often the folder of bundles is looked at for news.
const REFRESH: Duration = Duration::from_secs(5);

/// How often challenges that have expired are looked for.
const FORGET_CHALLENGES: Duration = Duration::from_mins(1);

/// How long to wait after a connection could not be accepted.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Every route with every layer.
///
/// # Errors
/// [`ApiError::Setting`] when a limit makes no sense.
pub fn router(state: &AppState) -> Result<Router, ApiError> {
    Ok(layered(state, &AllLimits::of(state.settings())?))
}

fn layered(state: &AppState, limits: &AllLimits) -> Router {
    let settings = state.settings();
    let writing = writing().split_for_parts().0.layer(layer(&limits.appeals));
    let relaying = relaying().split_for_parts().0.layer(layer(&limits.relays));
    let public = public().split_for_parts().0.merge(writing).merge(relaying).fallback(web::page);
    // Probes and the scraper come often and from one address: no rate limit for them.
    let routes = public
        .layer(layer(&limits.requests))
        .merge(routes::operations::operations().split_for_parts().0)
        .method_not_allowed_fallback(async || Problem::MethodNotAllowed);
    // From the outside in.
    let layers = ServiceBuilder::new()
        .layer(from_fn(own_request_id))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(from_fn_with_state(state.clone(), observe))
        .layer(from_fn_with_state(state.clone(), protect))
        .layer(CompressionLayer::new())
        .layer(from_fn(render))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, settings.time_limit))
        .layer(RequestBodyLimitLayer::new(settings.body_limit));
    routes.layer(layers).with_state(state.clone())
}

/// A client's own request id is not kept: it could make log lines of different requests look alike.
async fn own_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(X_REQUEST_ID);
    next.run(request).await
}

/// Serves until `shutdown` is done, then lets open requests end for as long as the settings allow.
///
/// # Errors
/// [`ApiError::Setting`] when a limit makes no sense.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ApiError> {
    let limits = AllLimits::of(state.settings())?;
    let app = layered(&state, &limits);
    let chores = [
        tokio::spawn(forget_idle(limits)),
        tokio::spawn(refresh(state.clone())),
        tokio::spawn(forget_challenges(state.clone())),
    ];
    let open = GracefulShutdown::new();
    tokio::select! {
        () = accept(&listener, &app, &open, state.settings().head_time_limit) => {}
        () = shutdown => {}
    }
    drop(listener);
    tracing::info!("stopping: no new requests");
    let grace = state.settings().grace;
    if tokio::time::timeout(grace, open.shutdown()).await.is_err() {
        tracing::warn!(grace_s = grace.as_secs(), "stopped with requests still open");
    }
    chores.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

/// Takes connections, for ever. One that sends its request's head too slowly is closed: whoever opens
/// many of them would otherwise keep everybody out.
async fn accept(listener: &TcpListener, app: &Router, open: &GracefulShutdown, head_time_limit: Duration) {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(head_time_limit);
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, say: others will be closed soon.
                tracing::error!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_AGAIN).await;
                continue;
            }
        };
        let service = app.clone().map_request(move |mut request: axum::http::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.map(Body::new)
        });
        let connection =
            http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
        let watched = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%peer, error, "a connection broke");
            }
        });
    }
}

/// Wipes the secrets of challenges that have expired.
async fn forget_challenges(state: AppState) {
    loop {
        tokio::time::sleep(FORGET_CHALLENGES).await;
        if let Err(error) = state.desk().forget(state.now()).await {
            tracing::warn!(%error, "old challenges cannot be forgotten");
        }
    }
}

/// Picks up bundles that are published or deployed while the server runs.
async fn refresh(state: AppState) {
    let mut failed: Option<String> = None;
    loop {
        tokio::time::sleep(REFRESH).await;
        let reader = state.clone();
        let outcome = tokio::task::spawn_blocking(move || reader.refresh()).await;
        let error = match outcome {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(panic) => Some(panic.to_string()),
        };
        // Once for each new reason, not every five seconds.
        if let Some(error) = error.as_ref().filter(|error| failed.as_ref() != Some(error)) {
            tracing::error!(%error, "the folder of bundles cannot be read; serving what was read before");
        }
        failed = error;
    }
}
