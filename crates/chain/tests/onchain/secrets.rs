//! What must never be written anywhere: keys, passwords, and what an endpoint's address holds.

use std::{
    error::Error,
    io::{self, Write},
    sync::{Arc, Mutex},
};

use alloy::primitives::hex;
use tracing_subscriber::fmt::MakeWriter;
use tributary_chain::{Chain, ChainError, Key, claim, create_keystore, deploy};

use crate::{
    anvil::Anvil,
    setting::{ADA_KEY, DEPLOYER_KEY, claim_of, key, terms},
};

const IN_ADDRESS: &str = "river-secret";

/// A log that can be searched.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// In hex of either case, and as a list of numbers.
fn expect_no_key(text: &str, key: &str) {
    let digits = key.trim_start_matches("0x");
    let bytes = hex::decode(digits).unwrap();
    let lower = text.to_lowercase();
    // Any eight bytes of it in a row would be too much.
    for part in bytes.windows(8) {
        assert!(!lower.contains(&hex::encode(part)), "the key is in the text");
        let listed = format!("{part:?}");
        assert!(!text.contains(listed.trim_matches(['[', ']'])), "the key is in the text, in numbers");
    }
}

fn chain_of(error: &dyn Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text} {error} {error:?}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn a_whole_deployment_at_the_most_talkative_level_tells_no_secret() {
    let anvil = Anvil::start();
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let url = format!("{}/?key={IN_ADDRESS}", anvil.url);
    let chain = Chain::connect(&url, Some(key(DEPLOYER_KEY))).await.unwrap();
    let shown = format!("{chain:?} {:?}", chain.key().unwrap());
    assert!(shown.contains("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), "{shown}");
    let events = Mutex::new(Vec::new());
    let watcher = |event| events.lock().unwrap().push(format!("{event:?}"));
    let deployment = deploy(&chain, &terms(), &watcher).await.unwrap();
    let request = claim_of(deployment.airdrop, 0);
    claim(&chain, &request, &watcher).await.unwrap();
    let refused = claim(&chain, &request, &watcher).await.unwrap_err();
    drop(anvil);
    let gone = claim(&chain, &request, &watcher).await.unwrap_err();
    assert!(matches!(gone, ChainError::Unreachable { .. }), "{gone}");
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("sending") && logged.contains(&deployment.airdrop_tx.to_string()),
        "{}",
        logged.len()
    );
    for text in [logged, shown, chain_of(&refused), chain_of(&gone), events.into_inner().unwrap().concat()] {
        expect_no_key(&text, DEPLOYER_KEY);
        assert!(!text.contains(IN_ADDRESS));
    }
}

#[test]
fn a_key_that_is_none_is_not_repeated() {
    let digits = ADA_KEY.trim_start_matches("0x");
    for text in
        [format!("{digits}0"), format!("{digits}zz"), format!("0x{}", &digits[1..]), format!("x{digits}")]
    {
        let error = Key::from_private_key(&text.into()).unwrap_err();
        assert!(matches!(error, ChainError::BadKey));
        expect_no_key(&chain_of(&error), ADA_KEY);
    }
}

#[test]
fn a_key_file_and_its_errors_hold_neither_key_nor_password() {
    let folder = tempfile::tempdir().unwrap();
    let (_, path) = create_keystore(folder.path(), "deployer", &IN_ADDRESS.into()).unwrap();
    let file = std::fs::read_to_string(&path).unwrap();
    assert!(!file.contains(IN_ADDRESS));
    let parsed: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!((&parsed["version"], &parsed["crypto"]["kdf"]), (&3.into(), &"scrypt".into()));
    let error = Key::from_keystore(&path, &"wrong-river-secret".into()).unwrap_err();
    assert!(!chain_of(&error).contains(IN_ADDRESS), "{error:?}");
    // Somebody wrote a bare key where the file should be.
    let bare = folder.path().join("bare");
    for content in [ADA_KEY.to_owned(), format!("\"{ADA_KEY}\""), format!("{{\"crypto\":\"{ADA_KEY}\"}}")] {
        std::fs::write(&bare, content).unwrap();
        let error = Key::from_keystore(&bare, &"x".into()).unwrap_err();
        assert!(error.to_string().ends_with("is not an encrypted key file"), "{error}");
        expect_no_key(&chain_of(&error), ADA_KEY);
    }
    let error = Key::from_keystore(&folder.path().join("none"), &"x".into()).unwrap_err();
    assert!(error.to_string().contains("No such file"), "{error}");
}
