//! How much one address may ask for.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, Response},
    response::IntoResponse,
};
use governor::middleware::NoOpMiddleware;
use tower_governor::{
    GovernorError, GovernorLayer,
    governor::{GovernorConfig, GovernorConfigBuilder},
    key_extractor::KeyExtractor,
};

use crate::{ApiError, PeerAddress, Settings, problem::Problem};

/// How often addresses that have not asked for a while are forgotten.
const FORGET: Duration = Duration::from_mins(1);

pub(crate) type Limits = GovernorConfig<Peer, NoOpMiddleware>;

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(PeerAddress);

impl KeyExtractor for Peer {
    type Key = IpAddr;

    fn extract<T>(&self, request: &Request<T>) -> Result<IpAddr, GovernorError> {
        let connection = || request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = match self.0 {
            PeerAddress::Connection => connection(),
            PeerAddress::Forwarded => last_forwarded(request).or_else(connection),
        };
        address.map(network).ok_or(GovernorError::UnableToExtractKey)
    }
}

fn last_forwarded<T>(request: &Request<T>) -> Option<IpAddr> {
    let last = request.headers().get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// One household has a whole /64 of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (!0 << 64))),
    }
}

/// The limits that the settings ask for.
#[derive(Clone, Debug)]
pub(crate) struct AllLimits {
    /// Of every request.
    pub(crate) requests: Arc<Limits>,
    /// Of appeals, beside that.
    pub(crate) appeals: Arc<Limits>,
    /// Of claims for the sponsor, beside the first.
    pub(crate) relays: Arc<Limits>,
}

impl AllLimits {
    /// # Errors
    /// [`ApiError::Setting`] for a limit of nothing.
    pub(crate) fn of(settings: &Settings) -> Result<Self, ApiError> {
        let error = |key, value: String| ApiError::Setting { key, value, message: "write at least 1" };
        if settings.per_second == 0 {
            return Err(error("per_second", "0".to_owned()));
        }
        let limits = |key, period, burst: u32| {
            let limits = GovernorConfigBuilder::default()
                .key_extractor(Peer(settings.peer))
                .period(period)
                .burst_size(burst)
                .finish();
            limits.map(Arc::new).ok_or_else(|| error(key, burst.to_string()))
        };
        if settings.appeal_period.is_zero() {
            return Err(error("appeal_period", "0 s".to_owned()));
        }
        if settings.relay_period.is_zero() {
            return Err(error("relay_period", "0 s".to_owned()));
        }
        Ok(Self {
            requests: limits("burst", Duration::from_secs(1) / settings.per_second, settings.burst)?,
            appeals: limits("appeal_burst", settings.appeal_period, settings.appeal_burst)?,
            relays: limits("relay_burst", settings.relay_period, settings.relay_burst)?,
        })
    }
}

/// The layer that refuses what is above the limits.
pub(crate) fn layer(limits: &Arc<Limits>) -> GovernorLayer<Peer, NoOpMiddleware, Body> {
    GovernorLayer::new(Arc::clone(limits)).error_handler(refuse)
}

/// Forgets addresses now and then, so that memory does not grow with visitors.
pub(crate) async fn forget_idle(limits: AllLimits) {
    loop {
        tokio::time::sleep(FORGET).await;
        limits.requests.limiter().retain_recent();
        limits.appeals.limiter().retain_recent();
        limits.relays.limiter().retain_recent();
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer gives it away")]
fn refuse(error: GovernorError) -> Response<Body> {
    match error {
        // The library rounds down: without the second more, a client would come too early.
        GovernorError::TooManyRequests { wait_time, .. } => {
            Problem::RateLimited { retry_after: wait_time + 1 }.into_response()
        }
        GovernorError::UnableToExtractKey | GovernorError::Other { .. } => Problem::Internal.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(peer: PeerAddress, forwarded: &[&str], connection: &str) -> IpAddr {
        let mut request = Request::builder();
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let mut request = request.body(()).unwrap();
        let connection = SocketAddr::new(connection.parse().unwrap(), 9);
        request.extensions_mut().insert(ConnectInfo(connection));
        Peer(peer).extract(&request).unwrap()
    }

    #[test]
    fn only_the_proxys_own_word_counts_and_only_when_asked_for() {
        let forwarded = ["10.0.0.1", "10.0.0.2, 192.0.2.7"];
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(key(PeerAddress::Connection, &forwarded, "127.0.0.1"), ip("127.0.0.1"));
        assert_eq!(key(PeerAddress::Forwarded, &forwarded, "127.0.0.1"), ip("192.0.2.7"));
        assert_eq!(key(PeerAddress::Forwarded, &[], "127.0.0.1"), ip("127.0.0.1"));
        assert_eq!(key(PeerAddress::Forwarded, &["nonsense"], "127.0.0.1"), ip("127.0.0.1"));
    }

    #[test]
    fn a_household_of_ipv6_addresses_is_one() {
        let one = key(PeerAddress::Connection, &[], "2001:db8:1:2:3::4");
        assert_eq!(one, key(PeerAddress::Connection, &[], "2001:db8:1:2:5::6"));
        assert_ne!(one, key(PeerAddress::Connection, &[], "2001:db8:1:3:3::4"));
        assert_eq!(key(PeerAddress::Connection, &[], "::ffff:192.0.2.7").to_string(), "192.0.2.7");
    }
}
