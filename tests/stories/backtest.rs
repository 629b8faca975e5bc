//! A backtest says what `score` and `publish` would have said, and what attackers would have got.

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use tempfile::TempDir;
use tributary_github::testing::Simulator;
use tributary_tests::{Campaign, Output, Tributary};

/// An airdrop over the simulated GitHub, indexed.
struct Riverbed(TempDir);

impl Riverbed {
    fn indexed() -> Self {
        let (riverbed, simulator) = (Self(tempfile::tempdir().unwrap()), Simulator::start(&[]));
        let repositories = ["--repo", "riverbed-ai/tiny-llm", "--repo", "riverbed-ai/evals"];
        let init = [&["init", "--slug", "riverbed", "--chain", "31337"][..], &repositories].concat();
        let _ = riverbed.run(&init).exits(0);
        riverbed.set("from", "2025-01-01");
        riverbed.set("until", "2026-01-01");
        let index = Tributary::new(riverbed.0.path(), ["index", "--github-url", simulator.url()]);
        let _ = index.env("GITHUB_TOKEN", "any-token-will-do").run().exits(0);
        riverbed
    }

    fn run(&self, words: &[&str]) -> Output {
        Tributary::new(self.0.path(), words).run()
    }

    fn backtest(&self, words: &[&str]) -> Value {
        self.run(&[&["backtest", "--json"], words].concat()).exits(0).json()
    }

    /// Sets the first line of this key.
    fn set(&self, key: &str, value: &str) {
        let path = self.0.path().join("airdrop.toml");
        let text = fs::read_to_string(&path).unwrap();
        let line = text.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap();
        fs::write(&path, text.replacen(line, &format!("{key} = \"{value}\""), 1)).unwrap();
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }
}

/// `"0.25"` as 250000.
fn millionths(share: &Value) -> i64 {
    let (whole, fraction) = share.as_str().unwrap().split_once('.').unwrap_or((share.as_str().unwrap(), ""));
    format!("{whole}{fraction:0<6}").parse().unwrap()
}

fn units(amount: &Value) -> u128 {
    amount.as_str().unwrap().parse().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn shares(window: &Value) -> BTreeMap<String, i64> {
    let standings = list(&window["standings"]).iter();
    standings.map(|one| (one["identity"].as_str().unwrap().to_owned(), millionths(&one["share"]))).collect()
}

/// Half of what all differences sum to.
fn moved(before: &Value, after: &Value) -> i64 {
    let (before, after) = (shares(before), shares(after));
    let mut people: Vec<&String> = before.keys().chain(after.keys()).collect();
    people.sort();
    people.dedup();
    let share = |of: &BTreeMap<String, i64>, who: &String| of.get(who).copied().unwrap_or_default();
    people.iter().map(|who| (share(&before, who) - share(&after, who)).abs()).sum::<i64>() / 2
}

#[test]
fn windows_add_up_and_the_last_is_what_score_says_of_it() {
    let riverbed = Riverbed::indexed();
    let found = riverbed.backtest(&["--days", "45"]);
    let windows = list(&found["rules"]["windows"]);
    assert!(windows.len() >= 4, "{}", windows.len());
    for pair in windows.windows(2) {
        assert_eq!(pair[0]["window"]["until"], pair[1]["window"]["from"]);
    }
    for (pair, movement) in windows.windows(2).zip(list(&found["rules"]["movements"])) {
        assert_eq!(millionths(&movement["moved"]), moved(&pair[0], &pair[1]));
    }
    for window in windows {
        assert_eq!(shares(window).values().sum::<i64>(), 1_000_000);
        let amounts: u128 = list(&window["standings"]).iter().map(|one| units(&one["amount"])).sum();
        assert_eq!(amounts, 1_000_000 * 10_u128.pow(18));
    }
    let last = windows.last().unwrap();
    riverbed.set("from", last["window"]["from"].as_str().unwrap());
    let scores = riverbed.run(&["score", "--json"]).exits(0).json();
    let told = |people: &Value, key: &str| -> Vec<(Value, Value)> {
        let paid = list(people).iter().filter(|person| person[key] != "0");
        paid.map(|person| (person["identity"].clone(), person[key].clone())).collect()
    };
    assert_eq!(told(&scores["people"], "score"), told(&last["standings"], "points"));
}

#[test]
fn attacks_are_told_window_by_window_with_and_without_the_gates() {
    let riverbed = Riverbed::indexed();
    let before = riverbed.run(&["score", "--json"]).exits(0).stdout;
    let found = riverbed.backtest(&["--windows", "3", "--attack-size", "20", "--attack-accounts", "2"]);
    for window in list(&found["rules"]["windows"]) {
        let attacks: BTreeMap<&str, &Value> =
            list(&window["attacks"]).iter().map(|one| (one["attack"].as_str().unwrap(), one)).collect();
        assert_eq!(attacks.len(), 7);
        for name in ["unmerged", "self_merge"] {
            let report = attacks[name];
            assert_eq!(
                (&report["earned"]["share"], &report["stopped"]),
                (&"0".into(), &20.into()),
                "{report}"
            );
            assert!(millionths(&report["without_gates"]["share"]) > 100_000, "{report}");
        }
        assert_eq!(
            (&attacks["copies"]["stopped"], &attacks["copies"]["gates"]["duplicate"]),
            (&19.into(), &19.into())
        );
        let tiny = attacks["tiny_pull_requests"];
        assert_eq!((&tiny["accounts"], &tiny["lines"]), (&1.into(), &20.into()));
        assert_eq!(units(&tiny["earned"]["points"]) / 20, units(&tiny["points_each"]));
        let (share, amount) = (millionths(&tiny["earned"]["share"]), units(&tiny["earned"]["amount"]));
        assert!(i64::try_from(amount / 10_u128.pow(18)).unwrap().abs_diff(share) <= 1, "{share} {amount}");
        let alone = &attacks["split_identities"]["earned"]["alone"];
        assert_eq!(alone["amount"], window["standings"][0]["amount"]);
    }
    assert_eq!(riverbed.run(&["score", "--json"]).exits(0).stdout, before, "nothing is written");
    let people = riverbed.run(&["backtest", "--windows", "3", "--attack-size", "20"]).exits(0).stdout;
    assert!(
        people
            .contains("20 pull requests of one line each, merged by their author, would have earned nothing"),
        "{people}"
    );
}

#[test]
fn other_rules_move_what_they_move_and_the_same_rules_nothing() {
    let riverbed = Riverbed::indexed();
    riverbed.write("same.toml", "[score]\npreset = \"merged-work\"\n");
    let same = riverbed.backtest(&["--windows", "2", "--against", "same.toml"]);
    assert_eq!(same["against"]["rules"]["windows"], same["rules"]["windows"]);
    assert!(list(&same["against"]["changes"]).iter().all(|change| change["moved"] == "0"));
    riverbed.write("other.toml", "[score]\npreset = \"opendigger-activity\"\n");
    let other = riverbed.backtest(&["--windows", "2", "--against", "other.toml"]);
    assert_eq!(other["rules"], same["rules"]);
    let (own, against) = (list(&other["rules"]["windows"]), list(&other["against"]["rules"]["windows"]));
    for ((own, against), change) in own.iter().zip(against).zip(list(&other["against"]["changes"])) {
        assert_eq!(millionths(&change["moved"]), moved(own, against));
        assert!(list(&against["attacks"]).iter().all(|report| report["without_gates"].is_null()));
    }
    let people = riverbed.run(&["backtest", "--windows", "2", "--against", "other.toml"]).exits(0).stdout;
    assert!(
        people.contains("With the other rules, by `opendigger-activity` and `proportional`:"),
        "{people}"
    );
}

#[test]
fn a_clone_is_attacked_by_commits() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    let found = campaign.run(&["backtest", "--json", "--windows", "1", "--days", "60"]).exits(0).json();
    let window = &found["rules"]["windows"][0];
    for report in list(&window["attacks"]) {
        assert_eq!(report["work"], "commit");
    }
}

#[test]
fn what_cannot_be_tested_back_is_refused_with_the_remedy() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["backtest"]).exits(1).says("the clone `clone` is not indexed yet");
    let _ = campaign.run(&["index"]).exits(0);
    let refused = |words: &[&str], message: &str| {
        let _ = campaign.run(&[&["backtest"], words].concat()).exits(2).says(message);
    };
    refused(&["--windows", "0"], "0 is not in 1..=240");
    refused(&["--attack-accounts", "1"], "1 is not in 2..=100");
    refused(
        &["--days", "3000"],
        "a window of 3000 days is longer than the evidence, which reaches from 2024-12-31T23:59:59Z until \
         2026-01-01T00:00:00Z; choose at most 365 with --days",
    );
    refused(&["--against", "gone.toml"], "cannot read `gone.toml`, which --against names: ");
    let against = |text: &str, message: &str| {
        campaign.write("other.toml", text);
        refused(&["--against", "other.toml"], message);
    };
    against("[scores]\n", "unknown field `scores`");
    against(
        "[token]\nsymbol = \"A\"\n",
        "`other.toml`, which --against names, has none of the tables `[score]`",
    );
    against(
        "[score]\npreset = \"page-rank\"\n",
        "`other.toml`, which --against names: `score.preset`: `page-rank` is not",
    );
    against(
        "[kinds]\nonly = [\"model\"]\n",
        "was not looked at, since the airdrop's own file has no `[kinds]`",
    );
    let elsewhere =
        "`other.toml`, which --against names, lacks `git:clone`, and rules are compared over the same";
    against("[[repositories]]\ngithub = \"other/place\"\n", "which --against names, lacks `git:clone`");
    against("[[repositories]]\ngit = \"zone\"\n", elsewhere);
    let more = "[[repositories]]\ngit = \"clone\"\n[[repositories]]\ngit = \"zone\"\n";
    against(more, "which --against names, adds `git:zone`");
    campaign.edit("airdrop.toml", "from = \"2025-01-01\"", "from = \"2024-01-01\"");
    campaign.edit("airdrop.toml", "until = \"2026-01-01\"", "until = \"2024-12-01\"");
    let _ =
        campaign.run(&["backtest"]).exits(1).says("no contribution before 2024-12-01T00:00:00Z is indexed");
}
