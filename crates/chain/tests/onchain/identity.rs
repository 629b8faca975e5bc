//! Claims by signature and by identity, and the set of attestors.

use alloy::primitives::{Address, B256, Bytes, U256, hex, keccak256};
use serde_json::json;
use tributary_chain::{
    AirdropTerms, Attestation, AttestorTerms, AttestorsCall, Authorization, Chain, ChainError, ClaimRequest,
    ClaimWay, Deployment, Domain, Endorsement, claim, deploy, plan, recover, revoke,
};
use tributary_model::{Claimant, GithubId};

use crate::{
    anvil::{Anvil, NOW},
    relay::{Relay, Verdict},
    setting::{
        ADA, ADA_KEY, CHAIN, DEPLOYER, DEPLOYER_KEY, GRACE, GRACE_KEY, NOBODY, STRANGER, STRANGER_KEY, TOTAL,
        amount, connect, key, moment, terms,
    },
};

const PERSON: GithubId = GithubId(5_000_001);

fn person() -> Claimant {
    Claimant::of_github(PERSON).unwrap()
}

/// Leaf 0 is Ada's wallet, leaf 1 an account's.
fn leaf(index: u64) -> B256 {
    let claimant = [Claimant::Wallet(ADA), person()][usize::try_from(index).unwrap()];
    let units = [700_u64, 300][usize::try_from(index).unwrap()];
    let words = [B256::from(U256::from(index)), claimant.word(), B256::from(U256::from(units))];
    keccak256(keccak256(words.concat()))
}

fn root() -> B256 {
    let mut leaves = [leaf(0), leaf(1)];
    leaves.sort();
    keccak256(leaves.concat())
}

fn attestors(threshold: u64) -> AttestorTerms {
    let mut attestors = vec![ADA, STRANGER];
    attestors.sort();
    AttestorTerms { attestors, threshold, guardian: Some(GRACE), delay: 172_800 }
}

fn identity_terms(threshold: u64) -> AirdropTerms {
    AirdropTerms { root: root(), attestors: Some(attestors(threshold)), ..terms() }
}

async fn stage(threshold: u64) -> (Anvil, Chain, Deployment) {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let deployment = deploy(&chain, &identity_terms(threshold), &|_| {}).await.unwrap();
    (anvil, chain, deployment)
}

fn domain(deployment: &Deployment) -> Domain {
    Domain { chain_id: CHAIN, airdrop: deployment.airdrop }
}

fn now() -> u64 {
    u64::try_from(NOW).unwrap()
}

fn attestation(recipient: Address) -> Attestation {
    Attestation {
        identity: person().word(),
        recipient,
        valid_after: now() - 100,
        valid_before: now() + 100_000,
    }
}

fn endorsed(deployment: &Deployment, attestation: &Attestation, keys: &[&str]) -> Vec<Endorsement> {
    let digest = attestation.digest(domain(deployment));
    let by = |text: &&str| {
        let key = key(text);
        Endorsement { attestor: key.address(), signature: key.sign(digest).unwrap() }
    };
    keys.iter().map(by).collect()
}

fn by_identity(
    deployment: &Deployment,
    attestation: Attestation,
    endorsements: Vec<Endorsement>,
) -> ClaimRequest {
    ClaimRequest {
        airdrop: deployment.airdrop,
        index: 1,
        claimant: person(),
        amount: amount(300),
        proof: vec![leaf(0)],
        way: ClaimWay::Attested { attestation, endorsements },
    }
}

fn by_signature(deployment: &Deployment, authorization: Authorization, text: &str) -> ClaimRequest {
    let digest = authorization.digest(domain(deployment), 0, ADA, amount(700));
    ClaimRequest {
        airdrop: deployment.airdrop,
        index: 0,
        claimant: Claimant::Wallet(ADA),
        amount: amount(700),
        proof: vec![leaf(1)],
        way: ClaimWay::Signed { authorization, signature: key(text).sign(digest).unwrap() },
    }
}

fn authorization() -> Authorization {
    Authorization { to: NOBODY, valid_after: now() - 100, valid_before: now() + 100_000, nonce: amount(0) }
}

fn reason(error: ChainError) -> String {
    match error {
        ChainError::Reverted { reason, .. } => reason,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_account_without_a_wallet_is_paid_at_the_attested_one_whoever_sends_it() {
    let (anvil, _, deployment) = stage(1).await;
    let attested = attestation(NOBODY);
    let endorsements = endorsed(&deployment, &attested, &[STRANGER_KEY]);
    let request = by_identity(&deployment, attested, endorsements);
    assert_eq!(request.recipient(), Some(NOBODY));
    let sponsor = connect(&anvil.url, DEPLOYER_KEY).await;
    claim(&sponsor, &request, &|_| {}).await.unwrap();
    assert_eq!(sponsor.token_balance(deployment.token, NOBODY).await.unwrap(), amount(300));
    let error = claim(&sponsor, &request, &|_| {}).await.unwrap_err();
    assert!(reason(error).starts_with("AlreadyClaimed"));
}

#[tokio::test]
async fn too_few_or_strange_attestors_pay_nobody_and_the_reason_is_told() {
    let (_anvil, chain, deployment) = stage(2).await;
    let attested = attestation(NOBODY);
    let tried = async |keys: &[&str]| {
        let request = by_identity(&deployment, attested.clone(), endorsed(&deployment, &attested, keys));
        reason(claim(&chain, &request, &|_| {}).await.unwrap_err())
    };
    assert_eq!(tried(&[ADA_KEY]).await, "TooFewEndorsements { given: 1, threshold: 2 }");
    assert!(tried(&[ADA_KEY, DEPLOYER_KEY]).await.starts_with("NotAnAttestor"));
    let set = deployment.attestors.unwrap();
    let both = endorsed(&deployment, &attested, &[STRANGER_KEY, ADA_KEY]);
    chain.check_attestation(set, deployment.airdrop, &attested, &both).await.unwrap();
    let other = Attestation { recipient: STRANGER, ..attested.clone() };
    let error = chain.check_attestation(set, deployment.airdrop, &other, &both).await.unwrap_err();
    assert!(reason(error).starts_with("InvalidEndorsement"));
    claim(&chain, &by_identity(&deployment, attested, both), &|_| {}).await.unwrap();
    assert_eq!(chain.token_balance(deployment.token, NOBODY).await.unwrap(), amount(300));
}

#[tokio::test]
async fn a_signed_claim_is_sent_by_anybody_until_it_is_revoked() {
    let (anvil, _, deployment) = stage(1).await;
    let stranger = connect(&anvil.url, STRANGER_KEY).await;
    let ada = connect(&anvil.url, ADA_KEY).await;
    let request = by_signature(&deployment, authorization(), ADA_KEY);
    let snapshot = anvil.snapshot().await;
    revoke(&ada, deployment.airdrop, &|_| {}).await.unwrap();
    assert_eq!(ada.claim_nonce(deployment.airdrop, ADA).await.unwrap(), amount(1));
    let error = claim(&stranger, &request, &|_| {}).await.unwrap_err();
    assert!(reason(error).starts_with("InvalidNonce"));
    anvil.revert(snapshot).await;
    claim(&stranger, &request, &|_| {}).await.unwrap();
    assert_eq!(stranger.token_balance(deployment.token, NOBODY).await.unwrap(), amount(700));
}

#[tokio::test]
async fn a_strangers_signature_is_refused() {
    let (anvil, _, deployment) = stage(1).await;
    let stranger = connect(&anvil.url, STRANGER_KEY).await;
    let forged = by_signature(&deployment, authorization(), STRANGER_KEY);
    let error = claim(&stranger, &forged, &|_| {}).await.unwrap_err();
    assert!(reason(error).starts_with("InvalidSignature"));
}

#[tokio::test]
async fn a_leaf_is_claimed_by_its_own_door_alone() {
    let (_anvil, chain, deployment) = stage(1).await;
    let attested = attestation(NOBODY);
    let endorsements = endorsed(&deployment, &attested, &[ADA_KEY]);
    let wallet = ClaimRequest {
        index: 0,
        claimant: Claimant::Wallet(ADA),
        ..by_identity(&deployment, attested, endorsements)
    };
    assert!(matches!(wallet.data(), Err(ChainError::WrongWay { index: 0 })));
    let account =
        ClaimRequest { index: 1, claimant: person(), ..by_signature(&deployment, authorization(), ADA_KEY) };
    assert!(matches!(account.plan(&chain).await, Err(ChainError::WrongWay { index: 1 })));
}

#[tokio::test]
async fn the_set_is_made_once_and_shared_by_campaigns_with_its_terms() {
    let (_anvil, chain, first) = stage(2).await;
    let set = first.attestors.unwrap();
    assert!(first.attestors_tx.is_some());
    let state = chain.attestor_set(set).await.unwrap();
    assert_eq!((state.owner, state.guardian, state.delay), (DEPLOYER, GRACE, 172_800));
    assert_eq!((state.attestors, state.threshold, state.generation), (attestors(2).attestors, 2, 1));
    assert_eq!(state.pending, None);
    let second = AirdropTerms {
        bundle_hash: B256::repeat_byte(2),
        token: tributary_chain::TokenTerms::New {
            name: "Tree".to_owned(),
            symbol: "TREE".to_owned(),
            supply: amount(TOTAL),
        },
        ..identity_terms(2)
    };
    let second = deploy(&chain, &second, &|_| {}).await.unwrap();
    assert_eq!((second.attestors, second.attestors_tx), (Some(set), None));
    assert_ne!(second.airdrop, first.airdrop);
    let third = AirdropTerms { bundle_hash: B256::repeat_byte(4), ..identity_terms(1) };
    assert_ne!(plan(&chain, &third).await.unwrap().attestors, Some(set));
}

#[tokio::test]
async fn a_freeze_moves_the_end_of_the_window_and_not_the_promise_of_it() {
    let (anvil, chain, deployment) = stage(1).await;
    let before = chain.read_airdrop(deployment.airdrop).await.unwrap();
    assert_eq!(before.ends_at, moment(i64::try_from(before.claim_end).unwrap()));
    let guardian = connect(&anvil.url, GRACE_KEY).await;
    let now = u64::try_from(before.block_time.unix()).unwrap();
    let freeze = AttestorsCall::Freeze { airdrop: deployment.airdrop, until: now + 259_200 };
    let set = deployment.attestors.unwrap();
    freeze.send(&guardian, set, &|_| {}).await.unwrap();
    let after = chain.read_airdrop(deployment.airdrop).await.unwrap();
    let grown = i64::try_from(chain.frozen_for(set, deployment.airdrop).await.unwrap()).unwrap();
    assert!((250_000..=259_200).contains(&grown), "{grown}");
    assert_eq!((after.claim_end, after.ends_at), (before.claim_end, moment(before.ends_at.unix() + grown)));
}

#[tokio::test]
async fn a_set_that_is_about_to_change_is_not_built_upon() {
    let (anvil, chain, deployment) = stage(1).await;
    let set = deployment.attestors.unwrap();
    // propose(address[],uint64) with one attestor.
    let data = [
        &keccak256("propose(address[],uint64)")[..4],
        &U256::from(64).to_be_bytes::<32>(),
        &U256::from(1).to_be_bytes::<32>(),
        &U256::from(1).to_be_bytes::<32>(),
        NOBODY.into_word().as_slice(),
    ]
    .concat();
    let proposal = json!([{ "from": DEPLOYER, "to": set, "data": Bytes::from(data) }]);
    anvil.ask("eth_sendTransaction", proposal).await;
    let pending = chain.attestor_set(set).await.unwrap().pending.unwrap();
    assert_eq!((pending.attestors, pending.threshold), (vec![NOBODY], 1));
    let later = AirdropTerms { bundle_hash: B256::repeat_byte(3), ..identity_terms(1) };
    let error = plan(&chain, &later).await.unwrap_err();
    assert!(matches!(error, ChainError::OtherAttestors { set: named } if named == set), "{error}");
}

#[tokio::test]
async fn a_contract_account_stands_by_its_own_word() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let digest = keccak256("anything");
    let signature = key(ADA_KEY).sign(digest).unwrap();
    assert_eq!(recover(digest, &signature), Some(ADA));
    assert!(chain.accepts(ADA, digest, &signature).await.unwrap());
    assert!(!chain.accepts(NOBODY, digest, &signature).await.unwrap());
    // Returns the magic value of ERC-1271 for everything.
    let yes = "0x631626ba7e60e01b60005260206000f3";
    anvil.ask("anvil_setCode", json!([NOBODY, yes])).await;
    assert!(chain.accepts(NOBODY, digest, &signature).await.unwrap());
    assert!(chain.is_contract(NOBODY).await.unwrap() && !chain.is_contract(ADA).await.unwrap());
    // An account that has lent itself that code stands by it today, and is no contract.
    let lent = format!("0xef0100{}", hex::encode(NOBODY));
    anvil.ask("anvil_setCode", json!([STRANGER, lent])).await;
    assert!(chain.accepts(STRANGER, digest, &signature).await.unwrap());
    assert!(!chain.is_contract(STRANGER).await.unwrap());
    // Reverts for everything.
    anvil.ask("anvil_setCode", json!([NOBODY, "0x60006000fd"])).await;
    assert!(!chain.accepts(NOBODY, digest, &signature).await.unwrap());
    // Halts without a word, never ends, and answers something else.
    for code in ["0xfe", "0x5b600056", "0x60206000f3", "0x60015f5f3e", "0x5f5f5f5f5f5f35"] {
        anvil.ask("anvil_setCode", json!([NOBODY, code])).await;
        assert!(!chain.accepts(NOBODY, digest, &signature).await.unwrap(), "{code}");
    }
}

#[tokio::test]
async fn an_endpoint_that_refuses_to_ask_a_contract_says_neither_yes_nor_no() {
    let anvil = Anvil::start();
    anvil.ask("anvil_setCode", json!([NOBODY, "0x631626ba7e60e01b60005260206000f3"])).await;
    let digest = keccak256("anything");
    let signature = key(ADA_KEY).sign(digest).unwrap();
    for (code, message) in [(-32_603, "internal error"), (-32_000, "daily request count exceeded")] {
        let relay = Relay::start(&anvil.url, move |method, _| match method {
            "eth_call" => Verdict::Error(code, message),
            _ => Verdict::Pass,
        })
        .await;
        let chain = connect(&relay.url, DEPLOYER_KEY).await;
        let error = chain.accepts(NOBODY, digest, &signature).await.unwrap_err();
        assert!(matches!(&error, ChainError::Refused { message: said, .. } if said == message), "{error}");
    }
}
