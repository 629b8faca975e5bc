//! Claims that would hold up those behind them, or cost more than was set aside.

use alloy_primitives::{Bytes, U256, hex};
use serde_json::json;
use tributary_chain::ClaimWay;
use tributary_engine::relay::{Offer, SponsorSettings};
use tributary_model::Gwei;
use tributary_storage::{RelayState, testing::with_each_store};

use crate::{
    endpoint::{Relay, Verdict},
    stage::{EACH, SPONSOR, Stage, accepted, account, drive, recipient, refused, settings},
};

/// Says yes to every signature.
const WILLING: &str = "0x631626ba7e60e01b60005260206000f3";
/// Never ends.
const SPINNING: &str = "0x5b600056";

/// A claim of leaf 0 whose signature only a contract at its account can stand by.
fn by_contract(stage: &Stage) -> tributary_chain::ClaimRequest {
    match stage.signed(0, 0) {
        ClaimWay::Signed { authorization, .. } => {
            let signature = Bytes::from(vec![1; 65]);
            stage.claim_by(0, ClaimWay::Signed { authorization, signature })
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_wallet_that_begins_to_spin_holds_up_nobody() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 4).await;
        let sponsor = stage.sponsor().await;
        let account = account(0);
        stage.anvil.ask("anvil_setCode", json!([account, WILLING])).await;
        accepted(&sponsor, &by_contract(&stage)).await;
        accepted(&sponsor, &stage.claim(2)).await;
        stage.anvil.ask("anvil_setCode", json!([account, SPINNING])).await;
        drive(&mut sponsor.sender()).await;
        let spinning = stage.relay(0).await;
        assert!(spinning.state == RelayState::Failed && spinning.failure.is_some(), "{spinning:?}");
        assert_eq!((stage.paid(0).await, stage.paid(2).await), (0, EACH));
        assert_eq!(stage.anvil.nonce(SPONSOR).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_the_endpoint_cannot_rehearse_is_passed_over() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 4).await;
        let first = stage.sponsor().await;
        for leaf in [0, 2] {
            accepted(&first, &stage.claim(leaf)).await;
        }
        let named = hex::encode(recipient(0));
        let slow = Relay::start(&stage.anvil.url, move |method, parameters| match method {
            "eth_estimateGas" if parameters.to_string().contains(&named) => {
                Verdict::Error(-32_000, "execution aborted (timeout = 5s)")
            }
            _ => Verdict::Pass,
        })
        .await;
        let sponsor = stage.sponsor_at(&slow.url, settings()).await;
        let mut sender = sponsor.sender();
        for _ in 0..3 {
            sender.step().await.unwrap();
        }
        assert_eq!(
            (stage.relay(0).await.state, stage.relay(2).await.state),
            (RelayState::Queued, RelayState::Mined)
        );
        assert_eq!(stage.paid(2).await, EACH);
        drop(sender);

        // It is still in the queue, for an endpoint that is quicker.
        drive(&mut stage.sponsor().await.sender()).await;
        assert_eq!(stage.paid(0).await, EACH);
    })
    .await;
}

#[tokio::test]
async fn at_the_door_a_call_is_to_blame_only_where_the_endpoint_rehearses_others() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let airdrop = stage.deployment.airdrop.to_string().to_lowercase();
        let slow = Relay::start(&stage.anvil.url, move |method, parameters| match method {
            "eth_estimateGas" if parameters.to_string().contains(&airdrop) => {
                Verdict::Error(-32_000, "execution aborted (timeout = 5s)")
            }
            _ => Verdict::Pass,
        })
        .await;
        let sponsor = stage.sponsor_at(&slow.url, settings()).await;
        let refusal = refused(&sponsor, &stage.claim(0)).await;
        assert!(
            refusal.words.contains("(execution aborted (timeout = 5s)); you can still send it yourself"),
            "{refusal}"
        );
        let broken = Relay::start(&stage.anvil.url, |method, _| match method {
            "eth_estimateGas" => Verdict::Error(-32_000, "not today"),
            _ => Verdict::Pass,
        })
        .await;
        let sponsor = stage.sponsor_at(&broken.url, settings()).await;
        let error = sponsor.accept(&stage.claim(0)).await.unwrap_err();
        assert!(matches!(error, tributary_engine::relay::RelayError::Chain(_)), "{error}");
        accepted(&stage.sponsor().await, &stage.claim(0)).await;
        assert!(sponsor.sender().step().await.is_err(), "the endpoint is to blame, and the claim waits");
        assert_eq!(stage.relay(0).await.state, RelayState::Queued);
    })
    .await;
}

#[tokio::test]
async fn a_claim_may_not_use_more_gas_than_is_paid_for() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 2).await;
        let thrifty = SponsorSettings { max_gas: 60_000, ..settings() };
        let sponsor = stage.sponsor_at(&stage.anvil.url, thrifty).await;
        let refusal = refused(&sponsor, &stage.claim(0)).await;
        assert!(
            refusal.words.ends_with(
                "gas and the sponsor pays for at most 60000 of one claim; you can still send it yourself"
            ),
            "{refusal}"
        );
        accepted(&stage.sponsor().await, &stage.claim(0)).await;
    })
    .await;
}

/// Stands where the OP Stack has its oracle, and always answers this.
async fn data_fee(stage: &Stage, ether: &str) {
    let answer = hex::encode(ether.parse::<Gwei>().unwrap().wei().to_be_bytes::<32>());
    let code = format!("0x7f{answer}60005260206000f3");
    stage.anvil.ask("anvil_setCode", json!(["0x420000000000000000000000000000000000000F", code])).await;
}

#[tokio::test]
async fn a_rollups_fee_for_data_is_set_aside_and_what_has_become_dearer_waits() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 4).await;
        let sponsor = stage.sponsor().await;
        let plain = accepted(&sponsor, &stage.claim(2)).await.claim;
        drive(&mut sponsor.sender()).await;
        let by_gas = U256::from(plain.gas_limit) * U256::from(200_000_000_000_u64);
        assert_eq!(plain.ceiling.wei(), by_gas, "elsewhere there is no such fee");

        data_fee(&stage, "0.1").await;
        let dear = accepted(&sponsor, &stage.claim(0)).await.claim;
        let by_gas = Gwei::of_wei(U256::from(dear.gas_limit) * U256::from(200_000_000_000_u64));
        assert_eq!(dear.ceiling, by_gas.saturating_add("0.2".parse().unwrap()), "twice of what it is now");
        data_fee(&stage, "0.3").await;
        let mut sender = sponsor.sender();
        sender.step().await.unwrap();
        assert_eq!(stage.relay(0).await.state, RelayState::Queued);
        let offer = sponsor.offer(stage.deployment.airdrop).await.unwrap();
        assert!(matches!(&offer, Offer::Waits(reason) if reason.contains("set aside")), "{offer:?}");
        data_fee(&stage, "0.2").await;
        drive(&mut sender).await;
        assert_eq!(stage.paid(0).await, EACH);
    })
    .await;
}

#[tokio::test]
async fn old_claims_for_which_too_little_was_set_aside_hold_up_no_newer_one() {
    with_each_store(async |store| {
        let stage = Stage::new(store, 36).await;
        let thrifty =
            stage.sponsor_at(&stage.anvil.url, SponsorSettings { max_fee: 1_000, ..settings() }).await;
        let old: Vec<u64> = (0..34).step_by(2).collect();
        for leaf in &old {
            accepted(&thrifty, &stage.claim(*leaf)).await;
        }
        let sponsor = stage.sponsor().await;
        accepted(&sponsor, &stage.claim(34)).await;
        let mut sender = sponsor.sender();
        for _ in 0..3 {
            sender.step().await.unwrap();
        }
        assert_eq!(stage.paid(34).await, EACH);
        for leaf in old {
            assert_eq!(stage.relay(leaf).await.state, RelayState::Queued);
        }
        let offer = sponsor.offer(stage.deployment.airdrop).await.unwrap();
        assert!(matches!(&offer, Offer::Waits(reason) if reason.contains("set aside")), "{offer:?}");
    })
    .await;
}
