//! What can be set about the server. The command line reads it; nothing here reads the environment.

use std::time::Duration;

use tributary_engine::bindings::DeskTerms;

/// Limits and addresses. The defaults suit one machine that faces the internet directly.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Requests that one address may make at once.
    pub burst: u32,
    /// Requests that one address gets back each second.
    pub per_second: u32,
    /// Appeals and proofs that one address may write at once. Refused ones count too.
    pub appeal_burst: u32,
    /// How long until one address may write one more.
    pub appeal_period: Duration,
    /// Claims and texts of rounds that one address may hand in at once, and questions to GitHub. Refused ones count too.
    pub relay_burst: u32,
    /// How long until one address may hand in one more.
    pub relay_period: Duration,
    /// Whose address counts.
    pub peer: PeerAddress,
    /// How long a request may take.
    pub time_limit: Duration,
    /// How long a client may take to send the head of a request; also ends idle connections.
    pub head_time_limit: Duration,
    /// How long open requests may go on after the server was told to stop.
    pub grace: Duration,
    /// Bytes of a request's body. The description of a round's project is the longest: 10,000 characters of up to 4 bytes, and
    /// what JSON escapes in them.
    pub body_limit: usize,
    /// How long GitHub or a chain may take while somebody waits for the answer; less than `time_limit`.
    pub outside_limit: Duration,
    /// Endpoints for the server's own questions, such as whether a contract accepts a signature; each serves the
    /// campaigns and rounds of its own chain.
    pub rpc_urls: Vec<String>,
    /// What accounts are bound to wallets by.
    pub desk: DeskTerms,
    /// Public RPC endpoints that the page may ask besides those in the rules.
    pub connect: Vec<String>,
}

/// Whose address the rate limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerAddress {
    /// The other end of the connection.
    Connection,
    /// The last entry of `X-Forwarded-For`, which one reverse proxy in front appends. Earlier entries
    /// are the client's own words.
    Forwarded,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            burst: 200,
            per_second: 20,
            appeal_burst: 10,
            appeal_period: Duration::from_mins(1),
            relay_burst: 30,
            relay_period: Duration::from_secs(20),
            peer: PeerAddress::Connection,
            time_limit: Duration::from_secs(15),
            head_time_limit: Duration::from_secs(30),
            grace: Duration::from_secs(10),
            body_limit: 64 * 1024,
            outside_limit: Duration::from_secs(10),
            rpc_urls: Vec::new(),
            desk: DeskTerms::default(),
            connect: Vec::new(),
        }
    }
}
