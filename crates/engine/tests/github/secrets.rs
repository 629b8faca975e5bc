//! The token goes to GitHub and nowhere else.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use secrecy::SecretString;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};
use tributary_github::{
    api::{GithubClient, GithubError, Patience},
    testing::Simulator,
};

use crate::database::{Database, QUICK, TINY, client_with};

const TOKEN: &str = "ghp-SecretOfTheTests0123456789";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_token_is_in_no_log_no_error_no_notice_and_no_database() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(log.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let (simulator, database) = (Simulator::start(&["--faults", "default"]), Database::new().await);
    let (good, notices) = client_with(simulator.url(), TOKEN, QUICK);
    database.try_index(&good, TINY).await.unwrap();
    let (bad, _) = client_with(simulator.url(), &format!("invalid-{TOKEN}"), QUICK);
    let error = database.try_index(&bad, TINY).await.unwrap_err();
    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("asking again"), "the log was kept");
    let told = format!("{log}{error}{error:?}{good:?}{:?}", notices.lock().unwrap());
    assert!(!told.contains(TOKEN));
    database.store.close().await;
    for file in std::fs::read_dir(database.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes()));
    }
}

#[test]
fn a_token_that_cannot_be_one_and_an_open_address_are_refused_before_anything_is_sent() {
    let make = |url: &str, token: &str| {
        let token = SecretString::from(token.to_owned());
        GithubClient::new(url, &token, Patience::default(), |_| {}).map(|_| ()).unwrap_err()
    };
    for token in ["", "two words", "line\nbreak", "ümlaut"] {
        assert!(matches!(make("https://api.github.com", token), GithubError::TokenForm), "{token:?}");
    }
    for (url, part) in [
        ("http://github.example.org", "without `https`"),
        ("ftp://github.example.org", "it must begin with `https://`"),
        ("github.example.org", "it must begin with `https://`"),
        ("https://ada:secret@github.example.org", "has no place in it"),
    ] {
        let error = make(url, "token").to_string();
        assert!(error.contains(part) && !error.contains("secret"), "{error}");
    }
}
