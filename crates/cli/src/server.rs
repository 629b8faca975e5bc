//! A Tributary server as a client meets it.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode, header::RETRY_AFTER};
use serde_json::Value;

use crate::{exit, output};

/// A server may itself have to ask GitHub.
const PATIENCE: Duration = Duration::from_secs(30);
/// Nobody is kept waiting for longer, or more often, by one request.
const LONGEST_WAIT: Duration = Duration::from_mins(2);
const MOST_WAITS: usize = 5;
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
        self.ask(self.http.get(self.address(path))).await
    }

    /// Sends a body of JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.http.post(self.address(path)).header("content-type", "application/json");
        let text = self.ask(request.body(body.to_string())).await?;
        serde_json::from_str(&text).map_err(|_| self.nonsense())
    }

    fn address(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }

    /// Who asks for more than the server gives waits as long as it says, and asks again.
    async fn ask(&self, request: RequestBuilder) -> anyhow::Result<String> {
        let mut waits = 0;
        loop {
            let asked = request.try_clone().expect("no body is a stream");
            let response = asked.send().await.map_err(|error| self.lost(error))?;
            match retry_after(&response) {
                Some(wait) if wait <= LONGEST_WAIT && waits < MOST_WAITS => {
                    waits += 1;
                    output::note(format!("`{}` asks us to wait {} s.", self.base, wait.as_secs()));
                    tokio::time::sleep(wait).await;
                }
                _ => return self.read(response).await,
            }
        }
    }

    fn lost(&self, error: reqwest::Error) -> anyhow::Error {
        exit::outside(format!("`{}` does not answer: {}", self.base, error.without_url()))
    }

    async fn read(&self, mut response: Response) -> anyhow::Result<String> {
        let status = response.status();
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| self.lost(error))? {
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
            Some(detail) if status.is_client_error() && !is_about_now(status) => exit::failed(detail),
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
    server.ask(server.http.get(url)).await
}

/// The same request may be answered another time.
fn is_about_now(status: StatusCode) -> bool {
    matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

/// How long a server that was asked too often wants us to wait.
fn retry_after(response: &Response) -> Option<Duration> {
    let wait = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    (response.status() == StatusCode::TOO_MANY_REQUESTS).then(|| Duration::from_secs(wait))
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
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use crate::exit;

    /// Gives these answers, one for each connection.
    fn answering(answers: &'static [&'static str]) -> (super::Server, thread::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = super::Server::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let answering = thread::spawn(move || {
            for answer in answers {
                let (mut connection, _) = listener.accept().unwrap();
                let _ = connection.read(&mut [0; 4_096]).unwrap();
                connection.write_all(answer.as_bytes()).unwrap();
            }
        });
        (server, answering)
    }

    const BUSY: &str = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    const LATER: &str = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 3600\r\ncontent-length: 22\r\nconnection: close\r\n\r\n{\"detail\": \"too many\"}";
    const DONE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\n[42]";

    #[tokio::test]
    async fn a_server_that_asks_us_to_wait_is_asked_again() {
        let (server, answering) = answering(&[BUSY, BUSY, DONE]);
        let answer = server.post("/anything", &serde_json::json!({})).await.unwrap();
        assert_eq!(answer, serde_json::json!([42]));
        answering.join().unwrap();
    }

    #[tokio::test]
    async fn nobody_waits_for_an_hour_and_the_error_is_not_ours() {
        let (server, answering) = answering(&[LATER]);
        let error = server.get("/anything").await.unwrap_err();
        assert_eq!((error.to_string().as_str(), exit::is_failure(&error)), ("too many", false));
        answering.join().unwrap();
    }

    #[test]
    fn a_part_of_a_path_stays_one_part() {
        assert_eq!(super::part("github:583231"), "github:583231");
        assert_eq!(super::part("../a b?c#ü"), "..%2Fa%20b%3Fc%23%C3%BC");
    }
}
