//! `tributary serve` while it runs.

use std::{
    io::{BufRead as _, BufReader, Read, Write as _},
    net::TcpStream,
    process::{Child, Command},
    thread::{self, JoinHandle},
};

use serde_json::Value;

use crate::program::{Output, wait};

/// A server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    said: String,
    process: Child,
    url: String,
    stdout: Option<JoinHandle<String>>,
    stderr: Option<JoinHandle<String>>,
}

impl Server {
    /// Waits until it says where it listens.
    pub(crate) fn watch(said: String, mut process: Child) -> Self {
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let stderr = thread::spawn(read_all(process.stderr.take().unwrap()));
        let mut url = String::new();
        lines.read_line(&mut url).unwrap();
        let first = url.clone();
        let stdout = thread::spawn(move || first + &read_all(lines)());
        let url = url.trim().to_owned();
        let server = Self { said, process, url, stdout: Some(stdout), stderr: Some(stderr) };
        assert!(server.url.starts_with("http://"), "it says where it listens: {:?}", server.url);
        server
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// One request: head and body of the answer.
    ///
    /// # Panics
    /// When it does not answer.
    #[must_use]
    pub fn get(&self, path: &str) -> String {
        self.ask("GET", path, "", "")
    }

    /// The same with a body of JSON.
    ///
    /// # Panics
    /// When it does not answer.
    #[must_use]
    pub fn post(&self, path: &str, body: &Value) -> String {
        let body = body.to_string();
        let head = format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
        self.ask("POST", path, &head, &body)
    }

    fn ask(&self, method: &str, path: &str, head: &str, body: &str) -> String {
        let place = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(place).expect("it listens");
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: {place}\r\nconnection: close\r\n{head}\r\n{body}")
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks it to end, as a supervisor does, and waits until it has.
    ///
    /// # Panics
    /// When it does not end within a minute.
    #[must_use]
    pub fn stop(mut self) -> Output {
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(asked.expect("kill runs").success());
        let code = wait(&mut self.process).expect("it ends when asked to");
        let text = |reader: Option<JoinHandle<String>>| reader.unwrap().join().unwrap();
        let (stdout, stderr) = (text(self.stdout.take()), text(self.stderr.take()));
        Output { said: self.said.clone(), code, stdout, stderr }
    }
}

fn read_all(mut from: impl Read + Send) -> impl FnOnce() -> String + Send {
    move || {
        let mut text = String::new();
        from.read_to_string(&mut text).expect("UTF-8");
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
