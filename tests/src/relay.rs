//! An endpoint that misbehaves: it stands between the program and anvil.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::{Value, json};

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Anvil answers.
    Pass,
    /// An error of the protocol.
    Error(&'static str),
    /// A status and no more.
    Status(u16),
    /// Nobody answers.
    HangUp,
}

/// A running relay. Its thread ends with the process.
#[derive(Clone, Debug)]
pub struct Relay {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    /// Starts one before `upstream`. `rule` is asked with the method and how often it was asked for before.
    ///
    /// # Panics
    /// When there is no free port.
    #[must_use]
    pub fn start(upstream: &str, rule: impl Fn(&str, usize) -> Verdict + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let upstream = upstream.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let (log, rule) = (Arc::clone(&seen), Arc::new(rule));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, rule, upstream) = (Arc::clone(&log), Arc::clone(&rule), upstream.clone());
                // Who hangs up on us is no concern of ours.
                thread::spawn(move || drop(serve(&stream, &upstream, &*rule, &log)));
            }
        });
        Self { url, seen }
    }

    /// The endpoint.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every request as it came, with its headers.
    ///
    /// # Panics
    /// When a thread of the relay has panicked.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// One request, then the connection is closed.
fn serve(
    stream: &TcpStream,
    upstream: &str,
    rule: &dyn Fn(&str, usize) -> Verdict,
    log: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let method = request["method"].as_str().unwrap_or_default();
    let before = {
        let mut log = log.lock().unwrap();
        let asked = format!("\"method\":\"{method}\"");
        let before = log.iter().filter(|seen| seen.contains(&asked)).count();
        log.push(format!("{head}\n{}", String::from_utf8_lossy(&body)));
        before
    };
    let answer = |status: u16, text: &str| {
        let length = text.len();
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n");
        let mut stream = stream;
        write!(stream, "{head}connection: close\r\ncontent-length: {length}\r\n\r\n{text}")
    };
    match rule(method, before) {
        Verdict::Pass => pass(stream, upstream, &body),
        Verdict::HangUp => Ok(()),
        Verdict::Status(status) => answer(status, ""),
        Verdict::Error(message) => {
            let error = json!({ "code": -32000, "message": message });
            answer(200, &json!({ "jsonrpc": "2.0", "id": request["id"], "error": error }).to_string())
        }
    }
}

fn pass(mut stream: &TcpStream, upstream: &str, body: &[u8]) -> io::Result<()> {
    let mut anvil = TcpStream::connect(upstream)?;
    let head = format!("POST / HTTP/1.1\r\nhost: {upstream}\r\ncontent-type: application/json\r\n");
    write!(anvil, "{head}connection: close\r\ncontent-length: {}\r\n\r\n", body.len())?;
    anvil.write_all(body)?;
    io::copy(&mut anvil, &mut stream).map(drop)
}
