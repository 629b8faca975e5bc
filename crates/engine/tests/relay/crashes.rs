//! A process that ends at each point between accepting a claim and knowing that it is paid. Whoever comes next has the
//! database and the chain, and nothing else.

use std::time::Duration;

use serde_json::json;
use tributary_engine::relay::{Progress, SponsorSettings};
use tributary_storage::{Acceptance, RelayKind, RelayState, testing::with_each_store};

use crate::{
    endpoint::{Relay, Verdict},
    stage::{EACH, SPONSOR, Stage, accepted, drive, settings},
};

/// What the end of every story is.
async fn paid_once(stage: &Stage, leaf: u64, transactions: u64) {
    let relay = stage.relay(leaf).await;
    assert_eq!((relay.state, relay.failure), (RelayState::Mined, None));
    assert!(relay.block_number.is_some() && relay.gas_used.is_some() && relay.spent.get() > 0);
    assert_eq!(stage.paid(leaf).await, EACH);
    assert_eq!(stage.anvil.nonce(SPONSOR).await, transactions);
}

#[tokio::test]
async fn both_kinds_of_claims_are_paid_and_a_second_asking_changes_nothing() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 4).await;
        let sponsor = stage.sponsor().await;
        for (leaf, kind) in [(0, RelayKind::Signed), (1, RelayKind::Identity)] {
            let relay = accepted(&sponsor, &stage.claim(leaf)).await;
            assert_eq!((relay.state, relay.claim.kind), (RelayState::Queued, kind));
            assert!(matches!(sponsor.accept(&stage.claim(leaf)).await.unwrap(), Acceptance::Known(_)));
        }
        let mut sender = sponsor.sender();
        drive(&mut sender).await;
        for leaf in [0, 1] {
            paid_once(&stage, leaf, 2).await;
            assert!(matches!(sponsor.accept(&stage.claim(leaf)).await.unwrap(), Acceptance::Known(_)));
        }
        let totals = stage.store.relay_totals(31_337, stage.deployment.airdrop).await.unwrap();
        assert_eq!((totals.mined, totals.reserved.get()), (2, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_signed_and_not_handed_over_is_handed_over_by_the_next_one() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let silent = Relay::start(&stage.anvil.url, |method, _| match method {
            "eth_sendRawTransaction" => Verdict::Status(503),
            _ => Verdict::Pass,
        })
        .await;
        let first = stage.sponsor_at(&silent.url, settings()).await;
        accepted(&first, &stage.claim(0)).await;
        let mut sender = first.sender();
        sender.step().await.unwrap();
        drop(sender);
        let relay = stage.relay(0).await;
        assert_eq!((relay.state, stage.anvil.nonce(SPONSOR).await), (RelayState::Sent, 0));
        assert!(stage.anvil.transaction(relay.tx_hash.unwrap()).await.is_null());

        drive(&mut stage.sponsor().await.sender()).await;
        paid_once(&stage, 0, 1).await;
        assert_eq!(stage.relay(0).await.tx_hash, relay.tx_hash, "the same bytes");
        assert_eq!(stage.store.outgoing_of(&relay.id).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_handed_over_and_whose_answer_was_lost_is_not_signed_again() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let forgetful = Relay::start(&stage.anvil.url, |method, _| match method {
            "eth_sendRawTransaction" => Verdict::Swallow,
            _ => Verdict::Pass,
        })
        .await;
        let first = stage.sponsor_at(&forgetful.url, settings()).await;
        accepted(&first, &stage.claim(1)).await;
        let mut sender = first.sender();
        sender.step().await.unwrap();
        assert_eq!(forgetful.asked("eth_sendRawTransaction"), 1, "handed over once");
        drop(sender);
        drive(&mut stage.sponsor().await.sender()).await;
        paid_once(&stage, 1, 1).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_mined_and_not_noted_is_noted_by_the_next_one() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let blind = Relay::start(&stage.anvil.url, |method, _| match method {
            "eth_getTransactionReceipt" => Verdict::Error(-32_000, "no receipts today"),
            _ => Verdict::Pass,
        })
        .await;
        let first = stage.sponsor_at(&blind.url, settings()).await;
        accepted(&first, &stage.claim(0)).await;
        let mut sender = first.sender();
        sender.step().await.unwrap();
        stage.anvil.mine(1).await;
        assert!(sender.step().await.unwrap_err().to_string().contains("no receipts today"));
        drop(sender);
        assert_eq!((stage.relay(0).await.state, stage.paid(0).await), (RelayState::Sent, EACH));
        drive(&mut stage.sponsor().await.sender()).await;
        paid_once(&stage, 0, 1).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_processes_with_one_key_one_sends() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 10).await;
        let long = SponsorSettings { lease: Duration::from_mins(10), ..settings() };
        let (one, two) = (
            stage.sponsor_at(&stage.anvil.url, long.clone()).await,
            stage.sponsor_at(&stage.anvil.url, long).await,
        );
        for leaf in 0..10 {
            accepted(if leaf < 5 { &one } else { &two }, &stage.claim(leaf)).await;
        }
        let (mut first, mut second) = (one.sender(), two.sender());
        assert_eq!(first.step().await.unwrap(), Progress::Busy);
        assert_eq!(second.step().await.unwrap(), Progress::Elsewhere);
        drive(&mut first).await;
        assert_eq!(stage.anvil.nonce(SPONSOR).await, 10);
        for leaf in 0..10 {
            assert_eq!(stage.paid(leaf).await, EACH);
        }
        // What was given back is taken up at once.
        first.release().await;
        assert_eq!(second.step().await.unwrap(), Progress::Idle);
        assert_eq!(first.step().await.unwrap(), Progress::Elsewhere);
    })
    .await;
}

#[tokio::test]
async fn what_a_reorganisation_takes_away_before_it_is_deep_enough_is_sent_again() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let deep = SponsorSettings { confirmations: Some(3), ..settings() };
        let sponsor = stage.sponsor_at(&stage.anvil.url, deep).await;
        accepted(&sponsor, &stage.claim(0)).await;
        let mut sender = sponsor.sender();
        for _ in 0..3 {
            sender.step().await.unwrap();
        }
        let seen = stage.relay(0).await;
        assert!(
            seen.state == RelayState::Sent && seen.block_number.is_some(),
            "in a block, not deep: {seen:?}"
        );
        stage.anvil.ask("anvil_reorg", json!([1, []])).await;
        assert_eq!(stage.paid(0).await, 0);
        stage.anvil.automine(false).await;
        sender.step().await.unwrap();
        assert_eq!(stage.relay(0).await.block_number, None, "it is in no block any more");
        stage.anvil.automine(true).await;
        stage.anvil.mine(3).await;
        drive(&mut sender).await;
        paid_once(&stage, 0, 1).await;
        assert_eq!(stage.relay(0).await.tx_hash, seen.tx_hash);
    })
    .await;
}

#[tokio::test]
async fn what_a_deeper_reorganisation_takes_away_is_noticed_and_sent_again() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let sponsor = stage.sponsor().await;
        accepted(&sponsor, &stage.claim(1)).await;
        drive(&mut sponsor.sender()).await;
        let spent = stage.relay(1).await.spent;
        stage.anvil.ask("anvil_reorg", json!([1, []])).await;
        assert_eq!((stage.paid(1).await, stage.anvil.nonce(SPONSOR).await), (0, 0));
        drive(&mut sponsor.sender()).await;
        drive(&mut sponsor.sender()).await;
        paid_once(&stage, 1, 1).await;
        let now = stage.relay(1).await.spent;
        assert!(now.get() < spent.get() * 2, "counted once: {now} after {spent}");
    })
    .await;
}
