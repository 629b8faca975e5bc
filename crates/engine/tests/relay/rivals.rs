//! Others with the same key, or with the same claim.

use std::time::Duration;

use serde_json::json;
use tributary_chain::ClaimWay;
use tributary_engine::relay::{Offer, SponsorSettings};
use tributary_storage::{OutgoingState, RelayState, testing::with_each_store};

use crate::{
    endpoint::{Relay, Verdict},
    stage::{EACH, RIVAL, SPONSOR, Stage, accepted, drive, refused, settings},
};

#[tokio::test]
async fn a_nonce_that_somebody_else_uses_with_the_same_key_queues_the_claim_again() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let silent = Relay::start(&stage.anvil.url, |method, _| match method {
            "eth_sendRawTransaction" => Verdict::Status(503),
            _ => Verdict::Pass,
        })
        .await;
        let first = stage.sponsor_at(&silent.url, settings()).await;
        accepted(&first, &stage.claim(0)).await;
        first.sender().step().await.unwrap();
        stage.anvil.send(json!({ "from": SPONSOR, "to": RIVAL, "value": "0x1" })).await;

        drive(&mut stage.sponsor().await.sender()).await;
        let relay = stage.relay(0).await;
        assert_eq!((relay.state, relay.failure), (RelayState::Mined, None));
        assert_eq!((stage.paid(0).await, stage.anvil.nonce(SPONSOR).await), (EACH, 2));
        let all = stage.store.outgoing_of(&relay.id).await.unwrap();
        let shown: Vec<_> = all.iter().map(|(_, one)| (one.nonce, one.state)).collect();
        assert_eq!(shown, [(0, OutgoingState::Lost), (1, OutgoingState::Mined)]);
    })
    .await;
}

#[tokio::test]
async fn what_waits_behind_a_nonce_that_was_used_elsewhere_and_taken_back_is_told_and_mined() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 4).await;
        let hasty = SponsorSettings { replace_after: Duration::ZERO, ..settings() };
        let sponsor = stage.sponsor_at(&stage.anvil.url, hasty).await;
        let snapshot = stage.anvil.snapshot().await;
        stage.anvil.send(json!({ "from": SPONSOR, "to": RIVAL, "value": "0x1" })).await;
        accepted(&sponsor, &stage.claim(0)).await;
        stage.anvil.automine(false).await;
        let mut sender = sponsor.sender();
        sender.step().await.unwrap();
        stage.anvil.revert(snapshot).await;
        stage.anvil.automine(true).await;
        sender.step().await.unwrap();
        let offer = sponsor.offer(stage.deployment.airdrop).await.unwrap();
        let told = "transaction 0 of the key is missing";
        assert!(matches!(&offer, Offer::Waits(reason) if reason.contains(told)), "{offer:?}");

        accepted(&sponsor, &stage.claim(2)).await;
        drive(&mut sender).await;
        assert_eq!((stage.paid(0).await, stage.paid(2).await), (EACH, EACH));
        assert_eq!(stage.anvil.nonce(SPONSOR).await, 2);
        assert_eq!(sponsor.offer(stage.deployment.airdrop).await.unwrap(), Offer::Open);
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_somebody_has_sent_before_is_not_sent() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let sponsor = stage.sponsor().await;
        accepted(&sponsor, &stage.claim(1)).await;
        stage.rival(1).await;
        stage.anvil.mine(1).await;
        drive(&mut sponsor.sender()).await;
        let relay = stage.relay(1).await;
        let failure = relay.failure.unwrap();
        assert_eq!((relay.state, stage.anvil.nonce(SPONSOR).await), (RelayState::Failed, 0));
        assert!(
            failure.starts_with("this leaf is paid already: somebody has sent the claim before"),
            "{failure}"
        );
        let refusal = refused(&sponsor, &stage.claim(1)).await;
        assert!(refusal.paid, "{refusal}");
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_is_overtaken_on_its_way_is_paid_all_the_same() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let sponsor = stage.sponsor().await;
        accepted(&sponsor, &stage.claim(0)).await;
        stage.anvil.automine(false).await;
        let mut sender = sponsor.sender();
        sender.step().await.unwrap();
        stage.rival(0).await;
        stage.anvil.mine(1).await;
        stage.anvil.automine(true).await;
        drive(&mut sender).await;
        let relay = stage.relay(0).await;
        assert_eq!((relay.state, stage.paid(0).await), (RelayState::Mined, EACH));
        assert_eq!(
            relay.failure.as_deref(),
            Some("another transaction had paid this leaf first; this one changed nothing")
        );
        assert!(relay.spent.get() > 0, "its gas is spent: {relay:?}");
        assert_eq!(stage.anvil.nonce(SPONSOR).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_contract_would_refuse_is_refused_at_the_door() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 4).await;
        let sponsor = stage.sponsor().await;
        let forged = stage.claim_by(0, stage.signed(2, 0));
        let revoked = stage.claim_by(0, stage.signed(0, 1));
        let late = match stage.signed(0, 0) {
            ClaimWay::Signed { mut authorization, signature } => {
                authorization.valid_before = authorization.valid_after + 150;
                stage.claim_by(0, ClaimWay::Signed { authorization, signature })
            }
            other => panic!("{other:?}"),
        };
        let anybody = stage.claim_by(0, ClaimWay::Anybody);
        for (claim, field, words) in [
            (&forged, "signature", "InvalidSignature"),
            (&revoked, "nonce", "InvalidNonce"),
            (&late, "valid_before", "sending may take 120"),
            (&anybody, "kind", "a sponsor sends what an account has signed"),
        ] {
            let refusal = refused(&sponsor, claim).await;
            assert!(refusal.field == Some(field) && refusal.words.contains(words), "{refusal:?}");
        }
        assert_eq!(stage.store.relay_totals(31_337, stage.deployment.airdrop).await.unwrap().count(), 0);
    })
    .await;
}
