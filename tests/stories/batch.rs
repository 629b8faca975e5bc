//! Claims from several airdrops in one transaction, and votes handed on with them.

use std::{thread, time::Duration};

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall as _,
};
use serde_json::{Value, json};
use tributary_bindings::{
    Artifact,
    batch::ClaimBatch::sendCall,
    token::ProjectToken::{delegatesCall, getVotesCall},
};
use tributary_tests::{ADA, Anvil, BO, CLAIMABLE_AT, CY, Campaign, DEPLOYER, Person, STRANGER, mock};

alloy::sol! {
    function mint(address to, uint256 amount) external;
}

const BOTH: [&str; 3] = ["claim", "out/river", "out/delta"];

/// Two airdrops of one list, each with a token of its own.
fn two(anvil: &Anvil) -> Campaign {
    let campaign = Campaign::deployed(anvil);
    let rules = std::fs::read_to_string(campaign.path("airdrop.toml")).unwrap();
    let rules = rules.replace("slug = \"river\"", "slug = \"delta\"").replace("\"RVR\"", "\"DLT\"");
    campaign.write("delta.toml", &rules.replace("River Token", "Delta Token"));
    let _ = campaign.run(&["publish", "--file", "delta.toml"]).exits(0);
    let deploy = ["deploy", "--file", "delta.toml", "--yes"];
    let _ = campaign.sending(anvil, DEPLOYER, &deploy).run().exits(0);
    campaign
}

fn token(campaign: &Campaign, slug: &str) -> Address {
    let file = std::fs::read(campaign.path(&format!("out/{slug}/deployment.json"))).unwrap();
    serde_json::from_slice::<Value>(&file).unwrap()["token"].as_str().unwrap().parse().unwrap()
}

fn share(campaign: &Campaign, identity: &str) -> U256 {
    let allocation = campaign.json("allocation.json");
    let people = allocation["people"].as_array().unwrap();
    let person = people.iter().find(|person| person["identity"] == identity).unwrap();
    person["amount"].as_str().unwrap().parse().unwrap()
}

fn held(anvil: &Anvil, campaign: &Campaign, person: Person) -> [U256; 2] {
    ["river", "delta"].map(|slug| anvil.balance(token(campaign, slug), person.address))
}

/// The call that claims somebody's share of one airdrop, as anybody could send it.
fn call_of(campaign: &Campaign, anvil: &Anvil, slug: &str, person: Person) -> (Address, Bytes) {
    let (bundle, account) = (format!("out/{slug}"), person.address.to_string());
    let words = ["claim", &bundle, "--account", &account, "--dry-run", "--json"];
    let plan = campaign.asking(anvil, &words).run().exits(0).json()[0]["plan"].clone();
    (plan["to"].as_str().unwrap().parse().unwrap(), plan["data"].as_str().unwrap().parse().unwrap())
}

#[test]
fn one_transaction_claims_from_every_airdrop_and_whoever_is_first_makes_the_batch() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = two(&anvil);
    let both =
        |person: Person, more: &[&str]| campaign.sending(&anvil, person, &[&BOTH[..], more].concat()).run();
    let plan = both(ADA, &["--dry-run", "--json"]).exits(0).json();
    let batch: Address = plan["batch"].as_str().unwrap().parse().unwrap();
    let labels: Vec<&str> =
        plan["transactions"].as_array().unwrap().iter().map(|step| step["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["create the claim batch", "claim 2 of 2, in a batch"]);
    assert!(anvil.code(batch).is_empty(), "a dry run makes nothing");

    let before = anvil.nonce(ADA.address);
    let told = both(ADA, &["--yes"]).exits(0);
    assert_eq!(told.stdout.matches("done: ").count(), 2, "{}", told.stdout);
    assert!(told.stderr.contains("create the claim batch: through"), "{}", told.stderr);
    assert_eq!(anvil.nonce(ADA.address), before + 2, "the batch, and one transaction for both claims");
    assert_eq!(anvil.code(batch), Artifact::claim_batch().runtime);
    assert_eq!(held(&anvil, &campaign, ADA), [share(&campaign, "github:101"); 2]);

    // One of the two is claimed already: it is left out and told, and the other is paid.
    let (airdrop, data) = call_of(&campaign, &anvil, "delta", BO);
    anvil.call_as(STRANGER.address, airdrop, &data);
    let before = anvil.nonce(BO.address);
    let told = both(BO, &["--yes"]).exits(1);
    assert!(told.stdout.contains("failed: ") && told.stdout.contains("from `delta`"), "{}", told.stdout);
    assert!(told.stdout.contains("AlreadyClaimed"), "{}", told.stdout);
    assert!(told.stdout.lines().any(|line| line.starts_with("done: ") && line.contains("`river`")));
    assert_eq!(anvil.nonce(BO.address), before + 1);
    assert_eq!(held(&anvil, &campaign, BO), [share(&campaign, "github:202"); 2]);
    let before = anvil.nonce(BO.address);
    let _ = both(BO, &["--yes"]).exits(1);
    // Nobody is asked either, and no votes are signed over.
    let told = both(BO, &["--delegate", "self"]).exits(1);
    assert_eq!(told.stdout.matches("nothing was sent").count(), 2, "{}", told.stdout);
    assert_eq!(anvil.nonce(BO.address), before, "nothing is sent when nothing would be paid");
    let _ = both(STRANGER, &["--yes"]).exits(1).says("has no part in any of them");
}

#[test]
fn a_claim_that_somebody_else_sends_first_holds_up_no_other() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = two(&anvil);
    let _ = campaign.sending(&anvil, ADA, &[&BOTH[..], &["--yes"]].concat()).run().exits(0);
    let (airdrop, data) = call_of(&campaign, &anvil, "river", CY);
    anvil.rpc("evm_setAutomine", json!([false]));
    let claiming = campaign.sending(&anvil, CY, &[&BOTH[..], &["--yes", "--json"]].concat());
    let told = thread::scope(|scope| {
        let running = scope.spawn(|| claiming.run());
        while anvil.rpc("txpool_status", json!([]))["pending"] == "0x0" {
            thread::sleep(Duration::from_millis(20));
        }
        // It pays more, so it comes first.
        let (price, from) = ("0x174876e800", STRANGER.address);
        let first = json!([{ "from": from, "to": airdrop, "data": data, "maxFeePerGas": price, "maxPriorityFeePerGas": price }]);
        anvil.rpc("eth_sendTransaction", first);
        anvil.rpc("evm_mine", json!([]));
        running.join().unwrap()
    });
    anvil.rpc("evm_setAutomine", json!([true]));
    let told = told.exits(1).json();
    let failed: Vec<&Value> =
        told["claims"].as_array().unwrap().iter().map(|claim| &claim["failed"]).collect();
    assert!(failed[0].as_str().unwrap().contains("AlreadyClaimed"), "{told:#}");
    assert_eq!(failed[1], &Value::Null, "{told:#}");
    assert!(anvil.succeeded(told["tx_hash"].as_str().unwrap().parse().unwrap()));
    assert_eq!(held(&anvil, &campaign, CY), [share(&campaign, "github:3000000000"); 2]);
}

#[test]
fn a_sponsor_sends_what_several_accounts_signed() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = two(&anvil);
    for (person, slug, file) in [(ADA, "river", "ada.json"), (BO, "delta", "bo.json")] {
        let signed = campaign.sending(&anvil, person, &["authorize", &format!("out/{slug}")]).run().exits(0);
        campaign.write(file, &signed.stdout);
    }
    let words = ["--authorization", "ada.json", "--authorization", "bo.json", "--yes"];
    let _ = campaign.sending(&anvil, STRANGER, &[&BOTH[..], &words].concat()).run().exits(0);
    assert_eq!(held(&anvil, &campaign, ADA), [share(&campaign, "github:101"), U256::ZERO]);
    assert_eq!(held(&anvil, &campaign, BO), [U256::ZERO, share(&campaign, "github:202")]);
    let one = ["claim", "out/river", "--authorization", "ada.json", "--authorization", "bo.json", "--yes"];
    let _ = campaign.sending(&anvil, STRANGER, &one).run().exits(2).says("none of these bundles'");
    let idle = [&BOTH[..], &["--authorization", "ada.json", "--yes"]].concat();
    let _ = campaign.sending(&anvil, STRANGER, &idle).run().exits(2).says("no document is for `delta`");
    let twice =
        ["claim", "out/river", "--authorization", "ada.json", "--authorization", "ada.json", "--dry-run"];
    let told = campaign.sending(&anvil, STRANGER, &twice).run().says("named twice, sent once");
    assert_eq!(told.stdout.matches("AlreadyClaimed").count(), 1, "{}", told.stdout);
    let to = ["--to", &BO.address.to_string(), "--yes"].map(str::to_owned);
    let to: Vec<&str> = BOTH.into_iter().chain(to.iter().map(String::as_str)).collect();
    let _ = campaign.sending(&anvil, ADA, &to).run().exits(2).says("one airdrop at a time");
}

#[test]
fn other_code_where_the_batch_should_be_is_not_used() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = two(&anvil);
    let plan = campaign.asking(
        &anvil,
        &[&BOTH[..], &["--account", &ADA.address.to_string(), "--dry-run", "--json"]].concat(),
    );
    let batch: Address = plan.run().exits(0).json()["batch"].as_str().unwrap().parse().unwrap();
    anvil.set_code(batch, &Bytes::from_static(&[0]));
    let before = anvil.nonce(ADA.address);
    let claim = campaign.sending(&anvil, ADA, &[&BOTH[..], &["--yes"]].concat()).run();
    let _ = claim.exits(1).says("is not the committed `ClaimBatch`");
    assert_eq!(anvil.nonce(ADA.address), before);
}

#[test]
fn votes_are_handed_on_with_the_claim() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = two(&anvil);
    let river = token(&campaign, "river");
    let votes = |slug: &str, account| anvil.call(token(&campaign, slug), &getVotesCall { account });
    let kept =
        campaign.sending(&anvil, ADA, &["claim", "out/river", "--delegate", "self", "--yes", "--json"]);
    let told = kept.run().exits(0).json();
    let amount = share(&campaign, "github:101");
    assert_eq!((votes("river", ADA.address), anvil.balance(river, ADA.address)), (amount, amount));
    assert_eq!(told["delegations"][0]["votes"], json!(amount.to_string()));

    // A dry run signs nothing that anybody could send.
    let words = ["claim", "out/river", "--delegate", "self", "--dry-run", "--json"];
    let plan = campaign.sending(&anvil, BO, &words).run().exits(0).json();
    let data: Bytes = plan["transactions"][0]["data"].as_str().unwrap().parse().unwrap();
    let sent = sendCall::abi_decode(&data).unwrap();
    assert_eq!((sent.steps.len(), sent.delegations.len()), (1, 0));
    assert_eq!(plan["delegations"], json!([{ "token": river, "to": BO.address }]));

    let to = STRANGER.address.to_string();
    let before = anvil.nonce(BO.address);
    let words = [&BOTH[..], &["--delegate", &to, "--yes"]].concat();
    let told = campaign.sending(&anvil, BO, &words).run().exits(0);
    assert_eq!(told.stdout.matches("done: votes of ").count(), 2, "one for each token: {}", told.stdout);
    assert_eq!(anvil.nonce(BO.address), before + 1);
    let amount = share(&campaign, "github:202");
    assert_eq!(["river", "delta"].map(|slug| votes(slug, STRANGER.address)), [amount; 2]);
    assert_eq!(anvil.call(river, &delegatesCall { account: BO.address }), STRANGER.address);
    assert_eq!(held(&anvil, &campaign, BO), [amount; 2], "the tokens stay");

    let other = BO.address.to_string();
    let for_another = ["claim", "out/river", "--account", &other, "--delegate", "self", "--yes"];
    let _ = campaign.sending(&anvil, CY, &for_another).run().exits(2).says("the key's own account");
}

#[test]
fn votes_are_not_signed_over_for_another_contract_or_a_token_that_only_a_bundle_names() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let river = token(&campaign, "river");
    let claim = ["claim", "out/river", "--delegate", "self", "--yes"];
    let before = anvil.nonce(ADA.address);

    let path = campaign.path("out/river/deployment.json");
    let deployment = std::fs::read_to_string(&path).unwrap();
    let named = deployment.replace(&format!("{river:#x}"), &format!("{:#x}", STRANGER.address));
    assert_ne!(named, deployment);
    std::fs::write(&path, named).unwrap();
    let _ = campaign.sending(&anvil, ADA, &claim).run().exits(1).says("and its airdrop pays");
    std::fs::write(&path, deployment).unwrap();

    let luring = anvil.create(DEPLOYER.address, &mock("LuringToken"), &[]);
    anvil.set_code(river, &anvil.code(luring));
    let _ = campaign.sending(&anvil, ADA, &claim).run().exits(1).says("at itself on this chain alone");
    assert_eq!(anvil.nonce(ADA.address), before);
}

#[test]
fn a_token_without_votes_is_refused_before_anything_is_sent() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let plain = anvil.create(DEPLOYER.address, &mock("BlockingToken"), &[]);
    let rich = U256::from_limbs([0, 0, 1_000_000, 0]);
    anvil.send(DEPLOYER.address, plain, &mintCall { to: DEPLOYER.address, amount: rich });
    let campaign = Campaign::new();
    let supply = "name = \"River Token\"\nsymbol = \"RVR\"\nsupply = \"2000000\"";
    let existing = format!("address = \"{plain}\"\nname = \"River Token\"\nsymbol = \"RVR\"");
    campaign.edit("airdrop.toml", supply, &existing);
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
    let _ = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    let before = anvil.nonce(ADA.address);
    let claim = campaign.sending(&anvil, ADA, &["claim", "out/river", "--delegate", "self", "--yes"]).run();
    let _ = claim.exits(2).says("counts no votes").says("claim without `--delegate`");
    assert_eq!((anvil.nonce(ADA.address), anvil.balance(plain, ADA.address)), (before, U256::ZERO));
}
