//! "Why this amount?" on the command line, from the published files alone.

use std::fs;

use serde_json::Value;
use tributary_tests::{ADA, Campaign, Clone, Commit};

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

#[test]
fn somebody_who_was_renamed_is_found_by_both_logins_until_another_one_takes_the_old_login() {
    let campaign = Campaign::published();
    let write = |author: &str, at: &str| {
        let commit = Commit { author, at, message: "Clear the mouth" };
        Clone::init(&campaign.path("clone")).commit(&[commit]);
        let _ = campaign.run(&["index"]).exits(0);
    };
    write("Ada Example <101+ada-renamed@users.noreply.github.com>", "2026-03-03T10:00:00Z");
    for command in ["people", "explain"] {
        let found = campaign.run(&[command, "ADA-example"]).exits(0);
        assert!(found.stdout.contains("github:101"), "{}", found.stdout);
        let note = "`ada-example` is now called `ada-renamed` (`github:101`).";
        assert!(found.stderr.contains(note), "{command}: {}", found.stderr);
        let by_new_name = campaign.run(&[command, "ada-renamed"]).exits(0);
        assert_eq!((by_new_name.stdout, by_new_name.stderr.contains("now called")), (found.stdout, false));
    }
    write("Ada Other <909+ada-example@users.noreply.github.com>", "2026-04-04T10:00:00Z");
    for command in ["people", "explain"] {
        let refused = campaign.run(&[command, "ada-example"]).exits(2).stderr;
        assert!(
            refused.contains("the login `ada-example` changed hands: it was seen of `github:"),
            "{refused}"
        );
        for part in ["`github:101` (last on ", "`github:909` (last on ", "; give the id of the one you mean"]
        {
            assert!(refused.contains(part), "{command}: {refused}");
        }
    }
    let _ = campaign.run(&["explain", "101"]).exits(0);
    // Without a database, the bundle alone decides.
    fs::remove_file(campaign.path("tributary.db")).unwrap();
    let alone = campaign.run(&["explain", "ada-example"]).exits(0);
    assert!(alone.stdout.contains("ada-example (github:101)"), "{}", alone.stdout);
    assert!(!campaign.path("tributary.db").exists());
}
