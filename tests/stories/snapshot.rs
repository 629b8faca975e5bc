//! What was announced stays: scores follow from the snapshot, or there are none.

use std::fs;

use tributary_tests::{Campaign, Clone, Commit};

const LATE: &str = "Late Example <909+late-example@users.noreply.github.com>";

fn announced() -> (Campaign, String) {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    let hash = campaign.run(&["snapshot"]).exits(0).stdout.trim().to_owned();
    (campaign, hash)
}

/// Work that is dated back and comes in after the announcement.
fn late_work(campaign: &Campaign) {
    let commit = Commit { author: LATE, at: "2025-04-04T10:00:00Z", message: "Dated back" };
    Clone::init(&campaign.path("clone")).commit(&[commit]);
    let _ = campaign.run(&["index"]).exits(0);
}

#[test]
fn what_comes_after_the_announcement_is_not_scored() {
    let (campaign, hash) = announced();
    let before = campaign.run(&["score", "--json"]).exits(0).stdout;
    late_work(&campaign);
    assert_eq!(campaign.run(&["score", "--json"]).exits(0).stdout, before);
    let _ = campaign.run(&["publish"]).exits(0);
    let bundle = campaign.bundle();
    let bundle = bundle.to_str().unwrap();
    let _ = campaign.run(&["verify", "--offline", bundle, "--snapshot", &hash]).exits(0);
    let other = hash.replace(&hash[2..6], "0000");
    let _ = campaign.run(&["verify", "--offline", bundle, "--snapshot", &other]).exits(1);
    fs::remove_dir_all(campaign.path("snapshot")).unwrap();
    assert_ne!(campaign.run(&["score", "--json"]).exits(0).stdout, before);
}

#[test]
fn other_rules_are_refused_by_the_table_that_differs_and_wallets_may_change() {
    let (campaign, hash) = announced();
    campaign.write("wallets.csv", "github_id,address\n");
    campaign.edit("airdrop.toml", "[score]", "# A comment changes nothing.\n[score]");
    assert_eq!(campaign.run(&["snapshot", "--check", "--json"]).exits(0).json()["hash"], hash.as_str());
    campaign.edit("airdrop.toml", "until = \"2026-01-01\"", "until = \"2025-12-01\"");
    for words in [&["score"][..], &["publish"], &["snapshot", "--check"]] {
        let _ = campaign.run(words).exits(2).says("`[window]` is not what the snapshot in `");
    }
}

#[test]
fn evidence_that_was_changed_is_refused_and_another_snapshot_never_replaces_it() {
    let (campaign, hash) = announced();
    assert_eq!(campaign.run(&["snapshot"]).exits(0).stdout.trim(), hash, "the same again");
    late_work(&campaign);
    let _ = campaign.run(&["snapshot"]).exits(2).says("what was announced stays");
    let path = campaign.path("snapshot/evidence.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.lines().skip(1).collect::<Vec<_>>().join("\n")).unwrap();
    let _ = campaign.run(&["score"]).exits(2).says("put the file back as it was");
    let _ = campaign
        .run(&["score", "--snapshot", "elsewhere"])
        .exits(2)
        .says("there is no snapshot in `elsewhere`");
}
