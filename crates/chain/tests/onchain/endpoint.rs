//! Endpoints that fail: reads are asked again, nothing is sent twice, secrets in addresses stay there.

use std::sync::atomic::{AtomicUsize, Ordering};

use tributary_chain::{Chain, ChainError, claim};

use crate::{
    anvil::Anvil,
    relay::{Relay, Verdict},
    setting::{ADA, CHAIN, STRANGER, STRANGER_KEY, claim_of, connect, deployed},
};

#[tokio::test]
async fn a_read_is_asked_again_while_the_endpoint_is_busy() {
    let anvil = Anvil::start();
    let refusals = AtomicUsize::new(0);
    let relay = Relay::start(&anvil.url, move |_, _| match refusals.fetch_add(1, Ordering::Relaxed) {
        0 => Verdict::Status(503),
        1 => Verdict::Swallow,
        2 => Verdict::Error(-32005, "project ID request rate exceeded"),
        _ => Verdict::Pass,
    })
    .await;
    assert_eq!(Chain::connect(&relay.url, None).await.unwrap().id(), CHAIN);
    assert_eq!(relay.asked("eth_chainId"), 4);
}

#[tokio::test]
async fn an_endpoint_that_stays_away_is_given_up() {
    let anvil = Anvil::start();
    let relay = Relay::start(&anvil.url, |_, _| Verdict::Status(502)).await;
    let error =
        Chain::connect(&format!("{}/v3/river-secret?key=river-secret", relay.url), None).await.unwrap_err();
    assert!(
        matches!(&error, ChainError::Unreachable { action: "eth_chainId", message, .. } if message == "HTTP status 502")
    );
    assert_eq!(relay.asked("eth_chainId"), 4);
    assert!(!format!("{error} {error:?}").contains("river-secret"), "{error:?}");
}

#[tokio::test]
async fn no_endpoint_is_not_no_code() {
    let anvil = Anvil::start();
    let chain = Chain::connect(&anvil.url, None).await.unwrap();
    let there = chain.read_airdrop(ADA).await.unwrap_err();
    assert!(matches!(there, ChainError::NoCode { address: ADA, .. }), "{there}");
    drop(anvil);
    let gone = chain.read_airdrop(ADA).await.unwrap_err();
    assert!(matches!(&gone, ChainError::Unreachable { message, .. } if message == "no connection"), "{gone}");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_repeating_it() {
    for url in
        ["htp://river-secret", "river-secret", "ws://river-secret:80/x", "http://user:river-secret@:80"]
    {
        let error = Chain::connect(url, None).await.unwrap_err();
        assert!(matches!(error, ChainError::BadUrl { .. }), "{error}");
        assert!(!format!("{error} {error:?}").contains("river-secret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_is_looked_up_and_not_repeated() {
    let (anvil, _, deployment) = deployed().await;
    let relay = Relay::start(&anvil.url, |method, _| match method {
        "eth_sendRawTransaction" => Verdict::Swallow,
        _ => Verdict::Pass,
    })
    .await;
    let chain = connect(&relay.url, STRANGER_KEY).await;
    let sent = claim(&chain, &claim_of(deployment.airdrop, 0), &|_| {}).await.unwrap();
    assert_eq!(relay.asked("eth_sendRawTransaction"), 1);
    assert_eq!(anvil.nonce(STRANGER).await, 1);
    assert!(sent.block > deployment.block);
    assert!(chain.is_claimed(deployment.airdrop, 0).await.unwrap());
}

#[tokio::test]
async fn a_send_that_nobody_saw_says_so_and_leaves_no_gap() {
    let (anvil, _, deployment) = deployed().await;
    let sends = AtomicUsize::new(0);
    let relay = Relay::start(&anvil.url, move |method, _| match method {
        "eth_sendRawTransaction" if sends.fetch_add(1, Ordering::Relaxed) == 0 => Verdict::Status(500),
        _ => Verdict::Pass,
    })
    .await;
    let chain = connect(&relay.url, STRANGER_KEY).await;
    let request = claim_of(deployment.airdrop, 0);
    let error = claim(&chain, &request, &|_| {}).await.unwrap_err();
    let ChainError::Unanswered { hash, message, .. } = &error else { panic!("{error}") };
    assert_eq!(message, "HTTP status 500");
    assert!(anvil.transaction(*hash).await.is_null());
    claim(&chain, &request, &|_| {}).await.unwrap();
    assert_eq!(anvil.nonce(STRANGER).await, 1);
}
