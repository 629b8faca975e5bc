//! Claiming.

use std::{sync::Mutex, time::Duration};

use serde_json::json;
use tributary_chain::{
    ChainError, ClaimRequest, ClaimWay, Release, Releases, SendEvent, Target, claim, deploy, release,
};

use crate::{
    anvil::{Anvil, NOW},
    setting::{
        ADA, ADA_KEY, CHAIN, DEPLOYER_KEY, GRACE, NOBODY, STRANGER, STRANGER_KEY, amount, claim_of, connect,
        deployed, moment, terms,
    },
};

#[tokio::test]
async fn whoever_sends_the_claim_pays_gas_and_the_account_gets_the_tokens() {
    let (anvil, _, deployment) = deployed().await;
    let stranger = connect(&anvil.url, STRANGER_KEY).await;
    let events = Mutex::new(Vec::new());
    let request = claim_of(deployment.airdrop, 0);
    let sent = claim(&stranger, &request, &|event| events.lock().unwrap().push(event)).await.unwrap();
    let balance = async |account| stranger.token_balance(deployment.token, account).await.unwrap();
    assert_eq!(balance(ADA).await, amount(700));
    assert_eq!(balance(STRANGER).await, amount(0));
    assert_eq!(balance(deployment.airdrop).await, amount(300));
    assert!(stranger.is_claimed(deployment.airdrop, 0).await.unwrap());
    assert!(!stranger.is_claimed(deployment.airdrop, 1).await.unwrap());
    let events = events.into_inner().unwrap();
    let [SendEvent::Sent { hash, .. }, SendEvent::Mined { hash: mined, block, gas, .. }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((*hash, *mined, *block, *gas), (sent.hash, sent.hash, sent.block, sent.gas));
    assert_eq!(anvil.transaction(sent.hash).await["type"], "0x2");
}

#[tokio::test]
async fn a_plan_sends_nothing() {
    let (anvil, chain, deployment) = deployed().await;
    let before = (anvil.height().await, anvil.nonce(chain.key().unwrap().address()).await);
    let plan = claim_of(deployment.airdrop, 1).plan(&chain).await.unwrap();
    assert_eq!(plan.to, Target::Contract(deployment.airdrop));
    assert!((50_000..150_000).contains(&plan.gas), "{}", plan.gas);
    assert_eq!((anvil.height().await, anvil.nonce(chain.key().unwrap().address()).await), before);
    assert!(!chain.is_claimed(deployment.airdrop, 1).await.unwrap());
}

#[tokio::test]
async fn the_account_itself_may_send_the_tokens_elsewhere() {
    let (anvil, _, deployment) = deployed().await;
    let request = ClaimRequest { way: ClaimWay::Own { to: NOBODY }, ..claim_of(deployment.airdrop, 0) };
    let stranger = connect(&anvil.url, STRANGER_KEY).await;
    let error = claim(&stranger, &request, &|_| {}).await.unwrap_err();
    assert!(
        matches!(&error, ChainError::Reverted { action, reason }
        if action == "claim leaf 0" && reason.starts_with("InvalidProof") && reason.contains("700")),
        "{error}"
    );
    let ada = connect(&anvil.url, ADA_KEY).await;
    claim(&ada, &request, &|_| {}).await.unwrap();
    assert_eq!(ada.token_balance(deployment.token, NOBODY).await.unwrap(), amount(700));
    assert_eq!(ada.token_balance(deployment.token, ADA).await.unwrap(), amount(0));
}

#[tokio::test]
async fn a_second_claim_is_refused_in_the_contracts_words_and_not_sent() {
    let (anvil, chain, deployment) = deployed().await;
    let request = claim_of(deployment.airdrop, 1);
    claim(&chain, &request, &|_| {}).await.unwrap();
    let height = anvil.height().await;
    let error = claim(&chain, &request, &|_| {}).await.unwrap_err();
    assert_eq!(error.to_string(), "`claim leaf 1` would fail: AlreadyClaimed { index: 1 }");
    assert_eq!(anvil.height().await, height);
    assert_eq!(chain.token_balance(deployment.token, GRACE).await.unwrap(), amount(300));
}

#[tokio::test]
async fn a_claim_before_the_window_says_when_it_opens() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let later = tributary_chain::AirdropTerms { claim_start: moment(NOW + 50_000), ..terms() };
    let deployment = deploy(&chain, &later, &|_| {}).await.unwrap();
    let error = claim(&chain, &claim_of(deployment.airdrop, 0), &|_| {}).await.unwrap_err();
    let ChainError::Reverted { reason, .. } = &error else { panic!("{error}") };
    assert!(reason.starts_with("NotStarted") && reason.contains(&(NOW + 50_000).to_string()), "{reason}");
}

#[tokio::test]
async fn a_claim_of_nothing_is_not_sent() {
    let (_anvil, chain, _) = deployed().await;
    let error = claim(&chain, &claim_of(NOBODY, 0), &|_| {}).await.unwrap_err();
    assert!(matches!(error, ChainError::NoCode { address: NOBODY, .. }), "{error}");
}

#[tokio::test]
async fn a_sender_without_ether_is_told_what_it_costs() {
    let (anvil, _, deployment) = deployed().await;
    anvil.ask("anvil_setBalance", json!([STRANGER, "0x3e8"])).await;
    let chain = connect(&anvil.url, STRANGER_KEY).await;
    let error = claim(&chain, &claim_of(deployment.airdrop, 0), &|_| {}).await.unwrap_err();
    let ChainError::NotEnoughEther { account, needed, balance } = error else { panic!("{error}") };
    assert_eq!((account, balance.to::<u64>()), (STRANGER, 1_000));
    assert!(needed > balance);
}

#[tokio::test]
async fn a_claim_that_somebody_overtakes_fails_in_its_block_with_the_reason() {
    let (anvil, _, deployment) = deployed().await;
    let chain = connect(&anvil.url, STRANGER_KEY).await;
    let request = claim_of(deployment.airdrop, 0);
    let data = request.plan(&chain).await.unwrap().data;
    anvil.automine(false).await;
    let overtake = async {
        while anvil.ask("txpool_status", json!([])).await["pending"] != "0x1" {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let rival = json!([{ "from": ADA, "to": deployment.airdrop, "data": data, "gas": "0x30d40",
            "maxFeePerGas": "0x174876e800", "maxPriorityFeePerGas": "0x174876e800" }]);
        anvil.ask("eth_sendTransaction", rival).await;
        anvil.mine(1).await;
    };
    let (outcome, ()) = tokio::join!(claim(&chain, &request, &|_| {}), overtake);
    let error = outcome.unwrap_err();
    let ChainError::TransactionFailed { hash, reason, .. } = &error else { panic!("{error}") };
    assert_eq!(reason, "AlreadyClaimed { index: 0 }");
    assert_eq!(anvil.transaction(*hash).await["hash"], json!(hash));
}

#[tokio::test]
async fn what_is_not_mined_in_time_is_named_and_nothing_is_sent_behind_it() {
    let (anvil, _, deployment) = deployed().await;
    let chain = connect(&anvil.url, STRANGER_KEY).await.with_patience(Duration::from_millis(600));
    let request = claim_of(deployment.airdrop, 0);
    anvil.automine(false).await;
    let error = claim(&chain, &request, &|_| {}).await.unwrap_err();
    let ChainError::NotMined { hash, .. } = &error else { panic!("{error}") };
    assert_eq!(anvil.transaction(*hash).await["hash"], json!(hash));
    let error = claim(&chain, &request, &|_| {}).await.unwrap_err();
    assert!(matches!(error, ChainError::Waiting { account: STRANGER, waiting: 1, .. }), "{error}");
    anvil.automine(true).await;
    anvil.mine(1).await;
    let error = claim(&chain, &request, &|_| {}).await.unwrap_err();
    assert!(
        matches!(&error, ChainError::Reverted { reason, .. } if reason.starts_with("AlreadyClaimed")),
        "{error}"
    );
    assert_eq!(anvil.nonce(STRANGER).await, 1);
}

#[tokio::test]
async fn a_payment_that_is_in_no_block_yet_is_told_from_one_that_was_not_made() {
    let anvil = Anvil::start();
    // Code that takes every call.
    anvil.ask("anvil_setCode", json!([NOBODY, "0x00"])).await;
    let chain = connect(&anvil.url, STRANGER_KEY).await.with_patience(Duration::from_millis(600));
    anvil.automine(false).await;
    let Releases { outcomes, stopped } = release(&chain, NOBODY, &[3, 4], None, &|_| {}).await.unwrap();
    let [Release::Unseen { hash, .. }, Release::NotPaid(reason)] = &outcomes[..] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(anvil.transaction(*hash).await["hash"], json!(hash));
    assert_eq!(reason, "it was not tried");
    assert!(matches!(stopped, Some(ChainError::NotMined { .. })), "{stopped:?}");
}

#[tokio::test]
async fn a_chain_without_base_fee_gets_a_plain_gas_price() {
    let anvil = Anvil::with(&["--hardfork", "berlin"]);
    // Code that takes every call: the contracts themselves need a later fork.
    anvil.ask("anvil_setCode", json!([NOBODY, "0x00"])).await;
    let chain = connect(&anvil.url, STRANGER_KEY).await;
    assert_eq!(chain.id(), CHAIN);
    let sent = claim(&chain, &claim_of(NOBODY, 0), &|_| {}).await.unwrap();
    let transaction = anvil.transaction(sent.hash).await;
    assert_eq!((&transaction["type"], transaction["maxFeePerGas"].is_null()), (&json!("0x0"), true));
}
