//! Whose code is it?

use alloy::primitives::{B256, Bytes, U256};
use serde_json::json;
use tributary_bindings::Artifact;
use tributary_chain::{
    Chain, ChainError, CodeCheck, Deployment, Kind, verify_airdrop_code, verify_code, verify_token_code,
};

use crate::setting::{BUNDLE, DEPLOYER, NOBODY, TOTAL, deployed, terms};

fn expected(deployment: &Deployment) -> Vec<(&'static str, B256)> {
    let number = |value: u64| B256::from(U256::from(value));
    let seconds = |moment: tributary_model::Timestamp| number(u64::try_from(moment.unix()).unwrap());
    vec![
        ("token", deployment.token.into_word()),
        ("root", terms().root),
        ("total", number(TOTAL)),
        ("owner", DEPLOYER.into_word()),
        ("claimStart", seconds(terms().claim_start)),
        ("claimEnd", seconds(terms().claim_end)),
        ("bundleHash", BUNDLE),
        ("attestors", B256::ZERO),
    ]
}

fn failed(checks: &[CodeCheck]) -> Vec<&str> {
    checks.iter().filter(|check| check.outcome.is_err()).map(|check| check.name.as_str()).collect()
}

async fn code(chain: &Chain, deployment: &Deployment) -> Vec<u8> {
    chain.code(deployment.airdrop).await.unwrap().to_vec()
}

#[tokio::test]
async fn what_we_deploy_is_what_we_published() {
    let (_anvil, chain, deployment) = deployed().await;
    let checks =
        verify_airdrop_code(&chain, deployment.airdrop, Kind::Instant, &expected(&deployment)).await.unwrap();
    assert_eq!(failed(&checks), [""; 0]);
    let names: Vec<_> = checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(
        names,
        ["code", "token", "root", "total", "owner", "claimStart", "claimEnd", "bundleHash", "attestors"]
    );
    assert!(verify_token_code(&chain, deployment.token).await.unwrap().outcome.is_ok());
    let factory = verify_code(&chain, deployment.factory, Artifact::airdrop_factory(), &[]).await.unwrap();
    assert_eq!((factory.len(), failed(&factory)), (1, vec![]));
}

#[tokio::test]
async fn another_immutable_fails_under_its_own_name_alone() {
    let (anvil, chain, deployment) = deployed().await;
    let original = code(&chain, &deployment).await;
    for (name, ranges) in &Artifact::merkle_airdrop().immutables {
        // In each of its places, since the contract may read any of them.
        for range in ranges {
            let mut changed = original.clone();
            changed[range.start + range.length - 1] ^= 1;
            anvil.ask("anvil_setCode", json!([deployment.airdrop, Bytes::from(changed)])).await;
            let checks =
                verify_airdrop_code(&chain, deployment.airdrop, Kind::Instant, &expected(&deployment))
                    .await
                    .unwrap();
            assert_eq!(failed(&checks), [name]);
        }
    }
    let mut wrong = expected(&deployment);
    anvil.ask("anvil_setCode", json!([deployment.airdrop, Bytes::from(original)])).await;
    wrong[2].1 = B256::from(U256::from(TOTAL + 1));
    let checks = verify_airdrop_code(&chain, deployment.airdrop, Kind::Instant, &wrong).await.unwrap();
    assert_eq!(failed(&checks), ["total"]);
    assert_eq!(
        checks[3].outcome,
        Err(format!("is {}, expected {}", B256::from(U256::from(TOTAL)), wrong[2].1))
    );
}

#[tokio::test]
async fn an_immutable_that_is_left_out_fails() {
    let (_anvil, chain, deployment) = deployed().await;
    let checks = verify_airdrop_code(&chain, deployment.airdrop, Kind::Instant, &expected(&deployment)[..7])
        .await
        .unwrap();
    assert_eq!(failed(&checks), ["attestors"]);
}

#[tokio::test]
async fn tampered_code_fails_and_is_not_read_further() {
    let (anvil, chain, deployment) = deployed().await;
    let original = code(&chain, &deployment).await;
    let longer = [&original[..], &[0]].concat();
    let mut changed = original.clone();
    changed[20] ^= 1;
    for code in [changed, longer] {
        anvil.ask("anvil_setCode", json!([deployment.airdrop, Bytes::from(code)])).await;
        let checks = verify_airdrop_code(&chain, deployment.airdrop, Kind::Instant, &expected(&deployment))
            .await
            .unwrap();
        assert_eq!(failed(&checks).len(), 9);
    }
    let token = verify_token_code(&chain, deployment.airdrop).await.unwrap();
    assert!(token.outcome.is_err());
}

#[tokio::test]
async fn no_code_is_a_finding_and_no_endpoint_is_not() {
    let (anvil, chain, deployment) = deployed().await;
    let checks = verify_airdrop_code(&chain, NOBODY, Kind::Instant, &expected(&deployment)).await.unwrap();
    assert_eq!(checks[0].outcome, Err("there is no code".to_owned()));
    drop(anvil);
    let error = verify_airdrop_code(&chain, deployment.airdrop, Kind::Instant, &expected(&deployment))
        .await
        .unwrap_err();
    assert!(matches!(error, ChainError::Unreachable { .. }), "{error}");
}
