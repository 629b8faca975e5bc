//! Shares that become available over time, from the rules to the last unit.

use alloy::primitives::{Address, Bytes, U256, hex};
use serde_json::{Value, json};
use tributary_bindings::Artifact;
use tributary_tests::{ADA, Anvil, BO, CLAIMABLE_AT, CY, Campaign, DEPLOYER, STRANGER};

const DAY: u64 = 86_400;
/// 2026-02-20, ten days after the chain's first block.
const START: u64 = CLAIMABLE_AT + 10 * DAY;

const FROM_A_DATE: &str = r#"
[claim.vesting]
start = "2026-02-20"
cliff = "30 days"
duration = "100 days"
period = "10 days"
unlock = "10%"
"#;

fn deployed(anvil: &Anvil, table: &str) -> Campaign {
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "end = \"2026-08-01\"\n", &format!("end = \"2026-08-01\"\n{table}"));
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
    let _ = campaign.sending(anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    campaign
}

fn at(anvil: &Anvil, second: u64) {
    anvil.rpc("evm_setNextBlockTimestamp", json!([second]));
    anvil.rpc("evm_mine", json!([]));
}

fn share(campaign: &Campaign, identity: &str) -> U256 {
    let allocation = campaign.json("allocation.json");
    let people = allocation["people"].as_array().unwrap();
    let person = people.iter().find(|person| person["identity"] == identity).unwrap();
    person["amount"].as_str().unwrap().parse().unwrap()
}

fn status(campaign: &Campaign, anvil: &Anvil) -> Value {
    campaign.asking(anvil, &["status", "--json"]).run().exits(0).json()
}

fn verified(campaign: &Campaign, anvil: &Anvil) -> String {
    campaign.asking(anvil, &["verify"]).run().exits(0).stdout
}

#[test]
fn a_share_is_claimed_once_and_paid_as_it_becomes_available_to_the_last_unit() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, FROM_A_DATE);
    let (token, amount) = (campaign.address("token"), share(&campaign, "github:101"));
    let held = || anvil.balance(token, ADA.address);
    let unlocked = amount / U256::from(10);
    let after = |days: u64| unlocked + (amount - unlocked) * U256::from(days) / U256::from(100);
    let release = || campaign.sending(&anvil, STRANGER, &["release", "out/river", "--all", "--yes"]).run();

    assert!(verified(&campaign, &anvil).contains("10.00 % at the start"));
    let none = campaign
        .asking(&anvil, &["release", "out/river", "--account", &ADA.address.to_string(), "--dry-run"]);
    let _ = none.run().exits(1).says("nothing is available for 0x");
    let _ = campaign.sending(&anvil, ADA, &["claim", "out/river", "--yes"]).run().exits(0);
    assert_eq!(held(), U256::ZERO, "before the start a claim pays nothing");
    let told = status(&campaign, &anvil);
    assert_eq!((&told["claimed"], &told["released"]), (&json!(amount.to_string()), &json!("0")));
    let twice = campaign.sending(&anvil, ADA, &["claim", "out/river", "--yes"]).run().exits(1);
    assert!(twice.stderr.contains("AlreadyClaimed"), "{}", twice.stderr);

    at(&anvil, START);
    let _ = release().exits(0);
    assert_eq!(held(), unlocked);
    at(&anvil, START + 30 * DAY - 60);
    let _ = release().exits(1).says("nothing is available for anybody");
    at(&anvil, START + 30 * DAY);
    let _ = release().exits(0);
    assert_eq!(held(), after(30), "all steps up to the cliff at once");
    at(&anvil, START + 59 * DAY);
    let seen = campaign
        .asking(&anvil, &["release", "out/river", "--all", "--dry-run", "--json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(seen[0]["releasable"], json!((after(50) - after(30)).to_string()));
    let _ = release().exits(0);
    assert_eq!(held(), after(50), "the sixth step is not over");
    assert_eq!(status(&campaign, &anvil)["released"], json!(after(50).to_string()));
    let _ = verified(&campaign, &anvil);

    at(&anvil, START + 100 * DAY);
    let _ = release().exits(0);
    assert_eq!(held(), amount);
    let _ = campaign.sending(&anvil, BO, &["claim", "out/river", "--yes"]).run().exits(0);
    assert_eq!(anvil.balance(token, BO.address), share(&campaign, "github:202"), "late, and all of it");
    let lines = verified(&campaign, &anvil);
    assert!(lines.contains("shares become available as stated"), "{lines}");
}

#[test]
fn counted_from_the_claim_each_share_has_its_own_time() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let table = "\n[claim.vesting]\nstart = \"claim\"\nduration = \"50 days\"\nperiod = \"25 days\"\n";
    let campaign = deployed(&anvil, table);
    let token = campaign.address("token");
    let _ = campaign.sending(&anvil, ADA, &["claim", "out/river", "--yes"]).run().exits(0);
    at(&anvil, CLAIMABLE_AT + 26 * DAY);
    let _ = campaign.sending(&anvil, CY, &["claim", "out/river", "--yes"]).run().exits(0);
    let _ = campaign.sending(&anvil, ADA, &["release", "out/river", "--yes"]).run().exits(0);
    assert_eq!(anvil.balance(token, ADA.address), share(&campaign, "github:101") / U256::from(2));
    assert_eq!(anvil.balance(token, CY.address), U256::ZERO);
    // What was claimed stays claimed after the window, and is out of the owner's reach.
    at(&anvil, 1_785_542_400);
    let lines = verified(&campaign, &anvil);
    assert!(lines.contains("owed"), "{lines}");
    let _ = campaign.sending(&anvil, STRANGER, &["release", "out/river", "--all", "--yes"]).run().exits(0);
    for (person, identity) in [(ADA, "github:101"), (CY, "github:3000000000")] {
        assert_eq!(anvil.balance(token, person.address), share(&campaign, identity));
    }
}

#[test]
fn another_schedule_in_the_contract_is_caught_by_its_own_line() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, FROM_A_DATE);
    let airdrop = campaign.address("airdrop");
    let good = anvil.code(airdrop);
    for name in ["_start", "_cliff", "_duration", "_period", "_unlockBps"] {
        let mut code = good.to_vec();
        for range in &Artifact::vesting_airdrop().immutables[name] {
            code[range.start + range.length - 1] ^= 1;
        }
        anvil.set_code(airdrop, &Bytes::from(code));
        let report = campaign.asking(&anvil, &["verify", "--json"]).run().exits(1).json();
        let failing: Vec<&Value> =
            report["checks"].as_array().unwrap().iter().filter(|check| check["status"] == "fail").collect();
        assert_eq!(failing.len(), 1, "{name}: {failing:?}");
        assert_eq!(failing[0]["id"], "schedule");
        assert!(failing[0]["detail"].as_str().unwrap().contains(name.trim_start_matches('_')), "{failing:?}");
    }
    anvil.set_code(airdrop, &good);
    let _ = verified(&campaign, &anvil);
}

#[test]
fn an_airdrop_that_pays_at_once_has_nothing_to_release() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let refused = campaign.sending(&anvil, ADA, &["release", "out/river", "--yes"]).run().exits(2);
    assert!(refused.stderr.contains("use `tributary claim`"), "{}", refused.stderr);
}

/// A token that moves to everybody but one: code that stands in for the campaign's.
fn refuses(person: Address) -> Bytes {
    let code = format!("60043573{}1460265760016000526020 6000f35b60006000fd", hex::encode(person));
    hex::decode(code.replace(' ', "")).unwrap().into()
}

#[test]
fn one_who_cannot_be_paid_keeps_nobody_else_from_it() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, FROM_A_DATE);
    for person in [ADA, BO, CY] {
        let _ = campaign.sending(&anvil, person, &["claim", "out/river", "--yes"]).run().exits(0);
    }
    anvil.set_code(campaign.address("token"), &refuses(BO.address));
    let release = || {
        let before = anvil.nonce(STRANGER.address);
        let words = ["release", "out/river", "--all", "--yes", "--json"];
        let ran = campaign.sending(&anvil, STRANGER, &words).run().exits(1).says("1 of 3 payments failed");
        let mut outcomes = std::collections::BTreeMap::new();
        for outcome in ran.json().as_array().unwrap() {
            let to: Address = outcome["to"].as_str().unwrap().parse().unwrap();
            assert_eq!(outcome["tx_hash"].is_null(), !outcome["failure"].is_null(), "{outcome}");
            let _ = outcomes.insert(to, outcome["tx_hash"].clone());
        }
        assert!(outcomes[&BO.address].is_null(), "{outcomes:?}");
        assert!(!outcomes[&ADA.address].is_null() && !outcomes[&CY.address].is_null(), "{outcomes:?}");
        (outcomes[&ADA.address] == outcomes[&CY.address], anvil.nonce(STRANGER.address) - before)
    };
    at(&anvil, START);
    assert_eq!(release(), (false, 2), "one after the other where no batch stands");
    // Who cannot be paid is paid elsewhere, by its own word alone.
    let elsewhere = DEPLOYER.address.to_string();
    let to =
        |who| campaign.sending(&anvil, who, &["release", "out/river", "--to", &elsewhere, "--yes"]).run();
    let _ = to(STRANGER).exits(1).says("nothing is available for");
    let paid = to(BO).exits(0);
    assert!(paid.stdout.contains(&format!("paid to {} in 0x", DEPLOYER.address)), "{}", paid.stdout);

    let data = [&[0; 32], &Artifact::claim_batch().creation[..]].concat();
    let making = json!({ "from": DEPLOYER.address, "to": "0x4e59b44847b379578588920cA78FbF26c0B4956C",
        "data": Bytes::from(data), "gas": "0x4c4b40" });
    anvil.rpc("eth_sendTransaction", json!([making]));
    at(&anvil, START + 50 * DAY);
    assert_eq!(release(), (true, 1), "in one transaction where it does");
}
