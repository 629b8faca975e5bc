//! Endpoints of the chains of campaigns and rounds: ours, or the one that their rules publish.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use thiserror::Error;
use tributary_chain::{Chain, ChainError, Key};
use tributary_model::Address;

use crate::{campaign::Campaign, rounds::ServedRound};

/// For how long others are asked first when an endpoint has failed.
const AVOIDED_FOR: Duration = Duration::from_mins(1);

/// How long an address counts as a key's once no contract stood there.
const A_KEY_FOR: Duration = Duration::from_mins(10);

/// Connections by endpoint. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chains {
    rpc_urls: Vec<String>,
    key: Option<Key>,
    connected: Arc<Mutex<HashMap<String, Chain>>>,
    /// Which chain an endpoint served when it was last asked.
    served: Arc<Mutex<HashMap<String, u64>>>,
    /// Addresses where no contract stood, and when that was asked.
    keys: Arc<Mutex<HashMap<(u64, Address), Instant>>>,
    /// When endpoints have failed.
    failed: Arc<Mutex<HashMap<String, Instant>>>,
}

/// Why no endpoint serves a campaign's chain.
#[derive(Debug, Error)]
pub(crate) enum NoChain {
    #[error("no endpoint for chain {0} is known; set ETH_RPC_URL, or `chain.rpc_url` in the rules")]
    NoEndpoint(u64),
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl Chains {
    /// Each of `rpc_urls` serves the campaigns of its own chain.
    pub(crate) fn new(rpc_urls: Vec<String>) -> Self {
        Self { rpc_urls, ..Self::default() }
    }

    /// The same, to send with a key.
    pub(crate) fn signing(rpc_urls: Vec<String>, key: Key) -> Self {
        Self { key: Some(key), ..Self::new(rpc_urls) }
    }

    /// An endpoint that serves the campaign's chain, and its address.
    pub(crate) async fn of(&self, campaign: &Campaign) -> Result<(String, Chain), NoChain> {
        self.serving(campaign.bundle.manifest().chain_id, campaign.chain.rpc_url.as_ref()).await
    }

    /// An endpoint that serves the round's chain, and its address.
    pub(crate) async fn of_round(&self, round: &ServedRound) -> Result<(String, Chain), NoChain> {
        self.serving(round.rules().chain_id, round.chain.rpc_url.as_ref()).await
    }

    async fn serving(&self, wanted: u64, published: Option<&String>) -> Result<(String, Chain), NoChain> {
        let mut failed = NoChain::NoEndpoint(wanted);
        // What rules publish is a stranger's choice: not for a chain that one of ours serves, whether it answers now or not.
        let is_ours = {
            let served = locked(&self.served);
            self.rpc_urls.iter().any(|url| served.get(url) == Some(&wanted))
        };
        let published = published.filter(|_| !is_ours);
        let mut urls: Vec<String> = self.rpc_urls.iter().chain(published).cloned().collect();
        {
            let failed = locked(&self.failed);
            let since = |url: &String| failed.get(url).filter(|since| since.elapsed() < AVOIDED_FOR);
            urls.sort_by_key(|url| since(url).copied());
        }
        for url in urls {
            match self.connected(&url).await {
                Ok(chain) if chain.id() == wanted => return Ok((url, chain)),
                Ok(_) => {}
                Err(error) => failed = error.into(),
            }
        }
        Err(failed)
    }

    /// Another chain may answer there next time: its id is asked for again.
    pub(crate) fn forget(&self, url: &str) {
        locked(&self.connected).remove(url);
    }

    /// The same, of one that did not answer: for a while others are asked first.
    pub(crate) fn avoid(&self, url: &str) {
        self.forget(url);
        locked(&self.failed).insert(url.to_owned(), Instant::now());
    }

    /// Does a contract stand there for good? Whoever asks with a false signature costs the endpoint nothing where none does.
    pub(crate) async fn is_contract(&self, chain: &Chain, address: Address) -> Result<bool, ChainError> {
        let place = (chain.id(), address);
        if locked(&self.keys).get(&place).is_some_and(|since| since.elapsed() < A_KEY_FOR) {
            return Ok(false);
        }
        let is_contract = chain.is_contract(address).await?;
        if !is_contract {
            locked(&self.keys).insert(place, Instant::now());
        }
        Ok(is_contract)
    }

    async fn connected(&self, url: &str) -> Result<Chain, ChainError> {
        if let Some(chain) = locked(&self.connected).get(url) {
            return Ok(chain.clone());
        }
        let chain = Chain::connect(url, self.key.clone()).await?;
        locked(&self.served).insert(url.to_owned(), chain.id());
        locked(&self.connected).insert(url.to_owned(), chain.clone());
        Ok(chain)
    }
}

/// Also after a panic elsewhere: what is shared is whole after every step.
pub(crate) fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use serde_json::{Value, json};
    use tributary_model::Address;

    use super::Chains;

    /// An endpoint of an empty chain, and how often it was asked for code.
    async fn counting(chain_id: u64) -> (String, Arc<AtomicU64>) {
        let asked_for_code = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&asked_for_code);
        let answer = move |axum::Json(asked): axum::Json<Value>| {
            let is_code = asked["method"] == "eth_getCode";
            count.fetch_add(u64::from(is_code), Ordering::Relaxed);
            let result = if is_code { "0x".to_owned() } else { format!("{chain_id:#x}") };
            std::future::ready(axum::Json(json!({ "jsonrpc": "2.0", "id": asked["id"], "result": result })))
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/", axum::routing::post(answer));
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        (url, asked_for_code)
    }

    async fn endpoint(chain_id: u64) -> String {
        counting(chain_id).await.0
    }

    #[tokio::test]
    async fn where_no_contract_stands_the_endpoint_is_not_asked_again() {
        let (url, asked_for_code) = counting(7).await;
        let chains = Chains::new(vec![url]);
        let (_, chain) = chains.serving(7, None).await.unwrap();
        for address in [Address::repeat_byte(1), Address::repeat_byte(1), Address::repeat_byte(2)] {
            assert!(!chains.is_contract(&chain, address).await.unwrap());
        }
        assert_eq!(asked_for_code.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn what_rules_publish_is_asked_only_about_chains_that_none_of_ours_serves() {
        let (ours, published) = (endpoint(7).await, endpoint(7).await);
        let of = async |chains: &Chains| chains.serving(7, Some(&published)).await.unwrap().0;
        let chains = Chains::new(vec![ours.clone()]);
        assert_eq!(of(&chains).await, ours);
        chains.avoid(&ours);
        assert_eq!(of(&chains).await, ours, "a stranger's endpoint is no way out");
        assert_eq!(of(&Chains::new(Vec::new())).await, published);
        assert_eq!(of(&Chains::new(vec![endpoint(8).await])).await, published);
    }
}
