//! Tampering with files.

use std::path::Path;

use serde_json::{Value, json};
use tributary_engine::{bundle::Bundle, verify::verify_offline};
use tributary_tests::{Campaign, Forger, Stage, Tributary};

use super::failing;

/// One kind of tampering: its name, what is done, and the only lines that may fail.
type Case = (&'static str, fn(&Forger), &'static [&'static str]);

const CASES: [Case; 26] = [
    ("nothing at all", |_| {}, &[]),
    ("a file changed without the manifest", |it| it.edit("rules.toml", "pool =", "pool  ="), &["files"]),
    ("a file longer by a line break", |it| it.edit("wallets.csv", "\n", "\n\n"), &["files"]),
    ("a file that the manifest no longer lists", unlist, &["files"]),
    ("a file outside of the bundle", list_outside, &["files"]),
    ("another format", |it| it.edit_manifest("format", json!("tributary-bundle-v0")), &["files"]),
    ("another name in the manifest", |it| it.edit_manifest("name", json!("Other")), &["rules"]),
    ("another chain in the manifest", |it| it.edit_manifest("chain_id", json!(1)), &["rules"]),
    ("a claim window cut short", cut_window, &["rules"]),
    ("another weight in the rules", |it| rules(it, "commits = \"1\"", "commits = \"4\""), &["scores"]),
    ("a cap in the rules", |it| rules(it, "wallets = ", "cap = \"20%\"\nwallets = "), &["allocation"]),
    ("a person's wallet replaced", replace_wallet, &["allocation"]),
    ("a contribution removed", remove_line, &["scores"]),
    ("a contribution added", |it| add_line(it, "2025-02-04T10:00:00Z"), &["scores"]),
    ("a contribution outside the window", |it| add_line(it, "2024-02-04T10:00:00Z"), &["evidence"]),
    ("lines in another order", reorder, &["evidence"]),
    // Doubles are dropped before anything is scored.
    ("a line that stands twice", double_line, &["evidence"]),
    ("a score raised, and all that follows", raise_score, &["scores"]),
    ("the reason of a score", |it| change_months(it), &["scores"]),
    ("an amount moved, and nothing else", move_amount, &["allocation", "root"]),
    ("an amount moved, and all that follows", move_amount_and_hide, &["allocation"]),
    ("a root of other amounts, with its tree and proofs", other_root, &["root"]),
    ("a node of the tree", change_tree, &["root"]),
    ("one digit of a proof", change_proof, &["proofs"]),
    ("an amount beside a proof", change_proof_amount, &["proofs"]),
    ("a person's proof replaced by somebody else's", hide_proof, &["proofs"]),
];

#[test]
fn each_change_of_a_file_fails_its_own_line() {
    let campaign = Campaign::published();
    let mut wrong = Vec::new();
    for (kind, tamper, expected) in CASES {
        let folder = tempfile::tempdir().unwrap();
        copy(&campaign.bundle(), folder.path());
        tamper(&Forger::new(folder.path()));
        let found = failing(Tributary::new(folder.path(), ["verify", ".", "--offline", "--json"]).run());
        if found != expected {
            wrong.push(format!("{kind}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Only the contract's bundle hash binds the name of the tool.
const FREE: &str = "/tool";

/// Every value of every computed file, one at a time, with the manifest's hashes made to fit.
#[test]
fn no_single_value_can_be_changed() {
    let campaign = Campaign::published();
    let folder = tempfile::tempdir().unwrap();
    copy(&campaign.bundle(), folder.path());
    let forger = Forger::new(folder.path());
    let (manifest, mut changed) = (forger.text("manifest.json"), 0);
    let mut unnoticed = Vec::new();
    for file in ["manifest.json", "scores.json", "allocation.json", "tree.json", SHARD] {
        let (before, value) = (forger.text(file), forger.json(file));
        let mut places = Vec::new();
        leaves(&value, String::new(), &mut places);
        for place in places {
            forger.change(file, |value| alter(value.pointer_mut(&place).unwrap()));
            if file != "manifest.json" {
                forger.hide(Stage::Files);
            }
            let holds = Bundle::open(folder.path()).is_ok_and(|bundle| verify_offline(&bundle).holds());
            if holds != (place == FREE) {
                unnoticed.push(format!("{file}{place}"));
            }
            forger.write(file, &before);
            forger.write("manifest.json", &manifest);
            changed += 1;
        }
    }
    assert!(unnoticed.is_empty(), "unnoticed: {}", unnoticed.join(", "));
    assert!(changed > 150, "{changed}");
}

/// Where the plain values stand.
fn leaves(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(value, format!("{place}/{}", key.replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                leaves(item, format!("{place}/{number}"), found);
            }
        }
        _ => found.push(place),
    }
}

/// Another value of the same kind.
fn alter(value: &mut Value) {
    *value = match &*value {
        Value::String(text) if text.is_empty() => json!("0"),
        Value::String(text) => json!(other_digit(text)),
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        _ => json!("0"),
    };
}

#[test]
fn the_hash_of_the_whole_is_not_accepted_for_a_part() {
    let campaign = Campaign::published();
    let forger = Forger::new(&campaign.bundle());
    let evidence = forger.json("manifest.json")["evidence_hash"].clone();
    forger.edit_manifest("rules_hash", evidence);
    assert_eq!(failing(campaign.run(&["verify", "--offline", "--json"])), ["files"]);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn unlist(it: &Forger) {
    it.change("manifest.json", |manifest| {
        manifest["files"].as_object_mut().unwrap().remove("tree.json").unwrap();
    });
}

fn list_outside(it: &Forger) {
    it.change("manifest.json", |manifest| {
        let entry = manifest["files"]["rules.toml"].clone();
        manifest["files"]["../rules.toml"] = entry;
    });
}

fn cut_window(it: &Forger) {
    it.change("manifest.json", |manifest| manifest["claim"]["end"] = json!("2026-02-02T00:00:00Z"));
}

fn rules(it: &Forger, part: &str, by: &str) {
    it.edit("rules.toml", part, by);
    it.hide(Stage::Files);
}

fn replace_wallet(it: &Forger) {
    it.edit(
        "wallets.csv",
        "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
    );
    it.hide(Stage::Files);
}

/// The lines of `evidence.jsonl`, and the place of the first contribution.
fn lines(it: &Forger) -> (Vec<String>, usize) {
    let lines: Vec<String> = it.text("evidence.jsonl").lines().map(str::to_owned).collect();
    let first = lines.iter().position(|line| line.contains("\"type\":\"contribution\"")).unwrap();
    (lines, first)
}

fn write_lines(it: &Forger, lines: &[String]) {
    it.write("evidence.jsonl", &(lines.join("\n") + "\n"));
    it.hide(Stage::Files);
}

fn remove_line(it: &Forger) {
    let (mut lines, first) = lines(it);
    lines.remove(first);
    write_lines(it, &lines);
}

/// A commit of Bo's that never was, in its right place.
fn add_line(it: &Forger, at: &str) {
    let (mut lines, first) = lines(it);
    let sample = lines[first..].iter().find(|line| line.contains("github:202")).unwrap();
    let mut invented: Value = serde_json::from_str(sample).unwrap();
    invented["key"] = json!("0000000000000000000000000000000000000000");
    invented["at"] = json!(at);
    lines.insert(first, invented.to_string());
    write_lines(it, &lines);
}

fn reorder(it: &Forger) {
    let (mut lines, first) = lines(it);
    lines.swap(first, first + 1);
    write_lines(it, &lines);
}

fn double_line(it: &Forger) {
    let (mut lines, first) = lines(it);
    lines.insert(first, lines[first].clone());
    write_lines(it, &lines);
}

fn raise_score(it: &Forger) {
    it.change("scores.json", |scores| {
        scores["people"][1]["score"] = json!("4999999");
        scores["total"] = json!((10_414_213 - 2_414_213 + 4_999_999).to_string());
    });
    it.hide(Stage::Scores);
}

fn change_months(it: &Forger) {
    it.change("scores.json", |scores| {
        scores["people"][0]["months"][0]["counts"] = json!({ "commit": 7 });
    });
    it.hide(Stage::Files);
}

fn move_amount(it: &Forger) {
    it.change("allocation.json", |allocation| {
        let amount = |person: usize| -> u128 {
            allocation["people"][person]["amount"].as_str().unwrap().parse().unwrap()
        };
        let (most, less) = (amount(0), amount(1));
        allocation["people"][0]["amount"] = json!((most - 1).to_string());
        allocation["people"][1]["amount"] = json!((less + 1).to_string());
    });
    it.hide(Stage::Files);
}

fn move_amount_and_hide(it: &Forger) {
    move_amount(it);
    it.hide(Stage::Allocation);
}

fn other_root(it: &Forger) {
    let before = it.text("allocation.json");
    move_amount_and_hide(it);
    it.write("allocation.json", &before);
    it.hide(Stage::Files);
}

fn change_tree(it: &Forger) {
    let node = it.json("tree.json")["tree"][1].as_str().unwrap().to_owned();
    it.edit("tree.json", &node, &other_digit(&node));
    it.hide(Stage::Files);
}

/// The same text with its last digit changed.
fn other_digit(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    format!("{rest}{}", if last == "0" { "1" } else { "0" })
}

/// Ada's proofs.
const SHARD: &str = "proofs/70.json";

fn change_proof(it: &Forger) {
    let shard = it.json(SHARD);
    let sibling = shard["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"][0]["proof"][0].as_str().unwrap();
    it.edit(SHARD, sibling, &other_digit(sibling));
    it.hide(Stage::Files);
}

fn change_proof_amount(it: &Forger) {
    it.edit(SHARD, "\"amount\": \"4", "\"amount\": \"5");
    it.hide(Stage::Files);
}

/// Ada's entry stands twice and Bo's not at all: as many valid proofs as before.
fn hide_proof(it: &Forger) {
    let shard = it.text(SHARD);
    let entry = shard.split_once('[').unwrap().1.rsplit_once(']').unwrap().0.trim_end();
    let doubled = shard.replacen(entry, &format!("{entry},{entry}"), 1);
    it.write(SHARD, &doubled);
    it.write("proofs/3c.json", "{}\n");
    it.hide(Stage::Files);
}
