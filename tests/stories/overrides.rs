//! What a maintainer decides by hand, and who is one person: published with reasons, and refused when it matches nobody.

use std::fs;

use serde_json::Value;
use tributary_engine::bundle::hash_bytes;
use tributary_tests::{Campaign, Output, STRANGER};

const OVERRIDES: &str = r#"[[exclude]]
identity = "github:202"
reason = "Asked to be left out."

[[adjust]]
identity = "github:3000000000"
factor = "0.5"
reason = "Half of it was paid before."
"#;

/// Eve's only identity.
fn eve() -> String {
    let hash = hash_bytes(b"eve.example@mail.example.org").to_string();
    format!("email:{}", hash.trim_start_matches("0x"))
}

fn decided(overrides: &str) -> Campaign {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    campaign.edit("airdrop.toml", "slug = \"river\"\n", "slug = \"river\"\noverrides = \"overrides.toml\"\n");
    campaign.write("overrides.toml", overrides);
    campaign
}

fn person(scores: &Value, identity: &str) -> Option<Value> {
    scores["people"].as_array().unwrap().iter().find(|person| person["identity"] == identity).cloned()
}

fn score(campaign: &Campaign) -> Value {
    campaign.run(&["score", "--json"]).exits(0).json()
}

fn micro(person: &Value) -> u128 {
    person["score"].as_str().unwrap().parse().unwrap()
}

#[test]
fn decisions_change_scores_with_their_reasons_and_hold_from_the_bundle_alone() {
    let plain = Campaign::new();
    let _ = plain.run(&["index"]).exits(0);
    let before = score(&plain);
    let campaign = decided(OVERRIDES);
    let after = score(&campaign);
    let bo = person(&after, "github:202").unwrap();
    assert_eq!((&bo["excluded"], &bo["reason"]), (&"override".into(), &"Asked to be left out.".into()));
    assert_eq!(bo["score"], "0");
    let cy = "github:3000000000";
    assert_eq!(micro(&person(&after, cy).unwrap()), micro(&person(&before, cy).unwrap()) / 2);
    let _ = campaign.run(&["publish"]).exits(0);
    for file in ["airdrop.toml", "overrides.toml", "tributary.db"] {
        fs::remove_file(campaign.path(file)).unwrap();
    }
    let verified = campaign.run(&["verify", "--offline", "out/river"]).exits(0);
    assert!(verified.stdout.contains("ok   overrides: "), "{}", verified.stdout);
    let told = campaign.run(&["explain", cy, "out/river"]).exits(0).stdout;
    assert!(told.contains("Half of it was paid before."), "{told}");
    let told = campaign.run(&["explain", "202", "out/river"]).exits(0).stdout;
    assert!(told.contains("who a maintainer left out"), "{told}");
}

#[test]
fn an_email_is_joined_to_an_account_or_paid_itself_and_is_never_published() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    let hashed = campaign.run(&["people", "Eve.Example@mail.example.org"]).exits(0).stdout;
    assert_eq!(hashed.trim(), eve());
    campaign.edit("wallets.csv", "101,", &format!("{},{}\n101,", eve(), STRANGER.address));
    let _ = campaign.run(&["publish"]).exits(0);
    let paid = campaign.json("allocation.json");
    let address = person(&paid, &eve()).unwrap()["address"].as_str().unwrap().to_owned();
    assert!(address.eq_ignore_ascii_case(&STRANGER.address.to_string()), "{address}");
    let _ = campaign.run(&["verify", "--offline", "out/river"]).exits(0);

    let people = format!("[[people]]\ninto = \"github:404\"\nidentities = [\"{}\"]\n\n[window]", eve());
    campaign.edit("airdrop.toml", "[window]", &people);
    let scores = score(&campaign);
    assert!(person(&scores, &eve()).is_none() && person(&scores, "github:404").is_some(), "{scores}");
    let _ = campaign.run(&["publish"]).exits(0);
    let _ = campaign.run(&["verify", "--offline", "out/river"]).exits(0);
    let told = campaign.run(&["explain", "404", "out/river"]).exits(0).stdout;
    assert!(told.contains(&format!("done by {}", eve())), "{told}");
}

/// Each differs in one place from what is accepted.
#[test]
fn what_matches_nobody_or_has_no_reason_is_refused_by_its_line() {
    let campaign = decided(OVERRIDES);
    let _ = campaign.run(&["score"]).exits(0);
    for (part, by, words) in [
        ("github:202", "github:999", "line 1, `[[exclude]]`: `github:999` did nothing in the window"),
        ("Asked to be left out.", " ", "line 1, `[[exclude]]`: `reason` is empty"),
        ("Half of it", "Half\\nof it", "line 5, `[[adjust]]`: `reason` holds a control character"),
        ("factor = \"0.5\"", "points = \"2\"", "line 5, `[[adjust]]`: `points` is `2`; write a sign"),
        ("factor = \"0.5\"\n", "", "line 5, `[[adjust]]`: write either `factor` or `points`"),
        ("github:202", "bo-example", "write the `github:<id>` that `tributary people bo-example` prints"),
        ("left out.", "left out: bo@example.org", "line 3 holds an e-mail address"),
        ("[[exclude]]", "[[excluded]]", "unknown field `excluded`"),
    ] {
        campaign.write("overrides.toml", &OVERRIDES.replacen(part, by, 1));
        for command in ["score", "publish"] {
            let _ = campaign.run(&[command]).exits(2).says(words).says("overrides.toml");
        }
    }
    fs::remove_file(campaign.path("overrides.toml")).unwrap();
    let _ = campaign.run(&["score"]).exits(2).says("which `airdrop.overrides` names");
}

#[test]
fn joins_that_contradict_one_another_name_both_places() {
    let merge = "[[merge]]\ninto = \"github:101\"\nidentities = [\"github:202\"]\nreason = \"One person.\"\n";
    let campaign = decided(merge);
    assert!(person(&score(&campaign), "github:202").is_none());
    campaign.edit(
        "airdrop.toml",
        "[window]",
        "[[people]]\ninto = \"github:404\"\nidentities = [\"github:202\"]\n\n[window]",
    );
    let refused: Output = campaign.run(&["score"]).exits(2);
    let _ = refused.says(
        "`people[1]` and `overrides.toml line 1`: `github:202` is joined to `github:404` and to `github:101`",
    );
}

#[test]
fn people_are_found_by_login_and_whoever_is_not_there_is_an_answer() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    assert_eq!(campaign.run(&["people", "ADA-example"]).exits(0).stdout, "github:101\n");
    let _ = campaign.run(&["people", "nobody-here"]).exits(1).says("nobody called `nobody-here` was indexed");
}

#[test]
fn who_did_everything_under_another_name_can_be_left_out_too() {
    let exclude = "[[exclude]]\nidentity = \"github:999\"\nreason = \"Asked to be left out.\"\n";
    let campaign = decided(exclude);
    let _ = campaign.run(&["score"]).exits(2).says("`github:999` did nothing in the window");
    let people = format!("[[people]]\ninto = \"github:999\"\nidentities = [\"{}\"]\n\n[window]", eve());
    campaign.edit("airdrop.toml", "[window]", &people);
    assert_eq!(person(&score(&campaign), "github:999").unwrap()["excluded"], "override");
}
