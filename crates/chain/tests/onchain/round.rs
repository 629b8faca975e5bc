//! Rounds: where they stand, what their events say, and where their inputs are cut.

use alloy::primitives::{Address, B256};
use serde_json::json;
use tributary_chain::{
    Application, Chain, ChainError, Deployment, RoundCall, RoundDeployment, RoundTerms, follow_round,
    open_round, plan_round, plan_round_as, plan_round_by_safe, plan_round_call, send_round_call,
    verify_round_code, verify_round_deployment,
};
use tributary_model::{RepoId, RoundEvent, RoundWindows, Verdict};

use crate::{
    anvil::{Anvil, NOW},
    relay::{self, Relay},
    setting::{ADA, ADA_KEY, CHAIN, DEPLOYER, GRACE, STRANGER, amount, claim_of, connect, deployed, moment},
};

const DAY: i64 = 86_400;

fn terms(token: Address) -> RoundTerms {
    let day = |days: i64| moment(NOW + days * DAY);
    RoundTerms {
        chain_id: CHAIN,
        token,
        decimals: 18,
        goal: amount(500),
        owner: DEPLOYER,
        guardian: GRACE,
        reviewers: vec![GRACE, ADA],
        threshold: 1,
        tokens: vec![(Address::ZERO, 18), (token, 18)],
        rules_hash: B256::repeat_byte(0xab),
        windows: RoundWindows {
            applications_start: day(-1),
            applications_end: day(10),
            review_end: day(20),
            donations_start: day(10),
            donations_end: day(20),
            challenge_seconds: 86_400,
            claims_seconds: 30 * 86_400,
            deadline: day(40),
        },
    }
}

async fn opened() -> (Anvil, Chain, Deployment, RoundDeployment) {
    let (anvil, chain, airdrop) = deployed().await;
    let round = open_round(&chain, &terms(airdrop.token), &|_| {}).await.unwrap();
    (anvil, chain, airdrop, round)
}

/// ADA has claimed 700 units and puts 600 of them into the pool, then applies and accepts herself.
async fn lively(anvil: &Anvil, airdrop: &Deployment, round: &RoundDeployment) -> Chain {
    let ada = connect(&anvil.url, ADA_KEY).await;
    tributary_chain::claim(&ada, &claim_of(airdrop.airdrop, 0), &|_| {}).await.unwrap();
    let application =
        Application { repositories: vec![RepoId(7)], payout: STRANGER, metadata_hash: B256::repeat_byte(1) };
    let review = RoundCall::Review {
        project: 1,
        revision: 1,
        verdict: Verdict::Accepted,
        reason_hash: B256::repeat_byte(2),
    };
    for call in [RoundCall::Fund { amount: amount(600) }, RoundCall::Submit(application), review] {
        send_round_call(&ada, (round.round, airdrop.token), &call, &|_| {}).await.unwrap();
    }
    ada
}

#[tokio::test]
async fn a_round_stands_where_its_terms_say_and_is_opened_once() {
    let (anvil, chain, airdrop, round) = opened().await;
    let terms = terms(airdrop.token);
    assert_eq!(terms.address(round.factory, round.airdrop_factory), round.round);
    assert_eq!(round.airdrop_factory, airdrop.factory, "both kinds are paid by one factory");
    let nonce = anvil.nonce(DEPLOYER).await;
    assert_eq!(open_round(&chain, &terms, &|_| {}).await.unwrap(), round);
    assert_eq!(anvil.nonce(DEPLOYER).await, nonce);
    // Whoever else opens it finds the same; other terms make another.
    assert!(plan_round_as(&chain, &terms, STRANGER).await.unwrap().transactions.is_empty());
    let other = RoundTerms { goal: amount(501), ..terms.clone() };
    let plan = plan_round(&chain, &other).await.unwrap();
    assert_eq!(plan.transactions.len(), 1, "the factories stand");
    assert_ne!(plan.round, round.round);
    assert_eq!(plan_round_by_safe(&chain, &other, STRANGER).await.unwrap().round, plan.round);
    let donated = RoundTerms { tokens: vec![(Address::ZERO, 18), (airdrop.token, 6)], ..other.clone() };
    let error = plan_round(&chain, &donated).await.unwrap_err();
    assert!(matches!(error, ChainError::OtherDecimals { expected: 6, found: 18, .. }), "{error}");
    let wrong = RoundTerms { decimals: 6, ..other };
    let error = plan_round(&chain, &wrong).await.unwrap_err();
    assert!(matches!(error, ChainError::OtherDecimals { expected: 6, found: 18, .. }), "{error}");
}

#[tokio::test]
async fn each_immutable_is_compared_by_its_name() {
    let (_anvil, chain, airdrop, round) = opened().await;
    let honest = terms(airdrop.token);
    let failing = async |noted: &RoundDeployment, terms: &RoundTerms| {
        let checks = verify_round_code(&chain, noted, terms).await.unwrap();
        let failed = checks.into_iter().filter(|check| check.outcome.is_err());
        failed.map(|check| check.name).collect::<Vec<_>>()
    };
    assert!(failing(&round, &honest).await.is_empty());
    let windows = honest.windows;
    let later = moment(NOW + 50 * DAY);
    for (name, changed) in [
        ("goal", RoundTerms { goal: amount(501), ..honest.clone() }),
        ("owner", RoundTerms { owner: STRANGER, ..honest.clone() }),
        ("guardian", RoundTerms { guardian: STRANGER, ..honest.clone() }),
        ("threshold", RoundTerms { threshold: 2, ..honest.clone() }),
        ("rulesHash", RoundTerms { rules_hash: B256::ZERO, ..honest.clone() }),
        (
            "_challenge",
            RoundTerms { windows: RoundWindows { challenge_seconds: 1, ..windows }, ..honest.clone() },
        ),
        ("_claims", RoundTerms { windows: RoundWindows { claims_seconds: 1, ..windows }, ..honest.clone() }),
        ("_deadline", RoundTerms { windows: RoundWindows { deadline: later, ..windows }, ..honest.clone() }),
    ] {
        assert_eq!(failing(&round, &changed).await, [name]);
    }
    let elsewhere = RoundDeployment { round: airdrop.airdrop, ..round.clone() };
    assert!(failing(&elsewhere, &honest).await.contains(&"code".to_owned()));
    assert!(verify_round_deployment(&chain, &round).await.unwrap().is_ok());
    for forged in [
        RoundDeployment { block: round.block + 1, ..round.clone() },
        RoundDeployment { round_tx: airdrop.airdrop_tx, ..round.clone() },
        RoundDeployment { deployer: STRANGER, ..round.clone() },
        RoundDeployment { salt: B256::ZERO, ..round.clone() },
        RoundDeployment { factory: airdrop.factory, ..round.clone() },
        RoundDeployment { airdrop_factory: airdrop.token, ..round.clone() },
    ] {
        let outcome = verify_round_deployment(&chain, &forged).await.unwrap();
        assert!(outcome.is_err(), "{forged:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn events_are_told_with_their_times_by_endpoints_that_do_and_do_not_tell_them() {
    let (anvil, chain, airdrop, round) = opened().await;
    lively(&anvil, &airdrop, &round).await;
    let step = follow_round(&chain, round.round, round.block, None).await.unwrap();
    let kinds: Vec<&str> = step
        .events
        .iter()
        .map(|record| match record.event {
            RoundEvent::Funded { .. } => "funded",
            RoundEvent::Applied { .. } => "applied",
            RoundEvent::Reviewed { .. } => "reviewed",
            RoundEvent::Decided { .. } => "decided",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["funded", "applied", "reviewed", "decided"]);
    for record in &step.events {
        let block = chain.block_at(record.block_number).await.unwrap().unwrap();
        assert_eq!((record.block_time, record.block_hash), (block.time, block.hash));
    }
    let silent = Relay::start(&anvil.url, |_, _| relay::Verdict::Without("blockTimestamp")).await;
    let told = Chain::connect(&silent.url, None).await.unwrap();
    let again = follow_round(&told, round.round, round.block, None).await.unwrap();
    assert_eq!(again.events, step.events);
    assert!(silent.asked("eth_getBlockByNumber") > 3, "each block is asked for its time");
}

#[tokio::test]
async fn a_call_that_would_fail_is_not_sent_and_says_why_in_words() {
    let (anvil, chain, airdrop, round) = opened().await;
    let at = (round.round, airdrop.token);
    let reject = RoundCall::Reject { number: 1, reason_hash: B256::ZERO };
    let error = plan_round_call(&chain, at, &reject, STRANGER).await.unwrap_err().to_string();
    assert!(error.contains("reject tally 1") && error.contains("NotGuardian"), "{error}");
    let fund = RoundCall::Fund { amount: amount(5) };
    let error = plan_round_call(&chain, at, &fund, STRANGER).await.unwrap_err();
    assert!(matches!(error, ChainError::NotEnoughTokens { .. }), "{error}");
    let nowhere = plan_round_call(&chain, (STRANGER, airdrop.token), &fund, STRANGER).await.unwrap_err();
    assert!(matches!(nowhere, ChainError::NoCode { what: "round", .. }), "{nowhere}");
    let ada = lively(&anvil, &airdrop, &round).await;
    let plan = plan_round_call(&ada, at, &RoundCall::Fund { amount: amount(100) }, ADA).await.unwrap();
    assert_eq!(plan.transactions.len(), 2, "exactly what is taken is allowed first");
}

#[tokio::test]
async fn inputs_are_cut_at_the_first_block_that_is_late_enough() {
    let (anvil, chain, _, round) = opened().await;
    let end = moment(NOW + 20 * DAY);
    assert_eq!(chain.first_final_at(end, round.block).await.unwrap(), None);
    for (seconds, blocks) in [(20 * DAY - 1, 1), (20 * DAY, 1), (20 * DAY + 5, 2)] {
        anvil.ask("evm_setNextBlockTimestamp", json!([NOW + seconds])).await;
        anvil.mine(blocks).await;
    }
    let height = anvil.height().await;
    let cut = chain.first_final_at(end, round.block).await.unwrap().unwrap();
    assert_eq!((cut.number, cut.time), (height - 2, end));
    assert_eq!(chain.first_final_at(end, 0).await.unwrap(), Some(cut), "wherever the search starts");
}
