//! A chain of our own.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use alloy::{
    network::Ethereum,
    primitives::{Address, B256, Bytes, U256, address, hex},
    providers::{Provider as _, RootProvider},
    sol_types::SolCall,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tributary_bindings::token::ProjectToken;

use crate::program::{setting, workspace};

/// One of the accounts that every anvil funds, with the key that everybody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub address: Address,
    /// 64 hex digits.
    pub key: &'static str,
}

impl Person {
    /// The deployer of the stories.
    pub(crate) const FIRST: Self = Self {
        address: address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        key: "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    };
    pub(crate) const SECOND: Self = Self {
        address: address!("70997970C51812dc3A010C7d01b50e0d17dc79C8"),
        key: "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    };
    pub(crate) const THIRD: Self = Self {
        address: address!("3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
        key: "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    };
    pub(crate) const FOURTH: Self = Self {
        address: address!("90F79bf6EB2c4f870365E785982E1f101E93b906"),
        key: "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
    };
    pub(crate) const FIFTH: Self = Self {
        address: address!("15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
        key: "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
    };
}

/// A running anvil; it ends when this is dropped.
#[derive(Debug)]
pub struct Anvil {
    process: Child,
    url: String,
    runtime: Runtime,
    provider: RootProvider<Ethereum>,
}

impl Anvil {
    /// Starts one on a free port, with its clock at `timestamp` (seconds since 1970).
    ///
    /// # Panics
    /// When anvil is not installed or does not start.
    #[must_use]
    pub fn start(timestamp: u64) -> Self {
        Self::of_chain(31_337, timestamp)
    }

    /// The same with another chain id.
    ///
    /// # Panics
    /// When anvil is not installed or does not start.
    #[must_use]
    pub fn of_chain(chain_id: u64, timestamp: u64) -> Self {
        let mut process = Command::new(program())
            .args(["--port", "0", "--timestamp", &timestamp.to_string(), "--chain-id", &chain_id.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("anvil starts; `npm ci` in contracts/ installs it");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        let url = format!("http://{}", address.expect("anvil says where it listens"));
        // Read on, so that the pipe never fills up.
        thread::spawn(move || lines.for_each(drop));
        let provider = RootProvider::new_http(url.parse().unwrap());
        Self { process, url, runtime: Runtime::new().unwrap(), provider }
    }

    /// The endpoint.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// One request.
    ///
    /// # Panics
    /// With the answer, when it is an error.
    pub fn rpc(&self, method: &'static str, params: Value) -> Value {
        let asked = self.provider.raw_request::<Value, Value>(method.into(), params.clone());
        self.runtime.block_on(asked).unwrap_or_else(|error| panic!("{method} {params}: {error}"))
    }

    /// Calls a contract without sending anything.
    ///
    /// # Panics
    /// When the contract refuses.
    #[must_use]
    pub fn call<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        let data = hex::encode_prefixed(call.abi_encode());
        let answer = self.rpc("eth_call", json!([{ "to": to, "data": data }, "latest"]));
        C::abi_decode_returns(&hex::decode(answer.as_str().unwrap()).unwrap()).unwrap()
    }

    /// Sends a call as any account, its own consent or not, and gives the receipt.
    ///
    /// # Panics
    /// When the transaction fails.
    pub fn send(&self, from: Address, to: Address, call: &impl SolCall) -> Value {
        self.transact(json!({ "from": from, "to": to, "data": hex::encode_prefixed(call.abi_encode()) }))
    }

    /// The same with the bytes of the call.
    ///
    /// # Panics
    /// When the transaction fails.
    pub fn call_as(&self, from: Address, to: Address, data: &Bytes) {
        self.transact(json!({ "from": from, "to": to, "data": data }));
    }

    /// Creates a contract.
    ///
    /// # Panics
    /// When its constructor refuses.
    #[must_use]
    pub fn create(&self, from: Address, code: &[u8], arguments: &[u8]) -> Address {
        let data = hex::encode_prefixed([code, arguments].concat());
        let receipt = self.transact(json!({ "from": from, "data": data }));
        receipt["contractAddress"].as_str().unwrap().parse().unwrap()
    }

    fn transact(&self, transaction: Value) -> Value {
        self.rpc("anvil_impersonateAccount", json!([transaction["from"]]));
        // Contracts that send have no ether of their own.
        self.rpc("anvil_setBalance", json!([transaction["from"], "0x56bc75e2d63100000"]));
        let hash = self.rpc("eth_sendTransaction", json!([transaction]));
        let receipt = self.receipt(&hash);
        assert_eq!(receipt["status"], "0x1", "{transaction} failed");
        receipt
    }

    /// Anvil mines at once, and a moment later knows that it did.
    fn receipt(&self, hash: &Value) -> Value {
        for _ in 0..400 {
            let receipt = self.rpc("eth_getTransactionReceipt", json!([hash]));
            if !receipt.is_null() {
                return receipt;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("{hash} is not mined")
    }

    /// Base units that an account has.
    #[must_use]
    pub fn balance(&self, token: Address, account: Address) -> U256 {
        self.call(token, &ProjectToken::balanceOfCall { account })
    }

    /// The code at an address.
    #[must_use]
    pub fn code(&self, address: Address) -> Bytes {
        self.rpc("eth_getCode", json!([address, "latest"])).as_str().unwrap().parse().unwrap()
    }

    /// Puts other code at an address.
    pub fn set_code(&self, address: Address, code: &Bytes) {
        self.rpc("anvil_setCode", json!([address, code]));
    }

    /// The newest block.
    #[must_use]
    pub fn block_number(&self) -> u64 {
        number(&self.rpc("eth_blockNumber", json!([])))
    }

    /// How many transactions an account has sent.
    #[must_use]
    pub fn nonce(&self, account: Address) -> u64 {
        number(&self.rpc("eth_getTransactionCount", json!([account, "pending"])))
    }

    /// Was the transaction mined, and did it succeed?
    #[must_use]
    pub fn succeeded(&self, transaction: B256) -> bool {
        self.rpc("eth_getTransactionReceipt", json!([transaction]))["status"] == "0x1"
    }

    /// Runs a part of a story and then takes the chain back to where it was.
    pub fn aside<T>(&self, part: impl FnOnce() -> T) -> T {
        let snapshot = self.rpc("evm_snapshot", json!([]));
        let result = part();
        assert_eq!(self.rpc("evm_revert", json!([snapshot])), json!(true), "anvil takes the chain back");
        result
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn number(answer: &Value) -> u64 {
    u64::from_str_radix(answer.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

/// The program itself: npm's starter would leave it running when it is killed.
#[must_use]
pub fn program() -> PathBuf {
    if let Some(program) = setting("ANVIL_BIN") {
        return program.into();
    }
    let packages = workspace().join("contracts/node_modules/@foundry-rs");
    let installed =
        packages.read_dir().into_iter().flatten().flatten().map(|entry| entry.path().join("bin/anvil"));
    installed.into_iter().find(|path| path.exists()).unwrap_or_else(|| "anvil".into())
}
