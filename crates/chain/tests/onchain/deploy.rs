//! Deploying, again and again.

use std::sync::atomic::{AtomicUsize, Ordering};

use alloy::primitives::{Address, B256, U256, address};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tributary_bindings::{Artifact, token::ProjectToken};
use tributary_chain::{
    AirdropTerms, Chain, ChainError, DeployPlan, Deployment, SendEvent, Target, TokenTerms, deploy, plan,
};

use crate::{
    anvil::Anvil,
    relay::{Relay, Verdict},
    setting::{
        BUNDLE, CHAIN, DEPLOYER, DEPLOYER_KEY, NOBODY, STRANGER, STRANGER_KEY, TOTAL, amount, connect,
        deployed, moment, terms,
    },
};

const SHARED_PROXY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

fn labels(plan: &DeployPlan) -> Vec<&str> {
    plan.transactions.iter().map(|transaction| transaction.label.as_str()).collect()
}

const ALL: [&str; 4] = [
    "create the token",
    "create the factory",
    "allow the factory to take the total",
    "create and fund the airdrop",
];

/// Everything stands, and holds exactly the total.
async fn stands(chain: &Chain, terms: &AirdropTerms, deployment: &Deployment) {
    let state = chain.read_airdrop(deployment.airdrop).await.unwrap();
    assert_eq!((state.token, state.root), (deployment.token, terms.root));
    assert_eq!((state.total, state.balance), (terms.total, terms.total));
    assert_eq!((state.owner, state.bundle_hash), (DEPLOYER, terms.bundle_hash));
    assert_eq!(state.attestors, deployment.attestors.unwrap_or_default());
    let seconds = |moment: tributary_model::Timestamp| u64::try_from(moment.unix()).unwrap();
    assert_eq!((state.claim_start, state.claim_end), (seconds(terms.claim_start), seconds(terms.claim_end)));
    assert_eq!(plan(chain, terms).await.unwrap().transactions, []);
}

#[tokio::test]
async fn deploys_everything_and_the_second_time_nothing() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let planned = plan(&chain, &terms()).await.unwrap();
    assert_eq!(labels(&planned), ALL);
    let first = deploy(&chain, &terms(), &|_| {}).await.unwrap();
    stands(&chain, &terms(), &first).await;
    assert_eq!(
        (first.chain_id, first.deployer, first.owner, first.salt),
        (CHAIN, DEPLOYER, DEPLOYER, BUNDLE)
    );
    assert_eq!(
        (first.token, first.factory, first.airdrop),
        (planned.token, planned.factory, planned.airdrop)
    );
    assert!(first.token_tx.is_some() && first.factory_tx.is_some());
    let receipt = anvil.ask("eth_getTransactionReceipt", json!([first.airdrop_tx])).await;
    assert_eq!(receipt["blockNumber"], json!(format!("{:#x}", first.block)));
    let token = ProjectToken::new(first.token, &anvil.provider);
    assert_eq!(token.allowance(DEPLOYER, first.factory).call().await.unwrap(), U256::ZERO);

    let again = deploy(&chain, &terms(), &|_| {}).await.unwrap();
    assert_eq!(again, Deployment { token_tx: None, factory_tx: None, ..first });
    assert_eq!(anvil.nonce(DEPLOYER).await, 4);
}

#[tokio::test]
async fn a_plan_sends_nothing_and_knows_the_gas() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let planned = plan(&chain, &terms()).await.unwrap();
    assert_eq!((anvil.height().await, anvil.nonce(DEPLOYER).await), (0, 0));
    assert_eq!(planned.gas, planned.transactions.iter().map(|step| step.gas).sum::<u64>());
    assert!(planned.cost > U256::from(planned.gas) * U256::from(1_000_000_000));
    let used = std::sync::Mutex::new(Vec::new());
    let watcher = |event| {
        if let SendEvent::Mined { gas, .. } = event {
            used.lock().unwrap().push(gas);
        }
    };
    deploy(&chain, &terms(), &watcher).await.unwrap();
    let used = used.into_inner().unwrap();
    assert_eq!(used.len(), 4);
    for (step, used) in planned.transactions.iter().zip(used) {
        assert!(!step.bound && step.from == DEPLOYER, "{}", step.label);
        assert!(step.gas >= used && step.gas <= used + used / 4, "{}: {} of {used}", step.label, step.gas);
    }
}

#[tokio::test]
async fn without_simulation_later_steps_have_a_bound_that_holds() {
    let anvil = Anvil::start();
    let relay = Relay::start(&anvil.url, |method, _| match method {
        "eth_simulateV1" => Verdict::Error(-32601, "the method eth_simulateV1 does not exist"),
        _ => Verdict::Pass,
    })
    .await;
    let exact = plan(&connect(&anvil.url, DEPLOYER_KEY).await, &terms()).await.unwrap();
    let bound = plan(&connect(&relay.url, DEPLOYER_KEY).await, &terms()).await.unwrap();
    let bounds: Vec<_> = bound.transactions.iter().map(|step| step.bound).collect();
    assert_eq!(bounds, [false, false, true, true]);
    for (exact, bound) in exact.transactions.iter().zip(&bound.transactions) {
        assert_eq!((&exact.label, &exact.data), (&bound.label, &bound.data));
        assert!(bound.gas >= exact.gas - exact.gas / 50, "{}: {} {}", exact.label, bound.gas, exact.gas);
    }
}

/// Drops a deployment as soon as so many events were seen: the process is gone at that moment.
async fn killed_after(chain: &Chain, events: usize) {
    let (told, mut heard) = mpsc::unbounded_channel();
    let watcher = move |event| told.send(event).unwrap();
    let terms = terms();
    let deployment = deploy(chain, &terms, &watcher);
    tokio::select! {
        biased;
        () = async { for _ in 0..events { heard.recv().await.unwrap(); } } => {}
        done = deployment => panic!("deployed before {events} events: {done:?}"),
    }
}

#[tokio::test]
async fn a_run_killed_at_any_moment_is_simply_run_again() {
    // Sent and mined, four times; after the eighth event all is done but the report.
    for events in 1..8 {
        let anvil = Anvil::start();
        let chain = connect(&anvil.url, DEPLOYER_KEY).await;
        killed_after(&chain, events).await;
        let deployment = deploy(&chain, &terms(), &|_| {}).await.unwrap();
        stands(&chain, &terms(), &deployment).await;
        assert_eq!(anvil.nonce(DEPLOYER).await, 4, "after {events} events");
        let left = chain.token_balance(deployment.token, DEPLOYER).await.unwrap();
        assert_eq!(left, amount(0), "after {events} events");
    }
}

#[tokio::test]
async fn what_is_on_its_way_is_waited_for() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    anvil.automine(false).await;
    let hurried = chain.clone().with_patience(std::time::Duration::from_millis(300));
    let error = deploy(&hurried, &terms(), &|_| {}).await.unwrap_err();
    assert!(matches!(&error, ChainError::NotMined { action, .. } if action == "create the token"), "{error}");
    anvil.ask("evm_setIntervalMining", json!([1])).await;
    let deployment = deploy(&chain, &terms(), &|_| {}).await.unwrap();
    stands(&chain, &terms(), &deployment).await;
    assert_eq!(anvil.nonce(DEPLOYER).await, 4);
}

#[tokio::test]
async fn a_chain_without_the_shared_proxy_gets_one_that_is_found_again() {
    let anvil = Anvil::with(&["--disable-default-create2-deployer"]);
    assert_eq!(anvil.ask("eth_getCode", json!([SHARED_PROXY, "latest"])).await, "0x");
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let planned = plan(&chain, &terms()).await.unwrap();
    assert_eq!(labels(&planned)[0], "create the deployment proxy");
    assert_eq!(labels(&planned)[1..], ALL);
    assert_eq!(planned.transactions[0].to, Target::New(DEPLOYER.create(0)));
    assert_eq!(serde_json::to_value(&planned).unwrap()["transactions"][0]["to"], Value::Null);
    killed_after(&chain, 4).await;
    let first = deploy(&chain, &terms(), &|_| {}).await.unwrap();
    stands(&chain, &terms(), &first).await;
    assert_eq!(anvil.nonce(DEPLOYER).await, 5);
    // Another airdrop goes the same way and needs neither proxy nor factory.
    let other = AirdropTerms { bundle_hash: B256::repeat_byte(0x11), ..terms() };
    assert_eq!(labels(&plan(&chain, &other).await.unwrap()), [ALL[0], ALL[2], ALL[3]]);
    let second = deploy(&chain, &other, &|_| {}).await.unwrap();
    stands(&chain, &other, &second).await;
    assert_eq!((second.factory, second.factory_tx), (first.factory, None));
    assert_ne!((second.airdrop, second.token), (first.airdrop, first.token));
}

#[tokio::test]
async fn a_transaction_that_came_between_plan_and_proxy_stops_the_run() {
    let anvil = Anvil::with(&["--disable-default-create2-deployer"]);
    // The pending nonce is looked at to settle, to plan and to send: by then another program has sent.
    let looks = AtomicUsize::new(0);
    let relay = Relay::start(&anvil.url, move |method, parameters| {
        let pending = method == "eth_getTransactionCount" && parameters[1] == "pending";
        if pending && looks.fetch_add(1, Ordering::Relaxed) == 2 {
            Verdict::Answer("0x1")
        } else {
            Verdict::Pass
        }
    })
    .await;
    let chain = connect(&relay.url, DEPLOYER_KEY).await;
    let error = deploy(&chain, &terms(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, ChainError::NonceMoved { account: DEPLOYER, expected: 0, found: 1 }), "{error}");
    assert_eq!(anvil.nonce(DEPLOYER).await, 0);
    stands(&chain, &terms(), &deploy(&chain, &terms(), &|_| {}).await.unwrap()).await;
}

#[tokio::test]
async fn an_endpoint_of_another_chain_is_refused() {
    let anvil = Anvil::with(&["--chain-id", "5"]);
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let error = deploy(&chain, &terms(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, ChainError::WrongChain { expected: CHAIN, found: 5 }), "{error}");
}

#[tokio::test]
async fn without_a_key_nothing_is_planned() {
    let anvil = Anvil::start();
    let chain = Chain::connect(&anvil.url, None).await.unwrap();
    assert!(matches!(plan(&chain, &terms()).await, Err(ChainError::NoKey)));
}

#[tokio::test]
async fn too_little_ether_says_how_much_is_needed() {
    let anvil = Anvil::start();
    anvil.ask("anvil_setBalance", json!([DEPLOYER, "0x2a"])).await;
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let error = deploy(&chain, &terms(), &|_| {}).await.unwrap_err();
    let ChainError::NotEnoughEther { account, needed, balance } = error else { panic!("{error}") };
    assert_eq!((account, balance), (DEPLOYER, U256::from(42)));
    assert!(needed > U256::from(1_000_000_000_000_000_u64), "{needed}");
    assert_eq!(anvil.nonce(DEPLOYER).await, 0);
}

#[tokio::test]
async fn a_supply_below_the_total_is_refused() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let token =
        TokenTerms::New { name: "Tree".to_owned(), symbol: "TREE".to_owned(), supply: amount(TOTAL - 1) };
    let error = plan(&chain, &AirdropTerms { token, ..terms() }).await.unwrap_err();
    let ChainError::NotEnoughTokens { account: DEPLOYER, needed, balance, .. } = error else {
        panic!("{error}")
    };
    assert_eq!((needed, balance), (U256::from(TOTAL), U256::from(TOTAL - 1)));
}

/// A token that somebody else made: the deployer holds all of it, less what is given away.
async fn existing(anvil: &Anvil, given: u64) -> Address {
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let made = deploy(&chain, &terms(), &|_| {}).await.unwrap();
    // The airdrop's tokens go home, by the only hand that can move them.
    anvil.ask("anvil_impersonateAccount", json!([made.airdrop])).await;
    anvil.ask("anvil_setBalance", json!([made.airdrop, "0xde0b6b3a7640000"])).await;
    let transfer = ProjectToken::transferCall { to: DEPLOYER, value: U256::from(TOTAL - given) };
    let data = alloy::primitives::Bytes::from(alloy::sol_types::SolCall::abi_encode(&transfer));
    anvil.send(json!({ "from": made.airdrop, "to": made.token, "data": data })).await;
    made.token
}

fn paying(address: Address) -> AirdropTerms {
    let token = TokenTerms::Existing { address, decimals: 18 };
    AirdropTerms { token, bundle_hash: B256::repeat_byte(0x22), ..terms() }
}

#[tokio::test]
async fn an_existing_token_is_paid_and_an_earlier_allowance_taken_back_first() {
    let anvil = Anvil::start();
    let token = existing(&anvil, 0).await;
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let terms = paying(token);
    let fresh = plan(&chain, &terms).await.unwrap();
    assert_eq!(labels(&fresh), ALL[2..]);
    let approve = ProjectToken::approveCall { spender: fresh.factory, value: U256::from(7) };
    let data = alloy::primitives::Bytes::from(alloy::sol_types::SolCall::abi_encode(&approve));
    anvil.send(json!({ "from": DEPLOYER, "to": token, "data": data })).await;
    let partial = plan(&chain, &terms).await.unwrap();
    assert_eq!(labels(&partial), ["take back an earlier allowance", ALL[2], ALL[3]]);
    let deployment = deploy(&chain, &terms, &|_| {}).await.unwrap();
    stands(&chain, &terms, &deployment).await;
    assert_eq!((deployment.token, deployment.token_tx), (token, None));
}

#[tokio::test]
async fn an_existing_token_must_be_there_count_alike_and_suffice() {
    let anvil = Anvil::start();
    let token = existing(&anvil, 1).await;
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let error = plan(&chain, &paying(NOBODY)).await.unwrap_err();
    assert!(matches!(error, ChainError::NoCode { address: NOBODY, what: "token" }), "{error}");
    let coarse = TokenTerms::Existing { address: token, decimals: 6 };
    let error = plan(&chain, &AirdropTerms { token: coarse, ..paying(token) }).await.unwrap_err();
    assert!(matches!(error, ChainError::OtherDecimals { expected: 6, found: 18, .. }), "{error}");
    let error = plan(&chain, &paying(token)).await.unwrap_err();
    let ChainError::NotEnoughTokens { account, token: named, needed, balance } = error else {
        panic!("{error}")
    };
    assert_eq!((account, named, needed, balance), (DEPLOYER, token, U256::from(1_000), U256::from(999)));
    let stranger = connect(&anvil.url, STRANGER_KEY).await;
    let error = plan(&stranger, &paying(token)).await.unwrap_err();
    assert!(matches!(error, ChainError::NotEnoughTokens { account: STRANGER, .. }), "{error}");
}

#[tokio::test]
async fn other_code_where_the_factory_should_be_is_refused() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let factory = plan(&chain, &terms()).await.unwrap().factory;
    anvil.ask("anvil_setCode", json!([factory, Artifact::merkle_airdrop().runtime])).await;
    let error = deploy(&chain, &terms(), &|_| {}).await.unwrap_err();
    assert!(
        matches!(&error, ChainError::OtherCode { address, contract } if *address == factory && contract == "AirdropFactory"),
        "{error}"
    );
    assert_eq!(anvil.nonce(DEPLOYER).await, 0);
}

#[tokio::test]
async fn what_the_contracts_refuse_is_known_before_anything_is_sent() {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let empty =
        AirdropTerms { claim_end: moment(2_000_000_000), claim_start: moment(2_000_000_000), ..terms() };
    let error = deploy(&chain, &empty, &|_| {}).await.unwrap_err();
    let ChainError::Reverted { action, reason } = &error else { panic!("{error}") };
    assert_eq!(action, ALL[3]);
    assert!(reason.starts_with("EmptyWindow") && reason.contains("2000000000"), "{reason}");
    assert_eq!((anvil.height().await, anvil.nonce(DEPLOYER).await), (0, 0));
}

#[tokio::test]
async fn a_creation_long_ago_is_found_in_small_ranges() {
    let (anvil, _, first) = deployed().await;
    anvil.mine(40).await;
    let relay = Relay::start(&anvil.url, |method, parameters| {
        let number = |name: &str| {
            let text = parameters[0][name].as_str().unwrap_or("0x0");
            u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
        };
        if method == "eth_getLogs" && number("toBlock") - number("fromBlock") >= 10 {
            return Verdict::Error(-32005, "query returned more than 10000 results");
        }
        Verdict::Pass
    })
    .await;
    let chain = connect(&relay.url, DEPLOYER_KEY).await;
    let again = deploy(&chain, &terms(), &|_| {}).await.unwrap();
    assert_eq!((again.airdrop_tx, again.block), (first.airdrop_tx, first.block));
}

#[tokio::test]
async fn a_deployment_is_written_as_published_and_older_files_are_read() {
    let (_anvil, _, deployment) = deployed().await;
    let mut file = serde_json::to_value(&deployment).unwrap();
    assert_eq!(serde_json::from_value::<Deployment>(file.clone()).unwrap(), deployment);
    file["token_tx"].take();
    file.as_object_mut().unwrap().remove("factory_tx");
    let read = serde_json::from_value::<Deployment>(file).unwrap();
    assert_eq!(read, Deployment { token_tx: None, factory_tx: None, ..deployment });
}
