//! One endpoint over HTTP. Reads are asked again a few times; a transaction is handed over once. The URL, which may
//! hold a secret, stays in here: neither errors nor log lines repeat more of it than host and port.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use alloy::{
    rpc::json_rpc::{ErrorPayload, RequestPacket, ResponsePacket},
    transports::{
        RpcError, TransportError, TransportErrorKind, TransportFut,
        http::reqwest::{Client, Url, header::RETRY_AFTER},
    },
};
use tokio::time::sleep;
use tower::Service;
use tracing::debug;

use crate::ChainError;

const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long is paused before each new try of a read.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_millis(600), Duration::from_millis(1_800)];
/// What an endpoint may ask for at most with `Retry-After`.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Where requests go.
#[derive(Clone)]
pub(crate) struct Endpoint {
    client: Client,
    url: Url,
    name: String,
}

impl Endpoint {
    pub(crate) fn new(url: &str) -> Result<Self, ChainError> {
        let bad = |message: String| ChainError::BadUrl { message };
        let url: Url = url.parse().map_err(|error| bad(format!("{error}")))?;
        let name = match (url.host_str(), url.port_or_known_default(), url.scheme()) {
            (Some(host), Some(port), "http" | "https") => format!("{host}:{port}"),
            (_, _, scheme) => return Err(bad(format!("its scheme is `{scheme}`"))),
        };
        let client = Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .build()
            .map_err(|error| bad(error.without_url().to_string()))?;
        Ok(Self { client, url, name })
    }

    /// Host and port.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    async fn ask(self, request: RequestPacket) -> Result<ResponsePacket, TransportError> {
        let pauses: &[Duration] = if is_read(&request) { &PAUSES } else { &[] };
        for pause in pauses {
            let (error, wanted) = match self.once(&request).await {
                Ok(response) => match response.as_error() {
                    Some(error) if is_busy(error) => (error.message.to_string(), None),
                    _ => return Ok(response),
                },
                Err((error, wanted)) if may_pass(&error) => (error.to_string(), wanted),
                Err((error, _)) => return Err(error),
            };
            let pause = wanted.unwrap_or(*pause).min(LONGEST_PAUSE);
            debug!(endpoint = self.name, %error, ?pause, "asking again");
            sleep(pause).await;
        }
        self.once(&request).await.map_err(|(error, _)| error)
    }

    async fn once(
        &self,
        request: &RequestPacket,
    ) -> Result<ResponsePacket, (TransportError, Option<Duration>)> {
        let lost = |error: alloy::transports::http::reqwest::Error| {
            let message = match &error {
                error if error.is_timeout() => format!("no answer within {} s", TIMEOUT.as_secs()),
                error if error.is_connect() => "no connection".to_owned(),
                _ => "the connection broke".to_owned(),
            };
            (TransportErrorKind::custom_str(&message), None)
        };
        let response = self.client.post(self.url.clone()).json(request).send().await.map_err(lost)?;
        let status = response.status();
        let wanted = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let wanted = wanted.and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
        let body = response.bytes().await.map_err(lost)?;
        // Errors of the protocol come with any status; what they say matters more than the status.
        match serde_json::from_slice::<ResponsePacket>(&body) {
            Ok(packet) if status.is_success() || packet.is_error() => Ok(packet),
            Err(error) if status.is_success() => {
                Err((TransportError::deser_err(error, String::from_utf8_lossy(&body)), None))
            }
            _ => Err((TransportErrorKind::http_error(status.as_u16(), String::new()), wanted)),
        }
    }
}

fn is_read(request: &RequestPacket) -> bool {
    request.method_names().all(|method| !method.starts_with("eth_send"))
}

/// Errors that say "later". Infura's code for that is also its code for too many events, which never passes.
fn is_busy(error: &ErrorPayload) -> bool {
    let message = error.message.to_lowercase();
    error.is_retry_err() && !message.contains("results") && !message.contains("range")
}

fn may_pass(error: &TransportError) -> bool {
    match error {
        RpcError::Transport(TransportErrorKind::Custom(_)) => true,
        RpcError::Transport(kind) => {
            kind.as_http_error().is_some_and(|http| matches!(http.status, 429 | 502 | 503 | 504))
        }
        _ => false,
    }
}

impl Service<RequestPacket> for Endpoint {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: RequestPacket) -> Self::Future {
        Box::pin(self.clone().ask(request))
    }
}
