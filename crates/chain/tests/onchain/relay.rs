//! Stands between us and anvil, and misbehaves as endpoints do.

use std::sync::{Arc, Mutex};

use alloy::transports::http::reqwest::Client;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the relay does with a request.
pub(crate) enum Verdict {
    /// Asks anvil.
    Pass,
    /// Asks anvil and keeps this field to itself, wherever it stands.
    Without(&'static str),
    /// Asks anvil and hangs up without a word.
    Swallow,
    /// Answers this.
    Answer(&'static str),
    /// Answers with a status alone.
    Status(u16),
    /// Answers with an error of the protocol.
    Error(i64, &'static str),
}

type Rule = dyn Fn(&str, &Value) -> Verdict + Send + Sync;

/// An endpoint of our own.
pub(crate) struct Relay {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    pub(crate) async fn start(
        upstream: &str,
        rule: impl Fn(&str, &Value) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, upstream, rule): (_, _, Arc<Rule>) =
            (Arc::clone(&asked), upstream.to_owned(), Arc::new(rule));
        tokio::spawn(async move {
            let client = Client::builder().build().unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let (client, upstream) = (client.clone(), upstream.clone());
                let (rule, log) = (Arc::clone(&rule), Arc::clone(&log));
                tokio::spawn(async move { serve(stream, &client, &upstream, &*rule, &log).await });
            }
        });
        Self { url, asked }
    }

    /// How often a method was asked for.
    pub(crate) fn asked(&self, method: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == method).count()
    }
}

fn without(value: &mut Value, field: &str) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| without(value, field)),
        Value::Object(fields) => {
            fields.remove(field);
            fields.values_mut().for_each(|value| without(value, field));
        }
        _ => {}
    }
}

/// One request, then the connection is closed.
async fn serve(stream: TcpStream, client: &Client, upstream: &str, rule: &Rule, log: &Mutex<Vec<String>>) {
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let request: Value = serde_json::from_slice(&body).unwrap();
    let method = request["method"].as_str().unwrap();
    log.lock().unwrap().push(method.to_owned());
    let verdict = rule(method, &request["params"]);
    let answer = match verdict {
        Verdict::Pass | Verdict::Swallow => {
            let answer = client.post(upstream).json(&request).send().await.unwrap();
            (200, answer.text().await.unwrap())
        }
        Verdict::Without(field) => {
            let answer = client.post(upstream).json(&request).send().await.unwrap();
            let mut answer: Value = answer.json().await.unwrap();
            without(&mut answer, field);
            (200, answer.to_string())
        }
        Verdict::Answer(result) => {
            (200, json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }).to_string())
        }
        Verdict::Status(status) => (status, String::new()),
        Verdict::Error(code, message) => {
            let error = json!({ "code": code, "message": message });
            (200, json!({ "jsonrpc": "2.0", "id": request["id"], "error": error }).to_string())
        }
    };
    if matches!(verdict, Verdict::Swallow) {
        return;
    }
    let (status, text) = answer;
    let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", text.len());
    let _ = stream.write_all(format!("{head}{text}").as_bytes()).await;
    let _ = stream.shutdown().await;
}
