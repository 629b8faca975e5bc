//! Whoever asks again and again for what a contract said reads the chain once.

use alloy::primitives::B256;
use serde_json::json;
use tributary_chain::{
    AirdropTerms, AttestorTerms, AttestorsCall, EpochCall, EpochEvent, EpochTerms, EventsRead, Kind,
    Succession, deploy, send_epoch_call,
};

use crate::{
    anvil::Anvil,
    follow::limited,
    setting::{ADA, DEPLOYER_KEY, STRANGER, TOTAL, amount, connect, terms},
};

const DELAY: u64 = 172_800;

fn next() -> EpochCall {
    EpochCall::Propose(EpochTerms {
        root: B256::repeat_byte(7),
        total: amount(TOTAL),
        bundle_hash: B256::repeat_byte(8),
    })
}

#[tokio::test]
async fn lists_that_were_read_are_not_read_again_and_new_ones_are() {
    let anvil = Anvil::start();
    let relay = limited(&anvil, -32_602, "at most 10 blocks").await;
    let chain = connect(&relay.url, DEPLOYER_KEY).await;
    let kind = Kind::Recurring(Succession { delay: DELAY, guardian: None });
    let deployment = deploy(&chain, &AirdropTerms { kind, ..terms() }, &|_| {}).await.unwrap();
    anvil.mine(60).await;
    let mut read = EventsRead::default();
    assert_eq!(chain.epochs_after(&deployment, &mut read).await.unwrap().len(), 1);
    let whole = relay.asked("eth_getLogs");
    assert!(whole >= 6, "{whole}");

    send_epoch_call(&chain, deployment.airdrop, &next(), &|_| {}).await.unwrap();
    let told = chain.epochs_after(&deployment, &mut read).await.unwrap();
    assert_eq!(relay.asked("eth_getLogs"), whole + 1);
    assert!(matches!(told[..], [_, last] if matches!(last.event, EpochEvent::Proposed(_))), "{told:?}");
    assert_eq!(told, chain.epochs(&deployment).await.unwrap(), "as whoever reads all of it");
}

#[tokio::test]
async fn a_list_that_the_chain_took_back_is_forgotten() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let kind = Kind::Recurring(Succession { delay: DELAY, guardian: None });
    let deployment = deploy(&chain, &AirdropTerms { kind, ..terms() }, &|_| {}).await.unwrap();
    let mut read = EventsRead::default();
    chain.epochs_after(&deployment, &mut read).await.unwrap();
    let snapshot = anvil.snapshot().await;
    send_epoch_call(&chain, deployment.airdrop, &next(), &|_| {}).await.unwrap();
    assert_eq!(chain.epochs_after(&deployment, &mut read).await.unwrap().len(), 2);
    anvil.revert(snapshot).await;
    anvil.ask("evm_increaseTime", json!([100])).await;
    anvil.mine(3).await;
    assert_eq!(chain.epochs_after(&deployment, &mut read).await.unwrap().len(), 1);
    // Another endpoint of the chain goes on from the same place.
    let other = connect(&anvil.url, DEPLOYER_KEY).await;
    send_epoch_call(&chain, deployment.airdrop, &next(), &|_| {}).await.unwrap();
    assert_eq!(other.epochs_after(&deployment, &mut read).await.unwrap().len(), 2);
}

#[tokio::test]
async fn attestors_that_were_read_are_not_read_again_and_new_ones_are() {
    let anvil = Anvil::start();
    let relay = limited(&anvil, -32_602, "at most 10 blocks").await;
    let chain = connect(&relay.url, DEPLOYER_KEY).await;
    let attestors = AttestorTerms { attestors: vec![ADA], threshold: 1, guardian: None, delay: DELAY };
    let named = AirdropTerms { attestors: Some(attestors), ..terms() };
    let deployment = deploy(&chain, &named, &|_| {}).await.unwrap();
    let set = deployment.attestors.unwrap();
    anvil.mine(60).await;
    let mut read = EventsRead::default();
    // As of a set that an earlier airdrop has made: its beginning is looked for.
    assert_eq!(chain.attestors_installed_after(set, None, &mut read).await.unwrap().len(), 1);
    let whole = relay.asked("eth_getLogs");
    assert!(whole >= 6, "{whole}");

    let others = AttestorsCall::Propose { attestors: vec![STRANGER], threshold: 1 };
    others.send(&chain, set, &|_| {}).await.unwrap();
    anvil.ask("evm_increaseTime", json!([DELAY + 1])).await;
    AttestorsCall::Rotate.send(&chain, set, &|_| {}).await.unwrap();
    let told = chain.attestors_installed_after(set, None, &mut read).await.unwrap();
    assert_eq!(relay.asked("eth_getLogs"), whole + 1);
    assert_eq!(told.last().map(|last| last.attestors.clone()), Some(vec![STRANGER]));
    assert!(told.last().unwrap().ready_at.is_some(), "with its announcement");
}
