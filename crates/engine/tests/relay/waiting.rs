//! Fees, ether and budgets.

use std::time::Duration;

use serde_json::json;
use tributary_engine::relay::{Offer, SponsorSettings};
use tributary_model::Gwei;
use tributary_storage::{Acceptance, BudgetRefusal, RelayState, SponsorBudget, testing::with_each_store};

use crate::stage::{EACH, GWEI, SPONSOR, Stage, accepted, drive, settings};

#[tokio::test]
async fn what_is_stuck_is_replaced_with_the_same_nonce_for_an_eighth_more() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let impatient = SponsorSettings { replace_after: Duration::from_secs(1), ..settings() };
        let sponsor = stage.sponsor_at(&stage.anvil.url, impatient).await;
        accepted(&sponsor, &stage.claim(0)).await;
        stage.anvil.automine(false).await;
        let mut sender = sponsor.sender();
        sender.step().await.unwrap();
        let id = stage.relay(0).await.id;
        let attempts = async || stage.store.outgoing_of(&id).await.unwrap();
        while attempts().await.len() < 3 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            sender.step().await.unwrap();
        }
        let all = attempts().await;
        for pair in all.windows(2) {
            let (before, after) = (&pair[0].1, &pair[1].1);
            assert_eq!((before.nonce, after.nonce, after.attempt), (0, 0, before.attempt + 1));
            let (low, high) = (&before.signed, &after.signed);
            assert!(high.max_fee >= low.max_fee + low.max_fee.div_ceil(8), "{low:?} {high:?}");
            let (low, high) = (low.priority_fee.unwrap(), high.priority_fee.unwrap());
            assert!(high >= low + low.div_ceil(8), "{low} {high}");
        }
        let newest = all.last().unwrap().1.signed.tx_hash;
        assert!(!stage.anvil.transaction(newest).await.is_null(), "the node has taken the dearest");
        stage.anvil.mine(1).await;
        stage.anvil.automine(true).await;
        drive(&mut sender).await;
        let relay = stage.relay(0).await;
        assert_eq!((relay.state, stage.paid(0).await), (RelayState::Mined, EACH));
        assert_eq!(stage.anvil.nonce(SPONSOR).await, 1);
    })
    .await;
}

#[tokio::test]
async fn while_gas_costs_more_than_the_sponsor_pays_claims_wait_and_it_says_so() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let thrifty = SponsorSettings { max_fee: 5 * GWEI, ..settings() };
        let sponsor = stage.sponsor_at(&stage.anvil.url, thrifty).await;
        accepted(&sponsor, &stage.claim(0)).await;
        let base_fee = async |gwei: u64| {
            let fee = format!("{:#x}", gwei * GWEI);
            stage.anvil.ask("anvil_setNextBlockBaseFeePerGas", json!([fee])).await;
            stage.anvil.mine(1).await;
        };
        base_fee(100).await;
        let mut sender = sponsor.sender();
        sender.step().await.unwrap();
        assert_eq!((stage.relay(0).await.state, stage.anvil.nonce(SPONSOR).await), (RelayState::Queued, 0));
        let offer = sponsor.offer(stage.deployment.airdrop).await.unwrap();
        let Offer::Waits(reason) = offer else { panic!("{offer:?}") };
        assert_eq!(
            reason,
            "gas costs 100 gwei now and the sponsor pays at most 5; claims wait until it is cheaper"
        );
        base_fee(1).await;
        drive(&mut sender).await;
        assert_eq!(stage.paid(0).await, EACH);
        assert_eq!(sponsor.offer(stage.deployment.airdrop).await.unwrap(), Offer::Open);
        let (_, outgoing) = stage.store.outgoing_of(&stage.relay(0).await.id).await.unwrap().remove(0);
        assert!(outgoing.signed.max_fee <= 5 * GWEI, "{outgoing:?}");
    })
    .await;
}

#[tokio::test]
async fn while_the_sponsor_has_too_little_ether_claims_wait_and_it_says_so() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let sponsor = stage.sponsor().await;
        accepted(&sponsor, &stage.claim(1)).await;
        stage.anvil.ask("anvil_setBalance", json!([SPONSOR, "0x3b9aca00"])).await;
        let mut sender = sponsor.sender();
        sender.step().await.unwrap();
        assert_eq!(stage.relay(1).await.state, RelayState::Queued);
        let offer = sponsor.offer(stage.deployment.airdrop).await.unwrap();
        let Offer::Waits(reason) = offer else { panic!("{offer:?}") };
        assert!(reason.starts_with(&format!("the sponsor {SPONSOR} has 0.000000001 ether")), "{reason}");
        stage.anvil.ask("anvil_setBalance", json!([SPONSOR, "0xde0b6b3a7640000"])).await;
        drive(&mut sender).await;
        assert_eq!(stage.paid(1).await, EACH);
    })
    .await;
}

#[tokio::test]
async fn budgets_are_checked_when_a_claim_comes_in_and_settled_when_it_is_paid() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 6).await;
        // One claim may cost some 0.03 ether at the cap and costs some 0.0002.
        let narrow =
            SponsorBudget { campaign: "0.04".parse().unwrap(), claimant: 1, hour: "0.5".parse().unwrap() };
        let sponsor =
            stage.sponsor_at(&stage.anvil.url, SponsorSettings { budget: narrow, ..settings() }).await;
        accepted(&sponsor, &stage.claim(0)).await;
        let answer = sponsor.accept(&stage.claim(2)).await.unwrap();
        let Acceptance::Refused(refusal @ BudgetRefusal::Campaign { .. }) = &answer else {
            panic!("{answer:?}")
        };
        assert!(refusal.to_string().contains("try again when those are mined"), "{refusal}");
        assert!(matches!(sponsor.offer(stage.deployment.airdrop).await.unwrap(), Offer::Full(_)));
        drive(&mut sponsor.sender()).await;
        accepted(&sponsor, &stage.claim(2)).await;
        drive(&mut sponsor.sender()).await;
        let spent = stage.store.relay_totals(31_337, stage.deployment.airdrop).await.unwrap().spent;
        assert!(spent > Gwei::ZERO && spent < "0.01".parse().unwrap(), "{spent}");

        let hour = SponsorBudget { hour: "0.000001".parse().unwrap(), ..narrow };
        let sponsor =
            stage.sponsor_at(&stage.anvil.url, SponsorSettings { budget: hour, ..settings() }).await;
        let answer = sponsor.accept(&stage.claim(4)).await.unwrap();
        let Acceptance::Refused(refusal @ BudgetRefusal::Hour { .. }) = &answer else { panic!("{answer:?}") };
        assert!(refusal.to_string().contains("in an hour"), "{refusal}");
    })
    .await;
}
