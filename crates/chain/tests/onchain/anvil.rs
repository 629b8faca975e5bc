//! Anvil, and what only it can do.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use alloy::{
    primitives::{Address, B256},
    providers::{Provider as _, RootProvider},
};
use serde_json::{Value, json};

/// Before the time of the blocks, inside the claim window of [`crate::setting`].
pub(crate) const NOW: i64 = 1_770_681_600;

/// A chain of our own.
pub(crate) struct Anvil {
    process: Child,
    pub(crate) url: String,
    pub(crate) provider: RootProvider,
}

impl Anvil {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(arguments: &[&str]) -> Self {
        let program = program();
        let mut process = Command::new(&program)
            .args(["--port", "0", "--timestamp", &NOW.to_string()])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("`{}` does not start: {error}", program.display()));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        let url = format!("http://{}", address.expect("anvil says where it listens"));
        // Read on, so that the pipe never fills up.
        std::thread::spawn(move || lines.for_each(drop));
        let provider = RootProvider::new_http(url.parse().unwrap());
        Self { process, url, provider }
    }

    pub(crate) async fn ask(&self, method: &'static str, parameters: Value) -> Value {
        self.provider.raw_request(method.into(), parameters).await.unwrap()
    }

    /// Sends from an account that anvil holds, and waits for the receipt.
    pub(crate) async fn send(&self, transaction: Value) -> Value {
        let hash = self.ask("eth_sendTransaction", json!([transaction])).await;
        loop {
            let receipt = self.ask("eth_getTransactionReceipt", json!([hash])).await;
            if !receipt.is_null() {
                assert_eq!(receipt["status"], "0x1");
                return receipt;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn mine(&self, blocks: u64) {
        self.ask("anvil_mine", json!([blocks])).await;
    }

    pub(crate) async fn automine(&self, on: bool) {
        self.ask("evm_setAutomine", json!([on])).await;
    }

    pub(crate) async fn nonce(&self, account: Address) -> u64 {
        self.provider.get_transaction_count(account).await.unwrap()
    }

    pub(crate) async fn height(&self) -> u64 {
        self.provider.get_block_number().await.unwrap()
    }

    pub(crate) async fn snapshot(&self) -> Value {
        self.ask("evm_snapshot", json!([])).await
    }

    pub(crate) async fn revert(&self, snapshot: Value) {
        assert_eq!(self.ask("evm_revert", json!([snapshot])).await, true);
    }

    pub(crate) async fn transaction(&self, hash: B256) -> Value {
        self.ask("eth_getTransactionByHash", json!([hash])).await
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `ANVIL_BIN`, else what `npm ci` installs. The program itself: npm's starter would leave it running.
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says where anvil is")]
fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("ANVIL_BIN") {
        return path.into();
    }
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/node_modules/@foundry-rs");
    let installed = packages.read_dir().into_iter().flatten().flatten();
    installed
        .map(|entry| entry.path().join("bin/anvil"))
        .find(|path| path.exists())
        .expect("there is no anvil: run `npm ci` in contracts/, or set ANVIL_BIN")
}
