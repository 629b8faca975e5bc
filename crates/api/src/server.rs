//! The router with its layers, and serving it until told to stop.

use std::{
    future::{Future, IntoFuture},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, StatusCode},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use tokio::{net::TcpListener, sync::watch};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
};

use crate::{
    ApiError, AppState,
    limits::{Limits, forget_idle, layer, limits},
    observe::observe,
    openapi::public,
    problem::{Problem, render},
    routes,
    security::protect,
    web,
};

/// How often the folder of bundles is looked at for news.
const REFRESH: Duration = Duration::from_secs(5);

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Every route with every layer.
///
/// # Errors
/// [`ApiError::Setting`] when a limit makes no sense.
pub fn router(state: &AppState) -> Result<Router, ApiError> {
    Ok(layered(state, &limits(state.settings())?))
}

fn layered(state: &AppState, limits: &Arc<Limits>) -> Router {
    let settings = state.settings();
    let public = public().split_for_parts().0.fallback(web::page);
    // Probes and the scraper come often and from one address: no rate limit for them.
    let routes = public
        .layer(layer(limits))
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
/// [`ApiError::Setting`] when a limit makes no sense, [`ApiError::Serve`] when the listener breaks.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ApiError> {
    let limits = limits(state.settings())?;
    let app = layered(&state, &limits).into_make_service_with_connect_info::<SocketAddr>();
    let chores = [tokio::spawn(forget_idle(limits)), tokio::spawn(refresh(state.clone()))];
    let (told, mut stopping) = watch::channel(());
    let signal = async move {
        shutdown.await;
        tracing::info!("stopping: no new requests");
        drop(told);
    };
    let serving = axum::serve(listener, app).with_graceful_shutdown(signal).into_future();
    let grace = state.settings().grace;
    let patience = async move {
        // Ends with an error once the sender is dropped, which is the sign to stop.
        let _ = stopping.changed().await;
        tokio::time::sleep(grace).await;
    };
    let outcome = tokio::select! {
        outcome = serving => outcome.map_err(ApiError::from),
        () = patience => {
            tracing::warn!(grace_s = grace.as_secs(), "stopped with requests still open");
            Ok(())
        }
    };
    chores.iter().for_each(tokio::task::JoinHandle::abort);
    outcome
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
