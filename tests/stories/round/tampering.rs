//! Whoever changes an input, a coefficient, a price, a rule or a result of a round is caught by the line that belongs to
//! it, even when they make every hash fit again.

use std::{fs, path::Path};

use serde_json::Value;
use tributary_engine::bundle::hash_bytes;
use tributary_tests::{RoundScene, day, donor};

/// One change of one file, and the lines that show it.
struct Tampering {
    file: &'static str,
    from: String,
    to: String,
    /// Lines that fail when the hashes of the files are made to fit again.
    caught_by: &'static [&'static str],
}

fn change(
    file: &'static str,
    from: impl Into<String>,
    to: impl Into<String>,
    caught_by: &'static [&'static str],
) -> Tampering {
    Tampering { file, from: from.into(), to: to.into(), caught_by }
}

fn scene() -> RoundScene {
    let scene = RoundScene::new("sqlite://round.db");
    scene.edit("# scores = ", "scores = ");
    scene.edit("# thresholds = ", "thresholds = ");
    scene.edit("# deny = ", "deny = ");
    scene.edit("# joins = ", "joins = ");
    scene.write("scores.csv", &format!("donor,score\n{},20\n{},50\n", donor(1), donor(2)));
    scene.write("deny.csv", &format!("donor,reason\n{},sybil\n", donor(6)));
    scene.write(
        "people.csv",
        &format!("person,donor,reason\nada,{},said so\nada,{},said so\n", donor(4), donor(7)),
    );
    let owner = tributary_tests::OWNER;
    let _ = scene.sending(owner, &["round", "open", "--yes"]).run().exits(0);
    let _ = scene.sending(owner, &["round", "fund", "900", "--yes"]).run().exits(0);
    scene.apply();
    scene.submit(tributary_tests::applicant(2), tributary_tests::payout(2));
    scene.travel(day::REVIEW);
    for reviewer in tributary_tests::REVIEWERS {
        for project in ["1", "2"] {
            let _ = scene.review(reviewer, project, "--accept").exits(0);
        }
    }
    let _ = scene.sending(owner, &["round", "freeze", "--yes"]).run().exits(0);
    scene.travel(day::DONATIONS);
    for (number, project, amount) in
        [(1, 1, 10), (2, 1, 40), (3, 1, 90), (4, 2, 10), (5, 2, 10), (6, 2, 20), (7, 2, 5)]
    {
        scene.give(donor(number), &[(project, amount)]);
    }
    scene.give(tributary_tests::payout(2), &[(1, 4)]);
    scene.travel(day::TALLY);
    scene.propose();
    scene
}

fn tamperings(scene: &RoundScene) -> Vec<Tampering> {
    let text = |file: &str| fs::read_to_string(scene.bundle().join(file)).unwrap();
    let gift = text("donations.csv").lines().nth(1).unwrap().to_owned();
    let root = scene.json("manifest.json")["root"].as_str().unwrap().to_owned();
    let matched = scene.json("matches.json")["matches"][0]["match"].as_str().unwrap().to_owned();
    let total = scene.json("manifest.json")["total"].as_str().unwrap().to_owned();
    let joined = |file: &str, number: u64| {
        text(file).lines().find(|line| line.contains(&donor(number).to_string())).unwrap().to_owned() + "\n"
    };
    vec![
        change(
            "donations.csv",
            gift.clone(),
            gift.replace("10000000000000000000", "11000000000000000000"),
            &["donations"],
        ),
        change("donations.csv", gift.clone() + "\n", "", &["gifts", "donations"]),
        change("applications.jsonl", "\"project\":1", "\"project\":3", &["applications"]),
        change("applications.jsonl", "accepted", "rejected", &["applications"]),
        change("coefficients.csv", "0.75,score 20", "1,score 20", &["coefficients"]),
        change("coefficients.csv", joined("coefficients.csv", 3), "", &["coefficients"]),
        change("lists/scores.csv", ",20", ",25", &["coefficients", "frozen"]),
        change("lists/deny.csv", "sybil", "known", &["coefficients", "frozen"]),
        change("lists/joins.csv", joined("lists/joins.csv", 7), "", &["people", "coefficients", "frozen"]),
        change("people.csv", "said so", "guessed", &["people"]),
        change("exclusions.csv", ",payout", ",reviewer", &["exclusions"]),
        change("prices.csv", ",18,1", ",18,2", &["prices"]),
        change("rules.json", "\"cap\": \"60%\"", "\"cap\": \"50%\"", &["rules_hash"]),
        change("rules.json", "\"minimum\": \"0\"", "\"minimum\": \"1\"", &["rules_hash"]),
        change("matches.json", matched.clone(), matched.replacen(char::is_numeric, "9", 1), &["matches"]),
        change("descriptions.json", "Open weights", "Other weights", &["descriptions"]),
        change("inputs.json", "\"pool\": \"900", "\"pool\": \"901", &["input_hash"]),
        change("manifest.json", root.clone(), format!("0x{}", "ab".repeat(32)), &["root", "proofs", "tally"]),
        change("manifest.json", format!("\"total\": \"{total}\""), "\"total\": \"1\"", &["dust", "tally"]),
        change(
            "manifest.json",
            scene.json("manifest.json")["round"].as_str().unwrap(),
            tributary_tests::OWNER.address.to_string(),
            &["chain", "input_hash"],
        ),
        change("deployment.json", "\"block\": ", "\"block\": 1", &["deployment"]),
    ]
}

#[test]
fn every_change_is_caught_by_its_own_line() {
    let scene = scene();
    let honest = scene.verify("out/spring");
    assert!(honest.iter().all(|check| check.1 == "pass"), "{honest:#?}");
    for Tampering { file, from, to, caught_by } in tamperings(&scene) {
        let forged = scene.path("forged");
        let _ = fs::remove_dir_all(&forged);
        copy(&scene.bundle(), &forged);
        let path = forged.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(&from), "`{from}` is not in {file}");
        fs::write(&path, text.replacen(&from, &to, 1)).unwrap();
        // As it is: the file does not have the hash that the manifest says.
        let failed = failing(&scene);
        let listed = scene.json("manifest.json")["files"].get(file).is_some();
        assert_eq!(failed.iter().any(|line| line == "files"), listed, "{file}: {failed:?}");
        // With every hash made to fit again: the file's own line, and that of the tally on the chain.
        refit(&forged, file);
        let failed = failing(&scene);
        assert!(!failed.iter().any(|line| line == "files"), "{file}: {failed:?}");
        for line in caught_by {
            assert!(
                failed.iter().any(|found| found == line),
                "{file} `{from}` → `{to}`: {line} in {failed:?}"
            );
        }
        if file != "deployment.json" {
            assert!(failed.iter().any(|line| line == "tally" || line == "rules_hash"), "{file}: {failed:?}");
        }
    }
}

#[test]
fn what_stands_on_the_chain_is_compared_too() {
    let scene = scene();
    let round = scene.round();
    scene.anvil.aside(|| {
        scene.anvil.set_code(round, &"0x00".parse().unwrap());
        let failed = failing_of(&scene, "out/spring");
        assert!(
            failed.contains(&"code".to_owned()) && failed.contains(&"rules_hash".to_owned()),
            "{failed:?}"
        );
    });
    // Another factory's code stands behind the same round.
    let factory = scene.json("deployment.json")["factory"].as_str().unwrap().parse().unwrap();
    scene.anvil.aside(|| {
        scene.anvil.set_code(factory, &"0x00".parse().unwrap());
        assert_eq!(failing_of(&scene, "out/spring"), ["deployment"]);
    });
    // The pool is gone, whoever took it.
    let balance = scene.anvil.balance(scene.token, round);
    scene.anvil.aside(|| {
        let call = tributary_bindings::token::ProjectToken::transferCall { to: donor(1), value: balance };
        scene.anvil.send(round, scene.token, &call);
        assert_eq!(failing_of(&scene, "out/spring"), ["funded"]);
    });
    // A token that counts in other units than the rules say: here one that answers 6 to everything.
    scene.anvil.aside(|| {
        scene.anvil.set_code(scene.token, &"0x600660005260206000f3".parse().unwrap());
        assert!(failing_of(&scene, "out/spring").contains(&"roles".to_owned()));
    });
    // The round was called off, so nothing is paid by its tally.
    scene.anvil.aside(|| {
        let cancel = ["round", "cancel", "--reason", "late", "--yes"];
        let _ = scene.sending(tributary_tests::OWNER, &cancel).run().exits(0);
        assert_eq!(failing_of(&scene, "out/spring"), ["tally"]);
    });
    assert!(failing_of(&scene, "out/spring").is_empty());
}

#[test]
fn a_name_that_leads_out_of_the_bundle_is_not_read() {
    let scene = scene();
    let forged = scene.path("forged");
    copy(&scene.bundle(), &forged);
    // Never ending, if it were read. The name keeps its place in the order.
    for (file, from, to, line) in [
        ("inputs.json", "\"applications.jsonl\"", "\"/dev/zero\"", "input_hash"),
        ("manifest.json", "\"proofs/", "\"proofs/../../../../../../../../dev/zero/", "proofs"),
    ] {
        let text = fs::read_to_string(forged.join(file)).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(forged.join(file), text.replacen(from, to, 1)).unwrap();
        let found = scene.verify("forged").into_iter().find(|check| check.0 == line).unwrap();
        assert_eq!(found.1, "fail", "{file}");
        fs::write(forged.join(file), text).unwrap();
    }
}

fn failing(scene: &RoundScene) -> Vec<String> {
    failing_of(scene, "forged")
}

fn failing_of(scene: &RoundScene, folder: &str) -> Vec<String> {
    let checks = scene.verify(folder);
    checks.into_iter().filter(|check| check.1 == "fail").map(|check| check.0).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Makes the hashes of inputs.json and of the manifest those of the files.
fn refit(folder: &Path, changed: &str) {
    let hash = |file: &str| hash_bytes(&fs::read(folder.join(file)).unwrap()).to_string();
    let read = |file: &str| serde_json::from_slice::<Value>(&fs::read(folder.join(file)).unwrap()).unwrap();
    let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    if changed == "manifest.json" || changed == "deployment.json" {
        return;
    }
    let (mut inputs, before) = (text("inputs.json"), read("inputs.json"));
    for (file, old) in before["files"].as_object().unwrap() {
        let named = |hash: &str| format!("\"{file}\": \"{hash}\"");
        inputs = inputs.replace(&named(old.as_str().unwrap()), &named(&hash(file)));
    }
    fs::write(folder.join("inputs.json"), inputs).unwrap();
    let (mut manifest, before) = (text("manifest.json"), read("manifest.json"));
    for (file, entry) in before["files"].as_object().unwrap() {
        let named = |hash: &str, bytes: &Value| {
            format!("\"{file}\": {{\n      \"sha256\": \"{hash}\",\n      \"bytes\": {bytes}\n")
        };
        let bytes = fs::read(folder.join(file)).unwrap().len().into();
        let old = named(entry["sha256"].as_str().unwrap(), &entry["bytes"]);
        assert!(manifest.contains(&old), "{old}");
        manifest = manifest.replacen(&old, &named(&hash(file), &bytes), 1);
    }
    for (key, file) in [("rules_hash", "rules.json"), ("input_hash", "inputs.json")] {
        let old = before[key].as_str().unwrap();
        manifest =
            manifest.replace(&format!("\"{key}\": \"{old}\""), &format!("\"{key}\": \"{}\"", hash(file)));
    }
    fs::write(folder.join("manifest.json"), manifest).unwrap();
}
