//! "Why this amount?" on the command line, from the published files alone.

use std::fs;

use serde_json::Value;
use tributary_tests::{ADA, Campaign};

fn units(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

/// A bundle and nothing else: no rules, no clone, no database.
fn alone() -> Campaign {
    let campaign = Campaign::published();
    fs::remove_dir_all(campaign.path("clone")).unwrap();
    for file in ["airdrop.toml", "wallets.csv", "tributary.db"] {
        fs::remove_file(campaign.path(file)).unwrap();
    }
    campaign
}

#[test]
fn everybody_is_told_every_sum_from_the_bundle_alone() {
    let campaign = alone();
    let explain = |who: &str| -> Value {
        serde_json::from_str(&campaign.run(&["explain", who, "out/river", "--json"]).exits(0).stdout).unwrap()
    };
    let ada = explain("ada-example");
    for who in ["101", "github:101", "ADA-EXAMPLE", &ADA.address.to_string()] {
        assert_eq!(explain(who), ada, "{who}");
    }
    assert_eq!((&ada["holds"], &ada["recomputed"], &ada["index"]), (&true.into(), &true.into(), &0.into()));
    let people = campaign.json("scores.json")["people"].as_array().unwrap().clone();
    assert_eq!(people.len(), 6);
    let mut pool = 0;
    for person in &people {
        let receipt = explain(person["identity"].as_str().unwrap());
        assert_eq!(receipt["score"], person["score"]);
        let months: u128 =
            receipt["months"].as_array().unwrap().iter().map(|month| units(&month["root"]["points"])).sum();
        assert_eq!(if person["excluded"].is_null() { months } else { 0 }, units(&receipt["score"]));
        pool += units(&receipt["amount"]);
    }
    assert_eq!(pool, units(&campaign.json("manifest.json")["pool"]));
    let text = campaign.run(&["explain", "robot[bot]", "out/river"]).exits(0).stdout;
    assert!(text.contains("and a machine account is not paid: the score is 0."), "{text}");
}

#[test]
fn who_is_not_there_is_an_answer_and_a_sum_that_does_not_hold_too() {
    let campaign = alone();
    let nobody = campaign.run(&["explain", "carol", "out/river"]).exits(1);
    assert!(nobody.stderr.contains("`carol` has no part in `river`"), "{}", nobody.stderr);
    campaign.edit("out/river/allocation.json", "\"amount\": \"", "\"amount\": \"1");
    let wrong = campaign.run(&["explain", "101", "out/river"]).exits(1);
    assert!(wrong.stdout.contains("FAIL amount: the rules give "), "{}", wrong.stdout);
    campaign.edit("out/river/evidence.jsonl", "\"login\":\"bo-example\"", "\"login\":\"Ada-Example\"");
    campaign.edit("out/river/scores.json", "\"login\": \"bo-example\"", "\"login\": \"Ada-Example\"");
    let both = campaign.run(&["explain", "ada-example", "out/river"]).exits(2);
    assert!(both.stderr.contains("is the login of `github:101` and of `github:202`"), "{}", both.stderr);
}
