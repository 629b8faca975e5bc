//! Following claims while the chain is rewritten.

use std::collections::BTreeMap;

use alloy::{
    primitives::{B256, Bytes, keccak256},
    sol_types::SolEvent as _,
};
use serde_json::json;
use tributary_bindings::airdrop::MerkleAirdrop::Claimed;
use tributary_chain::{Chain, Deployment, claim, follow_claims};
use tributary_model::{ChainCursor, ClaimRecord, Claimant};

use crate::{
    anvil::Anvil,
    relay::{Relay, Verdict},
    setting::{ADA, DEPLOYER_KEY, GRACE, amount, claim_of, connect, deployed},
};

/// A store, and how far it went back at most.
#[derive(Default)]
struct Store {
    claims: BTreeMap<u64, ClaimRecord>,
    cursor: Option<ChainCursor>,
    rollbacks: Vec<u64>,
}

impl Store {
    async fn follow(&mut self, chain: &Chain, deployment: &Deployment) {
        loop {
            let step = follow_claims(chain, deployment.airdrop, deployment.block, self.cursor).await.unwrap();
            if let Some(block) = step.rollback_to {
                self.claims.retain(|_, claim| claim.block_number <= block);
                self.rollbacks.push(block);
            }
            self.claims.extend(step.claims.into_iter().map(|claim| (claim.index, claim)));
            self.cursor = Some(step.cursor);
            if step.cursor.block_number >= step.head {
                return;
            }
        }
    }

    fn indices(&self) -> Vec<u64> {
        self.claims.keys().copied().collect()
    }
}

async fn send(chain: &Chain, deployment: &Deployment, index: usize) -> tributary_chain::Sent {
    claim(chain, &claim_of(deployment.airdrop, index), &|_| {}).await.unwrap()
}

#[tokio::test]
async fn claims_are_told_once_with_all_that_is_known_of_them() {
    let (anvil, chain, deployment) = deployed().await;
    let mut store = Store::default();
    store.follow(&chain, &deployment).await;
    assert!(store.claims.is_empty());
    let sent = send(&chain, &deployment, 1).await;
    anvil.mine(3).await;
    store.follow(&chain, &deployment).await;
    let block = anvil.ask("eth_getBlockByNumber", json!([format!("{:#x}", sent.block), false])).await;
    let record = &store.claims[&1];
    assert_eq!(
        (record.claimant, record.recipient, record.amount),
        (Claimant::Wallet(GRACE), GRACE, amount(300))
    );
    assert_eq!((record.tx_hash, record.block_number), (sent.hash, sent.block));
    assert_eq!(json!(record.block_hash), block["hash"]);
    let step = follow_claims(&chain, deployment.airdrop, deployment.block, store.cursor).await.unwrap();
    assert_eq!((step.claims.len(), step.rollback_to, Some(step.cursor)), (0, None, store.cursor));
    assert_eq!(step.cursor.block_number, anvil.height().await);
}

#[tokio::test]
async fn a_claim_of_an_identity_is_not_taken_for_a_wallets() {
    let (anvil, chain, deployment) = deployed().await;
    let identity = keccak256("github:583231");
    // Code that says the event and nothing else: operands of `LOG4` from the last to the first.
    let push = |word: B256| [&[0x7f], &word[..]].concat();
    let topics = [GRACE.into_word(), identity, B256::with_last_byte(1), Claimed::SIGNATURE_HASH];
    let keep_amount = [push(B256::with_last_byte(77)), vec![0x5f, 0x52]].concat();
    let say = [topics.map(push).concat(), vec![0x60, 0x20, 0x5f, 0xa4, 0x00]].concat();
    let code = Bytes::from([keep_amount, say].concat());
    anvil.ask("anvil_setCode", json!([deployment.airdrop, code])).await;
    anvil.send(json!({ "from": ADA, "to": deployment.airdrop })).await;
    let mut store = Store::default();
    store.follow(&chain, &deployment).await;
    let record = &store.claims[&1];
    assert_eq!(
        (record.claimant, record.recipient, record.amount),
        (Claimant::Identity(identity), GRACE, amount(77))
    );
}

#[tokio::test]
async fn a_claim_in_a_block_that_is_gone_is_forgotten_and_one_below_it_stays() {
    let (anvil, chain, deployment) = deployed().await;
    let mut store = Store::default();
    send(&chain, &deployment, 0).await;
    store.follow(&chain, &deployment).await;
    let kept = store.cursor.unwrap();
    let snapshot = anvil.snapshot().await;
    send(&chain, &deployment, 1).await;
    anvil.mine(2).await;
    store.follow(&chain, &deployment).await;
    assert_eq!(store.indices(), [0, 1]);
    let before = store.claims[&0].clone();

    // A longer chain without the second claim. It differs by its times.
    anvil.revert(snapshot).await;
    anvil.ask("evm_increaseTime", json!([100])).await;
    anvil.mine(9).await;
    store.follow(&chain, &deployment).await;
    assert_eq!(store.indices(), [0]);
    assert_eq!(store.claims[&0], before);
    assert_eq!(store.rollbacks, [kept.block_number]);

    let again = send(&chain, &deployment, 1).await;
    store.follow(&chain, &deployment).await;
    assert_eq!(store.claims[&1].tx_hash, again.hash);
}

#[tokio::test]
async fn a_reorganisation_while_nobody_followed_is_found_by_reading_everything_again() {
    let (anvil, chain, deployment) = deployed().await;
    let mut store = Store::default();
    let snapshot = anvil.snapshot().await;
    send(&chain, &deployment, 0).await;
    anvil.mine(70).await;
    store.follow(&chain, &deployment).await;
    assert_eq!(store.claims[&0].claimant, Claimant::Wallet(ADA));
    anvil.revert(snapshot).await;
    anvil.ask("evm_increaseTime", json!([100])).await;
    anvil.mine(90).await;
    let moved = send(&chain, &deployment, 1).await;
    // A new process: it remembers nothing but the store.
    let restarted = connect(&anvil.url, DEPLOYER_KEY).await;
    store.follow(&restarted, &deployment).await;
    assert_eq!(store.indices(), [1]);
    assert_eq!(store.claims[&1].block_number, moved.block);
    assert_eq!(store.rollbacks, [deployment.block - 1]);
}

#[tokio::test]
async fn a_chain_that_became_shorter_is_followed_too() {
    let (anvil, chain, deployment) = deployed().await;
    let mut store = Store::default();
    let snapshot = anvil.snapshot().await;
    send(&chain, &deployment, 0).await;
    anvil.mine(5).await;
    store.follow(&chain, &deployment).await;
    anvil.revert(snapshot).await;
    store.follow(&chain, &deployment).await;
    assert_eq!(store.indices(), [0; 0]);
    assert_eq!(store.cursor.unwrap().block_number, anvil.height().await);
}

#[tokio::test]
async fn the_same_height_with_other_blocks_is_noticed() {
    let (anvil, chain, deployment) = deployed().await;
    let mut store = Store::default();
    store.follow(&chain, &deployment).await;
    send(&chain, &deployment, 0).await;
    store.follow(&chain, &deployment).await;
    anvil.ask("anvil_reorg", json!([1, []])).await;
    store.follow(&chain, &deployment).await;
    assert_eq!(store.indices(), [0; 0]);
}

#[tokio::test]
async fn an_endpoint_that_gives_few_blocks_at_once_is_asked_for_fewer() {
    let (anvil, chain, deployment) = deployed().await;
    anvil.mine(30).await;
    send(&chain, &deployment, 0).await;
    anvil.mine(30).await;
    send(&chain, &deployment, 1).await;
    for (code, message) in [
        (-32005, "query returned more than 10000 results"),
        (-32602, "eth_getLogs is limited to a 10 block range"),
    ] {
        let relay = limited(&anvil, code, message).await;
        let chain = connect(&relay.url, DEPLOYER_KEY).await;
        let mut store = Store::default();
        store.follow(&chain, &deployment).await;
        assert_eq!(store.indices(), [0, 1]);
        assert!(relay.asked("eth_getLogs") < 40, "{}", relay.asked("eth_getLogs"));
    }
}

/// An endpoint that gives at most ten blocks at once.
pub(crate) async fn limited(anvil: &Anvil, code: i64, message: &'static str) -> Relay {
    Relay::start(&anvil.url, move |method, parameters| {
        let number = |name: &str| {
            let text = parameters[0][name].as_str().unwrap_or("0x0");
            u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
        };
        if method == "eth_getLogs" && number("toBlock") - number("fromBlock") >= 10 {
            return Verdict::Error(code, message);
        }
        Verdict::Pass
    })
    .await
}
