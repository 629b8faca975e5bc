//! A Tributary server as a client meets it.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde_json::Value;

use crate::exit;

/// A server may itself have to ask GitHub.
const PATIENCE: Duration = Duration::from_secs(30);
/// A file of bindings may be long; nothing else is.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// One server.
pub(crate) struct Server {
    http: Client,
    base: String,
}

impl Server {
    /// `url` is where people meet it, such as `https://drop.example.org`.
    pub(crate) fn new(url: &str) -> anyhow::Result<Self> {
        let base = url.trim_end_matches('/').to_owned();
        anyhow::ensure!(
            base.starts_with("https://") || base.starts_with("http://"),
            "`{base}` is not the address of a server; write https://…"
        );
        let http = Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { http, base })
    }

    /// Where people meet it.
    pub(crate) fn url(&self) -> &str {
        &self.base
    }

    /// One answer of the API; `path` is below `/api/v1`.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let text = self.text(path).await?;
        serde_json::from_str(&text).map_err(|_| self.nonsense())
    }

    /// A file that the API serves.
    pub(crate) async fn text(&self, path: &str) -> anyhow::Result<String> {
        let response = self.http.get(self.address(path)).send().await;
        self.read(response).await
    }

    /// Sends a body of JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.http.post(self.address(path)).header("content-type", "application/json");
        let text = self.read(request.body(body.to_string()).send().await).await?;
        serde_json::from_str(&text).map_err(|_| self.nonsense())
    }

    fn address(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }

    async fn read(&self, response: reqwest::Result<Response>) -> anyhow::Result<String> {
        let lost = |error: reqwest::Error| {
            exit::outside(format!("`{}` does not answer: {}", self.base, error.without_url()))
        };
        let mut response = response.map_err(lost)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(lost)? {
            body.extend_from_slice(&part);
            if body.len() > MOST_BYTES {
                return Err(self.nonsense());
            }
        }
        let text = String::from_utf8(body).map_err(|_| self.nonsense())?;
        if status.is_success() { Ok(text) } else { Err(self.refused(status, &text)) }
    }

    /// In the server's own words, where it has some.
    fn refused(&self, status: StatusCode, text: &str) -> anyhow::Error {
        let problem: Value = serde_json::from_str(text).unwrap_or_default();
        match problem["detail"].as_str() {
            Some(detail) if status.is_client_error() => exit::failed(detail),
            Some(detail) => exit::outside(detail),
            None => exit::outside(format!("`{}` answers with status {status}", self.base)),
        }
    }

    fn nonsense(&self) -> anyhow::Error {
        exit::outside(format!(
            "`{}` answers with something that is not Tributary's; check the address",
            self.base
        ))
    }
}

/// A file at any address.
pub(crate) async fn fetch(url: &str) -> anyhow::Result<String> {
    let server = Server::new(url)?;
    server.read(server.http.get(url).send().await).await
}

/// For one part of a path.
pub(crate) fn part(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_part_of_a_path_stays_one_part() {
        assert_eq!(super::part("github:583231"), "github:583231");
        assert_eq!(super::part("../a b?c#ü"), "..%2Fa%20b%3Fc%23%C3%BC");
    }
}
